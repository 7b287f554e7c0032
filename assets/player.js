/* The map through time: a play button that steps the units' colours through weeks or months. Numbers only. */
(function () {
  "use strict";
  const PACE = 900; // ms a step is seen
  let play = null; // {map, gd, state, button, bar, data, at, timer}

  const words = () => JSON.parse(play.button.dataset.words);
  const make = (tag, more) => Object.assign(document.createElement(tag), more);

  async function start(button, step) {
    stop();
    const shown = window.cockpit.shown().find(({ gd, map }) => map && gd.closest(".panel") === button.closest(".panel"));
    if (!shown) return;
    play = { ...shown, button, at: 0, timer: 0 };
    const mine = play;
    const answer = await fetch(`${button.dataset.play}&step=${step}`).then((got) => got.json()).catch(() => ({ why: "" }));
    if (play !== mine) return; // stopped or started anew while it was asked
    build(step, answer.why);
    if (answer.why !== undefined) return;
    play.data = answer;
    calm();
    show(0);
    run(true);
  }

  function build(step, why) {
    const said = words();
    const bar = make("div", { className: "player" });
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", said.play);
    const go = make("button", { type: "button", className: "btn go", textContent: "❚❚", title: said.play });
    const range = make("input", { type: "range", min: 0, value: 0, step: 1 });
    range.setAttribute("aria-label", said.step);
    const label = make("output", { textContent: why || "" });
    const steps = make("span", { className: "mini" });
    for (const name of ["week", "month"]) {
      const one = make("button", { type: "button", textContent: said[name], onclick: () => start(play.button, name) });
      one.setAttribute("aria-pressed", String(name === step));
      steps.append(one);
    }
    const keep = make("button", { type: "button", className: "btn keep", textContent: said.keep, hidden: why !== undefined });
    const close = make("button", { type: "button", className: "tool", textContent: "×", title: said.close, onclick: stop });
    close.setAttribute("aria-label", said.close);
    go.onclick = () => run(!play.timer);
    range.oninput = () => { run(false); show(Number(range.value)); };
    keep.onclick = () => {
      const { from, to } = play.data.frames[play.at];
      stop();
      window.cockpit.pick({ from, to, asof: "" });
    };
    go.hidden = range.hidden = why !== undefined;
    bar.append(go, range, label, steps, keep, close);
    play.gd.closest(".body").append(bar);
    play.bar = bar;
    play.button.setAttribute("aria-pressed", "true");
    (why === undefined ? go : close).focus();
  }

  // Labels keep their names alone: their values are of the moment before.
  function calm() {
    const tokens = getComputedStyle(document.documentElement);
    const [ink, halo] = ["--text", "--surface"].map((name) => tokens.getPropertyValue(name).trim());
    const { features } = play.state.record.labels;
    const plain = features.map((one) => ({ ...one, properties: { ...one.properties, text: one.properties.text.split("\n")[0], ink, halo, bold: false } }));
    play.map.getSource("labels").setData({ type: "FeatureCollection", features: plain });
    play.legend = legend();
    play.bar.querySelector("input").max = play.data.frames.length - 1;
  }

  function legend() {
    const theirs = play.gd.closest(".body").querySelector(".legend");
    const mine = theirs.cloneNode(true);
    mine.removeAttribute("id");
    mine.querySelectorAll(".bin, .ln").forEach((part) => part.remove());
    for (const row of play.data.legend.rows) {
      const bin = make("div", { className: row.turn ? "bin turn" : "bin" });
      const swatch = make("i", { className: row.hatched ? "hatch" : "" });
      if (!row.hatched && row.colour) swatch.style.background = row.colour;
      bin.dataset.key = row.key;
      bin.append(swatch, make("b", { textContent: row.text }), make("em"));
      mine.append(bin);
    }
    theirs.hidden = true;
    theirs.after(mine);
    return mine;
  }

  function show(at) {
    const { data, map, state, bar } = play;
    const frame = data.frames[at];
    play.at = at;
    window.cockpit.dye(map, frame.bins, data.colours);
    play.kept = play.kept || { texts: state.record.texts, details: state.record.details, bins: state.record.bins };
    Object.assign(state.record, { texts: frame.texts, details: [], bins: frame.bins });
    play.legend.querySelectorAll(".bin").forEach((bin) => { bin.lastChild.textContent = frame.bins.filter((one) => String(one) === bin.dataset.key).length; });
    bar.querySelector("input").value = at;
    bar.querySelector("input").setAttribute("aria-valuetext", frame.words);
    bar.querySelector("output").textContent = `${frame.words} · ${frame.total}`;
    bar.dataset.at = at;
  }

  function run(on) {
    clearInterval(play.timer);
    play.timer = on ? setInterval(() => {
      if (play.at + 1 < play.data.frames.length) show(play.at + 1);
      else run(false);
    }, PACE) : 0;
    if (on && play.at + 1 === play.data.frames.length) show(0);
    play.bar.querySelector(".go").textContent = on ? "❚❚" : "▶";
  }

  // Back to the picture that was there: its own record is painted again.
  function stop() {
    if (!play) return;
    const { timer, bar, legend: mine, kept, state, board, button } = play;
    clearInterval(timer);
    bar?.remove();
    button.setAttribute("aria-pressed", "false");
    if (mine) {
      mine.previousSibling.hidden = false;
      mine.remove();
    }
    play = null;
    if (!kept) return;
    Object.assign(state.record, kept);
    window.cockpit.redraw(board);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-play]");
    if (button && play) stop();
    else if (button) start(button, "week");
  });
  // Another picture ends the play: its record is no longer the one on the map.
  document.addEventListener("cockpit:pick", stop);

  window.cockpit = Object.assign(window.cockpit || {}, { playing: () => play && { at: play.at, frames: play.data?.frames.length, running: Boolean(play.timer) } });
})();
