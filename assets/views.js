/* Views saved under a name: a sheet that lists, keeps and removes them. Opening one is following a link. */
(function () {
  "use strict";
  const make = (tag, more) => Object.assign(document.createElement(tag), more);

  async function ask(method, body) {
    const how = body ? { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : { method };
    const answer = await fetch("/views", how);
    return answer.json();
  }

  function list(sheet, { views, why }) {
    const rows = (views || []).map((view) => {
      const row = make("li");
      const link = make("a", { href: view.page + (view.query ? `?${view.query}` : ""), title: view.made.slice(0, 10) });
      link.append(make("b", { textContent: view.name }), make("span", { textContent: view.made.slice(0, 10) }));
      const gone = make("button", { type: "button", className: "tool", textContent: "×" });
      gone.setAttribute("aria-label", `${sheet.dataset.remove} ${view.name}`);
      gone.onclick = async () => list(sheet, await ask("DELETE", { name: view.name }));
      row.append(link, gone);
      return row;
    });
    if (views) sheet.querySelector("ul").replaceChildren(...rows);
    const note = sheet.querySelector(".why");
    note.textContent = why || (rows.length || !views ? "" : sheet.dataset.none);
  }

  document.addEventListener("toggle", async (event) => {
    if (event.target.matches?.("details.views") && event.target.open) list(event.target.querySelector(".sheet"), await ask("GET"));
  }, true);

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("details.views form");
    if (!form) return;
    event.preventDefault();
    const field = form.querySelector("input");
    const answer = await ask("POST", { name: field.value, page: location.pathname, query: location.search.slice(1) });
    list(form.closest(".sheet"), answer);
    if (!answer.why) field.value = "";
  });

  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.views[open]").forEach((sheet) => { if (!sheet.contains(event.target)) sheet.open = false; });
  });
})();
