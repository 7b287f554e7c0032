"""The panels of the events board against plain Python on the generated city, and how each is drawn in every state."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from dash._utils import to_json

from cockpit import panels, style
from cockpit.access import Scope
from cockpit.board import events as drawings
from cockpit.board import the_boards
from cockpit.catalogue import Panel
from cockpit.measure import Row
from cockpit.reading import (
    FILE_ROWS,
    Line,
    Listing,
    Matrix,
    Pair,
    Pairs,
    Strike,
    Strikes,
    View,
    look,
    panel_keys,
    read_listing,
)
from cockpit.reading.view import SCREEN_ROWS
from cockpit.selection import Selection
from cockpit.store import Store
from cockpit.wording import countdown, say, stretch
from tests.answers import metric
from tests.brute import Brute
from tests.brute_events import worked_hours
from tests.city import AS_OF, TinyCity, publish_city
from tests.city_events import STAGES

EVERYTHING = Scope(smallest_cell=0)
BOARD = the_boards()["events"]
START, END = date(2026, 1, 10), date(2026, 4, 20)


@pytest.fixture(scope="module")
def brute(tiny: TinyCity) -> Brute:
    return Brute(tiny)


@pytest.fixture(scope="module")
def store(tiny_data: Path) -> Store:
    return Store(tiny_data)


def seen(store: Store, key: str, rows: int = SCREEN_ROWS, **chosen: object) -> tuple[View, Listing, object]:
    selection = Selection(**{"start": START, "end": END, **chosen})  # type: ignore[arg-type]
    view = look(store, EVERYTHING, BOARD, selection, rows)
    data, listing = read_listing(view, BOARD, key)
    assert listing is not None, data.answers.why
    return view, listing, data.answers.data


def as_text(drawn: object) -> str:
    return json.dumps(json.loads(to_json(drawn)), ensure_ascii=False, separators=(",", ":"))


def panel(key: str) -> Panel:
    return BOARD.panels[panel_keys(BOARD).index(key)]


def column(listing: Listing, key: str) -> list[object]:
    at = [each.key for each in listing.columns].index(key)
    return [line.cells[at].value for line in listing.lines]


# -- the funnel ---


@pytest.mark.parametrize("unit", ["00", "0103", "010300"])
def test_the_funnel_counts_the_cohort(store: Store, tiny: TinyCity, brute: Brute, unit: str) -> None:
    _, listing, _ = seen(store, "funnel", unit=unit)
    grids = tiny.below(unit)
    cohort = [e for e in tiny.events if e["grid"] in grids and START <= e["reported_at"].date() <= END]
    order = ("reported", *STAGES)
    expected = [sum(order.index(e["stage"]) >= at for e in cohort) for at in range(len(order))]
    assert [line.key for line in listing.lines] == list(order)
    assert column(listing, "n") == expected
    assert column(listing, "kept")[1:] == [after / before for before, after in pairwise(expected)]
    assert column(listing, "lost")[1:] == [before - after for before, after in pairwise(expected)]
    for name, how in (("median", "median"), ("p90", "p90")):
        hours = [brute.ask(f"{stage}_hours_{how}", grids, START, END, END)[0] for stage in STAGES]
        assert column(listing, name)[1:] == pytest.approx(hours)
    passes = [brute.ask(f"passes_{stage}", grids, START, END, END)[0] for stage in STAGES[1:]]
    assert column(listing, "passes")[2:] == passes


def test_only_the_slowest_stage_is_warm(store: Store) -> None:
    _, listing, _ = seen(store, "funnel")
    at = [each.key for each in listing.columns].index("median")
    warm = [line for line in listing.lines if line.cells[at].verdict == "missed"]
    longest = max(line.cells[at].value or 0 for line in listing.lines)  # type: ignore[type-var]
    assert [line.cells[at].value for line in warm] == [longest]


def test_a_stage_that_was_not_delivered_is_named_and_not_nought(tiny: TinyCity, tmp_path: Path) -> None:
    bare = replace(tiny, events=[{**e, "arrived_at": None, "dispatched_at": None} for e in tiny.events], event_steps=[])
    publish_city(bare, tmp_path)
    _, listing, _ = seen(Store(tmp_path), "funnel")
    assert [line.key for line in listing.lines] == ["reported", "filed", "handled", "verified", "closed"]
    assert "派遣" in listing.note
    assert "到场" in listing.note


def test_a_stage_picks_the_events_that_got_no_further(store: Store) -> None:
    _, listing, _ = seen(store, "funnel")
    assert listing.lines[2].picks == {"where": "stage:dispatched"}
    _, again, _ = seen(store, "funnel", where=(("stage", ("dispatched",)),))
    assert again.lines[2].picks == {"where": ""}
    assert column(again, "n")[3] == 0


# -- the matrix ---


@pytest.mark.parametrize(
    "key", ["on_time_rate", "bounce_rate", "clearing_rate", "check_points", "handling_hours_median"]
)
def test_the_matrix_is_sums_over_sums(store: Store, tiny: TinyCity, brute: Brute, key: str) -> None:
    _, listing, data = seen(store, "matrix", metric=key)
    assert isinstance(data, Matrix)
    assert {"roads", "water"} <= {row.key for row in data.values}
    for department in ("roads", "water"):
        where = {"department": {department}}
        for unit in data.units:
            value, numerator, denominator, _ = brute.ask(key, tiny.below(unit.key), START, END, END, where)
            row = data.cells[department][unit.key]
            assert row.value == (pytest.approx(value) if value is not None else None)
            assert (row.numerator, row.denominator) == (numerator, denominator)
        total = brute.ask(key, set(tiny.grids), START, END, END, where)[0]
        line = next(line for line in listing.lines if line.key == department)
        assert line.cells[-1].value == pytest.approx(total)
    ends = listing.lines[-1]
    assert ends.strong
    for unit, cell in zip(data.units, ends.cells[1:], strict=False):
        assert cell.value == pytest.approx(brute.ask(key, tiny.below(unit.key), START, END, END)[0])
    assert ends.cells[-1].value == pytest.approx(brute.ask(key, set(tiny.grids), START, END, END)[0])


def test_a_cell_drills_and_filters_in_one_click(store: Store) -> None:
    view, _, data = seen(store, "matrix")
    assert isinstance(data, Matrix)
    drawn = as_text(drawings.DRAWINGS["matrix"](view, panel("matrix")))
    cells = [data.cells["roads"][unit.key] for unit in data.units]
    unit = next(row.key for row in cells if row.state == "ok")
    assert json.dumps(json.dumps({"unit": unit, "where": "department:roads"})) in drawn


def test_a_unit_without_parts_has_a_matrix_of_totals(store: Store) -> None:
    _, listing, _ = seen(store, "matrix", unit="010300")
    assert [each.key for each in listing.columns] == ["department", "total"]


# -- supervision ---


@pytest.mark.parametrize("day", [AS_OF, date(2026, 4, 2), date(2026, 2, 19)])
def test_strikes_as_of_any_day(store: Store, tiny: TinyCity, day: date) -> None:
    _, listing, data = seen(store, "strikes", FILE_ROWS, as_of=day, unit="01")
    assert isinstance(data, Strikes)
    assert data.most == 3
    ending = datetime.combine(day + timedelta(days=1), datetime.min.time())
    steps: dict[str, list[datetime]] = {}
    for step in tiny.event_steps:
        steps.setdefault(step["event_id"], []).extend([step["at"]] if step["step"] == "failed" else [])
    expected = {}
    for event in tiny.events:
        open_ = event["reported_at"] < ending and not (event["closed_at"] and event["closed_at"] < ending)
        failed = (
            sum(at < ending for at in steps[event["event_id"]])
            if event["event_id"] in steps
            else event["verify_failures"]
        )
        if open_ and failed and event["grid"].startswith("01"):
            due = (event.get("supervise_due_at") or event["due_at"]) if failed > 3 else event["due_at"]
            expected[event["event_id"]] = (failed, due)
    found = zip(*(column(listing, key) for key in ("strikes", "due", "hours", "workdays")), strict=True)
    rows = dict(zip((line.key for line in listing.lines), found, strict=True))
    assert {event: row[:2] for event, row in rows.items()} == expected
    assert listing.count == len(expected)
    for _, due, hours, workdays in rows.values():
        if due is None:
            assert hours is None
            continue
        assert isinstance(due, datetime)
        assert hours == pytest.approx((due - ending).total_seconds() / 3600)
        worked = worked_hours(ending, due) if due >= ending else -worked_hours(due, ending)
        assert workdays == pytest.approx(worked / 24)
    assert column(listing, "strikes") == sorted((n for n, _ in expected.values()), reverse=True)
    for n, nearest in data.nearest.items():
        alike = sorted((due is None, due or ending, event) for event, (k, due) in expected.items() if min(k, 4) == n)
        assert data.counts[n] == len(alike)
        assert [row.event for row in nearest] == [event for _, _, event in alike[:6]]


def test_a_page_of_strikes_is_read_and_no_more(store: Store) -> None:
    view, listing, _ = seen(store, "strikes", 5)
    whole = seen(store, "strikes", FILE_ROWS)[1]
    assert len(listing.lines) == view.rows == 5
    assert listing.total == whole.total
    assert [line.key for line in listing.lines] == [line.key for line in whole.lines[:5]]


def test_an_older_edition_whose_rows_say_no_failure_lists_the_same(store: Store, tiny_data: Path) -> None:
    now = seen(store, "strikes", FILE_ROWS)[1]
    older = Store(tiny_data)
    older.current().tables["events_rows"] -= {"failed"}
    before = seen(older, "strikes", FILE_ROWS)[1]
    assert (before.lines, before.total) == (now.lines, now.total)
    assert now.lines


def test_a_strike_leads_to_its_event(store: Store) -> None:
    view, listing, data = seen(store, "strikes")
    assert isinstance(data, Strikes)
    first = listing.lines[0]
    assert first.picks == {"focus": first.key}
    assert data.nearest[1][0].event in as_text(drawings.DRAWINGS["strikes"](view, panel("strikes")))


def test_the_number_of_squares_is_the_catalogues(tiny: TinyCity, tmp_path: Path) -> None:
    publish_city(tiny, tmp_path, catalogue={"thresholds.toml": "supervision_failures = 1"})
    view, _, data = seen(Store(tmp_path), "strikes")
    assert isinstance(data, Strikes)
    assert data.most == 1
    drawn = as_text(drawings.DRAWINGS["strikes"](view, panel("strikes")))
    assert "■□" in drawn
    assert "■■□" not in drawn


def test_strikes_follow_filters_the_cube_does_not_hold(store: Store, tiny: TinyCity) -> None:
    refused = {event["event_id"] for event in tiny.events if event["refused"]}
    _, everything, _ = seen(store, "strikes", FILE_ROWS)
    _, some, _ = seen(store, "strikes", FILE_ROWS, where=(("refused", ("yes",)),))
    assert [line.key for line in some.lines] == [line.key for line in everything.lines if line.key in refused]


def test_exceptions_are_those_checked_by_others(store: Store, tiny: TinyCity) -> None:
    _, listing, _ = seen(store, "exceptions")
    expected = [
        event["event_id"]
        for event in tiny.events
        if START <= event["reported_at"].date() <= END
        and event["verified_at"]
        and event["reporter"]
        and event["verifier"]
        and event["reporter"] != event["verifier"]
    ]
    assert listing.count == len(expected)
    assert set(column(listing, "event")) <= set(expected)
    assert len(listing.lines) == min(10, len(expected))
    _, second, _ = seen(store, "exceptions", page="exceptions:2")
    assert second.first == 10
    assert not set(column(second, "event")) & set(column(listing, "event"))


# -- profiles, rates, points ---


def test_a_profile_has_every_metric_by_every_value(store: Store, tiny: TinyCity, brute: Brute) -> None:
    _, listing, _ = seen(store, "channels")
    metrics = [each.key for each in listing.columns][1:]
    metrics.remove("share")
    for line in listing.lines[:-1]:
        for key in metrics:
            at = [each.key for each in listing.columns].index(key)
            value = brute.ask(key, set(tiny.grids), START, END, END, {"channel": {line.key}})[0]
            assert line.cells[at].value == (pytest.approx(value) if value is not None else None)
    shares = column(listing, "share")
    assert sum(shares[:-1]) == pytest.approx(1)  # type: ignore[arg-type]
    assert shares[-1] == 1


def test_units_of_a_profile_stand_worst_first(store: Store) -> None:
    _, listing, _ = seen(store, "supervised-units")
    values = column(listing, "events_supervised")[:-1]
    assert values == sorted(values, reverse=True)  # type: ignore[type-var]
    assert listing.lines[0].picks == {"unit": listing.lines[0].key}


def test_the_rates_say_how_they_are_made(store: Store, tiny: TinyCity, brute: Brute) -> None:
    view, listing, _ = seen(store, "rates")
    for line in listing.lines:
        assert line.cells[1].value == pytest.approx(brute.ask(line.key, set(tiny.grids), START, END, END)[0])
        assert line.picks == {"metric": line.key}
    assert "按期处置数 ÷ 应处置数（处置时限在本期）" in column(listing, "formula")
    assert {"文件规定", "本地标准"} == set(column(listing, "status"))
    assert all(column(listing, "clause"))
    assert "S1③14" in as_text(drawings.DRAWINGS["rates"](view, panel("rates")))


def test_marks_are_counted_row_by_row(store: Store, tiny: TinyCity) -> None:
    _, listing, _ = seen(store, "marks")
    reported = [event for event in tiny.events if START <= event["reported_at"].date() <= END]
    counts = dict(zip([line.key for line in listing.lines], column(listing, "events_reported"), strict=True))
    assert counts["bounced"] == sum(event["bounces"] > 0 for event in reported)
    assert "逐行" in listing.note


@pytest.mark.parametrize(
    "key", ["funnel", "matrix", "strikes", "channels", "satisfaction", "rates", "exceptions", "marks"]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_panel_without_anything_says_so(store: Store, key: str, lang: str) -> None:
    """A day without events: a sentence, never a nought or a blank."""
    nothing = {"start": date(2020, 1, 1), "end": date(2020, 1, 1), "as_of": date(2020, 1, 1), "lang": lang}
    view, _, _ = seen(store, key, **nothing)
    drawn = as_text(drawings.DRAWINGS[panel(key).kind](view, panel(key)))
    assert len(drawn) > 100
    assert "nan" not in drawn


# -- drawings by hand ---


def row(key: str, value: float | None, state: str = "ok", denominator: float = 50) -> Row:
    numerator = None if value is None else value * denominator
    return Row(key, key, value, numerator, denominator, int(denominator), None, state)


def test_a_matrix_prints_its_numbers_and_hatches_what_is_too_few() -> None:
    units, rate = (row("A", 0.77), row("B", 0.96)), metric("on_time_rate")
    cells = {
        "x": {"A": row("A", 0.5, "few", 2), "B": row("B", 0.97)},
        "y": {"A": row("A", 0.79), "B": row("B", None, "empty")},
    }
    values = (row("x", 0.9), row("y", 0.8))
    found = Matrix(rate, "department", "town", units, values, cells, row("", 0.88), 3, ())
    lines, where = [Line(value.key, (), {"where": "w"}) for value in values], {"x": "w", "y": "w"}
    drawn = as_text(panels.matrix(found, lines, where, style.bins(rate), "light", "zh"))
    assert drawn.count('"className":"hatch"') == 2  # the cell and its key in the legend
    assert '"className":"b4 missed"' in drawn


def test_points_that_miss_both_targets_are_named_first() -> None:
    x, y = metric("on_time_rate"), metric("satisfaction_rate")
    points = tuple(
        Pair(name, name, row(name, across), row(name, up))
        for name, across, up in (("good", 0.95, 0.9), ("slow", 0.7, 0.6), ("late", 0.8, 0.9), ("none", None, 0.9))
    )
    drawn = as_text(panels.scatter(Pairs(x, y, points), "", "en"))
    assert "pt missed" in drawn
    assert drawn.count('"className":"pt') == 3
    assert '"children":"slow"' in drawn
    assert '"children":"good"' not in drawn


def test_strikes_by_hand() -> None:
    late = Strike("E1", "长桥镇", "第1网格", "群租", "住建", 4, datetime(2026, 6, 1, 12), -26.0, -1.0)  # noqa: DTZ001
    free = Strike("E2", "柳浦街道", "第2网格", "设摊", "城管", 1, None, None, None)
    found = Strikes(3, {1: 1, 2: 0, 3: 0, 4: 8}, {1: (free,), 2: (), 3: (), 4: (late,)})
    drawn = as_text(panels.strikes(found, "zh"))
    assert say("events.strikes_more", "zh", n=7) in drawn
    assert "超期 26 时" in drawn
    assert "■■■■" in drawn
    assert "无时限" in drawn


@pytest.mark.parametrize(
    ("hours", "zh", "en"),
    [
        (5 + 40 / 60, "余 5 时 40 分", "5 h 40 min left"),
        (-26, "超期 26 时", "26 h over"),
        (50, "余 2 天 2 时", "2 d 2 h left"),
        (0, "余 0 分", "0 min left"),
        (-0.999, "超期 59 分", "59 min over"),
        (48, "余 2 天", "2 d left"),
        (-(9 * 24 + 23.9), "超期 9 天 23 时", "9 d 23 h over"),
        (-(362 * 24 + 13), "超期 362 天", "362 d over"),
    ],
)
def test_countdowns(hours: float, zh: str, en: str) -> None:
    assert (countdown(hours), countdown(hours, "en")) == (zh, en)
    assert stretch(hours) in zh
