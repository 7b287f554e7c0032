"""The cube against numbers counted by hand, and its SQL against what was approved."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from cockpit.catalogue import DEFAULTS, Catalogue, Interval, load_catalogue
from cockpit.contract import HISTOGRAM_ROWS
from cockpit.cube.deltas import codes_sql, counted_sql, ledger_sql, ledgers, views
from cockpit.cube.rollups import large_sql, month_sql
from cockpit.cube.rules import ALWAYS, RulePeriod, rule_periods
from cockpit.cube.spreads import histogram_sql, spread_sql, values_sql
from cockpit.store import Snapshot
from tests.village import ask, at, dwelling, event, june, opened, village, visit

# --- SQL ------------------------------------------------------------------------------------------------------------

SHIPPED: Catalogue = load_catalogue(DEFAULTS)


@pytest.mark.parametrize("ledger", ledgers(SHIPPED))
def test_sql_of_a_ledger(ledger: str, approved_sql: SnapshotAssertion) -> None:
    assert f"{ledger_sql(SHIPPED, ledger)};" == approved_sql


def test_sql_of_a_part_of_a_ledger(approved_sql: SnapshotAssertion) -> None:
    assert f"{ledger_sql(SHIPPED, 'flow_events_due_at', 40, 'g BETWEEN 80 AND 119')};" == approved_sql


@pytest.mark.parametrize("view", views(SHIPPED))
def test_sql_of_what_is_counted(view: str, approved_sql: SnapshotAssertion) -> None:
    """Only the columns that something is counted by are read."""
    columns = ["g", "dt", "from_date", "to_date", "closed_at", "returns", "reporter", "residents", "holder", "team"]
    assert counted_sql(SHIPPED, view, columns) == approved_sql


def test_sql_of_codes(approved_sql: SnapshotAssertion) -> None:
    assert codes_sql() == approved_sql


@pytest.mark.parametrize("key", SHIPPED.spreads)
def test_sql_of_a_spread(key: str, approved_sql: SnapshotAssertion) -> None:
    values = values_sql(SHIPPED.spreads[key])
    assert f"{values};\n{histogram_sql(key, 'spread', HISTOGRAM_ROWS)}" == approved_sql


def test_sql_of_a_spread_of_a_view_without_rows(approved_sql: SnapshotAssertion) -> None:
    spread = SHIPPED.spreads["filed_hours"].model_copy(update={"view": "inspections", "date": "inspected_at"})
    assert f"{spread_sql(spread, 40, 'g < 80')};" == approved_sql


def test_sql_of_sums_made_beforehand(approved_sql: SnapshotAssertion) -> None:
    ledger = "flow_events_due_at"
    assert (
        f"{large_sql(SHIPPED, ledger, ('channel', 'category_group'))}\n{month_sql(SHIPPED, ledger, ('channel',))}"
        == approved_sql
    )


def test_sql_of_a_measure_with_decimals() -> None:
    area = SHIPPED.measures["dwellings"].model_copy(update={"key": "area", "decimals": 2})
    catalogue = Catalogue(measures={"area": area})
    assert "CAST(coalesce(sum(area), 0) AS DECIMAL(18, 2)) AS area" in ledger_sql(catalogue, area.ledger)


# --- rules over time ------------------------------------------------------------------------------------------------

CHANGE = date(2026, 3, 15)
LATER = date(2026, 5, 1)


def rule(days: int, from_: date | None = None, kind: str | None = None, class_: str | None = None) -> Interval:
    return Interval(kind=kind, class_=class_, from_=from_, days=days)


@pytest.mark.parametrize(
    ("rules", "class_", "kind", "expected"),
    [
        ([], "x", "a", []),
        ([rule(10, kind="b")], "x", "a", []),
        ([rule(10, kind="a")], "", "a", [(ALWAYS, None, 10)]),
        ([rule(10, kind="a"), rule(5, class_="x")], "x", "a", [(ALWAYS, None, 5)]),
        ([rule(10, kind="a"), rule(5, class_="x")], "y", "a", [(ALWAYS, None, 10)]),
        # Before a class has its rule the one of the kind holds.
        ([rule(10, kind="a"), rule(5, CHANGE, class_="x")], "x", "a", [(ALWAYS, CHANGE, 10), (CHANGE, None, 5)]),
        # Nothing holds before the first one begins.
        ([rule(10, CHANGE, kind="a")], "", "a", [(CHANGE, None, 10)]),
        ([rule(10, kind="a"), rule(7, CHANGE, kind="a")], "", "a", [(ALWAYS, CHANGE, 10), (CHANGE, None, 7)]),
        # The order in the file does not matter, except on one and the same day.
        ([rule(7, CHANGE, kind="a"), rule(10, kind="a")], "", "a", [(ALWAYS, CHANGE, 10), (CHANGE, None, 7)]),
        ([rule(10, kind="a"), rule(9, kind="a")], "", "a", [(ALWAYS, None, 9)]),
        # 0 days ends a rule: not inspected from then on; the class that is not inspected wins over the kind.
        ([rule(10, kind="a"), rule(0, CHANGE, kind="a")], "", "a", [(ALWAYS, CHANGE, 10), (CHANGE, None, 0)]),
        ([rule(10, kind="a"), rule(0, class_="x")], "x", "a", [(ALWAYS, None, 0)]),
        (
            [rule(10, kind="a"), rule(5, CHANGE, class_="x"), rule(3, LATER, class_="x"), rule(9, LATER, kind="a")],
            "x",
            "a",
            [(ALWAYS, CHANGE, 10), (CHANGE, LATER, 5), (LATER, None, 3)],
        ),
    ],
)
def test_rule_periods(rules: list[Interval], class_: str, kind: str, expected: list[tuple[date, date, int]]) -> None:
    periods = rule_periods(rules, [(class_, kind)])
    assert periods == [RulePeriod(class_, kind, start, end, days) for start, end, days in expected]


def test_a_dwelling_without_kind_and_class_has_no_rule() -> None:
    assert rule_periods([rule(10, kind="a"), rule(5, class_="x")], [("", "")]) == []


# --- coverage on a day: (covered, due) per case, one grid each ------------------------------------------------------

CASES = {
    # An inspection 10 days ago no longer covers; the day before it did.
    "edge": ([dwelling("edge", "edge")], [visit("edge", june(20))], {29: (1, 1), 30: (0, 1)}),
    "inside": ([dwelling("inside", "inside")], [visit("inside", june(21))], {20: (0, 1), 21: (1, 1), 30: (1, 1)}),
    # Days, not hours: the last second of a day covers that whole day, and no day before it.
    "late_at_night": (
        [dwelling("late_at_night", "late_at_night")],
        [visit("late_at_night", june(30), "23:59:59")],
        {29: (0, 1), 30: (1, 1), 39: (1, 1), 40: (0, 1)},
    ),
    "first_second": (
        [dwelling("first_second", "first_second")],
        [visit("first_second", june(30), "00:00:00")],
        {29: (0, 1), 30: (1, 1), 39: (1, 1), 40: (0, 1)},
    ),
    # From every 10 days to every 40 in mid-interval: overdue under the old rule, covered under the new one.
    "kind_changes": (
        [
            dwelling("kc", "kind_changes", kind="a", to_date=june(14)),
            dwelling("kc", "kind_changes", kind="b", from_date=june(15)),
        ],
        [visit("kc", june(1))],
        {10: (1, 1), 11: (0, 1), 14: (0, 1), 15: (1, 1), 40: (1, 1), 41: (0, 1)},
    ),
    # The rule of the class changes on 10 June from 5 to 20 days.
    "rule_changes": (
        [dwelling("rc", "rule_changes", **{"class": "x"})],
        [visit("rc", june(1))],
        {5: (1, 1), 6: (0, 1), 9: (0, 1), 10: (1, 1), 20: (1, 1), 21: (0, 1)},
    ),
    "rule_begins": (
        [dwelling("rb", "rule_begins", kind="late")],
        [visit("rb", june(14))],
        {14: (0, 0), 15: (1, 1), 23: (1, 1), 24: (0, 1)},
    ),
    "gap": (
        [dwelling("gap", "gap", to_date=june(5)), dwelling("gap", "gap", from_date=june(12))],
        [visit("gap", june(4))],
        {3: (0, 1), 5: (1, 1), 6: (0, 0), 11: (0, 0), 12: (1, 1), 13: (1, 1), 14: (0, 1)},
    ),
    "inspected_in_the_gap": (
        [dwelling("ig", "inspected_in_the_gap", to_date=june(5)),
         dwelling("ig", "inspected_in_the_gap", from_date=june(12))],
        [visit("ig", june(8))],
        {5: (0, 1), 8: (0, 0), 12: (1, 1), 17: (1, 1), 18: (0, 1)},
    ),
    "weights": (
        [dwelling("w3", "weights", count=3), dwelling("w0", "weights", count=0), dwelling("w1", "weights")],
        [visit("w3", june(29)), visit("w0", june(29))],
        {28: (0, 4), 29: (3, 4)},
    ),
    "before_it_is_valid": (
        [dwelling("bv", "before_it_is_valid", kind="b", from_date=june(20))],
        [visit("bv", june(10))],
        {10: (0, 0), 19: (0, 0), 20: (1, 1), 49: (1, 1), 50: (0, 1)},
    ),
    "after_it_left": (
        [dwelling("al", "after_it_left", to_date=june(20))],
        [visit("al", june(18)), visit("al", june(22))],
        {17: (0, 1), 18: (1, 1), 20: (1, 1), 21: (0, 0), 22: (0, 0)},
    ),
    "never_due": (
        [
            dwelling("n1", "never_due", kind="never"),
            dwelling("n2", "never_due", kind="unruled"),
            dwelling("n3", "never_due", interval_days=0),
            dwelling("n4", "never_due", kind=None),
        ],
        [visit("n1", june(30))],
        {30: (0, 0)},
    ),
    "own_interval_wins": (
        [dwelling("oi", "own_interval_wins", interval_days=3, **{"class": "x"})],
        [visit("oi", june(28))],
        {30: (1, 1), 31: (0, 1)},
    ),
    "class_wins_over_kind": (
        [dwelling("cw", "class_wins_over_kind", kind="b", **{"class": "x"})],
        [visit("cw", june(1))],
        {5: (1, 1), 6: (0, 1)},
    ),
    "overlapping_visits": (
        [dwelling("ov", "overlapping_visits")],
        [visit("ov", june(1)), visit("ov", june(5)), visit("ov", june(5), "18:00:00"), visit("ov", june(20))],
        {1: (1, 1), 11: (1, 1), 14: (1, 1), 15: (0, 1), 19: (0, 1), 20: (1, 1), 29: (1, 1), 30: (0, 1)},
    ),
    "nothing_here": ([], [], {30: (0, 0)}),
}  # fmt: skip


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    city = village(list(CASES))
    for rows, visits, _ in CASES.values():
        city.dwellings += rows
        city.inspections += visits
    return opened(city, tmp_path_factory.mktemp("coverage"))


@pytest.mark.parametrize("case", CASES)
def test_coverage_on_the_days_that_matter(coverage: Snapshot, case: str) -> None:
    for day, (covered, due) in CASES[case][2].items():
        row = ask(coverage, "inspection_coverage", unit=case, as_of=june(day)).total
        assert (row.numerator, row.denominator) == (covered, due), f"{june(day)}"
        assert row.state == ("empty" if due == 0 else "few")
        assert ask(coverage, "inspection_overdue", unit=case, as_of=june(day)).total.value == due - covered
    for day, (covered, due) in CASES[case][2].items():
        series = ask(coverage, "inspection_coverage", "day", unit=case, start=june(day), end=june(day)).row(0)
        assert (series.numerator, series.denominator) == (covered, due)


def test_a_case_is_the_sum_of_its_parts(coverage: Snapshot) -> None:
    whole = ask(coverage, "inspection_coverage", as_of=june(30)).total
    counted = ask(coverage, "inspection_coverage", "grid", as_of=june(30))
    assert (whole.numerator, whole.denominator) == (counted.numerator.sum(), counted.denominator.sum())
    for row in counted.rows():
        assert (row.numerator, row.denominator) == CASES[row.key][2].get(30, (row.numerator, row.denominator))


def test_a_row_of_no_dwellings_is_still_a_row(coverage: Snapshot) -> None:
    row = ask(coverage, "dwellings", unit="weights", as_of=june(30)).total
    assert (row.value, row.n) == (4, 3)


def test_coverage_is_counted_under_the_kind_of_the_day(coverage: Snapshot) -> None:
    before = ask(coverage, "inspection_coverage", "kind", unit="kind_changes", as_of=june(14))
    after = ask(coverage, "inspection_coverage", "kind", unit="kind_changes", as_of=june(15))
    assert dict(zip(before.keys, zip(before.numerator, before.denominator, strict=True), strict=True))["a"] == (0, 1)
    assert dict(zip(after.keys, zip(after.numerator, after.denominator, strict=True), strict=True)) == {
        "a": (0, 0),
        "b": (1, 1),
    }


def test_only_entered_visits_count_as_entered(tmp_path: Path) -> None:
    city = village(["g"])
    city.dwellings = [dwelling("d", "g")]
    city.inspections = [
        visit("d", june(15), entered=True),
        visit("d", june(20), entered=False),
        visit("d", june(28), entered=None),  # silence means entered
    ]
    snapshot = opened(city, tmp_path)
    for day, seen, entered in ((15, 1, 1), (24, 1, 1), (25, 1, 0), (29, 1, 1)):
        assert ask(snapshot, "inspection_coverage", as_of=june(day)).total.numerator == seen
        assert ask(snapshot, "inspection_coverage_entered", as_of=june(day)).total.numerator == entered


def test_an_inspection_belongs_to_the_row_of_its_day_else_to_the_nearest(tmp_path: Path) -> None:
    city = village(["west", "east"])
    city.dwellings = [
        dwelling("m", "west", to_date=june(5)),
        dwelling("m", "east", kind="b", from_date=june(19), to_date=june(25)),
    ]
    days = {4: "west", 5: "west", 8: "west", 12: "west", 13: "east", 19: "east", 25: "east", 60: "east"}
    city.inspections = [visit("m", june(day)) for day in days]
    snapshot = opened(city, tmp_path)
    for day, place in days.items():
        answer = ask(snapshot, "inspections", "grid", start=june(day), end=june(day))
        assert dict(zip(answer.keys, answer.value, strict=True)) == {"west": place == "west", "east": place == "east"}
        kinds = ask(snapshot, "inspections", "kind", start=june(day), end=june(day))
        assert dict(zip(kinds.keys, kinds.value, strict=True))["a" if place == "west" else "b"] == 1
    # Wherever it is counted, it covers the dwelling where that lies now.
    assert ask(snapshot, "inspection_coverage", unit="east", as_of=june(19)).total.value == 1


# --- every metric of the table, counted by hand ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    city = village(["g", "h"])
    city.dwellings = [
        dwelling("A", "g", count=2, residents=None, registered=3, elsewhere=1, floating=4, overseas=0, absent=9),
        dwelling("B", "g", kind="b", count=3, residents=10, registered=4, floating=5),
        dwelling("C", "g", kind="b", count=0, residents=0),
        dwelling("D", "g", count=7, residents=70, floating=70, to_date=june(29)),
    ]
    city.inspections = [
        visit("A", june(1), "00:00:00"),
        visit("A", june(30), "23:59:59", entered=False),
        visit("A", june(31), "00:00:00"),
        visit("D", june(10)),
    ]
    city.events = [
        event("E1", "g", at(june(1), "00:00:00"), due_at=at(june(3), "12:00"), closed_at=at(june(3), "12:00"),
              verify_failures=3),
        event("E2", "g", at(june(10), "08:00"), due_at=at(june(12), "08:00"), closed_at=at(june(12), "08:00:01"),
              returns=1, verify_failures=4),
        event("E3", "g", at(june(30), "23:59:59"), due_at=at(june(32))),
        event("E4", "g", at(june(0), "23:59:59"), due_at=at(june(15)), closed_at=at(june(31), "00:00")),
        event("E5", "g", at(june(5), "08:00"), closed_at=at(june(5), "10:00"), returns=2, verify_failures=5),
    ]  # fmt: skip
    return opened(city, tmp_path_factory.mktemp("counted"))


@pytest.mark.parametrize(
    ("metric", "value", "numerator", "denominator", "n", "state"),
    [
        ("dwellings", 5, None, None, 3, "ok"),  # A 2, B 3, C 0; D left the day before
        ("residents", 18, None, None, 3, "ok"),  # A 3 + 1 + 4, B says 10 itself
        ("floating_share", 0.5, 9, 18, 3, "ok"),
        ("inversion_ratio", 9 / 7, 9, 7, 3, "ok"),
        ("inspections", 3, None, None, 3, "ok"),  # the first and the last second of June; not 1 July
        ("entry_rate", 2 / 3, 2, 3, 3, "few"),
        ("inspection_coverage", 0.4, 2, 5, 3, "ok"),
        ("inspection_overdue", 3, None, None, 3, "ok"),
        ("inspection_coverage_entered", 0, 0, 5, 3, "ok"),  # the entered visit of A is 29 days old
        ("events_reported", 4, None, None, 4, "ok"),  # E4 came the second before
        ("events_closed", 3, None, None, 3, "ok"),
        ("events_open", 2, None, None, 2, "ok"),  # E3, and E4 which is closed the day after
        ("closure_rate", 1, 3, 3, 3, "few"),  # due: E1, E2, E4; closed at any time the edition knows
        ("on_time_rate", 1 / 3, 1, 3, 3, "few"),  # E1 to the second; E2 one second late
        ("rework_rate", 2 / 3, 2, 3, 3, "few"),  # E2, E5
        ("events_supervised", 2, None, None, 2, "ok"),  # more than three failures: E2, E5
        ("handling_hours_median", 48 + 1 / 3600, None, None, 3, "few"),  # 60, 48 and a second, 2
    ],
)
def test_every_metric_by_hand(
    counted: Snapshot,
    metric: str,
    value: float,
    numerator: float | None,
    denominator: float | None,
    n: int,
    state: str,
) -> None:
    row = ask(counted, metric, start=june(1), end=june(30)).total
    assert row.value == pytest.approx(value, rel=1e-12)
    assert (row.numerator, row.denominator, row.n, row.state) == (numerator, denominator, n, state)
    grids = ask(counted, metric, "grid", start=june(1), end=june(30))
    assert grids.row(0).value == row.value
    assert grids.row(1).value in {0, None}
