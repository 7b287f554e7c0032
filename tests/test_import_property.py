"""However the ground and the registers are packed, cut, ordered and projected, the same edition comes of them."""

from __future__ import annotations

import gzip
import io
import json
import random
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from cockpit.intake.crs import from_wgs84
from tests.delivery import DWELLINGS, EVENTS, GRIDS, INSPECTIONS, UNITS, Delivery, Row, as_csv, square
from tests.workbook import write_workbook

GROUNDS = ("geojson", "shapefile", "gpkg", "geoparquet", "text")
SYSTEMS = ("EPSG:4326", "EPSG:4490", "EPSG:4549", "EPSG:3857")  # what files of shapes can name
SHIFTED = ("GCJ-02", "BD-09", "EPSG:4549", "EPSG:4490")  # what a column of points can be in
PACKINGS = ("glob", "list", "zip", "gz", "gb18030", "xlsx", "parquet", "tsv")
CHINESE = {
    "units": {"code": "编码", "parent": "上级", "level": "层级", "name": "名称"},
    "dwellings": {"dwelling_id": "房屋编号", "grid": "网格", "kind": "用途", "registered": "户籍", "floating": "外来"},
    "inspections": {"dwelling_id": "房屋编号", "inspected_at": "时间", "entered": "入户"},
    "events": {"event_id": "编号", "lon": "经度", "lat": "纬度", "category": "类别", "reported_at": "上报时间"},
}
WORDS = {"出租": "rented"}


@cache
def registers() -> dict[str, list[Row]]:
    """The rows of every table but the boundaries; events have points instead of codes, one name needs GB18030."""
    draw = random.Random(3)  # noqa: S311
    units = [{"code": "", "parent": "", "level": "", "name": ""} | row for row in UNITS]
    units[1] = units[1] | {"name": "䶮塘区"}
    events = []
    for row in EVENTS:
        west, south = square(GRIDS.index(row["grid"]))[0]
        point = {"lon": repr(west + draw.random() * 0.01), "lat": repr(south + draw.random() * 0.01)}
        events.append({name: value for name, value in row.items() if name != "grid"} | point)
    return {"units": units, "dwellings": DWELLINGS, "inspections": INSPECTIONS, "events": events}


def lay(city: Delivery, form: str, system: str, order: random.Random) -> None:
    """Deliver the boundaries in one form and system."""
    shapes = gpd.GeoDataFrame(
        {"网格编码": GRIDS}, geometry=[shapely.Polygon(square(i)) for i in range(len(GRIDS))], crs=4326
    )
    shapes = shapes.iloc[order.sample(range(len(GRIDS)), len(GRIDS))].to_crs(system)
    name, more = {
        "geojson": ("grids.geojson", ""),
        "shapefile": ("grids.zip", 'encoding = "gb18030"'),
        "gpkg": ("grids.gpkg", ""),
        "geoparquet": ("grids.parquet", ""),
        "text": ("grids.csv", f'crs = "{system}"'),
    }[form]
    path = city.folder / name
    if form == "text":
        city.write(name, as_csv([{"网格编码": code, "geometry": shape.wkt} for code, shape in shapes.to_numpy()]))
    elif form == "geoparquet":
        shapes.to_parquet(path)
    elif form == "shapefile":
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path, "w") as box:
            shapes.to_file(Path(folder) / "网格.shp", encoding="gb18030")
            for part in Path(folder).iterdir():
                if part.suffix != ".cpg":
                    box.write(part, part.name)
    else:
        shapes.to_file(path)
    city.source("boundaries", f'table = "boundaries"\nfile = "{name}"\ncolumns = {{ code = "网格编码" }}\n{more}')


def deliver(city: Delivery, table: str, rows: list[Row], packing: str, pieces: int) -> None:
    """Deliver a table as one source of several files, with Chinese names of columns and words of its own."""
    names = CHINESE[table]
    rows = [{names[name]: value.replace("rented", "出租") for name, value in row.items()} for row in rows]
    parts = [part for i in range(pieces) if (part := rows[i::pieces])]
    lines = [f'table = "{table}"', f"columns = {json.dumps(names, ensure_ascii=False).replace(': ', ' = ')}"]
    if table == "dwellings":
        lines.append(f"values.kind = {json.dumps(WORDS, ensure_ascii=False).replace(': ', ' = ')}")
    if packing == "gb18030":
        lines.append('encoding = "gb18030"')
    lines.append(f"file = {_pack(city, table, parts, packing)}")
    city.source(table, "\n".join(lines))


def _pack(city: Delivery, table: str, parts: list[list[Row]], packing: str) -> str:
    """Write the parts; gives what the mapping calls them."""
    ending = {"gz": "csv.gz", "xlsx": "xlsx", "parquet": "parquet", "tsv": "tsv"}.get(packing, "csv")
    if packing == "zip":
        box = io.BytesIO()
        with zipfile.ZipFile(box, "w") as members:
            for i, part in enumerate(parts):
                members.writestr(f"{table}/{i}.csv", as_csv(part))
        city.write(f"{table}.zip", box.getvalue())
        return f'"{table}.zip"'
    for i, part in enumerate(parts):
        city.write(f"{table}/{i}.{ending}", _form(part, packing))
    if packing == "list":
        return json.dumps([f"{table}/{i}.{ending}" for i in range(len(parts))])
    return f'"{table}/*.{ending}"'


def _form(rows: list[Row], packing: str) -> bytes:
    if packing == "xlsx":
        return write_workbook(S=[list(rows[0]), *(list(row.values()) for row in rows)])
    if packing == "parquet":
        return pd.DataFrame(rows).to_parquet()
    text = as_csv(rows, "\t" if packing == "tsv" else ",")
    if packing == "gz":
        return gzip.compress(text.encode("utf-8-sig"))
    return text.encode("gb18030" if packing == "gb18030" else "utf-8")


def shifted(rows: list[Row], system: str) -> list[Row]:
    """Events with their points in another system."""
    lon, lat = (np.array([float(row[part]) for row in rows]) for part in ("lon", "lat"))
    x, y = from_wgs84(system, lon, lat)
    return [row | {"lon": repr(float(a)), "lat": repr(float(b))} for row, a, b in zip(rows, x, y, strict=True)]


def content(city: Delivery) -> dict[str, pd.DataFrame]:
    """The extracts; a polygon is told by its corners, wherever its ring begins."""
    city.read()
    assert city.intake
    assert all(table.rejected == 0 for table in city.intake.report.tables)
    found = city.content()
    corners = shapely.normalize(shapely.from_wkb(found["boundaries"].pop("geometry").to_numpy()))
    found["corners"] = pd.DataFrame(shapely.get_coordinates(corners).round(8))
    return found


@cache
def plain() -> dict[str, pd.DataFrame]:
    """What comes of one plain file a table, in WGS84."""
    with tempfile.TemporaryDirectory() as folder:
        city = Delivery(Path(folder))
        for table, rows in registers().items():
            city.give(table, rows)
        return content(city)


@settings(max_examples=12)
@given(
    seed=st.integers(0, 1000),
    ground=st.sampled_from(GROUNDS),
    system=st.sampled_from(SYSTEMS),
    shift=st.sampled_from(SHIFTED),
    packings=st.lists(st.sampled_from(PACKINGS), min_size=4, max_size=4),
    pieces=st.integers(1, 4),
)
@example(seed=1, ground="shapefile", system="EPSG:4490", shift="GCJ-02", packings=[*PACKINGS[:4]], pieces=3)
@example(seed=2, ground="gpkg", system="EPSG:4549", shift="BD-09", packings=[*PACKINGS[4:]], pieces=2)
@example(seed=3, ground="text", system="EPSG:4549", shift="EPSG:4549", packings=["gb18030"] * 4, pieces=4)
def test_one_city_however_it_is_delivered(
    seed: int, ground: str, system: str, shift: str, packings: list[str], pieces: int
) -> None:
    order = random.Random(seed)  # noqa: S311
    with tempfile.TemporaryDirectory() as folder:
        city = Delivery(Path(folder))
        lay(city, ground, "EPSG:4326" if ground == "geojson" else system, order)
        for (table, rows), packing in zip(registers().items(), packings, strict=True):
            mixed = order.sample(rows, len(rows))
            deliver(city, table, shifted(mixed, shift) if table == "events" else mixed, packing, pieces)
        city.sources["events"] += f'\ncrs = "{shift}"'
        again = content(city)
    assert list(again) == list(plain())
    for table, frame in plain().items():
        assert_frame_equal(again[table], frame, check_exact=False, rtol=0, atol=1e-8, obj=table)
