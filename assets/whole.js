/* On a wall nothing scrolls, and half a row is no row: what does not fit whole in its panel is not shown. */
(function () {
  "use strict";
  const LISTS = ".panel > .body.scroll, .panel > .body > .strikes > .strike";
  const ROWS = "tbody tr, li, .case, .strike > p, .body > p";
  let asked = 0;

  function trim() {
    asked = 0;
    if (!document.documentElement.hasAttribute("data-wall")) return;
    for (const list of document.querySelectorAll(LISTS)) {
      const end = list.getBoundingClientRect().bottom;
      for (const row of list.querySelectorAll(ROWS)) {
        const { bottom, height } = row.getBoundingClientRect();
        const cut = bottom - height / 6 > end; // its last sixth is air
        if (row.classList.contains("cut-off") !== cut) row.classList.toggle("cut-off", cut);
      }
    }
  }

  const soon = () => { asked = asked || setTimeout(trim, 150); };
  window.addEventListener("resize", soon);
  new MutationObserver(soon).observe(document.documentElement, { childList: true, subtree: true });
})();
