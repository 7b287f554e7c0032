/* The map: one record of numbers painted on one map that stays.
 *
 * The numbers come from the server in a small record; the shapes come from a file with a hash in its name, cached for a
 * year. Colours are feature-states by position, the camera moves through Plotly, clicks go to window.cockpit.pick.
 */
(function () {
  "use strict";
  const nothing = () => window.dash_clientside.no_update;
  const states = {}; // board -> what its map shows: {seq, drawn, map, url, record, geo, box, camera, moved, size, hover}
  const shapes = new Map(); // url -> promise of the parsed geometry; few are kept, the browser's cache holds the rest
  const KEPT = 12;
  const PATIENCE = 3000; // ms a drawn plot may keep its map from us before its own choropleth is used

  const plot = (board) => document.querySelector(`#${board}-map .js-plotly-plot`);

  // The one private path into Plotly: its MapLibre instance. Guarded here; a browser test watches it.
  function mapOf(gd) {
    const layout = gd && gd._fullLayout;
    const map = layout && layout.map && layout.map._subplot && layout.map._subplot.map;
    return map && typeof map.setFeatureState === "function" ? map : null;
  }

  // Whether Plotly has finished its first drawing, which would put the camera back to where its figure says.
  const settled = (map) => map.getLayersOrder().some((layer) => layer.startsWith("plotly-trace-layer"));

  // The plot and its map, as soon as Plotly has drawn them; {map: null} when Plotly no longer lets us in.
  function ready(board) {
    return new Promise((resolve) => {
      let drawn = 0;
      const look = () => {
        const gd = plot(board);
        const map = window.cockpit.mapOf(gd);
        if (map && map.getSource("units") && settled(map)) return resolve({ gd, map });
        drawn = !map && gd && gd.calcdata && gd._fullLayout.map ? drawn || performance.now() : 0;
        if (drawn && performance.now() - drawn > PATIENCE) return resolve({ gd, map: null });
        return requestAnimationFrame(look);
      };
      look();
    });
  }

  function geometry(url) {
    if (!url) return Promise.resolve({ type: "FeatureCollection", features: [] });
    if (!shapes.has(url)) {
      const wanted = fetch(url).then((answer) => {
        if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
        return answer.json();
      }).then(window.cockpit.unrolled);
      wanted.catch(() => shapes.delete(url)); // try again at the next drawing
      shapes.set(url, wanted);
      if (shapes.size > KEPT) shapes.delete(shapes.keys().next().value);
    }
    return shapes.get(url);
  }

  // Labels are drawn on a canvas, which does not wait for a web font's slices.
  function fonts(record) {
    return load(record.labels.features.map((label) => label.properties.text || "").join(""));
  }

  function load(text) {
    const family = getComputedStyle(document.body).fontFamily;
    return Promise.all(["400", "700"].map((weight) => document.fonts.load(`${weight} 16px ${family}`, text)));
  }

  // The letters of names that a drill will show, before it is asked for: once an edition, when the first picture stands.
  const lettered = new Set();
  async function letters(edition) {
    if (lettered.has(edition)) return;
    lettered.add(edition);
    const answer = await fetch(`/letters/${encodeURIComponent(edition)}`).catch(() => null);
    if (answer?.ok) load(await answer.text());
  }

  // Draw one record, in its own time: Dash is not kept waiting for shapes. Whatever was asked later wins. An answer
  // without a record of its own leaves the map as it is, and is counted.
  function draw(_seen, record, id) {
    const state = states[id.board];
    const gd = plot(id.board);
    if (record && state && state.sent === record && gd && gd.dataset.painted === String(state.seq)) gd.dataset.painted = state.drawn = ++state.seq;
    else if (record) show(record, id.board);
    return nothing();
  }

  async function show(sent, board) {
    const record = window.cockpit.unpacked(sent);
    const state = (states[board] = states[board] || { seq: 0 });
    const seq = ++state.seq;
    const [{ gd, map }, geo] = await Promise.all([ready(board), geometry(record.url), fonts(record)]);
    const outline = record.outline ? await geometry(record.outline.url) : null;
    const inner = record.inner ? await geometry(record.inner) : null;
    const over = await Promise.all([record.overlay && record.overlay.url, record.overlay && record.overlay.blemishes].map(geometry));
    if (seq !== state.seq) return;
    gd.removeAttribute("data-painted");
    if (!map) {
      Object.assign(state, { sent });
      await fallBack(gd, record, state, seq, geo);
      return;
    }
    if (state.map !== map) Object.assign(state, { map, url: null, box: null });
    paint(map, record);
    shape(map, record, state, geo, { outline, inner });
    window.cockpit.spots?.(gd, map, record);
    ["overlay", "blemishes"].forEach((source, i) => map.getSource(source).setData(over[i]));
    const elsewhere = state.box !== String(record.bbox);
    Object.assign(state, { url: record.url, box: String(record.bbox), sent, record, geo, drawn: seq, hover: null, cursor: null });
    if (!map.cockpit) listen(gd, map, state);
    if (elsewhere) frame(gd, map, state);
    map.getCanvas().setAttribute("aria-label", record.label || "");
    map.triggerRepaint(); // so that "idle" comes even when nothing moved
  }

  // Lines and letters grow with a wall's rem, as those of the figures do.
  const times = (value, k) => (Array.isArray(value) ? value.map((one) => times(one, k)) : typeof value === "number" ? value * k : value);

  function paint(map, record) {
    const k = window.cockpit.grow();
    const dressed = `${record.theme} ${k}`;
    if (map.cockpitDress === dressed) return;
    for (const [layer, paints] of Object.entries(record.paint || {})) {
      for (const [property, value] of Object.entries(paints)) map.setPaintProperty(layer, property, property.endsWith("-width") ? times(value, k) : value);
    }
    map.cockpitText = map.cockpitText || map.getLayoutProperty("labels-text", "text-size");
    map.setLayoutProperty("labels-text", "text-size", map.cockpitText * k);
    hatch(map, record);
    map.cockpitDress = dressed;
  }

  window.addEventListener("resize", () => {
    for (const state of Object.values(states)) if (state.map && state.record && state.map.getStyle()) paint(state.map, state.record);
  });

  function shape(map, record, state, geo, { outline, inner }) {
    if (state.url !== record.url) window.cockpit.stand(map, record, geo);
    window.cockpit.states(map, record);
    map.getSource("labels").setData(record.labels);
    const around = outline ? outline.features.filter((one) => !record.outline.code || one.properties.code === record.outline.code) : [];
    map.getSource("outline").setData({ type: "FeatureCollection", features: around });
    window.cockpit.nest(map, record, inner);
    if (map.getLayer("units-hatch") && map.hasImage("hatch")) {
      if (!record.tiles) map.setFilter("units-hatch", ["in", ["id"], ["literal", record.hatched || []]]);
      map.setLayoutProperty("units-hatch", "visibility", "visible");
    }
  }

  // Suppressed and too small are neither a colour nor a gap: 45 degree lines.
  function hatch(map, record) {
    const size = 8;
    const pixels = new Uint8Array(size * size * 4);
    const tokens = getComputedStyle(document.documentElement);
    const rgb = (name) => [1, 3, 5].map((at) => parseInt(tokens.getPropertyValue(name).trim().slice(at, at + 2), 16)).concat(255);
    const ink = rgb("--line-2");
    const ground = rgb("--raised");
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) pixels.set((x + y) % size < 2 ? ink : ground, (y * size + x) * 4);
    }
    if (map.hasImage("hatch")) map.removeImage("hatch");
    map.addImage("hatch", { width: size, height: size, data: pixels });
  }

  // The size that the camera is for: that of the map's own box, which Plotly gives its new size later than the plot.
  const sized = (map) => `${map.getContainer().clientWidth} ${map.getContainer().clientHeight}`;

  // The camera is moved through Plotly: it undoes what it has not been told.
  function frame(gd, map, state) {
    const [west, south, east, north] = state.record.bbox;
    const [canvas, held] = [map.getCanvas(), map.getContainer()];
    if (canvas.clientWidth !== held.clientWidth || canvas.clientHeight !== held.clientHeight) map.resize(); // else the camera is for the size before
    const room = Math.min(gd.clientWidth, gd.clientHeight);
    const margin = Math.max(8, Math.round(room * 0.04));
    const key = document.documentElement.hasAttribute("data-wall") ? gd.closest(".body")?.querySelector(".legend")?.offsetWidth || 0 : 0;
    const padding = { top: margin, bottom: margin, right: margin, left: margin + key };
    const camera = map.cameraForBounds([[west, south], [east, north]], { padding });
    if (!camera) return;
    camera.zoom = Math.max(camera.zoom, map.getMinZoom());
    Object.assign(state, { camera, moved: false, size: sized(map) });
    window.Plotly.relayout(gd, { "map.center": { lon: camera.center.lng, lat: camera.center.lat }, "map.zoom": camera.zoom });
  }

  function astray(map, state) {
    const at = map.project(state.camera.center);
    const far = Math.hypot(at.x - map.getCanvas().clientWidth / 2, at.y - map.getCanvas().clientHeight / 2) > 1;
    return far || Math.abs(map.getZoom() - state.camera.zoom) > 0.01;
  }

  // At rest: is the camera where it was put? Plotly's late first drawing and every resize may have moved it; what the
  // reader moved stays. Only then is the picture finished.
  function rest(gd, map, state) {
    if (!state.record || !gd.clientWidth) return;
    const off = !state.moved && astray(map, state);
    const resized = state.size !== sized(map);
    if (off || resized) frame(gd, map, state);
    else {
      gd.dataset.painted = state.drawn;
      letters(state.record.edition);
    }
  }

  function listen(gd, map, state) {
    map.cockpit = true;
    map._fadeDuration = 0; // private: labels that fade in keep a software renderer busy for a third of a second; unknown, they fade
    window.cockpit.listen(gd, map, state); // pointer and keys: map-pointer.js, map-keys.js
    // A wheel's movement starts without saying that a reader made it.
    for (const gesture of ["wheel", "dragstart", "touchmove"]) map.on(gesture, () => { state.moved = true; });
    map.on("movestart", (event) => { state.moved = state.moved || Boolean(event.originalEvent); });
    map.on("idle", () => rest(gd, map, state));
  }

  // Should a later Plotly close its inside, its own choropleth still shows the same numbers: slower, but right.
  async function fallBack(gd, record, state, seq, geo) {
    const bins = Object.keys(record.colours).map(Number).sort((a, b) => a - b);
    const scale = bins.flatMap((bin, i) => [[i / bins.length, record.colours[bin]], [(i + 1) / bins.length, record.colours[bin]]]);
    const [west, south, east, north] = record.bbox;
    const trace = {
      type: "choroplethmap", geojson: record.tiles ? record.tiles.shapes : record.url, featureidkey: "properties.code", locations: geo.features.map((unit) => unit.properties.code),
      z: record.bins.map((bin) => bins.indexOf(bin) + 0.5), zmin: 0, zmax: bins.length, colorscale: scale, showscale: false,
      text: record.texts, hovertemplate: "%{location}<br>%{text}<extra></extra>",
    };
    const map = { ...gd.layout.map, center: { lon: (west + east) / 2, lat: (south + north) / 2 } };
    map.zoom = Math.log2(360 / Math.max(east - west, north - south, 1e-4)) - 0.5;
    await window.Plotly.react(gd, [trace], { ...gd.layout, map }, gd._context);
    if (!gd.cockpit) gd.on("plotly_click", (event) => window.cockpit.pick({ unit: event.points[0].location }));
    gd.cockpit = true;
    Object.assign(state, { url: record.url, record, drawn: seq, fallback: true });
    if (seq === state.seq) gd.dataset.painted = seq;
  }

  // Whether what is painted is also where it belongs: a late resize takes a moment to be answered.
  function placed(gd, map, state) {
    if (!map) return true;
    const fits = state.size === sized(map) && state.size === `${gd.clientWidth} ${gd.clientHeight}`;
    return fits && (state.moved || !astray(map, state));
  }

  /* ---- for tests and for the curious ---------------------------------------------------------------------------- */

  function mapState(board) {
    const name = board || Object.keys(states).find(plot);
    const state = states[name];
    const gd = plot(name);
    if (!gd || !state || !state.record) return null;
    const map = state.fallback ? null : mapOf(gd);
    const shown = () => (map ? map.queryRenderedFeatures({ layers: ["units-fill"] }) : []);
    return {
      get coloured() { return new Set(shown().filter((unit) => unit.state.c).map((unit) => unit.id)).size; }, // looked at only when asked
      url: state.url, seq: state.seq, units: state.record.bins.length, tiled: Boolean(state.record.tiles),
      idle: Boolean(map && map.loaded() && !map.isMoving()), painted: gd.dataset.painted === String(state.seq) && placed(gd, map, state), fallback: Boolean(state.fallback),
    };
  }

  // The maps on the page: what the pointer, the keys and the rows of tables need to mark a unit on them.
  function shown() {
    const seen = Object.keys(states).filter((board) => plot(board) && states[board].record);
    return seen.map((board) => ({ board, gd: plot(board), state: states[board], map: states[board].fallback ? null : mapOf(plot(board)) }));
  }

  // Where on the screen a unit's label point is: where a test, or a guide, may click.
  function pointOf(code, board) {
    const name = board || Object.keys(states).find(plot);
    const { geo } = states[name];
    const gd = plot(name);
    const unit = geo.features.find((one) => one.properties.code === code);
    if (!unit) return null;
    const at = mapOf(gd).project([unit.properties.lon, unit.properties.lat]);
    const box = gd.getBoundingClientRect();
    return { x: box.left + at.x, y: box.top + at.y };
  }

  // Paint a map's own record again, after something else was laid over it.
  const redraw = (board) => show(states[board].sent, board);

  window.cockpit = Object.assign(window.cockpit || {}, { mapOf, mapState, pointOf, shown, frame, redraw });
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.cockpit = Object.assign(window.dash_clientside.cockpit || {}, { draw });
})();
