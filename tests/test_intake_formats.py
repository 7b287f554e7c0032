"""Every kind of file gives the same extract; what is particular to a kind is read as people mean it."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from pandas.testing import assert_frame_equal

from tests.delivery import DWELLINGS, GRIDS, UNITS, Delivery, Row, as_csv, boundaries, city, square
from tests.workbook import write_workbook

__all__ = ["city"]

moment = datetime.fromisoformat

# Ids with zeros before, a rare character (U+4DAE) that GBK lacks, numbers, gaps.
ROWS: list[Row] = [
    row | {"building": f"䶮楼{i}" if i % 3 else "", "area_m2": f"{i}.5"} for i, row in enumerate(DWELLINGS)
]
TOML = 'table = "dwellings"\n'


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """The extract of ROWS from a plain CSV."""
    plain = Delivery(tmp_path_factory.mktemp("plain"))
    plain.give("dwellings", ROWS)
    plain.read()
    return plain.content()["dwellings"]


def typed() -> pa.Table:
    """ROWS with numbers as numbers."""
    frame = pd.DataFrame(ROWS).replace({"": None})
    return pa.Table.from_pandas(
        frame.assign(area_m2=frame["area_m2"].astype(float), registered=frame["registered"].astype(int))
    )


def parquet() -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(typed(), sink)
    return bytes(sink.getvalue())


def zipped(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as box:
        box.writestr(name, content)
    return target.getvalue()


def workbook() -> bytes:
    names = list(ROWS[0])
    cells = [[float(row[n]) if n in {"registered", "area_m2"} else row[n] for n in names] for row in ROWS]
    return write_workbook(说明=[["nothing here"]], 房屋=[names, *cells, [], []])


TEXT = as_csv(ROWS)
FORMS: list[tuple[str, Callable[[], bytes], str]] = [
    ("d.csv", lambda: TEXT.encode("utf-8-sig"), ""),
    ("d.csv", lambda: TEXT.encode("gb18030"), 'encoding = "gb18030"'),
    ("d.csv", lambda: TEXT.encode("gb18030"), 'encoding = "GBK"'),
    ("d.csv", lambda: TEXT.encode("utf-16"), ""),
    ("d.csv", lambda: TEXT.replace("\n", "\r\n").encode(), ""),
    ("d.csv", lambda: TEXT.rstrip("\n").encode(), ""),
    ("d.csv", (TEXT + "\n,,,,,,\n").encode, ""),
    ("d.csv", lambda: as_csv(ROWS, ";").encode(), 'delimiter = ";"'),
    ("d.txt", lambda: as_csv(ROWS, "|").encode(), 'delimiter = "|"'),
    ("d.tsv", lambda: as_csv(ROWS, "\t").encode(), ""),
    ("d.csv.gz", lambda: gzip.compress(TEXT.encode("gb18030")), 'encoding = "gb18030"'),
    ("d.zip", lambda: zipped("目录/房屋.csv", TEXT.encode()), ""),
    ("d.parquet", parquet, ""),
    ("d.parquet.gz", lambda: gzip.compress(parquet()), ""),
    ("d.xlsx", workbook, 'sheet = "房屋"'),
    ("d.zip", lambda: zipped("d.xlsx", workbook()), 'sheet = "房屋"'),
]


@pytest.mark.parametrize(("name", "content", "more"), FORMS)
def test_every_form_gives_the_same_extract(
    city: Delivery, expected: pd.DataFrame, name: str, content: Callable[[], bytes], more: str
) -> None:
    city.write(name, content())
    city.source("dwellings", f'{TOML}file = "{name}"\n{more}')
    city.read()
    assert city.rejected("dwellings") == []
    assert_frame_equal(city.content()["dwellings"], expected)


def points(crs: int = 4326) -> gpd.GeoDataFrame:
    """ROWS as points in the middle of their grids."""
    places = [shapely.Polygon(square(GRIDS.index(row["grid"]))).centroid for row in ROWS]
    frame = pd.DataFrame(ROWS).drop(columns="grid")
    return gpd.GeoDataFrame(frame, geometry=places, crs=4326).to_crs(crs)


@pytest.mark.parametrize("crs", [4326, 4490, 4549, 32651, 3857])
@pytest.mark.parametrize("name", ["d.geojson", "d.shp", "d.gpkg", "d.parquet"])
def test_points_of_a_layer_find_their_grids(city: Delivery, expected: pd.DataFrame, name: str, crs: int) -> None:
    frame = points(crs).rename(columns={"dwelling_id": "id"})
    path = city.folder / name
    if name.endswith("parquet"):
        frame.to_parquet(path)
    else:
        frame.to_file(path, engine="pyogrio", **({"encoding": "GB18030"} if name.endswith("shp") else {}))
    city.source("dwellings", f'{TOML}file = "{name}"\ncolumns = {{ dwelling_id = "id" }}')
    city.read()
    found = city.content()["dwellings"]
    assert_frame_equal(found.drop(columns=["lon", "lat"]), expected.drop(columns=["lon", "lat"]))
    assert found["lon"].between(121.4, 121.44).all()


@pytest.mark.parametrize("name", ["d.geojson.gz", "d.zip"])
def test_a_packed_layer_is_read(city: Delivery, name: str) -> None:
    text = points().rename(columns={"dwelling_id": "id"}).to_json().encode()
    city.write(name, gzip.compress(text) if name.endswith("gz") else zipped("点/d.geojson", text))
    city.source("dwellings", f'{TOML}file = "{name}"\ncolumns = {{ dwelling_id = "id" }}')
    city.read()
    assert len(city.extract("dwellings")) == 20


@pytest.mark.parametrize("packed", [False, True])
def test_a_shapefile_without_cpg_must_be_told_its_encoding(city: Delivery, packed: bool) -> None:
    points().to_file(city.folder / "d.shp", engine="pyogrio", encoding="GB18030")
    (city.folder / "d.cpg").unlink()
    name = "d.shp"
    if packed:
        name = "d.zip"
        with zipfile.ZipFile(city.folder / name, "w") as box:
            for suffix in ("shp", "shx", "dbf", "prj"):
                box.write(city.folder / f"d.{suffix}", f"数据/房.{suffix}")
    columns = 'columns = { dwelling_id = "dwelling_i" }'  # a shapefile cuts names to ten characters
    city.source("dwellings", f'{TOML}file = "{name}"\n{columns}')
    assert "no .cpg beside it" in city.refuse()
    city.source("dwellings", f'{TOML}file = "{name}"\n{columns}\nencoding = "gb18030"')
    city.read()
    assert "䶮楼1" in city.extract("dwellings", "building")


def test_a_layer_must_be_named_where_there_are_several(city: Delivery) -> None:
    for layer in ("people", "houses"):
        points().to_file(city.folder / "d.gpkg", layer=layer, engine="pyogrio")
    city.source("dwellings", f'{TOML}file = "d.gpkg"')
    assert "has several layers: people, houses" in city.refuse()
    city.source("dwellings", f'{TOML}file = "d.gpkg"\nlayer = "hauses"')
    assert "Did you mean 'houses'?" in city.refuse()
    city.source("dwellings", f'{TOML}file = "d.gpkg"\nlayer = "houses"')
    city.read()
    assert len(city.extract("dwellings")) == 20


def test_a_sheet_that_is_not_there_is_named(city: Delivery) -> None:
    city.write("d.xlsx", workbook())
    city.source("dwellings", f'{TOML}file = "d.xlsx"\nsheet = "房屋2"')
    assert "d.xlsx has no sheet '房屋2'. Did you mean '房屋'?" in city.refuse()


def test_cells_are_read_as_people_see_them(city: Delivery) -> None:
    rows = [
        [],
        ["dwelling_id", "grid", "from_date", "count", "building"],
        [101, "G1", date(2026, 1, 2), 2, True],
        [],
        ["H9", "G1", moment("2026-01-02 13:30"), 1.0, 0.5],
        ["H8", "G9", None, 1, "x"],
        ["H7", "G1", None, 1, "x", "beside"],
    ]
    city.write("d.xlsx", write_workbook(S=rows))
    city.source("dwellings", f'{TOML}file = "d.xlsx"')
    city.read()
    assert city.extract("dwellings", "dwelling_id", "from_date", "count", "building") == [
        ("101", date(2026, 1, 2), 2, "true"),
        ("H9", date(2026, 1, 2), 1, "0.5"),
    ]
    assert [row[:2] for row in city.rejected("dwellings")] == [(6, "grid"), (7, "")]


def test_a_time_in_a_workbook_keeps_its_minutes(city: Delivery) -> None:
    city.with_dwellings()
    city.write("i.xlsx", write_workbook(S=[["dwelling_id", "inspected_at"], ["H00", moment("2026-06-01 09:05")]]))
    city.source("inspections", 'table = "inspections"\nfile = "i.xlsx"')
    city.read()
    assert city.extract("inspections", "inspected_at") == [moment("2026-06-01 09:05")]


def test_a_cell_that_is_a_day_needs_no_format(city: Delivery) -> None:
    cells = [["dwelling_id", "grid", "from_date"], ["H1", "G1", date(2026, 1, 2)], ["H2", "G1", "03/01/2026"]]
    city.write("d.xlsx", write_workbook(S=cells))
    city.source("dwellings", f'{TOML}file = "d.xlsx"\nformats = {{ from_date = "%d/%m/%Y" }}')
    city.read()
    assert city.extract("dwellings", "from_date") == [date(2026, 1, 2), date(2026, 1, 3)]


def test_numbers_in_a_typed_file_do_not_spoil_codes(city: Delivery) -> None:
    codes = {"101": "G1", "102": "G2", "103": "G3", "104": "G4"}
    back = {code: number for number, code in codes.items()}
    city.give("units", [row | {"code": back.get(row["code"], row["code"])} for row in UNITS])
    shapes = boundaries()
    for feature in shapes["features"]:
        feature["properties"]["code"] = float(back[feature["properties"]["code"]])
    city.write("boundaries.geojson", json.dumps(shapes))
    pq.write_table(pa.table({"dwelling_id": [1.0, 2.0], "grid": pa.array([101.0, 104.0])}), city.folder / "d.parquet")
    city.source("dwellings", f'{TOML}file = "d.parquet"')
    city.read()
    assert city.extract("dwellings", "dwelling_id", "grid") == [("1", "101"), ("2", "104")]


def test_times_of_a_typed_file_keep_their_zone(city: Delivery) -> None:
    city.with_dwellings()
    when = pd.to_datetime(["2026-06-01T01:30:00Z"] * 2)
    table = pa.table({"dwelling_id": ["H00", "H01"], "inspected_at": pa.array(when, pa.timestamp("us", "UTC"))})
    pq.write_table(table, city.folder / "i.parquet")
    city.source("inspections", 'table = "inspections"\nfile = "i.parquet"')
    city.read()
    assert set(city.extract("inspections", "inspected_at")) == {moment("2026-06-01 09:30")}


@pytest.mark.parametrize("crs", ["EPSG:4549", None])
def test_polygons_in_another_system_land_on_the_same_ground(city: Delivery, crs: str | None) -> None:
    frame = gpd.GeoDataFrame.from_features(boundaries()["features"], crs=4326).to_crs(4549)
    frame.to_file(city.folder / "b.gpkg", engine="pyogrio")
    if crs:  # as text, which says nothing of its system itself
        city.write("b.csv", as_csv([{"code": row.code, "geometry": row.geometry.wkt} for row in frame.itertuples()]))
    toml = f'file = "b.csv"\ncrs = "{crs}"' if crs else 'file = "b.gpkg"'
    city.source("boundaries", f'table = "boundaries"\n{toml}')
    city.read()
    shape = shapely.from_wkb(city.extract("boundaries", "geometry")[0])
    assert shapely.hausdorff_distance(shape, shapely.Polygon(square(0))) < 1e-9


def test_a_zip_that_holds_nothing_readable_is_refused(city: Delivery) -> None:
    city.write("d.zip", zipped("readme.pdf", b""))
    city.source("dwellings", f'{TOML}file = "d.zip"')
    assert "d.zip holds no file of a kind that is read" in city.refuse()


def test_a_repeated_column_name_is_refused_where_it_matters(city: Delivery) -> None:
    city.write("d.csv", "dwelling_id,grid,x,X,kind,kind\nH1,G1,1,2,a,b\n")
    city.source("dwellings", f'{TOML}file = "d.csv"')
    assert "column 'kind', for kind, stands there more than once" in city.refuse()
    city.source("dwellings", f'{TOML}file = "d.csv"\ncolumns = {{ kind = "x" }}')
    city.read()
    assert city.extract("dwellings", "kind") == ["1"]
