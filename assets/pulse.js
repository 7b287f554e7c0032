/* What goes on while a page stays open: the clock of the room, the lamp of the data, and the next edition.
 *
 * A desk asks /edition twice a minute and moves to a new edition by drawing the same selection again, unless its address
 * names one. A scene of a wall asks nothing: the wall (wall.js) tells it what it has heard.
 */
(function () {
  "use strict";
  const EVERY = 30000; // ms between two questions of a desk
  const SHOWN = 12000; // ms the news stands
  const scene = () => new URLSearchParams(location.search).get("wall") === "scene";
  let heard = null; // the last answer of /edition

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const write = (element, text) => { if (element && element.textContent !== text) element.textContent = text; };

  function tick() {
    const now = new Date();
    const lang = document.documentElement.lang || "zh-CN";
    const clock = document.querySelector(".meta .clock");
    if (clock && clock.offsetParent) {
      write(clock, `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`);
      const day = new Intl.DateTimeFormat(lang, { month: lang === "en" ? "short" : "long", day: "numeric" }).format(now);
      write(document.querySelector(".meta .today"), `${day} ${new Intl.DateTimeFormat(lang, { weekday: "short" }).format(now)}`);
    }
    light();
  }

  // The lamp: shape and words, not colour alone.
  function light() {
    const lamp = document.querySelector(".meta .fresh");
    if (!lamp || !heard || !heard.edition) return;
    const late = heard.days > 0 || heard.fresh < heard.feeds;
    const words = heard.days > 0 ? lamp.dataset.late : heard.feeds ? (late ? lamp.dataset.lateFeeds : lamp.dataset.freshFeeds) : lamp.dataset.fresh;
    lamp.classList.toggle("late", late);
    document.documentElement.toggleAttribute("data-stale", !heard.demo && heard.days > 0);
    write(lamp, heard.demo ? "" : `${late ? "▲" : "●"} ${fill(words, heard)}`);
    lamp.title = (heard.late || []).map((feed) => `${named(feed)}: ${fill(lamp.dataset.lateTile, feed)}`).join("\n");
    mark(lamp.dataset);
  }

  const named = (feed) => [feed.owner, feed.feed].filter(Boolean).join(" ");

  // Tiles whose feed is late say so in their lamp and their last line; the numbers stay, dimmed.
  function mark(words) {
    for (const tile of document.querySelectorAll(".tile[data-metric]")) {
      const feed = (heard.late || []).find((one) => (one.metrics || []).includes(tile.dataset.metric));
      tile.toggleAttribute("data-late", Boolean(feed));
      if (!feed) continue;
      tile.querySelector(".lamp").dataset.late = `▲ ${fill(words.lateTile, feed)}`;
      tile.querySelector("footer").dataset.late = fill(words.lateSince, { ...feed, feed: named(feed) });
    }
  }

  function tell(words) {
    let news = document.getElementById("news");
    if (!news) {
      news = Object.assign(document.createElement("div"), { id: "news" });
      news.setAttribute("role", "status");
      document.body.append(news);
    }
    news.textContent = words;
    setTimeout(() => { if (news.textContent === words) news.textContent = ""; }, SHOWN);
  }

  // A new edition is the same selection drawn again.
  function follow() {
    const shown = document.querySelector(".meta .edition");
    if (!shown || !heard || !heard.edition || shown.dataset.edition === heard.edition) return;
    const query = location.search.slice(1);
    if (new URLSearchParams(query).has("edition")) return;
    window.dash_clientside.set_props("selection", { data: { page: location.pathname, query, at: heard.edition } });
    tell(fill(shown.dataset.news, heard));
  }

  async function ask() {
    try {
      const answer = await fetch("/edition", { cache: "no-store" });
      if (!answer.ok) return;
      heard = await answer.json();
    } catch (lost) {
      return; // a desk's reader sees it at the next click
    }
    follow();
    tick();
  }

  // Whether everything on the page has been drawn: what a wall waits for before it shows a scene.
  function settled() {
    const bar = document.querySelector(".bar");
    if (!bar || !bar.children.length || document.querySelector("[data-dash-is-loading]")) return false;
    const map = document.querySelector(".map-graph");
    const asked = document.querySelector(".p-map .legend")?.children.length;
    const state = map && map.offsetParent && asked ? window.cockpit.mapState?.() : null;
    return !map || !map.offsetParent || !asked || Boolean(state && state.painted);
  }

  // Give back what a browser frees late: a wall calls this before it drops a scene.
  function close() {
    for (const gd of document.querySelectorAll(".js-plotly-plot")) {
      for (const canvas of gd.querySelectorAll("canvas")) {
        (canvas.getContext("webgl2") || canvas.getContext("webgl"))?.getExtension("WEBGL_lose_context")?.loseContext();
      }
    }
  }

  function hear(answer) {
    heard = answer;
    tick();
  }

  window.cockpit = Object.assign(window.cockpit || {}, { settled, close, hear });
  if (document.body?.classList.contains("wall")) return;
  setInterval(tick, 1000);
  if (!scene()) {
    setInterval(() => { if (!document.hidden) ask(); }, EVERY);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
    ask();
  }
})();
