"""Facts that hang on units equal a brute-force count: every level, both trees, several days, narrowed and in steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from cockpit.access import Scope
from cockpit.measure import Measurement, Target, dimensions, measure, targets_of
from cockpit.selection import Selection
from cockpit.store import Snapshot
from tests.brute import Answer
from tests.brute_forces import ForcesBrute
from tests.city import AS_OF, TinyCity
from tests.forces_city import POLICE

EVERYTHING = Scope(unit=None, smallest_cell=0)
POSTS = ["posts", "posts_vacant", "post_fill_rate", "post_assigned_rate", "on_post_rate", "certified_rate"]
RATINGS = ["ratings", "rating_mean"]
INDICATORS = ["volunteers", "legal_talks", "pay", "budget", "volunteers_per_resident", "paid_share"]
PLACED = ["facilities", "facility_area_mean"]
WORK = ["team_events_closed", "team_inspections", "team_hours_mean"]
LOAD = ["dwellings_rented", "visits_due"]
METRICS = [*WORK, *LOAD, *POSTS, *RATINGS, *INDICATORS, *PLACED, "tasks_overdue"]
PERIODS = [
    (AS_OF - timedelta(days=29), AS_OF),
    (date(2026, 3, 15), date(2026, 3, 15)),
    (date(2026, 2, 1), date(2026, 4, 14)),
    (date(2025, 1, 1), date(2026, 12, 31)),
]
OF_GRIDS = [
    *("dwellings", "residents", "floating_share", "inspections", "entry_rate"),
    *("inspection_coverage", "inspection_overdue", "inspection_coverage_entered"),
    *("events_reported", "events_closed", "events_open", "closure_rate", "on_time_rate", "rework_rate"),
    *("events_supervised", "handling_hours_median"),
]
FROM, TO = date(2026, 1, 1), date(2026, 12, 31)
NARROWED = {
    "posts": [{"team": {"rectify"}}, {"team": {"", "order"}, "role": {"worker"}}, {"role": {"member", "chief"}}],
    "ratings": [{"team": {"rectify"}}, {"rater_role": {"manager"}, "team": {""}}],
    "facilities": [{"facility": {"police_room", "clinic"}}],
    "tasks": [{"task_state": {"open"}}, {"owner": {"civil"}}],
    "team_events": [{"team": {"rectify", ""}}],
    "team_rounds": [{"team": {"rectify"}}, {"team": {""}}],
    "indicators": [{"indicator": {"legal_talks"}}],
}


@pytest.fixture(scope="module")
def brute(tiny: TinyCity) -> ForcesBrute:
    return ForcesBrute(tiny)


def ask(snapshot: Snapshot, metric: str, by: str = "", **chosen: object) -> Measurement:
    return measure(snapshot, snapshot.catalogue.metric(metric), Selection(**chosen), EVERYTHING, by)  # type: ignore[arg-type]


def agrees(answer: Measurement, at: int, expected: Answer) -> None:
    row = answer.row(at)
    value, numerator, denominator, n = expected
    where = f"{answer.metric.key} {answer.unit.code} by {answer.by} at {row.key} {answer.start}..{answer.end}"
    near = 1e-3 if answer.metric.key in {"visits_due", "team_hours_mean"} else 1e-9  # kept to six digits
    assert row.value == (pytest.approx(value, rel=1e-9, abs=near) if value is not None else None), where
    told = [None if part is None else pytest.approx(part, abs=near) for part in (numerator, denominator)]
    assert [row.numerator, row.denominator] == told, where
    assert (row.n or 0) == (n or 0), where
    assert (row.state == "empty") is (value is None), where


@pytest.mark.parametrize("tree", ["admin", POLICE])
@pytest.mark.parametrize("metric", METRICS)
def test_every_level(snapshot_of_tiny: Snapshot, brute: ForcesBrute, metric: str, tree: str) -> None:
    for start, end in PERIODS:
        for level in snapshot_of_tiny.tree(tree).levels:
            answer = ask(snapshot_of_tiny, metric, level, tree=tree, start=start, end=end)
            assert len(answer) > 0
            for at, code in enumerate(answer.keys):
                agrees(answer, at, brute.ask(metric, tree, code, start, end, end))


@pytest.mark.parametrize("metric", OF_GRIDS)
def test_what_lies_in_grids_is_counted_in_a_further_tree(
    snapshot_of_tiny: Snapshot, brute: ForcesBrute, metric: str
) -> None:
    """Inspections, people and events of a beat are those of its base grids."""
    tree = snapshot_of_tiny.tree(POLICE)
    for start, end in PERIODS[:3]:
        for level in tree.levels:
            answer = ask(snapshot_of_tiny, metric, level, tree=POLICE, start=start, end=end)
            for at, unit in enumerate(tree.descendants(tree.root.code, level)):
                grids = brute.below(POLICE, unit.code)
                agrees(answer, at, brute.admin.ask(metric, grids, start, end, end))


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("as_of", [date(2025, 12, 1), date(2026, 2, 28), date(2026, 6, 15), date(2026, 8, 20)])
def test_as_of_moves_stocks_only(snapshot_of_tiny: Snapshot, brute: ForcesBrute, metric: str, as_of: date) -> None:
    start, end = date(2026, 2, 1), date(2026, 2, 28)
    answer = ask(snapshot_of_tiny, metric, "children", unit="01", start=start, end=end, as_of=as_of)
    for at, code in enumerate(answer.keys):
        agrees(answer, at, brute.ask(metric, "admin", code, start, end, as_of))


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("step", ["day", "week", "month"])
def test_series_and_what_was_before(snapshot_of_tiny: Snapshot, brute: ForcesBrute, metric: str, step: str) -> None:
    start, end = date(2026, 3, 11), date(2026, 5, 5)
    answer = ask(snapshot_of_tiny, metric, step, unit="01", start=start, end=end)
    for at in range(0, len(answer), 5 if step == "day" else 1):
        window = answer.windows[at]
        agrees(answer, at, brute.ask(metric, "admin", "01", window.start, window.end, window.end))
        days = window.end - window.start + timedelta(days=1)
        before = brute.ask(metric, "admin", "01", window.start - days, window.end - days, window.end - days)[0]
        assert answer.row(at).previous == (pytest.approx(before, abs=1e-3) if before is not None else None)


@pytest.mark.parametrize("metric", METRICS)
def test_every_dimension(snapshot_of_tiny: Snapshot, brute: ForcesBrute, metric: str) -> None:
    start, end = date(2026, 1, 1), AS_OF
    catalogue = snapshot_of_tiny.catalogue
    if metric in {*INDICATORS, *LOAD}:
        return
    for dimension in dimensions(catalogue, catalogue.metric(metric)):
        answer = ask(snapshot_of_tiny, metric, dimension, start=start, end=end)
        assert len(answer) > 1
        for at, value in enumerate(answer.keys):
            agrees(answer, at, brute.ask(metric, "admin", "00", start, end, end, {dimension: {value}}))


@pytest.mark.parametrize("metric", [*WORK, *POSTS, *RATINGS, *PLACED, "tasks_overdue"])
@pytest.mark.parametrize("by", ["", "town", "grid", "month"])
def test_narrowed(snapshot_of_tiny: Snapshot, brute: ForcesBrute, metric: str, by: str) -> None:
    start, end = date(2026, 3, 2), date(2026, 6, 19)
    for where in NARROWED[snapshot_of_tiny.catalogue.view(snapshot_of_tiny.catalogue.metric(metric))]:
        narrowing = tuple((key, tuple(sorted(values))) for key, values in where.items())
        answer = ask(snapshot_of_tiny, metric, by, start=start, end=end, where=narrowing)
        for at in range(len(answer)):
            unit = answer.keys[at] if by in {"town", "grid"} else "00"
            window = answer.windows[at if by == "month" else 0]
            agrees(answer, at, brute.ask(metric, "admin", unit, window.start, window.end, window.as_of, where))


def test_a_unit_below_the_level_of_a_fact_has_no_value(snapshot_of_tiny: Snapshot) -> None:
    towns = ask(snapshot_of_tiny, "rating_mean", "town", start=date(2026, 1, 1))
    assert set(towns.state) == {"ok", "empty"}
    for metric in ("ratings", "rating_mean", "legal_talks"):
        grids = ask(snapshot_of_tiny, metric, "grid", start=date(2026, 1, 1), unit="0101")
        assert set(grids.state) == {"empty"}
        assert np.isnan(grids.value).all()


def test_a_unit_of_a_level_with_facts_that_has_none_has_zero(snapshot_of_tiny: Snapshot, tiny: TinyCity) -> None:
    total = ask(snapshot_of_tiny, "posts", unit=tiny.grids[3]).total
    assert (total.value, total.state) == (0, "ok")


def test_a_number_of_ones_own_comes_before_those_below(snapshot_of_tiny: Snapshot, tiny: TinyCity) -> None:
    """Town 0103 and two of its grids were given volunteers: the city counts the town's."""
    assert {"0103", "010301"} <= {row["unit"] for row in tiny.indicators if row["indicator"] == "volunteers"}
    at = {"as_of": date(2026, 12, 1)}
    district = ask(snapshot_of_tiny, "volunteers", "children", unit="01", **at)
    assert ask(snapshot_of_tiny, "volunteers", unit="01", **at).total.value == np.nansum(district.value)


def test_an_indicator_the_catalogue_does_not_know_is_counted_only(snapshot_of_tiny: Snapshot) -> None:
    answer = ask(snapshot_of_tiny, "indicator_numbers", "indicator", unit="0101", start=FROM, end=TO)
    assert "unheard_of" in answer.keys
    assert "unheard_of" not in snapshot_of_tiny.catalogue.metrics


def test_where_the_table_is_missing_there_is_no_answer(snapshot_of_tiny: Snapshot) -> None:
    from cockpit.measure import missing_tables

    without = replace_tables(snapshot_of_tiny, "posts")
    assert missing_tables(without, without.catalogue.metric("on_post_rate")) == ("posts",)


def replace_tables(snapshot: Snapshot, gone: str) -> Snapshot:
    """A stand-in for `snapshot` whose edition lacks a table."""
    from types import SimpleNamespace

    kept = {name: rows for name, rows in snapshot.manifest.tables.items() if name != gone}
    return SimpleNamespace(catalogue=snapshot.catalogue, manifest=SimpleNamespace(tables=kept))  # type: ignore[return-value]


def test_what_hangs_on_units_is_not_held_for_every_day(snapshot_of_tiny: Snapshot) -> None:
    hanging = {item.ledger for item in snapshot_of_tiny.catalogue.measures.values() if item.of_units}
    assert hanging
    assert not {f"running_{ledger}" for ledger in hanging} & set(snapshot_of_tiny.tables)
    both = ask(snapshot_of_tiny, "volunteers_per_resident", "town")
    [ledger, running] = both.tables
    assert ledger in hanging
    assert running.startswith("running_stock_dwellings")


# --- targets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metric", "unit", "day", "value", "due"),
    [
        ("residents", "0101", date(2026, 2, 1), 90, date(2026, 6, 30)),
        ("residents", "0101", date(2026, 6, 30), 90, date(2026, 6, 30)),
        ("residents", "0101", date(2026, 7, 1), 100, date(2026, 12, 31)),
        ("residents", "0101", date(2025, 7, 1), 80, date(2025, 12, 31)),
        ("residents", "0101", date(2027, 1, 1), None, None),
        ("residents", "0102", date(2026, 2, 1), 70, date(2026, 12, 31)),
        ("residents", "0201", date(2026, 2, 1), None, None),
        ("on_time_rate", "0201", date(2026, 2, 1), 0.9, date(2026, 12, 31)),
        ("on_time_rate", "00", date(2026, 2, 1), 0.95, date(2026, 12, 31)),
        ("on_time_rate", "01", date(2026, 2, 1), None, None),
    ],
)
def test_the_target_of_a_unit_else_of_its_type(
    snapshot_of_tiny: Snapshot, metric: str, unit: str, day: date, value: float | None, due: date | None
) -> None:
    [found] = targets_of(snapshot_of_tiny, metric, [snapshot_of_tiny.tree().unit(unit)], day)
    assert found == (None if value is None or due is None else Target(value, due, ""))


def test_a_target_that_was_missed_is_still_that_of_its_year(
    tiny: TinyCity, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from cockpit.store import Store
    from tests.city import publish_city

    city = replace(tiny, targets=[row for row in tiny.targets if row["due_on"] < date(2026, 12, 1)])
    data = tmp_path_factory.mktemp("targets")
    publish_city(city, data)
    snapshot = Store(data).current()
    [found] = targets_of(snapshot, "residents", [snapshot.tree().unit("0101")], date(2026, 9, 1))
    assert found == Target(90, date(2026, 6, 30), "")
