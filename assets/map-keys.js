/* The keyboard on the map: one stop for Tab, arrows walk from unit to unit, Enter drills, Space filters. */
(function () {
  "use strict";
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function walk(gd, map, state) {
    const canvas = map.getCanvas();
    canvas.setAttribute("role", "application");
    const aloud = document.createElement("div");
    aloud.className = "visually-hidden";
    aloud.setAttribute("aria-live", "polite");
    gd.parentElement.append(aloud);

    const point = (id) => map.project([state.geo.features[id].properties.lon, state.geo.features[id].properties.lat]);
    const go = (id) => {
      if (state.cursor != null) window.cockpit.border(map, state.cursor, { foc: false });
      state.cursor = id;
      if (id == null) return;
      window.cockpit.border(map, id, { foc: true });
      window.cockpit.mark(state.geo.features[id].properties.code);
      aloud.textContent = window.cockpit.tell(gd, map, state, id, point(id));
    };
    const away = () => {
      go(null);
      window.cockpit.mark(null);
      window.cockpit.tip(gd).hidden = true;
    };

    canvas.addEventListener("keydown", (event) => {
      if (!state.geo || event.altKey) return;
      const way = ARROWS[event.key];
      if (way) go(state.cursor == null ? first(map, state) : next(state, point, way));
      else if (state.cursor != null && (event.key === "Enter" || event.key === " ")) {
        const { code } = state.geo.features[state.cursor].properties;
        const filters = event.key === " " && !event.ctrlKey && !event.metaKey;
        away();
        window.cockpit.pick(window.cockpit.gesture(code, { shiftKey: filters || event.shiftKey, ctrlKey: event.ctrlKey, metaKey: event.metaKey }));
      } else return;
      event.preventDefault();
      event.stopPropagation();
    });
    canvas.addEventListener("blur", away);
  }

  // The chosen unit, else the one nearest to the middle of what is seen.
  function first(map, state) {
    if (state.record.selected.length) return state.record.selected[0];
    const { lng, lat } = map.getCenter();
    const far = ({ properties }) => Math.hypot(properties.lon - lng, properties.lat - lat);
    const all = state.geo.features;
    return all.reduce((best, unit, id) => (far(unit) < far(all[best]) ? id : best), 0);
  }

  // The nearest unit that lies that way; sideways counts double, so that a row of units is walked straight.
  function next(state, point, [dx, dy]) {
    const from = point(state.cursor);
    let best = state.cursor;
    let least = Infinity;
    state.geo.features.forEach((unit, id) => {
      const to = point(id);
      const along = (to.x - from.x) * dx + (to.y - from.y) * dy;
      const aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
      if (along > 1 && along + 2 * aside < least && aside <= 2 * along) [best, least] = [id, along + 2 * aside];
    });
    return best;
  }

  window.cockpit = Object.assign(window.cockpit || {}, { walk });
})();
