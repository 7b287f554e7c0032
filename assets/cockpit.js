/* What a page does that is not data: carry clicks and Back to the controls, dress the page.
 *
 * A click never changes the picture: it writes {…words…} to the store "pick", the words go to the controls, the
 * controls to the address, and the address makes the next picture. The map itself is drawn in map.js.
 */
(function () {
  "use strict";
  const nothing = () => window.dash_clientside.no_update;

  /* ---- clicks and keys -> pick ---------------------------------------------------------------------------------- */

  function pick(words) {
    document.dispatchEvent(new CustomEvent("cockpit:pick"));
    window.dash_clientside.set_props("pick", { data: { words: words, t: Date.now() + Math.random() } });
  }

  function picked(target, event) {
    const from = target.closest("[data-pick]") || target.closest("tr[data-code]")?.querySelector("[data-pick]");
    if (!from) return false;
    const more = event.ctrlKey || event.metaKey;
    const words = JSON.parse((more && from.dataset.add) || from.dataset.pick);
    pick(from.closest("[data-code]") && words.unit ? gesture(words.unit, event) : words);
    return true;
  }

  const escaped = (code) => code.replace(/[%,:;]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

  // What choosing a unit means: alone it drills; with Shift it only filters; with Ctrl it is added to those chosen
  // together, or taken out again. The units chosen are read from their control: clicks may be faster than the address.
  function gesture(code, event) {
    if (event.shiftKey) return { units: escaped(code) };
    if (event.ctrlKey || event.metaKey) return { units: toggled(code) };
    return { unit: code };
  }

  const field = (word) => document.getElementById(`{"control":"${word}"}`)?.value || "";
  const held = () => field("units").split(",").filter(Boolean).map(decodeURIComponent);
  const listed = (codes) => [...new Set(codes)].sort().map(escaped).join(",");

  function toggled(code) {
    const now = held();
    return listed(now.includes(code) ? now.filter((one) => one !== code) : [...now, code]);
  }

  async function copy(button) {
    const address = location.origin + location.pathname + button.dataset.copy;
    try {
      await navigator.clipboard.writeText(address);
    } catch (refused) {
      // The clipboard interface needs https or loopback; an intranet page often has neither.
      const box = Object.assign(document.createElement("textarea"), { value: address });
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
    const words = button.textContent;
    button.textContent = button.dataset.done;
    button.dataset.copied = address;
    setTimeout(() => { button.textContent = words; }, 1600);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey; // a link may open in another tab
    if (button) copy(button);
    else if (elsewhere && event.target.closest("a[href]")) return;
    else if (picked(event.target, event)) event.preventDefault();
    else {
      // The ground of a chart: what was chosen in it is let go.
      const ground = event.target.closest("[data-clear]");
      if (ground && !event.target.closest("a, button, input, summary, th")) pick(JSON.parse(ground.dataset.clear));
    }
  });

  // Shift must not select words on its way to a filter.
  document.addEventListener("mousedown", (event) => {
    if (event.shiftKey && event.target.closest("tr[data-code], [data-pick]")) event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, [role=listbox], dialog");
    if (event.key === "Escape" && !typing) (document.querySelector("[data-close] button") || document.querySelector("[data-up]"))?.click();
  });

  // Back and Forward inside a page are picks of the whole address, so that the page and its map stay as they are.
  // Between pages Dash makes the page anew, and its controls read the address themselves.
  let path = location.pathname;
  window.addEventListener("popstate", () => {
    if (location.pathname !== path) return;
    const words = {};
    const where = [];
    for (const [word, text] of new URLSearchParams(location.search)) {
      if (word === "where") where.push(text);
      else words[word] = text;
    }
    pick({ ...words, where: where.join(";"), whole: true });
  });

  /* ---- what the server tells the page --------------------------------------------------------------------------- */

  // Controls take the words of a pick. A whole pick (Back) empties the controls it does not name.
  function spread(data, values, ids) {
    if (!data) return values.map(nothing);
    // Another unit or tree lets go of units chosen together; what changes rows goes back to their first page.
    const words = { ...data.words };
    const says = (...names) => !words.whole && names.some((name) => name in words);
    if (says("unit", "tree") && !("units" in words)) words.units = "";
    if (says("unit", "units", "tree", "where", "from", "to", "asof", "metric", "by") && !("page" in words)) words.page = "";
    return ids.map((id, i) => {
      const said = words[id.control];
      const word = said === undefined ? (words.whole ? "" : values[i]) : said;
      return (word || "") === (values[i] || "") ? nothing() : word;
    });
  }

  // Language and theme of the document follow the selection; Mantine's controls are told the theme.
  function dress(selection) {
    const words = new URLSearchParams(selection ? selection.query : location.search);
    const root = document.documentElement;
    const wall = words.has("wall");
    const theme = ["light", "dark"].find((one) => one === words.get("theme")) || (wall ? "dark" : "light");
    if (selection) path = selection.page;
    root.toggleAttribute("data-wall", wall);
    root.lang = words.get("lang") === "en" ? "en" : "zh-CN";
    root.dataset.theme = theme;
    return theme;
  }

  // A unit found by the search field is a pick like any other.
  function choose(values) {
    const code = values.find(Boolean);
    return code ? { words: { unit: code }, t: Date.now() } : nothing();
  }

  window.cockpit = Object.assign(window.cockpit || {}, { pick, gesture, field, held, listed });
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.cockpit = Object.assign(window.dash_clientside.cockpit || {}, { spread, dress, choose });
  // Every option the server sends is an answer to what was typed: the list must not be filtered by its words again.
  window.dashMantineFunctions = Object.assign({}, window.dashMantineFunctions, { every: ({ options }) => options });
  dress(null); // before the first paint, so that a dark page never flashes white
})();
