/* Very many units: their shapes come as vector tiles, what they are called as a roll without shapes.
 *
 * The layers of the map stay the same; the source below them is changed from one file of shapes to tiles and back.
 * A unit's place in the roll is its feature's number in every tile, and its place in the numbers that colour it.
 */
(function () {
  "use strict";
  const UNITS = "units"; // the source, and the one layer inside a tile
  const PLACE = "i";
  const INNER = "inner";
  const nothing = { type: "FeatureCollection", features: [] };
  const hidden = ["case", ["boolean", ["feature-state", "hatched"], false], 1, 0];

  // Where the states of units are kept: to be spread into what setFeatureState is told.
  const units = (map) => (map.cockpitTiles ? { source: UNITS, sourceLayer: UNITS } : { source: UNITS });

  // A roll as features without shapes: pointer, keys and box need name and label point alone.
  function unrolled(found) {
    if (!found.code) return found;
    const one = (code, i) => ({ id: i, properties: { code, name: found.name[i], name_en: found.name_en?.[i] || "", lon: found.lon[i], lat: found.lat[i] } });
    return { type: "FeatureCollection", features: found.code.map(one) };
  }

  // Put the shapes of a record under the layers of the map.
  function stand(map, record, geo) {
    const tiles = record.tiles ? record.tiles.url : "";
    if (tiles !== (map.cockpitTiles || "")) change(map, record);
    if (!tiles) map.getSource(UNITS).setData(geo);
  }

  // A source is changed by taking its layers away and laying them again, each where it was.
  function change(map, record) {
    const all = map.getStyle().layers;
    const mine = all.filter((layer) => layer.source === UNITS);
    const after = (layer) => all.slice(all.indexOf(layer)).find((one) => one.source !== UNITS)?.id;
    mine.forEach((layer) => map.removeLayer(layer.id));
    map.removeSource(UNITS);
    const [west, south, east, north] = record.bbox;
    if (record.tiles) {
      const [minzoom, maxzoom] = record.tiles.zooms;
      map.addSource(UNITS, { type: "vector", tiles: [location.origin + record.tiles.url], minzoom, maxzoom, bounds: [west, south, east, north], promoteId: PLACE });
    } else map.addSource(UNITS, { type: "geojson", data: nothing });
    map.setMinZoom(record.tiles ? record.tiles.zooms[0] : 0); // further out there are no tiles
    map.cockpitTiles = record.tiles ? record.tiles.url : "";
    for (const layer of mine) map.addLayer(laid(layer, Boolean(record.tiles)), after(layer));
  }

  // What is hatched is a state of tiles: a filter of very many numbers would cut every tile anew at every drawing.
  function laid({ "source-layer": _, ...layer }, tiled) {
    if (tiled) layer["source-layer"] = UNITS;
    if (!layer.paint || layer.paint["fill-pattern"] === undefined) return layer;
    const { filter, ...bare } = layer;
    const { "fill-opacity": __, ...paint } = layer.paint;
    return tiled ? { ...bare, paint: { ...paint, "fill-opacity": hidden } } : { ...bare, filter: ["in", ["id"], ["literal", []]], paint };
  }

  // The states of all units in the order of the record's bins.
  function dye(map, record) {
    const where = units(map);
    const chosen = new Set(record.selected);
    const hatched = new Set(record.legend.rows.filter((row) => row.hatched).map((row) => row.key));
    map.removeFeatureState(where);
    record.bins.forEach((bin, id) => {
      map.setFeatureState({ ...where, id }, { c: record.colours[bin], sel: chosen.has(id), hatched: hatched.has(bin) });
    });
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

  window.cockpit = Object.assign(window.cockpit || {}, { units, unrolled, stand, dye, nest, unitAt });
})();
