/* The as-of slider: moved by dragging or by keys, it shows the day at once and picks it when it is let go.
 *
 * Arrows move by a day, page keys by a month, Home and End to the ends. Keys may go back beyond the plot: the page then
 * draws a longer one.
 */
(function () {
  "use strict";
  const DAY = 86400000;
  const day = (text) => Date.parse(`${text}T00:00:00Z`);
  const text = (time) => new Date(time).toISOString().slice(0, 10);
  const slider = (target) => target instanceof Element && target.closest(".dayline");

  function show(node, time) {
    const first = day(node.dataset.first);
    const share = Math.min(Math.max((time - first) / (day(node.dataset.last) - first || 1), 0), 1);
    const knob = node.querySelector(".knob");
    knob.style.left = node.querySelector(".done").style.width = `${share * 100}%`;
    knob.classList.toggle("late", share > 0.5);
    knob.querySelector("b").textContent = `${node.dataset.word} ${text(time).slice(5)}`;
    node.dataset.moved = text(time);
    node.setAttribute("aria-valuetext", text(time));
    node.setAttribute("aria-valuenow", String(Math.round((time - day(node.dataset.earliest)) / DAY)));
  }

  function release(node) {
    const chosen = node.dataset.moved;
    delete node.dataset.moved;
    if (!chosen || chosen === node.dataset.day) return;
    window.cockpit.pick({ asof: chosen === node.dataset.newest ? "" : chosen });
  }

  function under(node, event) {
    const box = node.querySelector(".track").getBoundingClientRect();
    const share = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    const first = day(node.dataset.first);
    return first + Math.round((share * (day(node.dataset.last) - first)) / DAY) * DAY;
  }

  function month(time, by) {
    const from = new Date(time);
    const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + by, 1));
    const last = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
    return to.setUTCDate(Math.min(from.getUTCDate(), last));
  }

  document.addEventListener("pointerdown", (event) => {
    const node = slider(event.target);
    if (!node || event.button) return;
    node.setPointerCapture(event.pointerId);
    node.classList.add("held");
    show(node, under(node, event));
  });
  document.addEventListener("pointermove", (event) => {
    const node = slider(event.target);
    if (node && node.classList.contains("held")) show(node, under(node, event));
  });
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, (event) => {
      const node = slider(event.target);
      if (!node || !node.classList.contains("held")) return;
      node.classList.remove("held");
      release(node);
    });
  }
  document.addEventListener("keydown", (event) => {
    const node = slider(event.target);
    if (!node) return;
    const now = day(node.dataset.moved || node.dataset.day);
    const to = {
      ArrowLeft: now - DAY, ArrowDown: now - DAY, ArrowRight: now + DAY, ArrowUp: now + DAY,
      PageUp: month(now, 1), PageDown: month(now, -1),
      Home: day(node.dataset.first), End: day(node.dataset.last),
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    show(node, Math.min(Math.max(to, day(node.dataset.earliest)), day(node.dataset.last)));
  });
  document.addEventListener("keyup", (event) => {
    const node = slider(event.target);
    if (node) release(node);
  });
})();
