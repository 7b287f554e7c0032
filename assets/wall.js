/* A wall: scenes in frames of their own, one on top of the other, shown in turn.
 *
 * A scene is loaded while another is shown and comes up when it is whole, so a wall is never blank. An edition never
 * changes, so a loaded scene is right until the next edition; then it is loaded anew before its turn. What fails in a
 * frame stays in it. `pace=10` in the address makes time run ten times as fast, for tests and soaking.
 */
(function () {
  "use strict";
  if (!document.body.classList.contains("wall")) return;
  const plan = JSON.parse(document.body.dataset.wall);
  const pace = Math.max(1, Number(new URLSearchParams(location.search).get("pace")) || 1);
  const POLL = 20000, RETRY = 15000, PATIENCE = 120000, RELOAD = 6 * 3600000, JITTER = 60000, TICK = 250, SHIFT = 2;
  const LOST = 2, GIVE_UP = 3; // failed polls until it is said, and until the wall starts afresh
  const $ = (id) => document.getElementById(id);
  const scenes = plan.scenes.map((scene) => ({ ...scene, frame: null, next: null, edition: null, touched: false, tried: 0 }));
  const state = { at: -1, shownAt: 0, until: 0, turns: 0, failed: 0, heard: null, since: new Date(), born: now(), fresh: 0 };

  function now() { return performance.now() * pace; }
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const words = (key, values) => fill(plan.words[key], values || {});
  const write = (element, text) => { if (element.textContent !== text) element.textContent = text; };

  /* ---- scenes ------------------------------------------------------------------------------------------------------ */

  function inside(frame, name, ...given) {
    try {
      return frame.contentWindow.cockpit?.[name]?.(...given);
    } catch (elsewhere) {
      return undefined; // the browser's own page, when the server did not answer
    }
  }

  function load(scene) {
    const frame = document.createElement("iframe");
    frame.title = scene.title;
    frame.src = scene.link;
    frame.inert = true;
    Object.assign(scene, { next: frame, tried: performance.now(), asked: state.heard && state.heard.edition });
    $("stage").append(frame);
  }

  function drop(frame) {
    if (!frame) return;
    inside(frame, "close");
    frame.src = "about:blank";
    frame.remove();
  }

  // A scene that was loaded and is whole takes the place of the one before it, unless that one is being looked at.
  function advance(scene, i) {
    if (!scene.next) return;
    if (inside(scene.next, "settled")) {
      if (i === state.at && (scenes.length > 1 || held())) return;
      const old = scene.frame;
      Object.assign(scene, { frame: scene.next, next: null, edition: scene.asked, touched: false });
      watch(scene);
      if (state.heard) inside(scene.frame, "hear", state.heard);
      if (i === state.at) bring(scene);
      setTimeout(() => drop(old), 1500);
    } else if (performance.now() - scene.tried > PATIENCE) { // loading takes its time, however fast the scenes go
      drop(scene.next);
      scene.next = null;
    }
  }

  const current = (scene) => Boolean(scene.frame) && !scene.touched && (!state.heard || plan.pinned || scene.edition === state.heard.edition);
  const answering = () => state.failed === 0;

  function prepare(scene) {
    if (!scene.next && !current(scene) && answering() && (!scene.tried || performance.now() - scene.tried > RETRY / pace)) load(scene);
  }

  function bring(scene) {
    for (const one of scenes) {
      if (!one.frame) continue;
      one.frame.classList.toggle("cut", scene.transition === "cut");
      one.frame.classList.toggle("on", one === scene);
      one.frame.inert = one !== scene;
    }
    if (answering()) state.since = new Date();
  }

  function show(i) {
    state.at = i;
    state.turns += 1;
    state.shownAt = now();
    const step = state.turns % 4; // the picture walks round a square of 2 px, so that nothing burns in
    $("stage").style.transform = `translate(${[0, SHIFT, SHIFT, 0][step]}px, ${[0, 0, SHIFT, SHIFT][step]}px)`;
    bring(scenes[i]);
  }

  /* ---- touch ------------------------------------------------------------------------------------------------------- */

  const held = () => now() < state.until;

  function hold(event) {
    if (event && event.target && event.target.closest && event.target.closest("#resume")) return;
    state.until = now() + plan.pause * 1000;
    if (state.at >= 0) scenes[state.at].touched = true;
    line();
  }

  function watch(scene) {
    const inner = scene.frame.contentWindow;
    for (const name of ["pointerdown", "keydown", "wheel"]) inner.addEventListener(name, hold, { capture: true, passive: true });
  }

  function resume() {
    state.until = 0;
    state.shownAt = -Infinity; // on to the next; a scene alone is loaded anew, as it was asked for
    line();
  }

  /* ---- time -------------------------------------------------------------------------------------------------------- */

  function tick() {
    scenes.forEach(advance);
    if (state.at < 0) {
      const first = scenes.findIndex((scene) => scene.frame);
      prepare(scenes[0]);
      if (first >= 0) show(first);
    } else if (!held()) {
      const to = (state.at + 1) % scenes.length;
      prepare(scenes[to]);
      const due = now() - state.shownAt >= scenes[state.at].seconds * 1000;
      if (due && scenes.length > 1 && scenes[to].frame && (current(scenes[to]) || !answering())) show(to);
    }
    line();
    afresh();
  }

  function line() {
    const scene = scenes[state.at];
    const to = scenes[(Math.max(0, state.at) + 1) % scenes.length];
    write($("scene"), scene ? words("scene", { title: scene.title }) : words("starting"));
    const left = scene ? Math.max(0, scene.seconds - (now() - state.shownAt) / 1000) : 0;
    const alone = scenes.length < 2;
    const share = !scene || alone || held() ? 0 : 1 - left / scene.seconds;
    document.querySelector(".track i").style.transform = `scaleX(${share.toFixed(3)})`;
    write($("next"), !scene || alone || held() ? "" : words("next", { title: to.title, seconds: Math.ceil(left) }));
    const rest = Math.max(0, Math.ceil((state.until - now()) / 1000));
    const paused = words("paused", { left: `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}` });
    write($("resume"), held() ? paused : words("rest", { minutes: Math.round(plan.pause / 60) }));
    $("resume").disabled = !held();
  }

  /* ---- what the server says ---------------------------------------------------------------------------------------- */

  async function poll() {
    const patience = new AbortController();
    const late = setTimeout(() => patience.abort(), POLL / 2);
    try {
      const answer = await fetch("/edition", { cache: "no-store", signal: patience.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      state.heard = await answer.json();
      if (state.failed >= GIVE_UP && !state.fresh) state.fresh = now() + Math.random() * JITTER;
      state.failed = 0;
      for (const scene of scenes) {
        if (scene.frame) inside(scene.frame, "hear", state.heard);
        if (scene.frame && scene.edition === null) scene.edition = state.heard.edition;
      }
    } catch (lost) {
      state.failed += 1;
    } finally {
      clearTimeout(late);
    }
    banner();
    setTimeout(poll, POLL / pace);
  }

  function banner() {
    const heard = state.heard || {};
    const said = [];
    if (state.failed >= LOST) {
      const two = (number) => String(number).padStart(2, "0");
      const since = `${two(state.since.getHours())}:${two(state.since.getMinutes())}`;
      said.push(["b", `▲ ${words("lost")}`], ["span", words("lost_since", { since, until: heard.until || "—" })]);
    } else if (heard.days > 0) {
      said.push(["b", `▲ ${words("late", heard)}`], ["span", words("late_since", heard)]);
    }
    for (const feed of state.failed >= LOST ? [] : (heard.late || []).slice(0, 3)) said.push(["span", words("late_feed", { ...feed, feed: [feed.owner, feed.feed].filter(Boolean).join(" ") })]);
    if (plan.why) said.push(["span", plan.why]);
    const text = said.map(([, one]) => one).join(" · ");
    const place = $("banner");
    if (place.dataset.said === text) return;
    place.dataset.said = text;
    place.replaceChildren(...said.map(([kind, one]) => Object.assign(document.createElement(kind), { textContent: one })));
  }

  // Every six hours, and when the server is back after some silence, the wall starts afresh at its own address; never
  // while the server is silent, for then the browser would have nothing to show.
  async function afresh() {
    if (!state.fresh && now() - state.born > RELOAD) state.fresh = now() + Math.random() * JITTER;
    if (!state.fresh || now() < state.fresh || held() || state.failed) return;
    state.fresh = Infinity;
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (answer.ok) { location.reload(); return; }
    } catch (lost) { /* later */ }
    state.fresh = now() + JITTER;
  }

  for (const name of ["pointerdown", "keydown", "wheel"]) document.addEventListener(name, hold, { passive: true });
  $("resume").addEventListener("click", resume);
  setInterval(tick, Math.max(50, TICK / pace));
  poll().then(tick);
  window.wall = { state, scenes, held, pace };
})();
