"""The admission list, its Pareto, hot spots as rows, and cities that never delivered what a rate is counted by."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from cockpit import panels, style
from cockpit.access import Scope
from cockpit.board import the_boards
from cockpit.board.kinds import kind_of
from cockpit.catalogue import ADMISSION, Panel
from cockpit.errors import Unavailable
from cockpit.reading import Cell, Column, Line, Listing, View, look, read_panel
from cockpit.reading.pareto import Pareto, ranked
from cockpit.reading.spots import read_spots
from cockpit.selection import Selection
from cockpit.store import Store
from tests.brute import Brute
from tests.brute_problems import ADMITTED
from tests.city import AS_OF, TinyCity, publish_city
from tests.command import Call
from tests.village import RULES, at, event, june, village
from tests.village import ask as ask_village

EVERYTHING = Scope(unit=None, smallest_cell=0)
BOARD = the_boards()["events"]
MONTH = {"start": AS_OF - timedelta(days=29), "end": AS_OF}
UNITS = ["00", "01", "02", "0103", "0202"]
SPRING = {"start": date(2026, 3, 10), "end": date(2026, 5, 20)}


def seen(data: Path, scope: Scope = EVERYTHING, **chosen: object) -> View:
    return look(Store(data), scope, BOARD, Selection(**chosen), 500)  # type: ignore[arg-type]


def panel(key: str) -> Panel:
    return next(panel for panel in BOARD.panels if panel.key == key)


def listing(view: View, key: str) -> Listing:
    found = read_panel(view, panel(key)).listing
    assert found is not None
    return found


def column(found: Listing, key: str) -> list[Any]:
    place = [column.key for column in found.columns].index(key)
    return [line.cells[place].value for line in found.lines]


def reported(tiny: TinyCity, unit: str, period: dict[str, date]) -> list[dict[str, Any]]:
    grids = tiny.below(unit)
    return [
        e for e in tiny.events if e["grid"] in grids and period["start"] <= e["reported_at"].date() <= period["end"]
    ]


# --- a Pareto -------------------------------------------------------------------------------------------------------


def test_a_pareto_by_hand() -> None:
    """50, 30, 15 and 5 of a hundred: the first two reach 80 %, exactly; nothing is left out but what has nothing."""
    found = ranked([("d", "D", 5), ("none", "N", 0), ("b", "B", 30), ("a", "A", 50), ("c", "C", 15)], 0.8, 5)
    assert [step.key for step in found.steps] == ["a", "b", "c", "d"]
    assert [step.together for step in found.steps] == pytest.approx([0.5, 0.8, 0.95, 1.0])
    assert (found.vital, found.few) == (2, False)


@pytest.mark.parametrize(("values", "vital"), [([79, 21], 2), ([81, 19], 1), ([1] * 10, 8), ([7], 1)])
def test_the_vital_few_reach_the_line(values: list[int], vital: int) -> None:
    assert ranked([(str(at), str(at), value) for at, value in enumerate(values)], 0.8, 5).vital == vital


def test_a_pareto_of_little_or_nothing() -> None:
    assert ranked([], 0.8, 5) == Pareto((), 0.8, 0, few=False)
    assert ranked([("a", "A", 2), ("b", "B", 2)], 0.8, 5).few


@pytest.mark.parametrize("unit", [*UNITS, "010300"])
@pytest.mark.parametrize("period", [MONTH, SPRING])
def test_a_pareto_is_counted_at_every_level(
    tiny_data: Path, tiny: TinyCity, unit: str, period: dict[str, date]
) -> None:
    found = listing(seen(tiny_data, unit=unit, **period), "outside")
    counts = Counter(e["category"] for e in reported(tiny, unit, period) if e["category"] not in ADMITTED)
    assert dict(zip([line.key for line in found.lines], column(found, "events_outside"), strict=True)) == counts
    amounts = column(found, "events_outside")
    assert amounts == sorted(amounts, reverse=True)
    whole = sum(amounts)
    assert column(found, "together") == pytest.approx([sum(amounts[: at + 1]) / whole for at in range(len(amounts))])
    assert all(line.picks["where"] == f"category:{line.key}" for line in found.lines)


def test_who_is_handed_what_the_list_lacks(tiny_data: Path, tiny: TinyCity, brute: Brute) -> None:
    found = listing(seen(tiny_data, unit="00", **MONTH), "outside-units")
    for line in found.lines[:-1]:
        value = brute.ask("outside_share", tiny.below(line.key), MONTH["start"], AS_OF, AS_OF)[0]
        assert line.cells[1].value == pytest.approx(value)


@pytest.fixture(scope="module")
def brute(tiny: TinyCity) -> Brute:
    return Brute(tiny)


def drawn(values: list[tuple[str, str, float]], theme: str) -> object:
    found = ranked(values, 0.8, 5)
    columns = (
        Column("name", "类别"),
        Column("n", "清单外事件", "events"),
        Column("share", "占比", "percent"),
        Column("together", "累计占比", "percent"),
    )
    lines = tuple(
        Line(s.key, (Cell(s.name), Cell(s.value), Cell(s.share), Cell(s.together)), {"where": f"category:{s.key}"})
        for s in found.steps
    )
    return panels.pareto(found, Listing(columns, lines, note="由多到少"), "b", "zh", theme).to_plotly_json()


@pytest.fixture
def drawing(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


@pytest.mark.parametrize("theme", style.THEMES)
def test_drawing_of_a_pareto(drawing: SnapshotAssertion, theme: str) -> None:
    assert plain(drawn([("a", "咨询", 50), ("b", "养老", 30), ("c", "价格", 15), ("d", "寻人", 5)], theme)) == drawing


def test_drawing_of_a_pareto_of_too_few(drawing: SnapshotAssertion) -> None:
    assert plain(drawn([("a", "咨询", 2), ("b", "养老", 1)], "light")) == drawing


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_period_without_any_says_so(tiny_data: Path, lang: str, drawing: SnapshotAssertion) -> None:
    view = seen(tiny_data, start=date(2019, 1, 1), end=date(2019, 1, 2), lang=lang)
    assert plain([part.to_plotly_json() for part in kind_of(panel("outside")).draw(view, panel("outside"))]) == drawing


def plain(component: Any) -> Any:
    """A tree of components as plain values."""
    if hasattr(component, "to_plotly_json"):
        return plain(component.to_plotly_json())
    if isinstance(component, dict):
        return {key: plain(value) for key, value in component.items()}
    return [plain(each) for each in component] if isinstance(component, list | tuple) else component


# --- hot spots ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("period", [MONTH, SPRING])
def test_hot_spots_are_counted(
    tiny_data: Path, tiny: TinyCity, brute: Brute, unit: str, period: dict[str, date]
) -> None:
    view = seen(tiny_data, unit=unit, **period)
    found, events = listing(view, "hotspots"), reported(tiny, unit, period)
    counts = Counter(e["grid"] for e in events)
    days = period["end"] - period["start"] + timedelta(days=1)
    before = {"start": period["start"] - days, "end": period["end"] - days}
    earlier = Counter(e["grid"] for e in reported(tiny, unit, before))
    assert [(line.key, line.cells[2].value) for line in found.lines] == sorted(
        counts.items(), key=lambda item: (-item[1], item[0])
    )
    grounds = view.measure(view.snapshot.catalogue.metric("ground_area"), view.tree.levels[-1]).rows()
    area = {row.key: row.value for row in grounds}
    columns = (column(found, key) for key in ("events_reported", "share", "per_km2", "previous", "change"))
    for line, n, share, per_km2, previous, change in zip(found.lines, *columns, strict=True):
        assert share == pytest.approx(n / len(events))
        assert per_km2 == pytest.approx(n / (area[line.key] or 0))
        assert (previous, change) == (earlier[line.key], n - earlier[line.key])
        assert line.picks == {"unit": line.key}
    repeats = [
        brute.ask("events_repeating", {line.key}, period["start"], period["end"], AS_OF)[0] for line in found.lines
    ]
    assert column(found, "events_repeating") == repeats


def test_a_grid_tells_its_events(tiny_data: Path, tiny: TinyCity) -> None:
    hottest = Counter(e["grid"] for e in reported(tiny, "00", SPRING)).most_common(1)[0][0]
    found = listing(seen(tiny_data, unit=hottest, **SPRING), "hotspots")
    assert {line.key for line in found.lines} == {e["event_id"] for e in reported(tiny, hottest, SPRING)}
    assert all(line.picks == {"focus": line.key} for line in found.lines)
    assert hottest in str(listing(seen(tiny_data, **SPRING), "hotspots").lines[0].key)


def test_hot_spots_stay_within_the_scope_and_go_page_by_page(tiny_data: Path, tiny: TinyCity) -> None:
    scope = Scope(unit="0103", smallest_cell=0)
    found = listing(seen(tiny_data, scope, **SPRING), "hotspots")
    assert {line.key for line in found.lines} <= tiny.below("0103")
    view = replace(seen(tiny_data, page="hotspots:2", **SPRING), rows=4)
    second = listing(view, "hotspots")
    every = listing(seen(tiny_data, **SPRING), "hotspots")
    assert (second.first, second.total) == (4, len(every.lines))
    assert [line.key for line in second.lines] == [line.key for line in every.lines[4:8]]


def test_marks_narrow_lists_and_points_too(tiny_data: Path, tiny: TinyCity) -> None:
    """What is no dimension of the cube narrows rows as it narrows counts."""
    view = seen(tiny_data, unit="01", spots="points", where=(("outside", ("yes",)), ("urgent", ("yes",))), **SPRING)
    wanted = {e["event_id"] for e in reported(tiny, "01", SPRING) if e["category"] not in ADMITTED and e.get("urgent")}
    assert wanted
    assert {line.key for line in listing(view, "cases").lines} == wanted
    points = read_spots(view, view.snapshot.catalogue.metric("events_reported"))
    assert points is not None
    assert set(points.ids) == wanted


# --- what was never delivered ---------------------------------------------------------------------------------------

BARE = ("bounce_rate", "bounces", "extension_rate", "reopened_rate", "repeat_rate", "verification_pass_rate")
BARE += ("checks_failed", "check_points", "events_refused", "events_urgent", "on_spot_rate", "events_by_operation")
NOUGHT = ("rework_rate", "events_supervised")
"""Every edition answers these, with nought where nobody counted; no board shows that as a fact."""


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city that says when events were reported, filed and closed, and nothing else; its catalogue has no list."""
    city = village(["g", "h"])
    for number in range(12):
        day = june(1 + number)
        times = {"filed_at": at(day, "10:00:00"), "closed_at": at(day, "18:00:00"), "due_at": at(day, "20:00:00")}
        city.events.append(event(f"e{number}", "gh"[number % 2], at(day), **times))
    data = tmp_path_factory.mktemp("bare")
    publish_city(city, data, catalogue={"intervals.toml": RULES, "problems.toml": ""}, delivered=("events",))
    return data


@pytest.mark.parametrize("metric", [*BARE, "events_outside", "outside_share"])
def test_what_was_never_delivered_is_no_nought(bare: Path, metric: str) -> None:
    snapshot = Store(bare).current()
    with pytest.raises(Unavailable, match="has nothing in"):
        ask_village(snapshot, metric, start=june(1), end=june(30))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("metric", [*BARE, *NOUGHT])
def test_a_board_names_the_missing_column(bare: Path, metric: str, lang: str) -> None:
    view = seen(bare, start=june(1), end=june(30), lang=lang)
    for kind in ("tile", "trend", "ranking"):
        found = read_panel(view, Panel(kind=kind, metric=metric))
        assert (found.main, found.listing) == (None, None)
        assert "events." in found.why


def test_every_edition_answers_what_was_promised(bare: Path) -> None:
    snapshot = Store(bare).current()
    answer = ask_village(snapshot, "rework_rate", start=june(1), end=june(30)).total
    assert (answer.numerator, answer.denominator) == (0, 12)


def test_profiles_rates_and_marks_leave_out_what_is_missing(bare: Path) -> None:
    view = seen(bare, start=june(1), end=june(30))
    rates = read_panel(view, panel("rates")).listing
    assert rates is not None
    assert {"rework_rate", "bounce_rate", "reopened_rate", "outside_share"}.isdisjoint(line.key for line in rates.lines)
    assert {"on_time_rate", "closure_rate"} <= {line.key for line in rates.lines}
    assert "返工率" in rates.note
    assert "清单外" in rates.note
    marks = read_panel(view, panel("marks"))
    assert marks.listing is None
    assert marks.why
    spots = read_panel(view, panel("hotspots")).listing
    assert spots is not None
    assert "events_repeating" not in {column.key for column in spots.columns}
    assert [line.cells[2].value for line in spots.lines] == [6, 6]


def test_ask_notes_a_nought_that_nobody_counted(
    bare: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = Call(bare, capsys, monkeypatch)("ask", "rework_rate", "--format", "csv")
    assert (ended.status, float(ended.rows[0]["value"])) == (0, 0)
    assert "events.returns" in ended.err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_a_list_nothing_is_outside_it(bare: Path, lang: str) -> None:
    view = seen(bare, start=june(1), end=june(30), lang=lang)
    found = read_panel(view, panel("outside"))
    assert found.listing is None
    assert "problems.toml" in found.why
    assert ADMISSION not in view.snapshot.delivered
    assert "problems.toml" in str(kind_of(panel("outside")).draw(view, panel("outside")))
