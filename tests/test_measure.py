"""measure(): the SQL of every shape of question, the states of its rows, and what it refuses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from syrupy.assertion import SnapshotAssertion

from cockpit.access import Denied, Scope
from cockpit.catalogue import Metric
from cockpit.contract import VIEW_TABLES
from cockpit.errors import CockpitError, Unavailable, UnknownName
from cockpit.measure import breakdowns, dimensions, measure, missing_tables
from cockpit.measure.totals import Groups, fetch_totals
from cockpit.selection import Selection
from cockpit.store import Snapshot, Store, Unit
from tests.city import AS_OF, FIRST, TinyCity, publish_city
from tests.village import EVERYTHING, ask, at, dwelling, event, june, opened, village, visit

JUNE = {"start": date(2026, 6, 1), "end": AS_OF}

# --- SQL of every shape ---------------------------------------------------------------------------------------------

SHAPES = {
    "total": ("inspection_coverage", "", JUNE),
    "total_flow": ("on_time_rate", "", JUNE),
    "children": ("inspection_coverage", "children", JUNE),
    "level": ("events_open", "grid", {**JUNE, "unit": "01"}),
    "series_day": ("inspections", "day", JUNE),
    "series_month": ("inspection_coverage", "month", {"start": date(2026, 1, 1), "end": AS_OF}),
    "dimension": ("inspection_coverage", "kind", {**JUNE, "unit": "01"}),
    "narrowed": ("closure_rate", "", {**JUNE, "where": (("category", ("litter", "noise")), ("channel", ("",)))}),
    "narrowed_level": ("events_reported", "grid", {**JUNE, "where": (("category_group", ("home",)),)}),
    "narrowed_series": ("events_open", "day", {**JUNE, "where": (("severity", ("high",)),)}),
    "after_the_dense_days": ("events_reported", "children", {"start": date(2027, 1, 1), "end": date(2027, 1, 31)}),
    "quantile": ("handling_hours_median", "children", JUNE),
    "quantile_series": ("handling_hours_median", "week", JUNE),
    "quantile_days": ("handling_hours_median", "day", JUNE),
    "quantile_dimension_narrowed": ("handling_hours_median", "channel", {**JUNE, "where": (("severity", ("high",)),)}),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_sql_of_every_shape(snapshot_of_tiny: Snapshot, shape: str, approved_sql: SnapshotAssertion) -> None:
    metric, by, chosen = SHAPES[shape]
    answer = ask(snapshot_of_tiny, metric, by, **chosen)  # type: ignore[arg-type]
    assert "\n".join([f"-- {', '.join(answer.tables)}", *answer.sql, ""]) == approved_sql


def test_sql_from_the_histogram(
    tiny: TinyCity, tmp_path: Path, approved_sql: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cockpit.measure.quantiles.EXACT_ROWS", 20)
    from cockpit.cube import Limits

    publish_city(tiny, tmp_path, Limits(histogram_rows=20))
    snapshot = Store(tmp_path).current()
    for by in ("", "channel"):
        answer = ask(snapshot, "handling_hours_median", by, start=FIRST, end=AS_OF)
        assert "\n".join([*answer.sql, ""]) == approved_sql(name=by or "total")
        assert "approx" in answer.state


def test_no_value_of_a_reader_stands_in_sql(snapshot_of_tiny: Snapshot) -> None:
    nasty = "x'); DROP TABLE running; --"
    answer = ask(snapshot_of_tiny, "events_reported", "channel", where=(("category", (nasty, "litter")),), **JUNE)
    assert nasty not in "".join(answer.sql)
    assert answer.n.sum() > 0
    for chosen in ({"unit": nasty}, {"tree": nasty}, {"where": ((nasty, ("x",)),)}):
        with pytest.raises(UnknownName):
            ask(snapshot_of_tiny, "events_reported", **chosen)
    with pytest.raises(UnknownName):
        ask(snapshot_of_tiny, "events_reported", nasty)


def test_a_long_period_is_answered_by_running_totals(snapshot_of_tiny: Snapshot) -> None:
    """Also where the period before it lies before the first day of the data."""
    assert snapshot_of_tiny.dense.first > date(2025, 7, 1)
    for by in ("", "children", "grid", "day", "week", "month"):
        answer = ask(snapshot_of_tiny, "on_time_rate", by, start=date(2026, 1, 1), end=AS_OF)
        assert len(answer.sql) == 1
        assert answer.tables[0].startswith("running")


# --- what it refuses ------------------------------------------------------------------------------------------------


def test_unknown_names_come_with_the_near_one(snapshot_of_tiny: Snapshot) -> None:
    cases = {
        "Did you mean 'category'": {"by": "categori"},
        "Did you mean 'grid'": {"by": "gridd"},
        "Did you mean 'severity'": {"where": (("severty", ("high",)),)},
        "Did you mean '0101'": {"unit": "0101x"},
        "Did you mean 'admin'": {"tree": "admim"},
    }
    for said, chosen in cases.items():
        with pytest.raises(UnknownName, match=said):
            ask(snapshot_of_tiny, "events_reported", chosen.pop("by", ""), **chosen)  # type: ignore[arg-type]


def test_a_dimension_of_another_kind_of_fact_is_refused(snapshot_of_tiny: Snapshot) -> None:
    """An ignored filter would be a wrong number."""
    with pytest.raises(UnknownName, match="dimension of inspection_coverage 'category'"):
        ask(snapshot_of_tiny, "inspection_coverage", where=(("category", ("litter",)),))
    with pytest.raises(UnknownName, match="breakdown of events_reported 'kind'"):
        ask(snapshot_of_tiny, "events_reported", "kind")


def test_every_breakdown_offered_is_answered(snapshot_of_tiny: Snapshot) -> None:
    for metric in snapshot_of_tiny.catalogue.metrics.values():
        offered = breakdowns(snapshot_of_tiny, metric, "admin")
        assert {"children", "city", "district", "town", "grid", "day", "week", "month"} <= set(offered)
        for by in offered:
            answer = ask(snapshot_of_tiny, metric.key, by)
            columns = (answer.names, answer.value, answer.numerator, answer.n, answer.previous, answer.state)
            assert {len(column) for column in columns} == {len(answer)}


def test_out_of_scope_is_denied(snapshot_of_tiny: Snapshot) -> None:
    town = Scope(unit="0101", smallest_cell=0)
    assert ask(snapshot_of_tiny, "dwellings", scope=town).unit.code == "0101"
    assert ask(snapshot_of_tiny, "dwellings", "grid", scope=town).keys == ("010100", "010101", "010102")
    assert len(ask(snapshot_of_tiny, "dwellings", "district", scope=town)) == 0
    for unit in ("00", "01", "0102", "010200"):
        with pytest.raises(Denied):
            ask(snapshot_of_tiny, "dwellings", scope=town, unit=unit)


@pytest.mark.parametrize(
    ("delivered", "missing"),
    [
        (("units",), {"dwellings": "dwellings", "inspections": "dwellings and inspections", "events_open": "events"}),
        (
            ("units", "dwellings"),
            {"dwellings": "", "inspection_coverage": "inspections", "handling_hours_median": "events"},
        ),
        (("units", "events"), {"events_open": "", "handling_hours_median": "", "inspection_coverage": "dwellings"}),
    ],
)
def test_a_table_that_was_not_delivered_is_no_zero(
    tmp_path: Path, delivered: tuple[str, ...], missing: dict[str, str]
) -> None:
    snapshot = opened(village(["g"]), tmp_path, delivered=delivered)
    for key, tables in missing.items():
        absent = missing_tables(snapshot, snapshot.catalogue.metric(key))
        assert bool(absent) is bool(tables)
        if tables:
            with pytest.raises(Unavailable, match=f"no table {tables}"):
                ask(snapshot, key)
        else:
            assert ask(snapshot, key).total.n == 0
    assert set(VIEW_TABLES["inspections"]) == {"dwellings", "inspections"}


def test_days_beyond_all_data(snapshot_of_tiny: Snapshot) -> None:
    with pytest.raises(CockpitError, match="Nothing is known"):
        ask(snapshot_of_tiny, "dwellings", as_of=date(1, 1, 1))
    assert ask(snapshot_of_tiny, "events_reported", start=date(2150, 1, 1), end=date(2150, 1, 9)).total.value == 0
    assert ask(snapshot_of_tiny, "dwellings", as_of=date(1900, 1, 1)).total.value >= 0  # type: ignore[operator]


# --- the states of a row --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Grids with 0, 9, 10 and 40 people; in the last one the register grew by 31 on 15 June."""
    city = village(["none", "nine", "ten", "grown"])
    city.dwellings = [
        dwelling("n", "none", residents=0),
        dwelling("a", "nine", residents=9, registered=5, floating=4),
        dwelling("b", "ten", residents=10, registered=0, floating=10),
        dwelling("c", "grown", residents=9, registered=9, floating=0, to_date=june(14)),
        dwelling("c", "grown", residents=40, registered=20, floating=20, kind="b", from_date=june(15)),
    ]
    city.inspections = [visit("a", june(30))]
    city.events = [event(f"e{i}", "ten", at(june(i)), due_at=at(june(20)), closed_at=at(june(i + 3))) for i in range(4)]
    return opened(city, tmp_path_factory.mktemp("people"))


def shown(snapshot: Snapshot, metric: str, by: str = "grid", smallest: int = 10, **chosen: object) -> dict[str, object]:
    answer = ask(snapshot, metric, by, scope=Scope(None, smallest), **(JUNE | chosen))
    return {row.key: (row.value, row.n, row.previous, row.state) for row in answer.rows()}


def test_small_cells_are_taken_out_and_totals_stay(people: Snapshot) -> None:
    assert shown(people, "residents") == {
        "none": (0, 1, 0, "ok"),
        "nine": (None, None, None, "suppressed"),
        "ten": (10, 1, 10, "ok"),
        # The cell is large now and was small before: what it was is not told.
        "grown": (40, 1, None, "ok"),
    }
    assert shown(people, "residents", by="")[""] == (59, 4, 28, "ok")
    assert shown(people, "residents", smallest=0)["nine"] == (9, 1, 9, "ok")


def test_a_small_total_is_taken_out_too(people: Snapshot) -> None:
    """Asking for one cell by itself must not tell what its row does not."""
    assert shown(people, "residents", by="", unit="nine")[""] == (None, None, None, "suppressed")
    assert shown(people, "floating_share", by="", unit="nine")[""] == (None, None, None, "suppressed")
    for by in ("day", "kind"):
        rows = shown(people, "residents", by=by, unit="nine")
        assert {row[3] for row in rows.values()} == {"suppressed"}
    where = (("kind", ("a",)),)
    assert shown(people, "residents", by="", unit="grown", where=where, as_of=june(10))[""][3] == "suppressed"


def test_ratios_of_people_hide_numerator_and_denominator(people: Snapshot) -> None:
    row = ask(people, "floating_share", "grid", scope=Scope(None, 10), **JUNE).row(1)
    assert (row.key, row.state) == ("nine", "suppressed")
    assert (row.value, row.numerator, row.denominator, row.n, row.previous) == (None,) * 5


def test_nobody_registered_is_empty_not_endless(people: Snapshot) -> None:
    assert shown(people, "inversion_ratio")["ten"] == (None, 1, None, "empty")
    assert shown(people, "inversion_ratio")["none"] == (None, 1, None, "empty")


def test_numbers_that_are_not_about_people_are_shown(people: Snapshot) -> None:
    assert shown(people, "dwellings")["nine"] == (1, 1, 1, "ok")
    assert shown(people, "inspection_coverage")["nine"] == (1, 1, 0, "few")


def test_a_metric_may_have_its_own_smallest_cell(people: Snapshot) -> None:
    def of(least: int, metric: str = "residents") -> Metric:
        return people.catalogue.metric(metric).model_copy(update={"smallest_cell": least})

    for least, state in ((0, "ok"), (9, "ok"), (11, "suppressed")):
        answer = measure(people, of(least), Selection(unit="nine"), Scope(None, 10))
        assert answer.total.state == state
    assert measure(people, of(50), Selection(), Scope(None, 10)).total.state == "ok"


def test_few_and_empty(people: Snapshot) -> None:
    assert shown(people, "on_time_rate")["ten"] == (1, 4, None, "few")
    assert shown(people, "on_time_rate")["nine"] == (None, 0, None, "empty")
    assert shown(people, "handling_hours_median")["ten"][3] == "few"
    assert shown(people, "handling_hours_median")["nine"] == (None, 0, None, "empty")
    enough = people.catalogue.metric("on_time_rate").model_copy(update={"fewest": 4})
    assert measure(people, enough, Selection(unit="ten", **JUNE), Scope(None, 0)).total.state == "ok"
    # A count is never too few to be judged.
    assert shown(people, "events_reported")["nine"] == (0, 0, 0, "ok")


def test_approx(tiny: TinyCity, snapshot_of_tiny: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(ask(snapshot_of_tiny, "handling_hours_median", "month").state) <= {"ok", "few", "empty"}
    monkeypatch.setattr("cockpit.measure.quantiles.EXACT_ROWS", 3)
    answer = ask(snapshot_of_tiny, "handling_hours_median", "channel", start=FIRST, end=AS_OF)
    assert set(answer.state) == {"approx"}


def test_a_filter_counted_row_by_row_is_near_where_its_rows_are_many(
    snapshot_of_tiny: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Buckets are counted first: a cell with few rows is exact, one with many is within 2 %, and says so."""
    chosen = {"start": FIRST, "end": AS_OF, "where": (("minor", ("no",)),)}
    exact = ask(snapshot_of_tiny, "handling_hours_median", "channel", **chosen)
    many = int(np.median(exact.n))
    assert set(exact.state) <= {"ok", "few"}
    monkeypatch.setattr("cockpit.measure.quantiles.EXACT_ROWS", many)
    near = ask(snapshot_of_tiny, "handling_hours_median", "channel", **chosen)
    assert near.keys == exact.keys
    assert near.n.tolist() == exact.n.tolist()
    assert {state == "approx" for state in near.state} == {True, False}
    for cell, n in enumerate(exact.n):
        assert (near.state[cell] == "approx") == (n > many)
        assert near.value[cell] == pytest.approx(exact.value[cell], rel=0.02 if n > many else 1e-12)


def test_a_median_is_asked_with_those_it_may_be_compared_with(
    snapshot_of_tiny: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tile shows the period before and the year before: the second asks nothing. Each is that period's own median."""
    before = ask(snapshot_of_tiny, "handling_hours_median", **JUNE)
    asked: list[str] = []
    monkeypatch.setattr(Snapshot, "_asked", lambda _, sql, __: asked.append(sql))
    year = ask(snapshot_of_tiny, "handling_hours_median", **JUNE, compare="year")
    monkeypatch.undo()
    assert asked == []
    assert year.total.value == before.total.value
    for answer in (before, year):
        window = answer.window
        own = ask(snapshot_of_tiny, "handling_hours_median", start=window.previous_start, end=window.previous_end)
        assert answer.previous.tolist() == own.value.tolist() or np.isnan([answer.previous[0], own.value[0]]).all()


def test_a_median_that_is_not_compared_is_the_same(snapshot_of_tiny: Snapshot) -> None:
    metric, chosen = snapshot_of_tiny.catalogue.metric("handling_hours_median"), Selection(**JUNE)
    for by in ("", "channel", "children", "week"):
        with_it = measure(snapshot_of_tiny, metric, chosen, EVERYTHING, by)
        alone = measure(snapshot_of_tiny, metric, chosen, EVERYTHING, by, compared=False)
        assert alone.value.tolist() == pytest.approx(with_it.value.tolist(), nan_ok=True)
        assert alone.state == with_it.state
        assert np.isnan(alone.previous).all()


# --- the answer -----------------------------------------------------------------------------------------------------


def test_rows_are_plain_values(snapshot_of_tiny: Snapshot) -> None:
    answer = ask(snapshot_of_tiny, "inspection_coverage", "grid", **JUNE)
    for row in answer.rows():
        assert isinstance(row.n, int)
        assert all(type(value) in {int, float, type(None)} for value in (row.value, row.numerator, row.previous))
        assert row.name
    assert answer.edition == snapshot_of_tiny.edition
    assert (answer.tree, answer.unit.code, answer.by) == ("admin", "00", "grid")


def test_only_a_total_is_a_single_row(snapshot_of_tiny: Snapshot) -> None:
    assert ask(snapshot_of_tiny, "dwellings").total == ask(snapshot_of_tiny, "dwellings").row(0)
    with pytest.raises(ValueError, match="no single row"):
        _ = ask(snapshot_of_tiny, "dwellings", "children").total


def test_names_are_in_the_readers_language(snapshot_of_tiny: Snapshot) -> None:
    assert ask(snapshot_of_tiny, "dwellings", lang="zh").names == ("测试市",)
    assert ask(snapshot_of_tiny, "dwellings", lang="en").names == ("Testville",)
    assert ask(snapshot_of_tiny, "dwellings", "district", lang="en").names == ("1区", "2区")  # it has no other
    names = ask(snapshot_of_tiny, "dwellings", "kind", lang="en")
    assert dict(zip(names.keys, names.names, strict=True))["rented"] == "Rented"


def test_dimensions_of_a_metric(snapshot_of_tiny: Snapshot) -> None:
    catalogue = snapshot_of_tiny.catalogue
    assert dimensions(catalogue, catalogue.metric("inspection_coverage")) == ("kind", "class")
    assert dimensions(catalogue, catalogue.metric("handling_hours_median"))[0] == "category"
    mixed = catalogue.metric("on_time_rate").model_copy(update={"denominator": "dwellings"})
    assert dimensions(catalogue, mixed) == ()
    assert measure(snapshot_of_tiny, mixed, Selection(**JUNE), Scope(None, 0), "town").value.shape == (5,)


def test_units_are_found_whatever_their_order(snapshot_of_tiny: Snapshot) -> None:
    """A range of ids is only said for what is a range: the ends of a list may mislead."""
    grids = snapshot_of_tiny.tree().descendants("00", "grid")
    days = [AS_OF]
    expected = {unit.code: fetch_totals(snapshot_of_tiny, ["residents"], Groups((unit,)), days, ()) for unit in grids}

    def check(chosen: tuple[Unit, ...]) -> None:
        for where in ((), (("kind", snapshot_of_tiny.values["kind"]),)):
            found = fetch_totals(snapshot_of_tiny, ["residents"], Groups(chosen), days, where)
            for place, unit in enumerate(chosen):
                np.testing.assert_array_equal(found.array[place], expected[unit.code].array[0])

    check((grids[0], grids[9], grids[4], grids[3]))  # its ends are as far apart as a range of four
    check((grids[5], grids[4], grids[3]))
    check(grids[::2])


def test_the_same_question_has_the_same_answer(snapshot_of_tiny: Snapshot) -> None:
    for metric in snapshot_of_tiny.catalogue.metrics:
        first, second = (ask(snapshot_of_tiny, metric, "town") for _ in range(2))
        assert first.rows() == second.rows()
        assert first.sql == second.sql
