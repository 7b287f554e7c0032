"""The demo city keeps the contract, is the same for the same seed, and looks as if it had come through intake."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

from cockpit.contract import TABLES, Table
from cockpit.demo import SIZES, make_city
from cockpit.demo import city as kitchen
from cockpit.demo.days import HOLIDAYS, WORKED
from cockpit.errors import UnknownName
from cockpit.intake import read_city
from tests.demo_city import DemoCity, small_city

ARROW = {
    "VARCHAR": "string",
    "DATE": "date32[day]",
    "TIMESTAMP": "timestamp[us]",
    "BIGINT": "int64",
    "DOUBLE": "double",
    "BOOLEAN": "bool",
    "BLOB": "binary",
}
TINY = replace(SIZES["small"], key="tiny", communities=39, grids=60, dwellings=1500, months=3)
QUIET = lambda _what, _share: None  # noqa: E731


@pytest.fixture(scope="module")
def city() -> DemoCity:
    return small_city()


def each_table() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)


@each_table()
def test_an_extract_has_the_contracts_columns(city: DemoCity, table: Table) -> None:
    schema = pq.read_schema(city.staging / "extracts" / f"{table.name}.parquet")
    assert schema.names == list(table.names)
    assert [str(kind) for kind in schema.types] == [ARROW[column.sql_type] for column in table]


@each_table()
def test_keys_are_unique_and_required_columns_full(city: DemoCity, table: Table) -> None:
    rows = city[table.name]
    assert len(rows) > 0
    assert not rows.duplicated(list(table.key)).any()
    for column in table:
        if column.required:
            assert rows[column.name].notna().all(), column.name


def test_everything_lies_in_a_grid_and_every_unit_is_known(city: DemoCity) -> None:
    units = city["units"]
    admin = set(units[units["tree"] == "admin"]["code"])
    grids = set(units[(units["tree"] == "admin") & (units["level"] == "grid")]["code"])
    for table in ("dwellings", "events", "facilities", "population", "links"):
        assert set(city[table]["grid"]) <= grids, table
    for table in ("posts", "ratings", "indicators", "tasks"):
        assert set(city[table]["unit"]) <= admin, table
    assert {unit for unit in city["targets"]["unit"] if not unit.startswith("type:")} <= admin
    grids -= set(units[units["valid_to"].notna()]["code"])  # redrawn since
    lived_in = set(city["dwellings"]["grid"])
    assert 0 < len(grids - lived_in) < 10  # a park, a harbour, a forest
    assert set(units[units["code"].isin(grids - lived_in)]["type"]) == {"special_grid"}


def test_periods_of_a_dwelling_do_not_overlap(city: DemoCity) -> None:
    rows = city.register.sort_values(["dwelling_id", "from_date"])
    assert (rows["from_date"] <= rows["to_date"]).all()
    following = rows.groupby("dwelling_id")["from_date"].shift(-1)
    assert not (following <= rows["to_date"]).any()
    assert (following - rows["to_date"] > pd.Timedelta(days=1)).any()  # some with a gap
    assert rows.groupby("dwelling_id").size().max() == 3
    assert {0, 1} < set(rows["count"])


def test_inspections_are_of_known_dwellings_and_nothing_is_in_the_future(city: DemoCity) -> None:
    assert set(city["inspections"]["dwelling_id"]) <= set(city["dwellings"]["dwelling_id"])
    end = pd.Timestamp(SIZES["small"].as_of) + pd.Timedelta(days=1)
    for table in ("inspections", "events", "event_steps"):
        for column in TABLES[table]:
            if column.type == "time":
                assert city[table][column.name].max() < end, (table, column.name)
    last = city["inspections"]["inspected_at"].dt.date == SIZES["small"].as_of
    assert last.sum() > 100  # the last day is a whole one


def test_edges_are_there(city: DemoCity) -> None:
    visits, events = city["inspections"], city["events"]
    assert not visits["entered"].all()
    assert visits.loc[~visits["entered"], "persons_found"].isna().all()
    assert (visits["hazards_fixed"].dropna() <= visits["hazards"].dropna()).all()
    begins = city.register.groupby("dwelling_id")["from_date"].min()
    assert (visits["inspected_at"] < visits["dwelling_id"].map(begins)).any()  # one made before from_date counts
    assert events["channel"].isna().any()
    assert events["due_at"].isna().any()
    assert events["dwelling_id"].notna().any()
    assert (events["verify_failures"] > 3).any()
    assert events["reopened_at"].notna().any()
    assert events["follows"].dropna().isin(events["event_id"]).all()
    assert 0.9 < events["lon"].notna().mean() < 1


def test_times_of_an_event_run_forward(city: DemoCity) -> None:
    events = city["events"]
    stages = ["reported_at", "filed_at", "dispatched_at", "arrived_at", "handled_at", "verified_at", "closed_at"]
    for i, earlier in enumerate(stages):
        for later in stages[i + 1 :]:
            assert not (events[later] < events[earlier]).any(), (earlier, later)
    assert (events.loc[events["supervised_at"].notna(), "verify_failures"] > 3).all()
    assert events["supervise_due_at"].notna().equals(events["supervised_at"].notna())


@pytest.mark.parametrize("seed", [2, 3])
def test_grids_fit_each_other_and_nest(seed: int) -> None:
    rng = np.random.default_rng(seed)
    drawn = kitchen.settle(rng, SIZES["small"])
    assert len(drawn.grids) == SIZES["small"].grids
    assert set(shapely.get_type_id(drawn.shapes)) == {shapely.GeometryType.POLYGON}
    assert shapely.is_valid(drawn.shapes).all()
    assert shapely.coverage_is_valid(drawn.shapes)
    for level in ("community", "town", "district"):
        for _, mine in drawn.grids.groupby(level):
            assert shapely.coverage_union_all(drawn.shapes[mine["g"]]).geom_type == "Polygon"
    places = drawn.places
    assert shapely.contains_xy(drawn.shapes[places["g"]], places["lon"], places["lat"]).all()
    assert drawn.units["name"][drawn.units["level"] != "grid"].is_unique
    assert drawn.units["code"].is_unique


def test_the_calendar_lists_what_differs_from_monday_to_friday(city: DemoCity) -> None:
    days = pd.to_datetime(city["calendar"]["date"])
    assert (city["calendar"]["working"] == (days.dt.day_of_week > 4)).all()
    off = {first + timedelta(days=i) for first, last in HOLIDAYS for i in range((last - first).days + 1)}
    assert not off & set(WORKED)
    assert date(2026, 10, 10) in set(city["calendar"]["date"])


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_seed_gives_the_same_bytes(city: DemoCity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many threads there are: the files are long enough for several to write one of them."""
    workshop = kitchen.open_workshop

    def alone(*args: object) -> object:
        connection = workshop(*args)  # type: ignore[arg-type]
        connection.execute("SET threads = 1")
        return connection

    assert pq.ParquetFile(city.staging / "extracts" / "inspections.parquet").num_row_groups > 4
    monkeypatch.setattr(kitchen, "open_workshop", alone)
    make_city(tmp_path, "small", 1, QUIET)
    assert bytes_of(tmp_path) == bytes_of(city.staging)


def test_another_seed_gives_another_city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SIZES, "tiny", TINY)
    for seed in (5, 6):
        make_city(tmp_path / str(seed), "tiny", seed, QUIET)
    five, six = (bytes_of(tmp_path / str(seed) / "extracts") for seed in (5, 6))
    assert [name for name in five if five[name] == six[name]] == ["calendar.parquet", "tasks.parquet"]


def test_an_unknown_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="'huge'"):
        make_city(tmp_path, "huge", 1, QUIET)


def test_intake_takes_it_as_it_is(city: DemoCity, tmp_path: Path) -> None:
    """Read back through a mapping, nothing is rejected or changed: deadlines and steps are as intake makes them."""
    shutil.copytree(city.staging / "catalogue" / "city", tmp_path / "catalogue")
    bounds = city["boundaries"]
    polygons = gpd.GeoDataFrame(
        bounds[["tree", "code"]], geometry=shapely.from_wkb(bounds["geometry"].to_numpy()), crs="EPSG:4326"
    )
    polygons.to_parquet(tmp_path / "boundaries.parquet")
    lines = ['[city]\nname = "云澜市"\nas_of = 2026-11-21']
    for name in TABLES:
        path = tmp_path if name == "boundaries" else city.staging / "extracts"
        lines.append(f'[[source]]\ntable = "{name}"\nfile = "{path / name}.parquet"')
        if name == "events":  # let the category's limit say when events without an extension are due
            lines.append("expressions = { due_at = \"CASE WHEN extensions = '0' THEN NULL ELSE due_at END\" }")
    (tmp_path / "mapping.toml").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "out").mkdir()
    read_city(tmp_path / "mapping.toml", tmp_path / "out", QUIET)
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert {table["table"]: (table["rejected"], table["identical"]) for table in report["tables"]} == dict.fromkeys(
        TABLES, (0, 0)
    )
    for table in TABLES.values():
        if table.name == "boundaries":
            continue
        key = list(table.key)
        back = pd.read_parquet(tmp_path / "out" / "extracts" / f"{table.name}.parquet")
        ours = city[table.name].sort_values(key).reset_index(drop=True)
        pd.testing.assert_frame_equal(back.sort_values(key).reset_index(drop=True), ours, obj=table.name)
