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

  /* ---- boxes to narrow by ---------------------------------------------------------------------------------------- */

  const escaped = (text) => text.replace(/[%,:;]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

  // No box chosen by name means that all values are let through; so does choosing every one of them.
  // The box, Space and Ctrl toggle a value; its name and Enter leave it alone, or lift that.
  function narrow(button, toggles) {
    const group = button.closest("[data-facet]");
    const [all, on] = ["[data-box]", "[data-box][aria-checked=true]"].map((what) => [...group.querySelectorAll(what)].map((box) => box.dataset.box));
    const value = button.dataset.box;
    const toggled = on.includes(value) ? on.filter((one) => one !== value) : [...on, value];
    const alone = on.length === 1 && on[0] === value ? [] : [value];
    const chosen = toggles ? toggled : alone;
    const key = escaped(group.dataset.facet);
    const others = window.cockpit.field("where").split(";").filter((clause) => clause && clause.split(":")[0] !== key);
    const mine = chosen.length && chosen.length < all.length ? [`${key}:${chosen.sort().map(escaped).join(",")}`] : [];
    window.cockpit.pick({ where: [...others, ...mine].join(";") });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-box]");
    if (!button) return;
    const left = event.clientX - button.getBoundingClientRect().left;
    const byKey = event.detail === 0; // Space; Enter is caught below
    narrow(button, byKey || event.ctrlKey || event.metaKey || left < 1.6 * parseFloat(getComputedStyle(button).fontSize));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-box]")) return;
    narrow(event.target, event.ctrlKey || event.metaKey);
    event.preventDefault();
  });

  /* ---- a long list, sifted ---------------------------------------------------------------------------------------- */

  document.addEventListener("input", (event) => {
    if (!event.target.matches(".sift")) return;
    const wanted = event.target.value.trim().toLowerCase();
    event.target.parentElement.querySelectorAll(".list.long > button").forEach((button) => {
      button.hidden = !button.textContent.toLowerCase().includes(wanted);
    });
  });

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
    return make("div", { className: "found" }, make("b", null, option.name), make("em", null, option.above), make("div", { className: "marks" }, ...marks));
  }

  window.dashMantineFunctions = Object.assign({}, window.dashMantineFunctions, { found });
  new MutationObserver(whole).observe(document.documentElement, { childList: true, subtree: true });
})();
