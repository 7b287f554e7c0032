"""Problems, seasons, stock and flow, safeties, streaks and hot spots: what their panels say, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from cockpit.access import Scope
from cockpit.board import the_boards
from cockpit.catalogue import Panel
from cockpit.measure import Row
from cockpit.reading import View, look, read_panel
from cockpit.reading.problems import Problems, categories_of, months_of
from cockpit.reading.safeties import part_score, score_of, weighted
from cockpit.reading.spots import MOST_POINTS, read_spots
from cockpit.selection import Selection
from cockpit.store import Snapshot, Store
from tests.brute import Brute
from tests.city import AS_OF, TinyCity
from tests.village import ask as ask_village
from tests.village import at, event, june, opened, village

EVERYTHING = Scope(unit=None, smallest_cell=0)
AMOUNTS = ["events_open", "events_reported", "events_closed", "clearance_rate", "recurrence_rate"]


def seen(data: Path, scope: Scope = EVERYTHING, **chosen: object) -> View:
    return look(Store(data), scope, the_boards()["events"], Selection(**chosen))  # type: ignore[arg-type]


def panel(kind: str, metric: str = "events_reported", **options: object) -> Panel:
    return Panel(kind=kind, key=kind, metric=metric, options=options)


@pytest.fixture(scope="module")
def brute(tiny: TinyCity) -> Brute:
    return Brute(tiny)


# --- by hand --------------------------------------------------------------------------------------------------------


def test_an_event_recurs_within_days_at_its_place(tmp_path: Path) -> None:
    """Seven days after the closure it recurs, eight days after it does not; elsewhere, or of another kind, never."""
    city = village(["g", "h"])
    city.events += [
        event("a", "g", at(june(1)), closed_at=at(june(3))),
        event("b", "g", at(june(10)), closed_at=at(june(11)), dwelling_id="d1"),  # 7 days, but at a dwelling
        event("c", "g", at(june(10))),  # 7 days after a
        event("d", "h", at(june(4))),  # another grid
        event("e", "g", at(june(4)), category="noise"),
        event("f", "g", at(june(12)), dwelling_id="d1"),  # a day after b, at its dwelling
        event("g", "h", at(june(20)), follows="a"),  # says so itself
        event("h", "g", at(june(3), "08:59:59")),  # before a was closed
        event("i", "g", at(june(11), "00:00:00")),  # 8 days after a
    ]
    snapshot = opened(city, tmp_path)
    answer = ask_village(snapshot, "recurrence_rate", start=june(1), end=june(30)).total
    assert (answer.numerator, answer.denominator) == (3, 9)
    at_grid_g = ask_village(snapshot, "recurrence_rate", unit="g", start=june(1), end=june(30)).total
    assert (at_grid_g.numerator, at_grid_g.denominator) == (2, 7)


def test_a_refusal_is_followed_by_enforcement(tmp_path: Path) -> None:
    city = village(["g"])
    city.events += [
        event("a", "g", at(june(1)), refused=True),
        event("b", "g", at(june(2)), refused=True),
        event("c", "g", at(june(3)), follows="a"),
        event("d", "g", at(june(1), "08:00:00"), follows="b"),  # a slip: it enforces nothing that is still to come
        event("e", "g", at(june(5)), refused=False),
    ]
    answer = ask_village(opened(city, tmp_path), "enforcement_rate", start=june(1), end=june(30)).total
    assert (answer.numerator, answer.denominator) == (1, 2)


def test_minutes_until_somebody_arrives(tmp_path: Path) -> None:
    """Of 10, 20, 30, 40 and 100 minutes the middle is 30, nine in ten are within 76."""
    city = village(["g"])
    for number, minutes in enumerate((10, 20, 30, 40, 100)):
        reported = at(june(1 + number))
        city.events.append(
            event(f"u{number}", "g", reported, urgent=True, arrived_at=reported + timedelta(minutes=minutes))
        )
    city.events.append(event("slip", "g", at(june(9)), urgent=True, arrived_at=at(june(8))))
    city.events.append(event("calm", "g", at(june(9)), arrived_at=at(june(9), "23:00:00")))
    snapshot = opened(city, tmp_path)
    period = {"start": june(1), "end": june(30)}
    assert ask_village(snapshot, "arrival_minutes_median", **period).total.value == pytest.approx(30)
    assert ask_village(snapshot, "arrival_minutes_p90", **period).total.value == pytest.approx(76)
    assert ask_village(snapshot, "events_urgent", **period).total.value == 6


def test_a_streak_grows_at_the_end_of_a_month_and_breaks_with_an_event(tmp_path: Path) -> None:
    """A district with grids is a community here; the shed of 10 April breaks two months, and three follow by July."""
    city = village(["g", "h"])
    city.events += [
        event("first", "g", at(date(2026, 2, 1))),
        event("shed", "h", at(date(2026, 4, 10)), category="shed"),
        event("last", "g", at(june(30))),
    ]
    snapshot = opened(city, tmp_path)

    def months(day: date) -> float | None:
        return ask_village(snapshot, "streak_months_mean", as_of=day).total.value

    assert [months(date(2026, 2, 27)), months(date(2026, 2, 28))] == [0, 1]
    assert [months(date(2026, 4, 9)), months(date(2026, 4, 10))] == [2, 0]
    assert [months(date(2026, 5, 30)), months(date(2026, 5, 31)), months(june(30))] == [0, 1, 2]
    assert ask_village(snapshot, "clean_share", as_of=june(30)).total.value == 0
    assert ask_village(snapshot, "clean_share", "grid", as_of=june(30)).state == ("ok", "empty")


def test_where_nobody_watches_there_is_no_streak(tmp_path: Path) -> None:
    """A city that knows no watched category is not without new illegal building: it cannot tell."""
    city = village(["g"])
    city.events += [event("a", "g", at(date(2026, 2, 1))), event("b", "g", at(june(30)))]
    answer = ask_village(opened(city, tmp_path), "clean_share", as_of=june(30)).total
    assert (answer.value, answer.denominator, answer.state) == (None, 0, "empty")


# --- scores ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "target", "better", "score"),
    [
        (0.95, 0.95, "higher", 1.0),
        (0.99, 0.95, "higher", 1.0),
        (0.76, 0.95, "higher", 0.8),
        (0.0, 0.95, "higher", 0.0),
        (0.0, 0.15, "lower", 1.0),
        (0.15, 0.15, "lower", 1.0),
        (0.6, 0.15, "lower", 0.25),
    ],
)
def test_a_part_of_a_score(value: float, target: float, better: str, score: float) -> None:
    assert part_score(value, target, better) == pytest.approx(score)


def test_a_score_weighs_the_parts_that_can_be_judged(snapshot_of_tiny: Snapshot) -> None:
    catalogue = snapshot_of_tiny.catalogue
    on_time, cleared, back = (
        catalogue.score_parts[key] for key in ("on_time_rate", "clearance_rate", "recurrence_rate")
    )

    def row(value: float | None, state: str = "ok") -> Row:
        return Row("", "", value, None, None, 9, None, state)

    def scored(*rows: Row) -> float | None:
        metrics = (catalogue.metric(part.key) for part in (on_time, cleared, back))
        return score_of(list(zip((on_time, cleared, back), metrics, rows, strict=True)))

    # 2 x 0.76 / 0.95, 1 x 1, 1 x 0.15 / 0.6
    assert scored(row(0.76), row(0.99), row(0.6)) == pytest.approx(100 * (1.6 + 1 + 0.25) / 4)
    assert scored(row(0.76), row(None, "empty"), row(0.6, "few")) == pytest.approx(80)
    assert scored(row(None, "empty"), row(None, "empty"), row(None, "empty")) is None
    assert weighted([(80.0, 2), (None, 5), (50.0, 1)]) == pytest.approx(70)


def test_safeties_are_of_their_categories(tiny_data: Path, tiny: TinyCity, brute: Brute) -> None:
    """Home is noise, weight 2; road is stalls, weight 1: the composite is their weighted mean."""
    start, end = date(2026, 1, 1), AS_OF
    view = seen(tiny_data, start=start, end=end)
    found = read_panel(view, panel("safeties"))
    assert found.listing is not None
    scores = {line.key: line.cells[1].value for line in found.listing.lines}
    parts = view.snapshot.catalogue.score_parts
    expected = {}
    for safety, category in (("home", "noise"), ("road", "stall")):
        total = weight = 0.0
        for key, part in parts.items():
            value = brute.ask(key, set(tiny.grids), start, end, end, {"category": {category}})[0]
            assert value is not None
            total += part.weight * part_score(value, part.target, view.snapshot.catalogue.metric(key).better)
            weight += part.weight
        expected[safety] = 100 * total / weight
    assert scores["home"] == pytest.approx(expected["home"])
    assert scores["road"] == pytest.approx(expected["road"])
    assert scores[""] == pytest.approx((2 * expected["home"] + expected["road"]) / 3)
    assert "50%" in found.listing.note


def test_a_city_without_safeties_says_so(tiny_data: Path) -> None:
    view = seen(tiny_data)
    bare = replace(view.snapshot.catalogue, safeties={})
    view.snapshot.catalogue = bare
    assert "五安" in read_panel(view, panel("safeties")).why
    assert "五安" in read_panel(view, panel("safety_units")).why


# --- sets, months, stock and flow -----------------------------------------------------------------------------------


def test_multiples_count_each_category(tiny_data: Path, tiny: TinyCity, brute: Brute) -> None:
    view = seen(tiny_data, unit="01")
    found = read_panel(view, panel("multiples", sets=["stubborn"], metrics=AMOUNTS))
    assert found.listing is not None
    assert [line.key for line in found.listing.lines] == ["stall", "noise"]  # nobody knows a ghost
    for line in found.listing.lines:
        for key, cell in zip(AMOUNTS, line.cells[1:], strict=True):
            period = (AS_OF - timedelta(days=29), AS_OF, AS_OF)
            assert cell.value == pytest.approx(brute.ask(key, tiny.below("01"), *period, {"category": {line.key}})[0])


def test_a_set_obeys_the_readers_filter(tiny_data: Path) -> None:
    view = seen(tiny_data, where=(("category", ("noise", "wires")),))
    assert categories_of(view, ["stubborn"]) == ("noise",)
    none = seen(tiny_data, where=(("category", ("wires",)),))
    assert "筛选" in read_panel(none, panel("multiples", sets=["stubborn"], metrics=AMOUNTS)).why
    assert "类别" in read_panel(view, panel("season", sets=["unheard_of"])).why


def test_months_end_with_the_data_and_the_last_is_marked(tiny_data: Path) -> None:
    view = seen(tiny_data)
    months = months_of(view, date(2026, 6, 12))
    assert [month.label for month in months][:2] == ["2025-11", "2025-12"]
    assert (months[-1].label, months[-1].end, months[-1].whole) == ("2026-06", date(2026, 6, 12), False)
    assert all(month.whole for month in months[:-1])


def test_a_season_counts_each_month(tiny_data: Path, tiny: TinyCity, brute: Brute) -> None:
    view = seen(tiny_data, end=date(2026, 6, 12))
    found = read_panel(view, panel("season", sets=["disputes"], metrics=["events_open"]))
    assert isinstance(found.data, Problems)
    assert found.listing is not None
    assert "12/30" in found.listing.note
    [noise] = found.data.problems
    for month, value in zip(found.data.months, noise.months, strict=True):
        where = {"category": {"noise"}}
        assert value == brute.ask("events_reported", set(tiny.grids), month.start, month.end, month.end, where)[0]


def test_stock_and_flow_add_up(tiny_data: Path) -> None:
    """The stock of a month is that of the month before, and what came less what went (slips of dates apart)."""
    options = {"set": "disputes", "metrics": ["events_closed", "events_open", "clearance_rate"]}
    found = read_panel(seen(tiny_data), panel("stockflow", **options))
    assert found.listing is not None
    rows = [[cell.value for cell in line.cells[1:]] for line in found.listing.lines]
    assert [came - went for came, went, _, _ in rows] == [net for *_, net, _ in rows]  # type: ignore[operator]
    assert len(rows) == 8
    assert found.listing.finding


def test_communities_stand_by_their_streak(tiny_data: Path, tiny: TinyCity, brute: Brute) -> None:
    found = read_panel(seen(tiny_data), panel("streaks", "streak_months_mean", metrics=["clean_share"]))
    assert found.listing is not None
    months = {line.key: line.cells[2].value for line in found.listing.lines}
    assert set(months) == {"0101", "0102", "0103", "0201", "0202"}
    assert list(months.values()) == sorted(months.values(), reverse=True)  # type: ignore[type-var]
    for code, value in months.items():
        assert value == brute.ask("streak_months_mean", tiny.below(code), AS_OF, AS_OF, AS_OF)[0]
    alone = read_panel(seen(tiny_data, unit="0102"), panel("streaks", "streak_months_mean")).listing
    assert alone is not None
    assert [line.key for line in alone.lines] == ["0102"]


# --- lists ----------------------------------------------------------------------------------------------------------


def test_operations_are_grouped_within_what_may_be_seen(tiny_data: Path, tiny: TinyCity) -> None:
    period = {"start": date(2026, 1, 1), "end": AS_OF}
    for unit in ("00", "0103"):
        scope = Scope(unit=None if unit == "00" else unit, smallest_cell=0)
        found = read_panel(seen(tiny_data, scope, **period), panel("operations", "events_by_operation"))
        assert found.listing is not None
        grids = tiny.below(unit)
        counts = {
            name: sum(
                e["grid"] in grids
                and e.get("operation") == name
                and e["closed_at"] is not None
                and period["start"] <= e["closed_at"].date() <= AS_OF
                for e in tiny.events
            )
            for name in ("OP-1", "OP-2")
        }
        assert {line.key: line.cells[1].value for line in found.listing.lines} == counts
        assert found.listing.count == 2


def test_urgent_events_come_newest_first_and_open_their_course(tiny_data: Path, tiny: TinyCity) -> None:
    view = seen(tiny_data, unit="01")
    found = read_panel(view, panel("urgent", "events_urgent")).listing
    assert found is not None
    grids = tiny.below("01")
    first = AS_OF - timedelta(days=29)
    expected = [e for e in tiny.events if e["grid"] in grids and e.get("urgent") and e["reported_at"].date() >= first]
    assert found.count == len(expected)
    newest = sorted((e["reported_at"] for e in expected), reverse=True)
    assert [line.cells[1].value for line in found.lines] == newest[: len(found.lines)]
    assert len(found.lines) == min(view.rows, len(expected))
    assert all(line.picks == {"focus": line.key} for line in found.lines)


# --- one event ------------------------------------------------------------------------------------------------------


def test_a_course_shows_steps_and_no_person(tiny_data: Path, tiny: TinyCity) -> None:
    stepped = min(step["event_id"] for step in tiny.event_steps)
    view = seen(tiny_data, focus=stepped, unit="0202", where=(("channel", ("nowhere",)),))
    found = read_panel(view, panel("course"))
    assert found.listing is not None
    steps = [step for step in tiny.event_steps if step["event_id"] == stepped]
    assert len(found.listing.lines) == 1 + len(steps)
    assert [line.cells[1].value for line in found.listing.lines[1:]] == sorted(step["at"] for step in steps)
    shown = str(found)
    people = {person for e in tiny.events for person in (e.get("reporter"), e.get("verifier")) if person}
    assert people
    assert not [person for person in people if person in shown]


def test_a_course_without_steps_is_made_of_its_moments(tiny_data: Path, tiny: TinyCity) -> None:
    known = {step["event_id"] for step in tiny.event_steps}
    bare = next(e for e in tiny.events if e["event_id"] not in known and e["closed_at"] and e.get("filed_at"))
    found = read_panel(seen(tiny_data, focus=bare["event_id"]), panel("course")).listing
    assert found is not None
    times = [line.cells[1].value for line in found.lines]
    assert times[0] == bare["reported_at"]
    assert bare["closed_at"] in times
    assert times[1:] == sorted(times[1:])  # type: ignore[type-var]


def test_a_course_stays_within_the_scope(tiny_data: Path, tiny: TinyCity) -> None:
    inside = next(e for e in tiny.events if e["grid"] in tiny.below("0103"))
    outside = next(e for e in tiny.events if e["grid"] in tiny.below("02"))
    scope = Scope(unit="0103", smallest_cell=0)
    assert read_panel(seen(tiny_data, scope, focus=inside["event_id"]), panel("course")).listing is not None
    denied = read_panel(seen(tiny_data, scope, focus=outside["event_id"]), panel("course"))
    unknown = read_panel(seen(tiny_data, scope, focus="never"), panel("course"))
    assert denied.listing is unknown.listing is None
    assert denied.why == unknown.why.replace("never", outside["event_id"])  # whether it exists is not told
    assert read_panel(seen(tiny_data), panel("course")).why


# --- hot spots ------------------------------------------------------------------------------------------------------


def test_points_travel_only_near_the_ground(tiny_data: Path, tiny: TinyCity) -> None:
    """Four levels: the city shows counts per grid, a district points."""
    metric = seen(tiny_data).snapshot.catalogue.metric("events_reported")
    assert read_spots(seen(tiny_data), metric) is None
    assert read_spots(seen(tiny_data, spots="nonsense"), metric) is None
    first = AS_OF - timedelta(days=29)
    recent = [e for e in tiny.events if e["reported_at"].date() >= first]
    far = read_spots(seen(tiny_data, spots="points"), metric)
    assert far is not None
    assert (far.kind, far.why, far.ids) == ("heat", "far", ())
    assert sum(far.weights) == len(recent)
    near = read_spots(seen(tiny_data, spots="points", unit="01"), metric)
    assert near is not None
    here = {e["event_id"]: e for e in recent if e["grid"] in tiny.below("01")}
    assert (near.kind, set(near.ids)) == ("points", set(here))
    assert near.unplaced == sum(e.get("lon") is None for e in here.values())
    for event_id, lon, lat in zip(near.ids, near.lon, near.lat, strict=True):
        if here[event_id].get("lon") is not None:
            assert (lon, lat) == (round(here[event_id]["lon"], 4), round(here[event_id]["lat"], 4))


def test_too_many_points_are_counts(tiny_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_POINTS == 5000
    monkeypatch.setattr("cockpit.reading.spots.MOST_POINTS", 5)
    view = seen(tiny_data, spots="points", unit="01")
    found = read_spots(view, view.snapshot.catalogue.metric("events_reported"))
    assert found is not None
    assert (found.kind, found.why) == ("heat", "many")
    assert len(found.lon) <= 5


def test_spots_stay_within_the_scope(tiny_data: Path, tiny: TinyCity) -> None:
    scope = Scope(unit="0103", smallest_cell=0)
    view = seen(tiny_data, scope, spots="points")
    found = read_spots(view, view.snapshot.catalogue.metric("events_reported"))
    assert found is not None
    mine = {e["event_id"] for e in tiny.events if e["grid"] in tiny.below("0103")}
    assert found.ids
    assert set(found.ids) <= mine
