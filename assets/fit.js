/* Figures fit the place where they stand.
 *
 * Plotly knows px alone, and the server that makes a figure knows no screen. So every figure passes here on its way to
 * Plotly: on a wall its letters, lines and margins grow with the rem; in a narrow panel it says less. What the server
 * sent is kept on the plot, so that another size begins from it and not from what was fitted before.
 */
(function () {
  "use strict";
  const DESK = 16; // px of one rem where the server's sizes hold
  const WALL = 1.15; // a wall's letters to the desk's, at the same rem: none under 0.875 rem
  const NARROW = 420; // px of a panel in which half the marks of an axis must do
  const wall = () => document.documentElement.hasAttribute("data-wall");
  const grow = () => (wall() ? (WALL * parseFloat(getComputedStyle(document.documentElement).fontSize)) / DESK : 1);
  const GROWS = new Set(["size", "l", "r", "t", "b", "pad", "xshift", "yshift", "standoff", "ticklen", "borderpad", "arrowsize"]);
  const BESIDE = new Set(["line", "marker", "border"]); // what a width belongs to, when it is in px

  // What stands on a plot without being of it (the slider of days) takes its measure from here.
  const tell = () => document.documentElement.style.setProperty("--grow", grow());

  const inside = (text, k) => text.replace(/font-size:([\d.]+)px/g, (_, size) => `font-size:${(size * k).toFixed(1)}px`);

  // A copy of a part of a figure with everything that is px grown by k.
  function grown(part, k, name, above) {
    if (Array.isArray(part)) return GROWS.has(name) || typeof part[0] === "object" || typeof part[0] === "string" ? part.map((one) => grown(one, k, name, above)) : part;
    if (part && typeof part === "object") {
      if (ArrayBuffer.isView(part)) return part;
      const copy = {};
      for (const key of Object.keys(part)) copy[key] = key === "map" || key === "meta" ? part[key] : grown(part[key], k, key, name);
      return copy;
    }
    if (typeof part === "number") return GROWS.has(name) || (name === "width" && BESIDE.has(above)) ? part * k : part;
    if (typeof part === "string" && name === "text") return inside(part, k);
    return part;
  }

  // In a narrow panel every second mark, counted from the end that matters, and a policy's date without its name.
  function narrowed(layout, width) {
    const copy = { ...layout };
    for (const axis of ["xaxis"]) {
      const { tickvals, ticktext } = copy[axis] || {};
      if (!Array.isArray(tickvals) || !Array.isArray(ticktext) || tickvals.length < 4) continue;
      const kept = (_, i) => (tickvals.length - 1 - i) % 2 === 0;
      copy[axis] = { ...copy[axis], tickvals: tickvals.filter(kept), ticktext: ticktext.filter(kept) };
    }
    if (Array.isArray(copy.annotations)) {
      copy.annotations = copy.annotations.map((note) => (note.yref === "paper" && note.y === 1 && note.xref !== "paper" && note.yanchor === "bottom" && note.text.length * 13 > width * 0.45
        ? { ...note, text: note.text.split(" ")[0] } : note));
    }
    return copy;
  }

  // As many letters as fit into so many ems.
  function cut(text, ems) {
    let used = 0;
    for (let at = 0; at < text.length; at++) {
      used += text.charCodeAt(at) > 0x2e80 ? 1 : 0.56;
      if (used > ems) return `${text.slice(0, Math.max(1, at - 1))}…`;
    }
    return text;
  }

  // Small charts that stand four abreast on a desk stand two abreast where it is narrow; two notes belong to each.
  function abreast(layout, width) {
    const { parts } = layout.meta;
    const [gapX, gapY, head] = [0.06, 0.05, 0.3];
    const rows = Math.ceil(parts / 2);
    const [wide, cell] = [(1 - gapX) / 2, (1 - gapY * (rows - 1)) / rows];
    const copy = { ...layout, annotations: [...layout.annotations] };
    for (let at = 0; at < parts; at++) {
      const number = at ? at + 1 : "";
      const left = (at % 2) * (wide + gapX);
      const bottom = 1 - (Math.floor(at / 2) + 1) * cell - Math.floor(at / 2) * gapY;
      copy[`xaxis${number}`] = { ...layout[`xaxis${number}`], domain: [left, left + wide] };
      copy[`yaxis${number}`] = { ...layout[`yaxis${number}`], domain: [Math.max(0, bottom), bottom + cell * (1 - head)], showticklabels: at % 2 === 0 };
      [left, left + wide].forEach((x, i) => { copy.annotations[2 * at + i] = { ...layout.annotations[2 * at + i], x, y: bottom + cell * (1 - head) }; });
      const name = copy.annotations[2 * at];
      name.text = cut(name.text, (wide * (width - 60)) / name.font.size - 4);
    }
    return copy;
  }

  // Words at the right end of a line stand at their values, but never on top of one another.
  function parted(layout, height) {
    const range = layout.yaxis && layout.yaxis.range;
    const notes = (layout.annotations || []).filter((note) => note.x === 1 && note.xref === "paper" && note.xanchor === "left" && typeof note.y === "number" && note.yref !== "paper");
    if (!range || notes.length < 2 || height < 20) return layout;
    const px = (y) => ((y - range[0]) / (range[1] - range[0])) * height;
    const largest = (note) => Math.max(note.font.size, ...[...note.text.matchAll(/font-size:([\d.]+)px/g)].map((size) => Number(size[1])));
    const high = (note) => largest(note) * 1.25 * (1 + (note.text.match(/<br>/g) || []).length);
    const order = [...notes].sort((one, other) => one.y - other.y).map((note) => ({ note, at: px(note.y) }));
    for (let pass = 0; pass < 40; pass++) {
      for (let i = 1; i < order.length; i++) {
        const lack = (high(order[i].note) + high(order[i - 1].note)) / 2 - (order[i].at - order[i - 1].at);
        if (lack > 0) { order[i].at += lack / 2; order[i - 1].at -= lack / 2; }
      }
    }
    const low = order[0].at, top = order[order.length - 1].at;
    const shift = Math.max(0, -low) - Math.max(0, top - height - 6);
    const placed = new Map(order.map(({ note, at }) => [note, range[0] + ((at + shift) / height) * (range[1] - range[0])]));
    return { ...layout, annotations: layout.annotations.map((note) => (placed.has(note) ? { ...note, y: placed.get(note) } : note)) };
  }

  function fitted(gd, figure) {
    const k = grow();
    tell();
    const width = gd.clientWidth / k;
    let { data, layout } = figure;
    if (width && width < NARROW && layout) layout = layout.meta?.parts ? abreast(layout, width) : narrowed(layout, width);
    const margin = (layout && layout.margin) || {};
    if (layout) layout = parted(layout, gd.clientHeight / k - (margin.t || 0) - (margin.b || 0));
    if (k !== 1) [data, layout] = [grown(data, k), grown(layout, k)];
    gd.fitted = `${k} ${width < NARROW}`;
    return { ...figure, data, layout };
  }

  // A figure is a picture with words: the finding of its panel's head, else its title and what stands beside it.
  function name(gd) {
    const head = gd.closest("section")?.querySelector("header");
    const sub = head?.querySelector(".sub");
    const words = sub?.title || [head?.querySelector("h2")?.textContent, sub?.textContent].filter(Boolean).join(" · ");
    if (!words || gd.getAttribute("aria-label") === words) return;
    gd.setAttribute("role", "img");
    gd.setAttribute("aria-label", words);
  }

  const nameAll = () => document.querySelectorAll(".p-figure .js-plotly-plot").forEach(name);

  // Dash gives Plotly one figure and a promise is what it wants back.
  function wrap(Plotly) {
    if (!Plotly || Plotly.fits) return Plotly;
    const react = Plotly.react;
    Plotly.fits = true;
    Plotly.react = (place, data, layout, config) => {
      const gd = typeof place === "string" ? document.getElementById(place) : place;
      const given = data && data.data ? data : { data, layout, config };
      if (gd.closest?.(".map-graph")) return react(place, data, layout, config);
      gd.sent = given;
      return react(gd, fitted(gd, given)).then((drawn) => { setTimeout(nameAll, 0); return drawn; });
    };
    return Plotly;
  }

  function refit() {
    tell();
    for (const gd of document.querySelectorAll(".js-plotly-plot")) {
      const k = grow();
      if (gd.sent && gd.fitted !== `${k} ${gd.clientWidth / k < NARROW}`) window.Plotly.react(gd, gd.sent);
    }
  }

  setInterval(nameAll, 1000); // a head may be written after its figure

  let later = 0;
  window.addEventListener("resize", () => {
    clearTimeout(later);
    later = setTimeout(refit, 200);
  });

  let kept = wrap(window.Plotly);
  Object.defineProperty(window, "Plotly", { configurable: true, get: () => kept, set: (given) => { kept = wrap(given); } });
  window.cockpit = Object.assign(window.cockpit || {}, { grow });
})();
