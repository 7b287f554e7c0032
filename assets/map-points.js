/* Hot spots over the map: a density, or points that open the course of their event.
 *
 * The record's part "spots" holds places and weights, no shapes. The layers are added to the map's own style once and
 * hidden while nothing is to be seen; the units below fade, so that two amounts are never painted over each other.
 */
(function () {
  "use strict";
  const SOURCE = "spots";
  const FADED = 0.18;
  const nothing = { type: "FeatureCollection", features: [] };

  function features(spots) {
    return {
      type: "FeatureCollection",
      features: spots.lon.map((lon, i) => ({
        type: "Feature", id: i, geometry: { type: "Point", coordinates: [lon, spots.lat[i]] },
        properties: { w: spots.weights[i] === undefined ? 1 : spots.weights[i], late: spots.late[i] || 0 },
      })),
    };
  }

  function layers(map) {
    if (map.getSource(SOURCE)) return;
    map.addSource(SOURCE, { type: "geojson", data: nothing });
    const below = map.getLayer("labels-text") ? "labels-text" : undefined;
    map.addLayer({ id: "spots-heat", type: "heatmap", source: SOURCE, layout: { visibility: "none" } }, below);
    map.addLayer({ id: "spots-dots", type: "circle", source: SOURCE, layout: { visibility: "none" } }, below);
  }

  // The same colour, not seen: fading to black would draw a grey rim.
  const clear = (hex) => `rgba(${[1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(",")},0)`;

  // A density as wide as a few base grids at any zoom: metres, not pixels, decide what is one place.
  function dress(map, spots) {
    const colours = spots.colours.map((colour, i) => [(i + 1) / spots.colours.length, colour]).flat();
    const faint = spots.colours[0];
    map.setPaintProperty("spots-heat", "heatmap-weight", ["get", "w"]);
    map.setPaintProperty("spots-heat", "heatmap-radius", ["interpolate", ["exponential", 1.6], ["zoom"], 8, 14, 11, 34, 14, 60]);
    map.setPaintProperty("spots-heat", "heatmap-intensity", spots.lon.length > 400 ? 0.6 : 1);
    map.setPaintProperty("spots-heat", "heatmap-opacity", 0.85);
    map.setPaintProperty("spots-heat", "heatmap-color", ["interpolate", ["linear"], ["heatmap-density"], 0, clear(faint), 0.06, faint, ...colours]);
    map.setPaintProperty("spots-dots", "circle-radius", ["interpolate", ["linear"], ["zoom"], 9, 2.5, 12, 4, 15, 7]);
    map.setPaintProperty("spots-dots", "circle-color", ["case", ["==", ["get", "late"], 1], spots.overdue, spots.on_time]);
    map.setPaintProperty("spots-dots", "circle-stroke-color", spots.edge);
    map.setPaintProperty("spots-dots", "circle-stroke-width", 1);
  }

  // Draw the record's spots, or take the last ones away.
  function spots(gd, map, record) {
    const given = record.spots;
    if (!given && !map.getSource(SOURCE)) return;
    layers(map);
    if (map.cockpitSpots === undefined) {
      map.on("mousemove", (event) => tell(gd, map, event));
      map.on("mouseout", () => tell(gd, map, null));
    }
    map.cockpitSpots = given || null;
    map.getSource(SOURCE).setData(given ? features(given) : nothing);
    if (given) dress(map, given);
    const seen = (kind) => (given && given.kind === kind ? "visible" : "none");
    map.setLayoutProperty("spots-heat", "visibility", seen("heat"));
    map.setLayoutProperty("spots-dots", "visibility", seen("points"));
    map.setPaintProperty("units-fill", "fill-opacity", given ? FADED : 1);
    gd.dataset.spots = given ? given.lon.length : 0;
  }

  // The point under the pointer, if points are shown.
  function spotAt(map, point) {
    const given = map.cockpitSpots;
    if (!given || given.kind !== "points" || !map.getLayer("spots-dots")) return null;
    const box = [[point.x - 4, point.y - 4], [point.x + 4, point.y + 4]];
    const found = map.queryRenderedFeatures(box, { layers: ["spots-dots"] })[0];
    return found ? { id: given.ids[found.id], name: given.names[given.categories[found.id]], how: given.how } : null;
  }

  // What a point is, beside the pointer; the unit's own words step back.
  function tell(gd, map, event) {
    let tip = gd.parentElement.querySelector(".spot-tip");
    if (!tip) {
      tip = Object.assign(document.createElement("div"), { className: "spot-tip" });
      tip.append(document.createElement("h4"), document.createElement("p"));
      tip.lastChild.className = "how";
      gd.parentElement.prepend(tip);
    }
    const found = event ? spotAt(map, event.point) : null;
    tip.hidden = !found;
    if (!found) return;
    map.getCanvas().style.cursor = "pointer";
    tip.firstChild.textContent = found.name;
    tip.lastChild.textContent = found.how;
    tip.style.left = `${Math.min(event.point.x + 14, gd.clientWidth - tip.offsetWidth)}px`;
    tip.style.top = `${Math.min(event.point.y + 14, gd.clientHeight - tip.offsetHeight)}px`;
  }

  window.cockpit = Object.assign(window.cockpit || {}, { spots, spotAt });
})();
