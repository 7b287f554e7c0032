/* Very many units: their shapes come as vector tiles, what they are called as a roll without shapes.
 *
 * The layers of the map stay the same; the sources below them are changed. A unit's place in the roll is its feature's
 * number in every tile, and its place in the numbers that colour it. Borders of single units (pointed at, chosen, under
 * the keys) would be lines around every unit of every tile: they are drawn from the files of those units' parents.
 */
(function () {
  "use strict";
  const UNITS = "units"; // the source, and the one layer inside a tile
  const PLACE = "i";
  const MARKED = "marked";
  const INNER = "inner";
  const HELD = 250; // units whose own shapes are kept: those chosen together, and a few pointed at
  const LEGIBLE = 9; // px across a unit, from which its border and its hatching can be seen
  const PARTED = 5; // px across a unit, below which borders would hide what they part
  const nothing = { type: "FeatureCollection", features: [] };
  const hidden = ["case", ["boolean", ["feature-state", "hatched"], false], 1, 0];

  /* ---- what the server says of very many units -------------------------------------------------------------------- */

  // A roll as features without shapes: pointer, keys and box need name and label point alone.
  function unrolled(found) {
    if (!found.code) return found;
    const one = (code, i) => ({ id: i, properties: { code, name: found.name[i], name_en: found.name_en?.[i] || "", lon: found.lon[i], lat: found.lat[i] } });
    return { type: "FeatureCollection", features: found.code.map(one), files: found.files };
  }

  // Colours and values come as places in a list of pairs: cockpit/figures/packing.py.
  function unpacked({ said, ...record }) {
    if (!said) return record;
    const bytes = Uint8Array.from(atob(said.of), (letter) => letter.charCodeAt(0));
    const n = bytes.length / said.width;
    const places = new Uint32Array(n);
    for (let plane = said.width - 1; plane >= 0; plane--) {
      for (let i = 0; i < n; i++) places[i] = places[i] * 256 + bytes[plane * n + i];
    }
    return { ...record, bins: Array.from(places, (at) => said.bins[at]), texts: Array.from(places, (at) => said.texts[at]) };
  }

  /* ---- sources --------------------------------------------------------------------------------------------------- */

  // Put the shapes of a record under the layers of the map.
  function stand(map, record, geo) {
    const tiles = record.tiles ? record.tiles.url : "";
    if (tiles !== (map.cockpitTiles?.url || "")) change(map, record, geo);
    if (tiles) return;
    map.getSource(UNITS).setData(geo);
    map.setLayerZoomRange("units-line", legible(record, PARTED), 24);
  }

  // A source is changed by taking its layers away and laying them again, each where it was.
  function change(map, record, geo) {
    const all = map.getStyle().layers;
    const ours = (layer) => layer.source === UNITS || layer.source === MARKED;
    const mine = all.filter(ours);
    const after = (layer) => all.slice(all.indexOf(layer)).find((one) => !ours(one))?.id;
    mine.forEach((layer) => map.removeLayer(layer.id));
    for (const source of [UNITS, MARKED]) if (map.getSource(source)) map.removeSource(source);
    const { tiles } = record;
    if (tiles) {
      const [minzoom, maxzoom] = tiles.zooms;
      map.addSource(UNITS, { type: "vector", tiles: [location.origin + tiles.url], minzoom, maxzoom, bounds: record.bbox, promoteId: PLACE });
      map.addSource(MARKED, { type: "geojson", data: nothing });
    } else map.addSource(UNITS, { type: "geojson", data: nothing });
    map.setMinZoom(tiles ? tiles.zooms[0] : 0); // further out there are no tiles
    map.cockpitTiles = tiles ? { url: tiles.url, folder: record.url.replace(/[^/]*$/, ""), files: geo.files, held: new Map(), asked: new Map() } : null;
    for (const layer of mine) map.addLayer(tiles ? tiled(layer, legible(record)) : whole(layer), after(layer));
  }

  // The zoom from which a unit of the middle size is so many pixels across: can be seen as an area.
  function legible({ bbox: [west, south, east, north], bins }, px = LEGIBLE) {
    const across = Math.sqrt(((east - west) * (north - south)) / bins.length);
    return Math.max(0, Math.log2((px * 360) / (512 * across)));
  }

  const stateful = (layer) => JSON.stringify(layer.paint || {}).includes("feature-state");

  // What is hatched is a state of tiles: a filter of very many numbers would cut every tile anew at every drawing.
  function tiled(layer, minzoom) {
    if (layer.type === "line" && stateful(layer)) return { ...layer, source: MARKED };
    const cut = { ...layer, "source-layer": UNITS };
    if (layer.type === "line") return { ...cut, minzoom };
    if (layer.paint["fill-pattern"] === undefined) return cut;
    const { filter, ...bare } = cut;
    return { ...bare, minzoom, paint: { ...layer.paint, "fill-opacity": hidden } };
  }

  function whole({ "source-layer": _, minzoom, ...layer }) {
    const bare = { ...layer, source: UNITS };
    if (layer.type === "line" || layer.paint["fill-pattern"] === undefined) return bare;
    const { "fill-opacity": __, ...paint } = layer.paint;
    return { ...bare, paint, filter: ["in", ["id"], ["literal", []]] };
  }

  /* ---- states ---------------------------------------------------------------------------------------------------- */

  // Colours of the units whose bins are given in their order.
  function dye(map, bins, colours, hatched = new Set()) {
    if (!map.cockpitTiles) bins.forEach((bin, id) => map.setFeatureState({ source: UNITS, id }, { c: colours[bin] }));
    else bins.forEach((bin, id) => map.setFeatureState({ source: UNITS, sourceLayer: UNITS, id }, { c: colours[bin], hatched: hatched.has(bin) }));
  }

  // Colours and the chosen ones of a record.
  function states(map, record) {
    map.removeFeatureState(map.cockpitTiles ? { source: UNITS, sourceLayer: UNITS } : { source: UNITS });
    if (map.cockpitTiles) map.removeFeatureState({ source: MARKED });
    dye(map, record.bins, record.colours, new Set(record.legend.rows.filter((row) => row.hatched).map((row) => row.key)));
    record.selected.forEach((id) => border(map, id, { sel: true }));
  }

  // A state of one unit that its border shows: hov, sel or foc.
  function border(map, id, state) {
    map.setFeatureState({ source: map.cockpitTiles ? MARKED : UNITS, id }, state);
    if (map.cockpitTiles && Object.values(state).some(Boolean)) hold(map, id);
  }

  async function hold(map, id) {
    const { held, files, folder, asked } = map.cockpitTiles;
    if (held.has(id)) return;
    const [first, file] = files.findLast(([start]) => start <= id);
    if (!asked.has(file)) asked.set(file, fetch(folder + file).then((answer) => answer.json()).catch(() => asked.delete(file) && nothing));
    const shape = (await asked.get(file)).features[id - first];
    if (!shape || map.cockpitTiles?.held !== held) return;
    held.set(id, { ...shape, id });
    if (held.size > HELD) held.delete(held.keys().next().value);
    map.getSource(MARKED).setData({ type: "FeatureCollection", features: [...held.values()] });
  }

  // Borders of the second level above the units, thin, below those of the first.
  function nest(map, record, borders) {
    if (!record.inner && !map.getSource(INNER)) return;
    if (!map.getSource(INNER)) {
      map.addSource(INNER, { type: "geojson", data: nothing });
      map.addLayer({ id: INNER, type: "line", source: INNER, layout: { "line-join": "round" } }, "outline-casing");
    }
    map.getSource(INNER).setData(borders || nothing);
    map.setPaintProperty(INNER, "line-color", record.paint["outline-line"]["line-color"]);
    map.setPaintProperty(INNER, "line-width", 0.9 * window.cockpit.grow());
    map.setPaintProperty(INNER, "line-opacity", 0.7);
  }

  // The unit at a point of the canvas: its feature in what the record's address gave.
  function unitAt(map, state, point) {
    const found = map.queryRenderedFeatures(point, { layers: ["units-fill"] })[0];
    return found && state.geo ? state.geo.features[found.id] : undefined;
  }

  window.cockpit = Object.assign(window.cockpit || {}, { unrolled, unpacked, stand, dye, states, border, nest, unitAt });
})();
