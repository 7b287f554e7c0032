"""The Bronx, imported and published: what the cockpit answers equals a pandas count of the files, at every level."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from typer.testing import CliRunner

from cockpit.access import Scope
from cockpit.cli import command
from cockpit.measure import measure
from cockpit.selection import Selection
from cockpit.store import Snapshot, Store
from tests.test_intake_bronx import FILES, LEVELS, ROOT, ancestors, by_unit, extract, read_raw

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FILES.is_dir(), reason="the real city's files are not here"),
]
DAYS = (date(2015, 6, 30), date(2019, 12, 31), date(2023, 3, 1))


@pytest.fixture(scope="module")
def bronx(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    data = tmp_path_factory.mktemp("bronx")
    words = ["import", str(ROOT / "examples" / "bronx" / "mapping.toml"), "--data", str(data)]
    result = CliRunner().invoke(command(), words)
    assert result.exit_code == 0, result.output
    return Store(data).current()


def answered(bronx: Snapshot, metric: str, column: str = "value", **chosen: object) -> dict[str, float]:
    """What the cockpit says per unit of every level."""
    found: dict[str, float] = {}
    for level in LEVELS:
        selection = Selection(**chosen)  # type: ignore[arg-type]
        answer = measure(bronx, bronx.catalogue.metric(metric), selection, Scope(smallest_cell=0), level)
        found |= {key: value for key, value in zip(answer.keys, getattr(answer, column), strict=True) if value}
    return found


def counted(totals: dict[str, float]) -> dict[str, float]:
    return {key: value for key, value in totals.items() if value}


@pytest.fixture(scope="module")
def lots() -> pd.DataFrame:
    rows = read_raw("lots.csv.gz").drop_duplicates()
    return rows[rows["tract_geoid"].isin(ancestors())].set_index("bbl")


def test_lots_and_residents(bronx: Snapshot, lots: pd.DataFrame) -> None:
    people = lots["bbl_population_estimate"].astype(float).round()
    assert answered(bronx, "dwellings") == counted(by_unit(lots["tract_geoid"]))
    assert answered(bronx, "residents") == counted(by_unit(lots["tract_geoid"], people))


@pytest.mark.parametrize("day", DAYS)
def test_coverage_and_inspections(bronx: Snapshot, lots: pd.DataFrame, day: date) -> None:
    raw = read_raw("inspections.csv.gz").dropna(subset="bbl")
    visits = raw[["bbl", "inspectiondate"]].drop_duplicates()
    visits = visits[visits["bbl"].isin(lots.index)]
    made = pd.to_datetime(visits["inspectiondate"]).dt.date
    recent = visits[(made > day - timedelta(days=365)) & (made <= day)]
    covered = lots["tract_geoid"][lots.index.isin(recent["bbl"])]
    assert answered(bronx, "inspection_coverage", "numerator", as_of=day) == counted(by_unit(covered))
    assert answered(bronx, "inspection_coverage", "denominator", as_of=day) == counted(by_unit(lots["tract_geoid"]))
    period = {"start": day - timedelta(days=364), "end": day}
    assert answered(bronx, "inspections", **period) == counted(by_unit(recent["bbl"].map(lots["tract_geoid"])))


@pytest.mark.parametrize("day", DAYS)
def test_events(bronx: Snapshot, day: date) -> None:
    """Places as intake found them (held against a join of its own elsewhere); times straight from the extract."""
    events = extract(bronx.path, "events")
    reported, closed = events["reported_at"].dt.date, events["closed_at"].dt.date
    start = day - timedelta(days=89)
    period = {"start": start, "end": day}
    grids = events["grid"]
    assert answered(bronx, "events_reported", **period) == counted(
        by_unit(grids[(reported >= start) & (reported <= day)])
    )
    shut = closed.notna() & (closed >= start).where(closed.notna(), other=False) & (closed <= day)
    assert answered(bronx, "events_closed", **period) == counted(by_unit(grids[shut]))
    still = (reported <= day) & ~(closed.notna() & (closed <= day).where(closed.notna(), other=False))
    assert answered(bronx, "events_open", as_of=day) == counted(by_unit(grids[still]))
