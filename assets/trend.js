/* The trend follows the pointer and the keys: the line of the unit that is pointed at, and arrows from step to step.
 *
 * A unit is marked on map and rows by map-pointer.js; here its line is asked for and laid over the trend's own figure.
 */
(function () {
  "use strict";
  const PATIENCE = 120; // ms a unit is pointed at before its line is asked for
  const KEPT = 60;
  const lines = new Map(); // address -> promise of a line; an edition's lines never change
  let timer = 0;
  let wanted = null;

  function ask(address) {
    if (!lines.has(address)) {
      const asked = fetch(address).then((got) => (got.ok ? got.json() : null)).catch(() => null);
      lines.set(address, asked);
      if (lines.size > KEPT) lines.delete(lines.keys().next().value);
    }
    return lines.get(address);
  }

  const plot = (head) => head.closest(".panel")?.querySelector(".js-plotly-plot");

  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

  const note = (line) => ({
    xref: "paper", yref: "paper", x: 0.008, y: 0.98, xanchor: "left", yanchor: "top", showarrow: false, text: line.words,
    font: { color: line.colour, size: 13 }, bgcolor: line.ground, borderpad: 2,
  });

  // The figure with one line more; of a unit of which nothing is known, with the words that say so. A rate may reach
  // beyond the axis of the whole, which then makes room for it; an amount is laid so that its mean stands where that of
  // the whole does, and the two are compared by their course.
  function along(plain, line) {
    const layout = { ...plain.layout, annotations: [...(plain.layout.annotations || []), note(line)] };
    const known = line.y.filter((value) => value !== null);
    if (!known.length) return { ...plain, layout };
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const room = (high - low) * 0.08 || Math.abs(high) * 0.05 || 1;
    const whole = line.apart ? [plain.data[main(plain)]?.y].flat().filter((value) => value !== null) : [];
    if (line.apart) {
      const times = mean(known) / mean(whole) || 1;
      const [from, to] = (layout.yaxis.range || [0, Math.max(...whole)]).map((end) => end * times);
      layout.yaxis2 = { overlaying: "y", range: [Math.min(from, low), Math.max(to, high + room)], visible: false, fixedrange: true };
    } else if (layout.yaxis && layout.yaxis.range) {
      const [from, to] = layout.yaxis.range;
      layout.yaxis = { ...layout.yaxis, range: [low < from ? Math.max(0, low - room) : from, high > to ? high + room : to] };
    }
    const trace = {
      type: "scatter", mode: "lines", x: line.x, y: line.y, line: { color: line.colour, width: 1.9 }, hoverinfo: "skip",
      ...(line.apart ? { yaxis: "y2" } : {}),
    };
    return { ...plain, data: [...plain.data, trace], layout };
  }

  async function lay(code) {
    for (const head of document.querySelectorAll("[data-line]")) {
      const gd = plot(head);
      if (!gd || !gd.sent || !gd.clientWidth) continue;
      const [page, query] = head.dataset.line.split("?");
      const words = new URLSearchParams(query);
      words.delete("units");
      words.set("unit", code);
      const line = await ask(`${page}?${words}`);
      if (wanted !== code || !line) continue;
      const plain = gd.plain && gd.sent === gd.laid ? gd.plain : gd.sent;
      const figure = along(plain, line);
      Object.assign(gd, { plain, laid: figure });
      gd.dataset.unit = code;
      await window.Plotly.react(gd, figure);
    }
  }

  function lift() {
    for (const gd of document.querySelectorAll(".js-plotly-plot[data-unit]")) {
      const { plain, laid, sent } = gd;
      delete gd.dataset.unit;
      gd.plain = gd.laid = null;
      if (sent === laid && plain) window.Plotly.react(gd, plain); // else the page has drawn it anew
    }
  }

  document.addEventListener("cockpit:mark", ({ detail: code }) => {
    wanted = code;
    clearTimeout(timer);
    timer = setTimeout(code ? () => lay(code) : lift, PATIENCE);
  });

  /* ---- arrows along the line ------------------------------------------------------------------------------------- */

  const STEPS = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7 };

  // The trend's own line: the widest.
  const main = (gd) => gd.data.reduce((best, trace, at) => ((trace.mode === "lines" && trace.text && (trace.line?.width || 0) > (gd.data[best]?.line?.width || 0)) ? at : best), -1);

  const day = (trace, at) => (trace.x ? trace.x[at] : new Date(Date.parse(`${trace.x0}T00:00:00Z`) + at * trace.dx).toISOString().slice(0, 10));

  function walk(gd, event) {
    const curve = main(gd);
    if (curve < 0) return false;
    const trace = gd.data[curve];
    const last = trace.text.length - 1;
    const at = event.key === "Home" ? 0 : event.key === "End" ? last : event.key in STEPS ? (gd.step === undefined ? last : Math.min(last, Math.max(0, gd.step + STEPS[event.key]))) : -1;
    if (at < 0) return false;
    gd.step = at;
    window.Plotly.Fx.hover(gd, [{ curveNumber: curve, pointNumber: at }]);
    aloud(gd).textContent = `${day(trace, at)} ${trace.text[at]}`;
    return true;
  }

  function aloud(gd) {
    let told = gd.parentElement.querySelector(":scope > .visually-hidden");
    if (!told) {
      told = Object.assign(document.createElement("div"), { className: "visually-hidden" });
      told.setAttribute("aria-live", "polite");
      gd.parentElement.append(told);
    }
    return told;
  }

  document.addEventListener("keydown", (event) => {
    const gd = event.target.matches?.(".p-trend .js-plotly-plot") ? event.target : null;
    if (!gd || event.ctrlKey || event.altKey || event.metaKey || !walk(gd, event)) return;
    event.preventDefault();
  });
  document.addEventListener("focusout", (event) => {
    if (!event.target.matches?.(".p-trend .js-plotly-plot")) return;
    event.target.step = undefined;
    window.Plotly.Fx.unhover(event.target);
  });
  // One stop for Tab; a wall has no keys that walk.
  setInterval(() => {
    if (document.documentElement.hasAttribute("data-wall")) return;
    for (const gd of document.querySelectorAll(".p-trend .js-plotly-plot:not([tabindex])")) gd.tabIndex = 0;
  }, 1000);
})();
