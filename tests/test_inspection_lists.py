"""The lists of the inspection board against row-by-row counts on the generated city: who is on them, in which order."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from cockpit.access import Denied, Scope
from cockpit.board import the_boards
from cockpit.cube import Limits
from cockpit.measure.spans import LAPSED, NEVER, read_due_days, read_dwellings, read_inspectors
from cockpit.reading import look, read_listing
from cockpit.reading.dwellings import Dwelling, dwellings_of
from cockpit.reading.walking import in_walking_order, path_through
from cockpit.selection import Selection
from cockpit.store import Snapshot, Store
from tests.brute import Brute, interval_on, valid_on, visits_of
from tests.city import AS_OF, TinyCity, publish_city
from tests.village import dwelling, june, opened, village, visit

EVERYTHING = Scope(smallest_cell=0)
DAYS = [date(2026, 1, 20), date(2026, 3, 15), date(2026, 4, 1), date(2026, 6, 11), AS_OF]
BOARD = the_boards()["inspection"]


@pytest.fixture(scope="module")
def brute(tiny: TinyCity) -> Brute:
    return Brute(tiny)


def due_rows(brute: Brute, grids: set[str], day: date) -> list[dict]:
    rows = [row for row in brute.city.dwellings if row["grid"] in grids and row["count"] and valid_on(row, day)]
    return [row for row in rows if interval_on(row, day)]


def listed(snapshot: Snapshot, source, unit: str, day: date, until: date | None = None, **chosen) -> list[Dwelling]:
    view = look(Store(snapshot.path.parent.parent), EVERYTHING, BOARD, Selection(unit=unit, **chosen))
    rows = read_dwellings(view.snapshot, source, view.selection, EVERYTHING, day, until or day, 0, 5000)
    assert rows.total == len(rows.columns["row_no"])
    return dwellings_of(view, rows)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("unit", ["00", "0103", "010001", "010000"])
def test_overdue_and_never_are_those_that_a_count_finds(
    snapshot_of_tiny: Snapshot, tiny: TinyCity, brute: Brute, unit: str, day: date
) -> None:
    if unit not in {row["code"] for row in tiny.units}:
        unit = tiny.grids[0]
    due = due_rows(brute, tiny.below(unit), day)
    late = {row["dwelling_id"]: row for row in due if brute.due_on(row, day) <= day and brute.last_visit(row, day)}
    found = listed(snapshot_of_tiny, LAPSED, unit, day)
    assert sorted(each.dwelling for each in found) == sorted(late)
    for each in found:
        row = late[each.dwelling]
        since = (day - brute.last_visit(row, day)).days
        assert (each.grid, each.days, each.since(day)) == (row["grid"], interval_on(row, day), since)
        assert each.overdue(day) == since - each.days
        assert (each.kind, each.class_, each.dwellings) == (row["kind"] or "", row["class"] or "", row["count"])
    assert all(before.due <= after.due for before, after in pairwise(found))
    never = {row["dwelling_id"] for row in due if brute.last_visit(row, day) is None}
    assert {each.dwelling for each in listed(snapshot_of_tiny, NEVER, unit, day)} == never


@pytest.mark.parametrize("day", DAYS)
def test_last_results_are_those_of_the_latest_visits(snapshot_of_tiny: Snapshot, tiny: TinyCity, day: date) -> None:
    for each in listed(snapshot_of_tiny, LAPSED, "00", day):
        days: dict[date, list[dict]] = {}
        for made in visits_of(tiny)[each.dwelling]:
            if made["inspected_at"].date() <= day:
                days.setdefault(made["inspected_at"].date(), []).append(made)
        shut = 0
        for at in sorted(days, reverse=True):
            if any(made["entered"] is not False for made in days[at]):
                break
            shut += 1
        last = days[max(days)]
        told = [made["hazards"] for made in last if made["hazards"] is not None]
        left = sum(max((made["hazards"] or 0) - (made["hazards_fixed"] or 0), 0) for made in last)
        assert (each.shut, each.hazards) == (shut, left if told else None)


@pytest.mark.parametrize("day", DAYS)
def test_due_days_are_those_that_a_count_finds(
    snapshot_of_tiny: Snapshot, tiny: TinyCity, brute: Brute, day: date
) -> None:
    for unit in ("00", "0103"):
        found = read_due_days(snapshot_of_tiny, Selection(unit=unit), EVERYTHING, day, 30, 30)
        counts = dict.fromkeys(found.days, 0)
        earlier = never = 0
        for row in due_rows(brute, tiny.below(unit), day):
            due = brute.due_on(row, day)
            if due <= day and brute.last_visit(row, day) is None:
                never += row["count"]
            elif due < found.days[0]:
                earlier += row["count"]
            elif due in counts:
                counts[due] += row["count"]
        assert (found.earlier, found.never) == (earlier, never)
        assert found.counts.tolist() == list(counts.values())


@pytest.mark.parametrize("narrowed", [(), (("kind", ("rented", "shop")),)])
def test_inspectors_are_those_that_a_count_finds(
    snapshot_of_tiny: Snapshot, tiny: TinyCity, brute: Brute, narrowed: tuple
) -> None:
    start, end, day = date(2026, 5, 1), date(2026, 5, 30), date(2026, 5, 30)
    grids = tiny.below("01")
    kinds = set(narrowed[0][1]) if narrowed else {row["kind"] for row in tiny.dwellings}
    found = read_inspectors(snapshot_of_tiny, Selection(unit="01", where=narrowed), EVERYTHING, start, end, day)
    rows = {name: at for at, name in enumerate(found["inspector"].tolist())}
    for name in ("i1", "i2", "i3"):
        made = [
            each
            for each in brute.placed
            if each["inspector"] == name and each["grid"] in grids and each["kind"] in kinds
            if start <= each["inspected_at"].date() <= end
        ]
        held = []
        for row in due_rows(brute, grids, day):
            last = brute.last_visit(row, day)
            if last is None or row["kind"] not in kinds:
                continue
            same = [each for each in visits_of(tiny)[row["dwelling_id"]] if each["inspected_at"].date() == last]
            # Of several visits of one day the latest one that names its inspector counts.
            named = max(same, key=lambda each: each["inspected_at"])["inspector"]
            if named == name or (named is None and len(same) > 1):
                held.append(row)
        at = rows[name]
        assert found["visits"][at] == len(made)
        assert found["entered"][at] == sum(each["entered"] is not False for each in made)
        assert found["load"][at] == sum(row["count"] for row in held)
        assert found["asked"][at] == pytest.approx(30 * sum(row["count"] / interval_on(row, day) for row in held))
        assert found["overdue"][at] == sum(row["count"] for row in held if brute.due_on(row, day) <= day)


def test_lists_are_narrowed_paged_and_within_scope(tiny_data, snapshot_of_tiny: Snapshot) -> None:
    whole = listed(snapshot_of_tiny, LAPSED, "00", AS_OF)
    rented = listed(snapshot_of_tiny, LAPSED, "00", AS_OF, where=(("kind", ("rented",)),))
    assert [each.dwelling for each in whole if each.kind == "rented"] == [each.dwelling for each in rented]
    view = look(Store(tiny_data), EVERYTHING, BOARD, Selection(page="overdue:2"))
    _, page = read_listing(view, BOARD, "overdue")
    assert [line.key for line in page.lines] == [each.dwelling for each in whole[view.rows : 2 * view.rows]]
    assert (page.first, page.count) == (view.rows, len(whole))
    with pytest.raises(Denied):
        read_dwellings(snapshot_of_tiny, LAPSED, Selection(unit="02"), Scope("01", 0), AS_OF, AS_OF, 0, 10)
    inside = look(Store(tiny_data), Scope("01", 0), BOARD, Selection())
    _, mine = read_listing(inside, BOARD, "overdue")
    assert mine.count == len([each for each in whole if each.grid.startswith("01")])


# --- the next round -------------------------------------------------------------------------------------------------


def stop(name: str, place: int | None = None, lon: float | None = None, lat: float | None = None) -> Dwelling:
    return Dwelling(
        name,
        "g",
        "g",
        "",
        "a",
        "",
        1,
        10,
        never=False,
        due=june(1),
        shut=0,
        hazards=None,
        place=place,
        lon=lon,
        lat=lat,
    )


def test_a_walk_follows_the_sequence_then_the_points_else_says_so() -> None:
    assert in_walking_order([stop("b", 2), stop("a", 1)]) == ([stop("a", 1), stop("b", 2)], "sequence")
    west, middle, east = (stop(name, None, lon, 24.0) for name, lon in (("w", 118.0), ("m", 118.4), ("e", 118.9)))
    assert in_walking_order([east, west, middle]) == ([west, middle, east], "points")
    assert in_walking_order([stop("x"), stop("y")]) == ([stop("x"), stop("y")], "none")
    assert in_walking_order([stop("x"), stop("b", 2), stop("a", 1)])[1] == "part"
    assert in_walking_order([]) == ([], "none")


def test_a_path_goes_to_the_nearest_and_keeps_a_building_together() -> None:
    house, other = (118.0, 24.001), (118.002, 24.0)
    assert path_through([other, house, other, house]) == [1, 3, 0, 2]
    assert path_through([(118.0, 24.0)]) == [0]


def test_a_round_lists_grids_and_then_their_dwellings(tiny_data, tiny: TinyCity, brute: Brute) -> None:
    view = look(Store(tiny_data), EVERYTHING, BOARD, Selection())
    _, grids = read_listing(view, BOARD, "round")
    words = {line.key: line.cells[-1].value for line in grids.lines}
    assert grids.count == len(tiny.grids)
    totals = [line.cells[3].value for line in grids.lines]
    assert totals == sorted(totals, reverse=True)
    for code in words:
        inside = look(Store(tiny_data), EVERYTHING, BOARD, Selection(unit=code))
        _, round_ = read_listing(inside, BOARD, "round")
        until = AS_OF + timedelta(days=7)
        due = due_rows(brute, {code}, AS_OF)
        expected = {
            row["dwelling_id"]
            for row in due
            if brute.last_visit(row, AS_OF) is None or brute.due_on(row, AS_OF) <= until
        }
        assert round_.count == len(expected)
        assert {line.key for line in round_.lines} <= expected
    assert "不能排序" in words["010300"] or "不能排序" in " ".join(words.values())


# --- an edition without inspections ---------------------------------------------------------------------------------


def test_without_its_table_a_panel_says_which_is_missing(tmp_path) -> None:
    city = village(["g"])
    city.dwellings = [dwelling("d", "g")]
    snapshot = opened(city, tmp_path, delivered=("units", "dwellings"))
    view = look(Store(tmp_path), EVERYTHING, BOARD, Selection())
    for key in (
        "overdue",
        "never",
        "round",
        "inspectors",
        "frontier",
        "kinds",
        "calendar",
        "hazards",
    ):
        data, listing = read_listing(view, BOARD, key)
        assert listing is None, key
        assert "inspections" in data.answers.why or "events" in data.answers.why
    snapshot.close()


def test_without_its_column_a_number_says_which_is_missing(tmp_path) -> None:
    city = village(["g"])
    city.dwellings = [dwelling("d", "g")]
    city.inspections = [visit("d", june(10))]
    opened(city, tmp_path).close()
    view = look(Store(tmp_path), EVERYTHING, BOARD, Selection())
    data, listing = read_listing(view, BOARD, "inspectors")
    assert listing is None
    assert "inspections.inspector" in data.answers.why
    _, numbers = read_listing(view, BOARD, "results")
    said = {line.key: line.cells for line in numbers.lines}
    assert "inspections.hazards" in said["hazards_found"][1].value
    assert said["inspections"][3].value == 1


@pytest.fixture(scope="module")
def many_are_large(tiny: TinyCity, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    data = tmp_path_factory.mktemp("large")
    publish_city(tiny, data, Limits(large_share=0.01, large_least=1))
    return Store(data).current()


@pytest.mark.parametrize("narrowed", [(), (("kind", ("rented", "shop")),)])
def test_due_days_of_a_large_unit_are_those_of_its_dwellings(
    snapshot_of_tiny: Snapshot, many_are_large: Snapshot, narrowed: tuple
) -> None:
    """Summed changes of large units say the same as the rows."""
    assert not snapshot_of_tiny.large
    for unit in ("00", "01", "0103"):
        assert many_are_large.tree().unit(unit).id in many_are_large.large
        for day in (*DAYS, AS_OF + timedelta(days=40)):
            asked = Selection(unit=unit, where=narrowed)
            summed, rows = (
                read_due_days(snapshot, asked, EVERYTHING, day, 30, 30)
                for snapshot in (many_are_large, snapshot_of_tiny)
            )
            assert (summed.earlier, summed.never) == (rows.earlier, rows.never)
            assert summed.counts.tolist() == rows.counts.tolist()
