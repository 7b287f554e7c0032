/* The pointer on the map: what it is told, what a click chooses, and the box or lasso that chooses many.
 *
 * A unit that is pointed at is marked wherever it stands: on the map and in the rows of tables, from either side.
 */
(function () {
  "use strict";
  const PATIENCE = 80; // ms the pointer rests before it is told
  const STEP = 5; // px a drag must go to be more than a click
  const MOST = 200; // units that may be chosen together, as in cockpit/selection.py
  let tool = ""; // "box" or "lasso" until it has been used once

  function listen(gd, map, state) {
    for (const gesture of ["boxZoom", "dragRotate", "keyboard", "doubleClickZoom"]) map[gesture].disable();
    map.touchZoomRotate.disableRotation();
    const at = (point) => window.cockpit.unitAt(map, state, point);
    let rests = 0;
    map.on("click", (event) => {
      if (event.originalEvent.detail > 1) return; // the second click of two is no second choice
      const spot = window.cockpit.spotAt?.(map, event.point);
      const unit = at(event.point);
      if (spot) window.cockpit.pick({ focus: spot.id });
      else if (unit) window.cockpit.pick(window.cockpit.gesture(unit.properties.code, event.originalEvent));
      else if (state.record.clear && Object.keys(state.record.clear).length) window.cockpit.pick(state.record.clear);
    });
    map.on("mousemove", (event) => {
      const unit = at(event.point);
      clearTimeout(rests);
      mark(unit ? unit.properties.code : null);
      map.getCanvas().style.cursor = tool ? "crosshair" : unit ? "pointer" : "";
      const told = tip(gd);
      if (!unit || told.dataset.code !== unit.properties.code) told.hidden = true;
      if (unit && told.hidden) rests = setTimeout(() => tell(gd, map, state, unit.id, event.point), PATIENCE);
      else if (unit) place(gd, told, event.point);
    });
    map.on("mouseout", () => {
      clearTimeout(rests);
      mark(null);
      tip(gd).hidden = true;
    });
    map.getContainer().addEventListener("pointerdown", (event) => draw(event, gd, map, state), true);
    window.cockpit.walk(gd, map, state);
  }

  /* ---- one unit, marked everywhere ------------------------------------------------------------------------------- */

  const idOf = (state, code) => (state.geo ? state.geo.features.findIndex((unit) => unit.properties.code === code) : -1);

  // A row may stand for something else, a kind or a category; one of a unit chooses it.
  const ofUnit = (code) => (row) => [...row.querySelectorAll("[data-pick]")].some((from) => JSON.parse(from.dataset.pick).unit === code);

  let marked = null;
  function mark(code) {
    if (marked === code) return;
    marked = code;
    document.querySelectorAll(".hov").forEach((row) => row.classList.remove("hov"));
    const rows = code ? [...document.querySelectorAll(`tr[data-code="${CSS.escape(code)}"]`)] : [];
    rows.forEach((row) => row.classList.add("hov"));
    let unit = rows.some(ofUnit(code));
    for (const { map, state } of window.cockpit.shown()) {
      if (!map) continue;
      const id = code ? idOf(state, code) : -1;
      if (state.hover != null) window.cockpit.border(map, state.hover, { hov: false });
      state.hover = id < 0 ? null : id;
      if (state.hover != null) window.cockpit.border(map, id, { hov: true });
      unit ||= id >= 0;
    }
    document.dispatchEvent(new CustomEvent("cockpit:mark", { detail: unit ? code : null }));
  }

  document.addEventListener("mouseover", (event) => {
    const row = event.target.closest?.("tr[data-code]");
    if (row) mark(row.dataset.code);
    else if (marked && !event.target.closest?.(".map-graph")) mark(null);
  });

  /* ---- what it says ---------------------------------------------------------------------------------------------- */

  const nameOf = (unit) => (document.documentElement.lang === "en" && unit.properties.name_en) || unit.properties.name;

  // How a bin stands to the target: beyond the legend's line, before it, or without one.
  function judged(record, bin) {
    const turn = record.legend.rows.find((row) => row.turn);
    return bin < 0 ? "unjudged" : !turn ? "none" : bin > turn.key ? "missed" : "met";
  }

  function tip(gd) {
    const found = gd.parentElement.querySelector(".tip");
    if (found) return found;
    const made = document.createElement("div");
    made.className = "tip";
    made.hidden = true;
    for (const part of ["h4", "p", "p"]) made.append(document.createElement(part));
    made.firstChild.append(document.createElement("span"), document.createElement("b"));
    made.lastChild.className = "how";
    gd.parentElement.append(made);
    return made;
  }

  // Name, value, what it is made of, and what a click does.
  function tell(gd, map, state, id, point) {
    const { record, geo } = state;
    if (!record || !geo || !geo.features[id]) return "";
    const unit = geo.features[id];
    const told = tip(gd);
    told.dataset.code = unit.properties.code;
    const lines = [record.names ? record.names[id] : nameOf(unit), record.texts[id] || "", (record.details || [])[id] || "", record.how || ""];
    told.querySelector("span").textContent = lines[0];
    const value = told.querySelector("b");
    value.textContent = lines[1];
    value.className = judged(record, record.bins[id]);
    told.children[1].textContent = lines[2];
    told.children[2].textContent = lines[3];
    told.hidden = false;
    place(gd, told, point);
    return lines.slice(0, 3).filter(Boolean).join(" ");
  }

  // Beside the pointer, never under it: right of it, else left, else above or below.
  function place(gd, told, { x, y }) {
    const [wide, high] = [told.offsetWidth, told.offsetHeight];
    const right = x + 18 + wide <= gd.clientWidth;
    const left = !right && x - 18 - wide >= 0;
    const aside = right || left;
    const below = y + 18 + high <= gd.clientHeight;
    told.style.left = `${right ? x + 18 : left ? x - 18 - wide : Math.max(0, Math.min(x - wide / 2, gd.clientWidth - wide))}px`;
    told.style.top = `${below ? y + 18 : aside ? Math.max(0, gd.clientHeight - high) : Math.max(0, y - 18 - high)}px`;
  }

  /* ---- box and lasso --------------------------------------------------------------------------------------------- */

  // Shift and drag draws a box at any time; a tool draws once. The units whose point lies inside are chosen together.
  function draw(start, gd, map, state) {
    if (start.button || !(tool || start.shiftKey)) return;
    const how = tool || "box";
    const frame = map.getContainer().getBoundingClientRect();
    const at = (event) => [event.clientX - frame.left, event.clientY - frame.top];
    const way = [at(start)];
    const lines = outline(map);
    map.dragPan.disable();
    const corners = () => (how === "lasso" ? way : [way[0], [way.at(-1)[0], way[0][1]], way.at(-1), [way[0][0], way.at(-1)[1]]]);
    const move = (event) => {
      way.push(at(event));
      lines.firstChild.setAttribute("points", corners().join(" "));
      tip(gd).hidden = true;
    };
    const end = (event) => {
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", end);
      lines.remove();
      map.dragPan.enable();
      const spread = [0, 1].map((axis) => Math.max(...way.map((point) => point[axis])) - Math.min(...way.map((point) => point[axis])));
      if (Math.max(...spread) < STEP) return;
      use("");
      take(inside(corners(), map, state), event);
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", end);
  }

  function outline(map) {
    const lines = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    lines.classList.add("lasso");
    lines.append(document.createElementNS("http://www.w3.org/2000/svg", "polygon"));
    map.getContainer().append(lines);
    return lines;
  }

  function inside(corners, map, state) {
    const holds = ([x, y]) => corners.reduce((odd, [ax, ay], i) => {
      const [bx, by] = corners.at(i - 1);
      return ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax ? !odd : odd;
    }, false);
    return state.geo.features.filter(({ properties }) => {
      const { x, y } = map.project([properties.lon, properties.lat]);
      return holds([x, y]);
    }).map((unit) => unit.properties.code);
  }

  function take(codes, event) {
    if (!codes.length) return;
    if (codes.length > MOST) { say("many", codes.length); return; }
    const held = event.ctrlKey || event.metaKey ? window.cockpit.held() : [];
    window.cockpit.pick({ units: window.cockpit.listed([...held, ...codes]) });
  }

  // A word of the page's own, said where the reader looks and read aloud: its text lies in the page, in its language.
  function say(word, n) {
    const box = document.querySelector(`[data-say="${word}"]`);
    if (!box) return;
    box.textContent = box.dataset.words.replace("{n}", n).replace("{most}", MOST);
    box.hidden = false;
    setTimeout(() => { box.hidden = true; }, 4000);
  }

  function use(name) {
    tool = name;
    document.querySelectorAll("[data-tool]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.tool === name)));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tool]");
    if (button && button.dataset.tool === "home") window.cockpit.shown().forEach(({ gd, map, state }) => window.cockpit.frame(gd, map, state));
    else if (button) use(tool === button.dataset.tool ? "" : button.dataset.tool);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") use(""); });

  window.cockpit = Object.assign(window.cockpit || {}, { listen, mark, tell, tip, idOf });
})();
