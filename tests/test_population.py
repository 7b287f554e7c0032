"""Who lives here: every metric of the population board equals a brute-force count on the generated city."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod

from cockpit.access import Scope
from cockpit.catalogue import DEFAULTS, load_catalogue
from cockpit.errors import Unavailable
from cockpit.measure import dimensions
from cockpit.store import Snapshot, Store
from tests.brute import Brute
from tests.city import AS_OF, TABLES_OF_A_CITY, TinyCity, publish_city
from tests.city_population import EMPTIED_GRID
from tests.test_truth import LEVELS, agrees, ask
from tests.village import village

METRICS = [
    *("registered", "elsewhere", "floating", "overseas", "absent", "absent_share", "separation_rate"),
    *("crowded_lets", "crowded_share", "crowded_residents", "population", "population_absent", "old_age_share"),
    *("register_difference", "register_gap", "link_rate"),
]
# The day before a month and its first day, a month nobody delivered, one that a district did not, days without data.
DAYS = [date(2025, 11, 30), date(2025, 12, 1), date(2026, 1, 31), date(2026, 4, 30), date(2026, 5, 31), AS_OF]


@pytest.fixture(scope="module")
def brute(tiny: TinyCity) -> Brute:
    return Brute(tiny)


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("day", [*DAYS, date(2026, 12, 31)])
def test_every_level_on_every_day(
    snapshot_of_tiny: Snapshot, tiny: TinyCity, brute: Brute, metric: str, day: date
) -> None:
    for level in LEVELS:
        answer = ask(snapshot_of_tiny, metric, level, as_of=day)
        for at, code in enumerate(answer.keys):
            agrees(answer, at, brute.ask(metric, tiny.below(code), answer.start, answer.end, day))


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("step", ["week", "month"])
def test_series(snapshot_of_tiny: Snapshot, tiny: TinyCity, brute: Brute, metric: str, step: str) -> None:
    answer = ask(snapshot_of_tiny, metric, step, unit="02", start=date(2025, 10, 11), end=date(2026, 7, 5))
    for at, window in enumerate(answer.windows):
        agrees(answer, at, brute.ask(metric, tiny.below("02"), window.start, window.end, window.end))


@pytest.mark.parametrize("metric", METRICS)
def test_every_dimension(snapshot_of_tiny: Snapshot, tiny: TinyCity, brute: Brute, metric: str) -> None:
    catalogue = snapshot_of_tiny.catalogue
    for dimension in dimensions(catalogue, catalogue.metric(metric)):
        answer = ask(snapshot_of_tiny, metric, dimension, unit="01")
        for at, value in enumerate(answer.keys):
            expected = brute.ask(metric, tiny.below("01"), answer.start, AS_OF, AS_OF, {dimension: {value}})
            agrees(answer, at, expected)
        assert np.nansum(answer.n) == ask(snapshot_of_tiny, metric, unit="01").total.n


def test_the_dimensions_of_people_and_links(snapshot_of_tiny: Snapshot) -> None:
    catalogue = snapshot_of_tiny.catalogue
    assert dimensions(catalogue, catalogue.metric("old_age_share")) == ("residence", "sex", "age")
    assert dimensions(catalogue, catalogue.metric("link_rate")) == ("department",)
    # What is counted over two registers, or over ground, can be narrowed by neither's dimensions.
    assert dimensions(catalogue, catalogue.metric("register_gap")) == ()
    assert dimensions(catalogue, catalogue.metric("density")) == ()


@pytest.mark.parametrize("day", DAYS)
def test_narrowed(snapshot_of_tiny: Snapshot, tiny: TinyCity, brute: Brute, day: date) -> None:
    wheres = {
        "population": {"sex": {"male", "all"}, "residence": {"floating", "elsewhere"}},
        "old_age_share": {"residence": {"registered"}},
        "link_rate": {"department": {"police", "civil"}},
        "crowded_lets": {"class": {"green", ""}},
    }
    for metric, where in wheres.items():
        narrowing = tuple((key, tuple(sorted(values))) for key, values in where.items())
        answer = ask(snapshot_of_tiny, metric, "town", as_of=day, where=narrowing)
        for at, code in enumerate(answer.keys):
            agrees(answer, at, brute.ask(metric, tiny.below(code), answer.start, answer.end, day, where))


def test_a_month_holds_until_the_next_one_its_district_delivered(snapshot_of_tiny: Snapshot) -> None:
    days = [date(2026, 5, 31), date(2026, 6, 1), AS_OF]
    before, on, later = (ask(snapshot_of_tiny, "population", "district", as_of=day).value for day in days)
    assert on[0] != before[0]  # the new month begins on its first day
    assert on[1] == before[1]  # the district that is late keeps its month
    assert (on == later).all()


def test_a_grid_without_rows_in_a_delivered_month_is_empty(snapshot_of_tiny: Snapshot) -> None:
    assert ask(snapshot_of_tiny, "population", unit=EMPTIED_GRID, as_of=date(2026, 2, 28)).total.value
    assert ask(snapshot_of_tiny, "population", unit=EMPTIED_GRID, as_of=date(2026, 3, 1)).total.value == 0


# --- density -------------------------------------------------------------------------------------------------------


def test_density_is_residents_over_the_ground_of_the_grids(snapshot_of_tiny: Snapshot, tiny: TinyCity) -> None:
    geod = Geod(ellps="WGS84")
    km2 = {row["code"]: abs(geod.geometry_area_perimeter(row["geometry"])[0]) / 1e6 for row in tiny.boundaries}
    for level in LEVELS:
        density, residents = ask(snapshot_of_tiny, "density", level), ask(snapshot_of_tiny, "residents", level)
        for at, code in enumerate(density.keys):
            row = density.row(at)
            assert row.numerator == residents.row(at).value
            assert row.denominator == pytest.approx(sum(km2[grid] for grid in tiny.below(code)), rel=0.005)
            assert row.value == pytest.approx((row.numerator or 0) / (row.denominator or 1))


def test_ground_counts_while_its_grid_exists(tmp_path: Path) -> None:
    city = village(["a", "b", "c"])
    valid = {"a": {"valid_to": date(2026, 6, 9)}, "b": {"valid_from": date(2026, 6, 10)}}
    city.units = [unit | valid.get(unit["code"], {}) for unit in city.units]
    city.dwellings = [{"dwelling_id": "x", "grid": "c", "residents": 30}]
    publish_city(city, tmp_path)
    snapshot = Store(tmp_path).current()
    ground = [ask(snapshot, "density", "grid", as_of=date(2026, 6, day)).denominator for day in (9, 10)]
    assert [(row > 0).tolist() for row in ground] == [[True, False, True], [False, True, True]]


# --- small cells ---------------------------------------------------------------------------------------------------

LARGE_CELL = 60
SHIPPED = load_catalogue(DEFAULTS)
# Indicators, and rates of two of them, are tested where they are given: here they are empty, for nobody gave them.
GIVEN = {*SHIPPED.indicators, "special_visit_rate"}
PEOPLE = [metric for key, metric in SHIPPED.metrics.items() if metric.people and key not in GIVEN]


@pytest.mark.parametrize("metric", [metric.key for metric in PEOPLE])
def test_no_small_number_of_people_is_shown(snapshot_of_tiny: Snapshot, metric: str) -> None:
    """Whatever an answer is broken down by; a row is hidden whole. A large cell, since the city has few grids."""
    scope, catalogue = Scope(unit=None, smallest_cell=LARGE_CELL), snapshot_of_tiny.catalogue
    hidden = 0
    for by in ("grid", "town", "month", *dimensions(catalogue, catalogue.metric(metric))):
        shown = ask(snapshot_of_tiny, metric, by, scope, unit="01", start=date(2026, 4, 1), end=AS_OF)
        whole = ask(snapshot_of_tiny, metric, by, unit="01", start=date(2026, 4, 1), end=AS_OF)
        for row, true in zip(shown.rows(), whole.rows(), strict=True):
            if row.state == "suppressed":
                hidden += 1
                assert (row.value, row.numerator, row.denominator, row.n, row.previous) == (None,) * 5
            elif catalogue.metric(metric).unit == "people" and metric != "register_difference":
                assert not 0 < (row.value or 0) < LARGE_CELL
                assert row.value == true.value
    assert hidden


@pytest.mark.parametrize("metric", ["absent_share", "separation_rate", "old_age_share"])
def test_a_share_hides_a_small_numerator_too(snapshot_of_tiny: Snapshot, metric: str) -> None:
    scope = Scope(unit=None, smallest_cell=10)
    seen = set()
    for day in DAYS:
        for row, true in zip(
            ask(snapshot_of_tiny, metric, "grid", scope, as_of=day).rows(),
            ask(snapshot_of_tiny, metric, "grid", as_of=day).rows(),
            strict=True,
        ):
            small = 0 < (true.numerator or 0) < 10 or 0 < (true.denominator or 0) < 10
            assert (row.state == "suppressed") is small or metric == "absent_share"
            assert row.numerator is None or not 0 < row.numerator < 10
            seen.add(small)
    assert seen == {True, False}


# --- tables that were not delivered --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metric", "table"), [("population", "population"), ("register_gap", "population"), ("link_rate", "links")]
)
def test_a_table_that_was_not_delivered_is_named(tiny: TinyCity, tmp_path: Path, metric: str, table: str) -> None:
    publish_city(tiny, tmp_path, delivered=tuple(name for name in TABLES_OF_A_CITY if name != table))
    with pytest.raises(Unavailable, match=f"no table {table}"):
        ask(Store(tmp_path).current(), metric)


def test_yesterdays_people_are_hidden_with_todays(snapshot_of_tiny: Snapshot) -> None:
    """A previous value of few people is hidden even where today's is shown."""
    scope = Scope(unit=None, smallest_cell=10)
    start = AS_OF - timedelta(days=29)
    shown = ask(snapshot_of_tiny, "population", "grid", scope, start=start, end=AS_OF)
    whole = ask(snapshot_of_tiny, "population", "grid", start=start, end=AS_OF)
    for row, true in zip(shown.rows(), whole.rows(), strict=True):
        if row.state == "ok" and true.previous is not None and 0 < true.previous < 10:
            assert row.previous is None
