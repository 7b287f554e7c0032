/* A phone's sheet: the rail comes up from below and goes away again; nothing in it is reached while it is closed. */
(function () {
  "use strict";
  const root = document.documentElement;
  const button = () => document.querySelector("[data-sheet].to-filters");

  function turn(open) {
    root.toggleAttribute("data-sheet", open);
    button()?.setAttribute("aria-expanded", String(open));
    if (open) document.querySelector(".rail :is(input, button):not([type=hidden])")?.focus({ preventScroll: true });
    else button()?.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const open = root.hasAttribute("data-sheet");
    if (event.target.closest("[data-sheet].to-filters")) turn(!open);
    else if (open && !event.target.closest(".rail, [role=listbox], [data-portal]")) {
      event.preventDefault();
      event.stopPropagation(); // the first touch beside the sheet only closes it
      turn(false);
    }
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !root.hasAttribute("data-sheet")) return;
    event.stopPropagation();
    turn(false);
  }, true);

  window.matchMedia("(max-width:760px)").addEventListener("change", () => root.removeAttribute("data-sheet"));
})();
