"""The geography's part of an edition: the trees as Parquet, the polygons as files a browser can keep."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from cockpit.geography.drawing import draw_levels, draw_outlines
from cockpit.geography.geography import Geography
from cockpit.geography.nesting import Nesting
from cockpit.geography.plane import Positions, Shapes
from cockpit.geography.tiles import write_tiles
from cockpit.settings import load_settings

HASH = 20  # hex digits of the content's sha256 in a file's name
LEVEL = 6  # of gzip: 9 takes three times as long for one part in a hundred
BLEMISHES = "-"  # the index's "level" of the ground that no unit of a tree looks after, or two do
COVER = ["tree", "g", "unit_id", "share", "claimed"]
CHILDREN = ""  # the index's "level" of a unit whose children are of several levels: all of them together

Entry = dict[str, object]


def write_geography(geo: Geography, staging: Path, tiled_above: int | None = None) -> None:
    """Write geo/tree.parquet, geo/member.parquet, geo/index.json and geo/*.geojson.gz below `staging`.

    The index has an entry {tree, unit, level, file, n, bbox} for each unit and each level below it that has
    units in it; one for the unit's own level, which is its outline; and one of level "" where the children
    are of several levels. A file is a FeatureCollection with ids 0..n-1 in the order of unit ids. Equal
    input gives equal bytes, and the order of input rows does not matter.

    A view of more than `tiled_above` units (by default the setting's) also has vector tiles, and its entry their
    {tiles, roll, zooms}. Lowest units of such a tree have no file of their own outline: they would be that many files.
    """
    limit = load_settings().tiled_above if tiled_above is None else tiled_above
    folder = staging / "geo"
    folder.mkdir(parents=True, exist_ok=True)
    _write_table(geo.tree, folder / "tree.parquet")
    _write_table(geo.member, folder / "member.parquet")
    cover = geo.cover if len(geo.cover) else pd.DataFrame(columns=COVER)
    _write_table(cover.astype({"tree": str}), folder / "cover.parquet")
    entries: list[Entry] = []
    for _, rows in geo.tree.groupby("tree", sort=False):
        entries += _write_tree(rows.reset_index(drop=True), geo.shapes[rows.index], folder, limit)
    for tree, found in geo.blemishes.items():
        if found:
            root = geo.tree[(geo.tree["tree"] == tree) & (geo.tree["parent"] == "")].iloc[0]
            entries.append(_write_blemishes(tree, str(root["code"]), found, folder))
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    (folder / "index.json").write_text(text.replace("},{", "},\n{") + "\n", encoding="utf-8")


def _write_table(frame: pd.DataFrame, path: Path) -> None:
    kinds = {"valid_from": pa.date32(), "valid_to": pa.date32(), "leaf": pa.bool_()}
    whole = {"id", "parent_id", "depth", "g", "lo", "hi", "rank", "unit_id"}
    real = {"share", "claimed", "lon", "lat", "west", "south", "east", "north", "area_km2"}
    fields = [
        (name, pa.int32() if name in whole else pa.float64() if name in real else kinds.get(name, pa.string()))
        for name in frame.columns
    ]
    table = pa.Table.from_pandas(frame, schema=pa.schema(fields), preserve_index=False)
    pq.write_table(table.replace_schema_metadata(None), path, compression="zstd")


def _write_tree(tree: pd.DataFrame, shapes: Shapes, folder: Path, limit: int) -> list[Entry]:
    nesting = Nesting.of(tree)
    many = nesting.leaf.sum() > limit
    drawn = draw_levels(tree, shapes)
    found: list[Entry] = []
    tiled: list[tuple[Entry, Positions, Shapes]] = []
    bodies = _encode(tree, drawn)
    outlines = _encode(tree, draw_outlines(tree, shapes, drawn))
    levels = np.array(tree["level"], dtype=object)
    name, codes = str(tree["tree"].iloc[0]), tree["code"].tolist()
    order = tree.drop_duplicates("level").sort_values("rank")["level"]
    boxes = tree[["west", "south", "east", "north"]].to_numpy()
    detailed: list[str] | None = None
    for i in range(len(tree)):
        below = nesting.below(i)
        ranks = levels[below]
        own = np.array([i])
        views = [] if many and nesting.leaf[i] else [(levels[i], own, outlines)]
        views += [(level, below[ranks == level], bodies) for level in order]
        inner = np.arange(nesting.start[i], nesting.stop[i])
        if len(set(levels[inner])) > 1:
            detailed = detailed or _encode(tree, shapes)
            views.append((CHILDREN, inner, detailed))
        for level, units, texts in views:
            if len(units):
                entry: Entry = {"tree": name, "unit": codes[i], "level": level}
                entry["file"] = _write_features(units, texts, folder)
                bbox = [*boxes[units, :2].min(axis=0).tolist(), *boxes[units, 2:].max(axis=0).tolist()]
                found.append(entry | {"n": len(units), "bbox": bbox})
                if len(units) > limit:
                    tiled.append((found[-1], units, shapes if level == CHILDREN else drawn))
    files = {(entry["unit"], entry["level"]): str(entry["file"]) for entry in found}
    for entry, units, seen in tiled:
        entry.update(write_tiles(tree.iloc[units], seen[units], files, folder))
    return found


def _write_blemishes(tree: str, root: str, found: list[tuple[str, str, shapely.Geometry]], folder: Path) -> Entry:
    """The file of a tree's gaps and overlaps: `code` says which of the two a feature is, `name` whose ground it is."""
    shapes = np.array([shape for *_, shape in found], dtype=object)
    spots = shapely.point_on_surface(shapes)
    places = zip(np.round(shapely.get_x(spots), 6).tolist(), np.round(shapely.get_y(spots), 6).tolist(), strict=True)
    texts = [
        f'"properties":{_properties(kind, who, who, lon, lat)},"geometry":{text}}}'
        for (kind, who, _), (lon, lat), text in zip(found, places, shapely.to_geojson(shapes), strict=True)
    ]
    entry: Entry = {"tree": tree, "unit": root, "level": BLEMISHES}
    entry["file"] = _write_features(np.arange(len(texts)), texts, folder)
    return entry | {"n": len(texts), "bbox": np.round(shapely.total_bounds(shapes), 6).tolist()}


def _encode(tree: pd.DataFrame, shapes: Shapes) -> list[str]:
    """Each unit as the text of a GeoJSON feature behind its id."""
    shapes = shapely.orient_polygons(shapes)
    # an empty Polygon would be written with a ring of no points, which not every reader forgives
    shapes = np.where(shapely.is_empty(shapes), shapely.MultiPolygon(), shapes)
    texts = shapely.to_geojson(shapes)
    columns = [tree[name].tolist() for name in ("code", "name", "name_en", "lon", "lat")]
    return [
        f'"properties":{_properties(code, name, name_en, lon, lat)},"geometry":{text}}}'
        for code, name, name_en, lon, lat, text in zip(*columns, texts, strict=True)
    ]


def _properties(code: str, name: str, name_en: str, lon: float, lat: float) -> str:
    record = {"code": code, "name": name, "name_en": name_en, "lon": lon, "lat": lat}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _write_features(units: Positions, texts: list[str], folder: Path) -> str:
    features = ",".join(f'{{"type":"Feature","id":{n},{texts[i]}' for n, i in enumerate(units))
    content = f'{{"type":"FeatureCollection","features":[{features}]}}'.encode()
    name = f"{hashlib.sha256(content).hexdigest()[:HASH]}.geojson.gz"
    path = folder / name
    if not path.exists():  # equal content may serve several units
        path.write_bytes(gzip.compress(content, LEVEL, mtime=0))
    return name
