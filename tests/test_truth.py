"""Every metric equals a brute-force count on the generated city: every level, several days and periods, all edges."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.access import Scope
from cockpit.contract import FAMILIES, VIEWS
from cockpit.cube import Limits
from cockpit.measure import Measurement, dimensions, measure, missing_columns
from cockpit.selection import Selection
from cockpit.store import Snapshot, Store
from tests import brute_inspection, brute_problems
from tests.brute import GROUPS, Answer, Brute
from tests.city import AS_OF, FIRST, TinyCity, make_city, publish_city
from tests.city_events import STAGES

EVERYTHING = Scope(unit=None, smallest_cell=0)
METRICS = [
    *("dwellings", "residents", "floating_share", "inversion_ratio", "inspections", "entry_rate"),
    *("inspection_coverage", "inspection_overdue", "inspection_coverage_entered", "events_reported", "events_closed"),
    *("events_open", "closure_rate", "on_time_rate", "rework_rate", "events_supervised", "handling_hours_median"),
    *brute_problems.METRICS,
    *brute_inspection.METRICS,
]
METRICS += [
    *("events_filed", "filing_rate", "handled_on_time_rate", "bounce_rate", "bounces", "verification_pass_rate"),
    *("extension_rate", "events_reopened", "reopened_rate", "repeat_rate", "events_repeating", "whistles"),
    *("arrival_rate", "clearing_rate", "response_rate", "resolution_rate", "satisfaction_rate", "self_check_rate"),
    *("checks_failed", "check_points", "handling_working_days_median", "handling_hours_p90"),
    *(f"{stage}_hours_{how}" for stage in STAGES for how in ("median", "p90")),
    *(f"passes_{stage}" for stage in STAGES[1:]),
]
LEVELS = ["city", "district", "town", "grid"]
# Periods: the default one, one day, one across the change of a rule, and one that reaches beyond the data at both ends.
PERIODS = [
    (AS_OF - timedelta(days=29), AS_OF),
    (date(2026, 3, 15), date(2026, 3, 15)),
    (date(2026, 3, 20), date(2026, 4, 14)),
    (date(2025, 1, 1), date(2026, 12, 31)),
]


@pytest.fixture(scope="module")
def brute(tiny: TinyCity) -> Brute:
    return Brute(tiny)


def ask(snapshot: Snapshot, metric: str, by: str = "", scope: Scope = EVERYTHING, **chosen: object) -> Measurement:
    return measure(snapshot, snapshot.catalogue.metric(metric), Selection(**chosen), scope, by)  # type: ignore[arg-type]


def agrees(answer: Measurement, at: int, expected: Answer) -> None:
    row = answer.row(at)
    value, numerator, denominator, n = expected
    where = f"{answer.metric.key} {answer.unit.code} by {answer.by} at {row.key} {answer.start}..{answer.end}"
    assert row.value == (pytest.approx(value, rel=1e-9, abs=1e-9) if value is not None else None), where
    assert (row.numerator, row.denominator, row.n) == (numerator, denominator, n), where


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize(("start", "end"), PERIODS)
def test_every_level(
    snapshot_of_tiny: Snapshot, tiny: TinyCity, brute: Brute, metric: str, start: date, end: date
) -> None:
    for level in LEVELS:
        answer = ask(snapshot_of_tiny, metric, level, start=start, end=end)
        assert len(answer) == len([row for row in tiny.units if row["level"] == level])
        for at, code in enumerate(answer.keys):
            agrees(answer, at, brute.ask(metric, tiny.below(code), start, end, end))


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize(
    "as_of", [date(2026, 1, 5), date(2026, 3, 14), date(2026, 6, 9), date(2026, 7, 20), date(2019, 1, 1)]
)
def test_as_of_moves_stocks_only(
    snapshot_of_tiny: Snapshot, tiny: TinyCity, brute: Brute, metric: str, as_of: date
) -> None:
    start, end = date(2026, 2, 1), date(2026, 2, 28)
    answer = ask(snapshot_of_tiny, metric, "children", unit="01", start=start, end=end, as_of=as_of)
    assert answer.keys == ("0101", "0102", "0103")
    for at, code in enumerate(answer.keys):
        agrees(answer, at, brute.ask(metric, tiny.below(code), start, end, as_of))


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("step", ["day", "week", "month"])
@pytest.mark.parametrize("compare", ["previous", "year"])
def test_series(snapshot_of_tiny: Snapshot, tiny: TinyCity, brute: Brute, metric: str, step: str, compare: str) -> None:
    start, end = date(2026, 3, 11), date(2026, 5, 5)
    answer = ask(snapshot_of_tiny, metric, step, unit="02", start=start, end=end, compare=compare)
    windows = answer.windows
    assert windows[0].start == start
    assert windows[-1].end == end
    assert all(after.start == before.end + timedelta(days=1) for before, after in itertools.pairwise(windows))
    grids = tiny.below("02")
    for at in range(0, len(answer), 5 if step == "day" else 1):
        agrees(answer, at, brute.ask(metric, grids, windows[at].start, windows[at].end, windows[at].end))
        if compare == "previous":
            days = windows[at].end - windows[at].start + timedelta(days=1)
            before = brute.ask(metric, grids, windows[at].start - days, windows[at].end - days, windows[at].end - days)[
                0
            ]
            shown = answer.row(at).previous
            assert shown == (pytest.approx(before) if before is not None else None)


def test_labels_of_steps(snapshot_of_tiny: Snapshot) -> None:
    chosen = {"start": date(2026, 6, 21), "end": date(2026, 6, 30)}
    assert ask(snapshot_of_tiny, "inspections", "week", **chosen).keys == ("2026-W25", "2026-W26", "2026-W27")
    assert ask(snapshot_of_tiny, "inspections", "week", **chosen).partial == (True, False, True)
    assert ask(snapshot_of_tiny, "inspections", "month", **chosen).keys == ("2026-06",)
    assert ask(snapshot_of_tiny, "inspections", "day", **chosen).keys[0] == "2026-06-21"


@pytest.mark.parametrize("metric", METRICS)
def test_every_dimension(snapshot_of_tiny: Snapshot, tiny: TinyCity, brute: Brute, metric: str) -> None:
    start, end = PERIODS[0]
    for dimension in dimensions(snapshot_of_tiny.catalogue, snapshot_of_tiny.catalogue.metric(metric)):
        answer = ask(snapshot_of_tiny, metric, dimension, unit="01", start=start, end=end)
        for at, value in enumerate(answer.keys):
            agrees(answer, at, brute.ask(metric, tiny.below("01"), start, end, end, {dimension: {value}}))
        total = ask(snapshot_of_tiny, metric, unit="01", start=start, end=end)
        assert np.nansum(answer.n) == total.n[0]


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("by", ["", "grid", "week"])
def test_narrowed(snapshot_of_tiny: Snapshot, tiny: TinyCity, brute: Brute, metric: str, by: str) -> None:
    family = VIEWS[snapshot_of_tiny.catalogue.view(snapshot_of_tiny.catalogue.metric(metric))]
    wheres = {
        "event": [
            {"category": {"litter", "noise"}, "channel": {"", "app"}},
            {"category_group": {"home"}},
            {"channel": {""}},
        ],
        "dwelling": [{"kind": {"rented", "shop"}}, {"kind": {""}, "class": {"yellow", ""}}],
        "neighbourhood": [{"unit_type": {"old"}}, {"unit_type": {"new", ""}}],
    }[family]
    start, end = date(2026, 3, 2), date(2026, 4, 19)
    for where in wheres:
        narrowing = tuple((key, tuple(sorted(values))) for key, values in where.items())
        answer = ask(snapshot_of_tiny, metric, by, start=start, end=end, where=narrowing)
        for at in range(len(answer)):
            grids = {answer.keys[at]} if by == "grid" else set(tiny.grids)
            window = answer.windows[at if by == "week" else 0]
            agrees(answer, at, brute.ask(metric, grids, window.start, window.end, window.as_of, where))


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("compare", ["previous", "year"])
def test_previous(snapshot_of_tiny: Snapshot, tiny: TinyCity, brute: Brute, metric: str, compare: str) -> None:
    start, end, as_of = date(2026, 2, 1), date(2026, 2, 28), date(2026, 2, 20)
    answer = ask(snapshot_of_tiny, metric, start=start, end=end, as_of=as_of, compare=compare)
    earlier = (date(2026, 1, 4), date(2026, 1, 31), date(2026, 1, 23))
    if compare == "year":
        earlier = (date(2025, 2, 1), date(2025, 2, 28), date(2025, 2, 20))
    expected = brute.ask(metric, set(tiny.grids), *earlier)[0]
    assert answer.total.previous == (pytest.approx(expected) if expected is not None else None)


def test_the_published_month() -> None:
    """972 due, 911 closed, 737 on time: 93.72 % and 75.82 %."""
    assert round(911 / 972 * 100, 2) == 93.72
    assert round(737 / 972 * 100, 2) == 75.82


def test_default_period_is_the_last_thirty_days(snapshot_of_tiny: Snapshot) -> None:
    answer = ask(snapshot_of_tiny, "inspections")
    assert (answer.start, answer.end, answer.as_of) == (date(2026, 6, 1), AS_OF, AS_OF)


def test_a_lowest_unit_has_no_children(snapshot_of_tiny: Snapshot) -> None:
    for metric in METRICS:
        assert len(ask(snapshot_of_tiny, metric, "children", unit="010100")) == 0


def test_nothing_to_divide_by_is_empty_not_zero(snapshot_of_tiny: Snapshot, tiny: TinyCity) -> None:
    answer = ask(snapshot_of_tiny, "inspection_coverage", unit=tiny.grids[-1])
    assert (answer.total.value, answer.total.denominator, answer.total.state) == (None, 0, "empty")
    assert ask(snapshot_of_tiny, "dwellings", unit=tiny.grids[-1]).total.value == 0


def test_few(snapshot_of_tiny: Snapshot) -> None:
    answer = ask(snapshot_of_tiny, "on_time_rate", "grid", start=AS_OF, end=AS_OF)
    for row in answer.rows():
        expected = "empty" if row.denominator == 0 else "few" if row.denominator < 5 else "ok"  # type: ignore[operator]
        assert row.state == expected


@pytest.mark.parametrize("metric", ["residents", "floating_share", "inversion_ratio"])
def test_small_cells_of_people_are_suppressed(
    snapshot_of_tiny: Snapshot, tiny: TinyCity, brute: Brute, metric: str
) -> None:
    """At the default size; the same rows at size 0 are whole (every other test here)."""
    scope = Scope(unit=None, smallest_cell=10)
    seen = set()
    for day in (date(2025, 12, 5), date(2026, 2, 1), AS_OF):
        answer = ask(snapshot_of_tiny, metric, "kind", scope, unit="0102", as_of=day)
        for at, key in enumerate(answer.keys):
            where = {"kind": {key}}
            grids = tiny.below("0102")
            people = brute.ask("residents", grids, day, day, day, where)[0] or 0
            row = answer.row(at)
            seen.add(0 < people < 10)
            if 0 < people < 10:
                assert row.state == "suppressed"
                assert (row.value, row.numerator, row.denominator, row.n, row.previous) == (None,) * 5
            else:
                agrees(answer, at, brute.ask(metric, grids, answer.start, answer.end, day, where))
    assert seen == {True, False}


def test_coverage_is_not_about_people(snapshot_of_tiny: Snapshot) -> None:
    answer = ask(snapshot_of_tiny, "inspection_coverage", "grid", Scope(unit=None, smallest_cell=1_000_000))
    assert "suppressed" not in answer.state


@given(offset=st.integers(-10, (AS_OF - FIRST).days + 40))
def test_children_sum_to_their_parent_for_every_measure_on_every_day(snapshot_of_tiny: Snapshot, offset: int) -> None:
    """Running totals of every additive measure, before the small cells are taken out."""
    from cockpit.measure.totals import Groups, fetch_totals

    day = FIRST + timedelta(days=offset)
    tree = snapshot_of_tiny.tree()
    keys = [key for key, item in snapshot_of_tiny.catalogue.measures.items() if not item.of_units]
    for unit in tree.units:
        children = tree.children(unit.code)
        if children:
            whole = fetch_totals(snapshot_of_tiny, keys, Groups((unit,)), [day], ()).array
            parts = fetch_totals(snapshot_of_tiny, keys, Groups(children), [day], ()).array
            # Sums of decimals in floating point are exact to their last digit only.
            assert (np.round(parts.sum(axis=0), 6) == np.round(whole[0], 6)).all()


@given(offset=st.integers(-10, (AS_OF - FIRST).days + 40), code=st.sampled_from(["00", "01", "0103", "010301"]))
def test_covered_and_overdue_are_all_that_is_due(snapshot_of_tiny: Snapshot, offset: int, code: str) -> None:
    day = FIRST + timedelta(days=offset)
    coverage = ask(snapshot_of_tiny, "inspection_coverage", unit=code, as_of=day).total
    overdue = ask(snapshot_of_tiny, "inspection_overdue", unit=code, as_of=day).total
    assert (coverage.numerator or 0) + (overdue.value or 0) == coverage.denominator
    never = ask(snapshot_of_tiny, "inspection_never", unit=code, as_of=day).total.value or 0
    lapsed = ask(snapshot_of_tiny, "inspection_lapsed", unit=code, as_of=day).total.value or 0
    assert min(never, lapsed) >= 0
    assert never + lapsed == overdue.value
    near = [
        ask(snapshot_of_tiny, f"inspection_due_{days}", unit=code, as_of=day).total.value or 0 for days in (7, 14, 30)
    ]
    assert 0 <= near[0] <= near[1] <= near[2] <= coverage.denominator


def test_both_tables_give_the_same_answer(snapshot_of_tiny: Snapshot) -> None:
    """The dense running totals and the daily changes: a narrowing that lets everything through changes nothing."""
    for metric in METRICS:
        family = VIEWS[snapshot_of_tiny.catalogue.view(snapshot_of_tiny.catalogue.metric(metric))]
        everything = (FAMILIES[family][0], snapshot_of_tiny.values[FAMILIES[family][0]])
        for by in ("town", "week", ""):
            dense = ask(snapshot_of_tiny, metric, by)
            summed = ask(snapshot_of_tiny, metric, by, where=(everything,))
            plain = dense.metric
            counted = [snapshot_of_tiny.catalogue.measures[key] for key in snapshot_of_tiny.catalogue.counted(plain)]
            ledgers = {measure.ledger for measure in counted}
            thin = {measure.ledger for measure in counted if not measure.dense}
            ready = not plain.where and bool(ledgers - thin)
            assert any(table.startswith("running") for table in dense.tables) == ready
            assert not any(table.startswith("running") for table in summed.tables)
            np.testing.assert_array_equal(dense.value, summed.value)
            np.testing.assert_array_equal(dense.previous, summed.previous)


def test_a_short_dense_window_changes_no_answer(tiny: TinyCity, snapshot_of_tiny: Snapshot, tmp_path: Path) -> None:
    """A city with more days than fit dense is answered from the changes before that window."""
    publish_city(tiny, tmp_path, Limits(dense_cells=22 * 40))
    short = Store(tmp_path).current()
    assert short.dense[0] > date(2026, 5, 1)
    for metric in METRICS:
        for start, end in PERIODS:
            np.testing.assert_array_equal(
                ask(short, metric, "town", start=start, end=end).value,
                ask(snapshot_of_tiny, metric, "town", start=start, end=end).value,
            )


def test_quantiles_above_the_limit_are_near_and_say_so(
    tiny: TinyCity, snapshot_of_tiny: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_city(tiny, tmp_path, Limits(histogram_rows=20))
    monkeypatch.setattr("cockpit.measure.quantiles.EXACT_ROWS", 20)
    rough = Store(tmp_path).current()
    for by in ("", "district", "month", "category"):
        near = ask(rough, "handling_hours_median", by, start=date(2026, 1, 1), end=AS_OF)
        monkeypatch.setattr("cockpit.measure.quantiles.EXACT_ROWS", 200_000)
        exact = ask(snapshot_of_tiny, "handling_hours_median", by, start=date(2026, 1, 1), end=AS_OF)
        monkeypatch.setattr("cockpit.measure.quantiles.EXACT_ROWS", 20)
        for at in range(len(near)):
            large = (near.row(at).n or 0) > 20
            assert near.state[at] == ("approx" if large else exact.state[at])
            if large:
                assert near.value[at] == pytest.approx(exact.value[at], rel=0.02)


@settings(max_examples=8)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_rows_changes_nothing(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    import random

    city = make_city(seed, dwellings=25, events=30)
    shuffled = replace(city)
    for table in ("dwellings", "inspections", "events"):
        rows = list(getattr(city, table))
        random.Random(seed).shuffle(rows)  # noqa: S311
        setattr(shuffled, table, rows)
    answers = []
    for each in (city, shuffled):
        data = tmp_path_factory.mktemp("order")
        publish_city(each, data)
        snapshot = Store(data).current()
        told = [metric for metric in METRICS if not missing_columns(snapshot, snapshot.catalogue.metric(metric))]
        answers.append([(metric, ask(snapshot, metric, "grid").rows()) for metric in told])
        snapshot.close()
    assert answers[0] == answers[1]


def test_a_category_without_a_group_has_the_empty_group(snapshot_of_tiny: Snapshot) -> None:
    answer = ask(snapshot_of_tiny, "events_reported", "category_group")
    assert set(answer.keys) == {"", *GROUPS.values()}
