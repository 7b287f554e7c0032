/* What lies far below the window is not asked for: a page of thirty panels is drawn as far as it is looked at.
 *
 * What is chosen and the positions of the panels that are near make what a page asks. Scrolling on asks for more of the
 * same. A wall shows all it has, and so do a picture and paper: `window.cockpit.whole` is set before the page is opened,
 * or when a reader is about to print or to look for words.
 */
(function () {
  "use strict";
  const cockpit = (window.cockpit = window.cockpit || {});
  // Windows below the one that is looked at: so far a page is asked for, when a panel in the nearer part is missing.
  const AHEAD = 0.5;
  const NEARER = 0.25;
  const PACE = 80; // ms
  let id = null; // the store of the page that is shown
  let asked = null; // what it was asked for last
  let due = 0;

  // Positions of the panels whose top is in reach; all of them above it, so that nothing above is ever made smaller.
  function near(ahead = AHEAD) {
    if (cockpit.whole || document.documentElement.hasAttribute("data-wall")) return null;
    const end = window.innerHeight * (1 + ahead);
    const panels = [...document.querySelectorAll("section[data-at]")];
    return panels.filter((panel) => panel.getBoundingClientRect().top < end).map((panel) => Number(panel.dataset.at));
  }

  function reach(selection, ids) {
    if (!selection || !ids.length) return ids.map(() => window.dash_clientside.no_update);
    [id, asked] = [ids[0], { ...selection, near: near() }];
    return ids.map(() => asked);
  }

  function more() {
    due = 0;
    if (!asked || !asked.near || !document.querySelector(`.app.${id.board}`)) return; // another page is on its way
    if (near(NEARER)?.every((at) => asked.near.includes(at))) return;
    const now = near();
    asked = { ...asked, near: now && [...new Set([...asked.near, ...now])].sort((a, b) => a - b) };
    window.dash_clientside.set_props(id, { data: asked });
  }

  const soon = () => { due = due || setTimeout(more, PACE); };
  window.addEventListener("scroll", soon, { capture: true, passive: true });
  window.addEventListener("resize", soon);
  new ResizeObserver(soon).observe(document.body); // what was drawn may be lower than its empty place

  function everything() {
    cockpit.whole = true;
    more();
  }

  // Paper waits for what is missing.
  function print() {
    setTimeout(() => (document.querySelector("[data-dash-is-loading]") ? print() : window.print()), 4 * PACE);
  }

  window.addEventListener("beforeprint", everything);
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || !["f", "p"].includes(event.key)) return;
    const missing = asked && asked.near;
    everything();
    if (event.key === "p" && missing) {
      event.preventDefault();
      print();
    }
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.cockpit = Object.assign(window.dash_clientside.cockpit || {}, { reach });
})();
