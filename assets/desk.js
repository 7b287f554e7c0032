/* The desk: keys on rows and panels, full screen, help, and what Mantine's controls need drawn. */
(function () {
  "use strict";

  /* ---- keys ------------------------------------------------------------------------------------------------------ */

  const typing = (event) => event.target.closest("input, select, textarea, [role=listbox], [role=combobox], dialog");
  const ROWS = "tr[data-code]";

  // A table is one stop for Tab: of its buttons only the one last used, else the first, is reached by it.
  function rove(body) {
    const buttons = [...body.querySelectorAll(`${ROWS} .row-name`)];
    if (!buttons.length) return;
    const on = buttons.includes(document.activeElement) ? document.activeElement : body.querySelector("tr.on .row-name") || buttons[0];
    buttons.forEach((button) => { button.tabIndex = button === on ? 0 : -1; });
  }
  const whole = () => document.querySelectorAll(".rows tbody, .twin tbody").forEach(rove);
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest(ROWS);
    if (row) { rove(row.parentElement); window.cockpit.mark(row.dataset.code); }
  });

  // Arrows walk the rows; Enter is the button's own; Space filters without drilling.
  function walk(event) {
    const row = event.target.closest(ROWS);
    if (!row) return false;
    const rows = [...row.parentElement.querySelectorAll(ROWS)];
    const at = rows.indexOf(row);
    const next = { ArrowDown: rows[at + 1], ArrowUp: rows[at - 1], Home: rows[0], End: rows.at(-1) }[event.key];
    if (next) next.querySelector("button")?.focus();
    else if (event.key === " " && event.target.matches("button")) {
      event.target.dispatchEvent(new MouseEvent("click", { bubbles: true, shiftKey: !event.ctrlKey, ctrlKey: event.ctrlKey }));
    } else return false;
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (typing(event) || event.altKey) return;
    const plain = !event.ctrlKey && !event.metaKey;
    const done = walk(event)
      || (plain && event.key.toLowerCase() === "t" && press(event, "[data-twin]"))
      || (plain && event.key.toLowerCase() === "f" && press(event, "[data-full]"))
      || (event.key === "?" && help(true));
    if (done) event.preventDefault();
  });
  // Space on a button is a click when the key is let go: rows have had theirs.
  document.addEventListener("keyup", (event) => { if (event.key === " " && event.target.closest(ROWS)) event.preventDefault(); });

  function press(event, what) {
    const button = (event.target.closest(".panel") || document.querySelector(".panel.p-map") || document).querySelector(what);
    button?.click();
    return Boolean(button);
  }

  function help(open) {
    const page = document.querySelector("dialog.help");
    if (open && page && !page.open) page.showModal();
    else page?.close();
    return Boolean(page);
  }

  /* ---- panels ---------------------------------------------------------------------------------------------------- */

  function full(panel) {
    if (document.fullscreenElement || panel.classList.contains("full")) {
      if (document.fullscreenElement) document.exitFullscreen();
      panel.classList.remove("full");
    } else if (panel.requestFullscreen) panel.requestFullscreen().catch(() => panel.classList.add("full"));
    else panel.classList.add("full");
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-full]");
    if (button) full(button.closest(".panel"));
    else if (event.target.closest("[data-help]")) help(!document.querySelector("dialog.help")?.open);
    else if (event.target.matches("dialog.help")) help(false); // beside its page
    // A sheet that floats is put away by a click elsewhere.
    document.querySelectorAll("details.about[open]").forEach((sheet) => { if (!sheet.contains(event.target)) sheet.open = false; });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.about[open], .panel.full");
    if (!open) return;
    if (open.matches("details")) open.open = false;
    else open.classList.remove("full");
    event.stopImmediatePropagation(); // nothing else goes up
  }, true);

  /* ---- what Mantine draws ------------------------------------------------------------------------------------------ */

  // A unit found by what was typed: its name, what lies above it, and the letters that matched.
  function found({ option }) {
    const make = window.React.createElement;
    const marks = (option.marks || []).map(([text, hit], i) => make(hit ? "mark" : "span", { key: i }, text));
    return make("div", { className: "found" }, make("b", null, option.name), make("span", null, ...marks), make("em", null, option.above));
  }

  const weekday = (date) => {
    const lang = document.documentElement.lang === "en" ? "en" : "zh";
    return new Intl.DateTimeFormat(lang, { weekday: "narrow" }).format(new Date(date));
  };

  window.dashMantineFunctions = Object.assign({}, window.dashMantineFunctions, { found, weekday });
  new MutationObserver(whole).observe(document.documentElement, { childList: true, subtree: true });
})();
