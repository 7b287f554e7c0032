"""The Bronx, where its files are present: every number of the edition equals a pandas count of the same files."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from cockpit.intake import Report, read_city

ROOT = Path(__file__).parents[1]
FILES = ROOT.parent / "shared" / "real-city"
LEVELS = ("city", "borough", "cdta", "nta", "tract")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FILES.is_dir(), reason="the real city's files are not here"),
]


@pytest.fixture(scope="module")
def bronx(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    staging = tmp_path_factory.mktemp("bronx")
    return staging, read_city(ROOT / "examples" / "bronx" / "mapping.toml", staging, lambda _what, _share: None).report


def read_raw(name: str) -> pd.DataFrame:
    return pd.read_csv(FILES / name, dtype=str)


def ancestors() -> dict[str, dict[str, str]]:
    """Tract -> its unit of every level, from units.csv alone."""
    units = read_raw("units.csv").set_index("code")
    chains = {}
    for tract in units.index[units["level"] == "tract"]:
        chain, code = {}, tract
        while isinstance(code, str):
            chain[units.loc[code, "level"]] = code
            code = units.loc[code, "parent_code"]
        chains[tract] = chain
    return chains


def by_unit(grids: pd.Series, values: pd.Series | None = None) -> dict[str, float]:
    """Count of rows, or sum of values, per unit of every level; rows of a grid that is none are left out."""
    chains = ancestors()
    known = grids.isin(chains)
    values = (pd.Series(1, index=grids.index) if values is None else values)[known]
    totals: dict[str, float] = {}
    for level in LEVELS:
        units = grids[known].map(lambda tract, level=level: chains[tract][level])
        totals |= values.groupby(units).sum().to_dict()
    return totals


def extract(staging: Path, table: str) -> pd.DataFrame:
    return pd.read_parquet(staging / "extracts" / f"{table}.parquet")


def tracts_of(lon: pd.Series, lat: pd.Series) -> pd.Series:
    """The tract of each point, by a join of its own."""
    tracts = gpd.read_file(FILES / "tracts.geojson")[["geoid", "geometry"]]
    points = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(lon.astype(float), lat.astype(float)), index=lon.index, crs=4326
    )
    return gpd.sjoin(points, tracts, how="left")["geoid"].groupby(level=0).first().reindex(lon.index)


def test_lots_and_residents_per_unit(bronx: tuple[Path, Report]) -> None:
    lots = read_raw("lots.csv.gz").drop_duplicates()
    found = extract(bronx[0], "dwellings")
    assert by_unit(found["grid"]) == by_unit(lots["tract_geoid"])
    assert by_unit(found["grid"], found["count"]) == by_unit(lots["tract_geoid"])
    people = lots["bbl_population_estimate"].astype(float).round().astype(int)
    assert by_unit(found["grid"], found["residents"]) == by_unit(lots["tract_geoid"], people)
    assert (found["interval_days"] == 365).all()
    homes = lots.set_index("bbl")["unitsres"].astype(float)
    kept = found.set_index("dwelling_id")["rooms"].dropna().astype(float)
    assert (kept == homes[kept.index]).all()
    assert (homes[found["dwelling_id"][found["rooms"].isna()]] % 1 != 0).all()
    assert (kept == 0).sum() == 13310


def test_inspections_per_unit(bronx: tuple[Path, Report]) -> None:
    lots = read_raw("lots.csv.gz").drop_duplicates("bbl").set_index("bbl")["tract_geoid"]
    raw = read_raw("inspections.csv.gz").dropna(subset="bbl")
    visits = raw[["bbl", "inspectiondate"]].drop_duplicates()
    visits = visits[visits["bbl"].isin(lots[lots.isin(ancestors())].index)]
    found = extract(bronx[0], "inspections")
    assert by_unit(found["dwelling_id"].map(lots)) == by_unit(visits["bbl"].map(lots))
    assert set(zip(found["dwelling_id"], found["inspected_at"].astype(str), strict=True)) == set(
        zip(visits["bbl"], visits["inspectiondate"].str[:10], strict=True)
    )


def test_events_per_unit(bronx: tuple[Path, Report]) -> None:
    raw = read_raw("inspections.csv.gz").dropna(subset=["latitude", "longitude"])
    calls = read_raw("service_requests.csv").dropna(subset=["Latitude", "Longitude"])
    grids = pd.concat([tracts_of(raw["longitude"], raw["latitude"]), tracts_of(calls["Longitude"], calls["Latitude"])])
    found = extract(bronx[0], "events")
    assert by_unit(found["grid"]) == by_unit(grids)
    violations = found[found["category"] == "violation_c"].set_index("event_id")
    raw = raw.set_index("violationid")
    closed = raw["violationstatus"] == "Close"
    assert violations["closed_at"].notna().sum() == closed.sum()
    assert by_unit(violations["grid"][violations["closed_at"].notna()]) == by_unit(
        tracts_of(raw["longitude"], raw["latitude"])[closed]
    )
    due = pd.to_datetime(raw["newcorrectbydate"].fillna(raw["originalcorrectbydate"]))
    last = violations["due_at"].reindex(due.index)
    assert (last.dropna() == due[last.notna()] + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)).all()
    assert last.isna().sum() == due.isna().sum()
    asked = pd.to_datetime(calls.set_index("Unique Key")["Created Date"], format="%m/%d/%Y %I:%M:%S %p")
    answered = found[found["category"] == "animal"].set_index("event_id")["reported_at"]
    assert (answered == asked.reindex(answered.index)).all()


def test_every_rejected_row_is_explained(bronx: tuple[Path, Report]) -> None:
    staging, report = bronx
    raw, lots, calls = (read_raw(name) for name in ("inspections.csv.gz", "lots.csv.gz", "service_requests.csv"))
    rejected = {path.stem: pd.read_parquet(path) for path in (staging / "rejected").glob("*.parquet")}
    assert set(rejected["dwellings"]["line"]) == set(lots.index[~lots["tract_geoid"].isin(ancestors())] + 2)
    assert set(rejected["inspections"]["line"]) == set(raw.index[raw["bbl"].isna()] + 2)
    nowhere = {
        (n, line)
        for n, frame in (("i", raw["latitude"]), ("s", calls["Latitude"]))
        for line in frame.index[frame.isna()] + 2
    }
    files = rejected["events"]["file"].str.extract(r"/([is])[a-z_]+\.csv")[0]
    assert set(zip(files, rejected["events"]["line"], strict=True)) == nowhere
    assert len(rejected["units"]) == len(rejected["boundaries"]) == 0
    told = {item.table: item for item in report.tables}
    assert {name: (item.rejected, item.identical) for name, item in told.items()} == {
        "units": (0, 0),
        "boundaries": (0, 0),
        "dwellings": (1, 2),
        "inspections": (
            32,
            len(raw.dropna(subset="bbl")) - len(raw.dropna(subset="bbl")[["bbl", "inspectiondate"]].drop_duplicates()),
        ),
        "events": (10, 0),
    }
    assert all(not file.personal for source in report.sources for file in source.files)
    assert json.loads((staging / "report.json").read_text(encoding="utf-8")) == report.model_dump(mode="json")


def test_neighbourhoods_in_feet_land_on_their_tracts(bronx: tuple[Path, Report]) -> None:
    shapes = extract(bronx[0], "boundaries").set_index("code")["geometry"].map(shapely.from_wkb)
    chains = ancestors()
    tracts = gpd.GeoSeries(shapes[shapes.index.isin(chains)], crs=4326).to_crs(32618)
    joined = gpd.GeoSeries(tracts.groupby(lambda code: chains[code]["nta"]).agg(shapely.union_all), crs=32618)
    given = gpd.GeoSeries(shapes[joined.index], crs=4326).to_crs(32618)
    off = given.symmetric_difference(joined).area / given.area
    assert np.max(off) < 0.01
