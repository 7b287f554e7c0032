"""The board of grids and forces: every panel has its rows, drills, and agrees with a count made apart."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import shapely

import app
from cockpit import state
from cockpit.access import Scope
from cockpit.board import the_boards
from cockpit.measure import changes_of, cover_of, holders_of
from cockpit.reading import Listing, look, panel_keys, read_listing
from cockpit.reading.weighing import weighed
from cockpit.selection import Selection
from cockpit.state.weights import FILE
from cockpit.store import Snapshot, Store
from tests.brute_forces import ForcesBrute
from tests.city import AS_OF, TinyCity, make_city, publish_city
from tests.forces_city import BEATS, POLICE

BOARD = the_boards()["grids"]
TABLES = [panel.key for panel in BOARD.panels if panel.key]
WHEN = datetime(2026, 7, 1, 12, tzinfo=UTC)


def listing(data: Path, key: str, query: str = "", rows: int = 500) -> Listing:
    view = look(Store(data), Scope(), BOARD, Selection.read(query), rows)
    found, shown = read_listing(view, BOARD, key)
    assert shown is not None, found.answers.why
    return shown


def cells(shown: Listing, column: str) -> dict[str, object]:
    at = [each.key for each in shown.columns].index(column)
    return {line.key: line.cells[at].value for line in shown.lines}


@pytest.mark.parametrize("key", TABLES)
@pytest.mark.parametrize("query", ["", "unit=0101&lang=en", "unit=010100", "tree=police", "tree=police&unit=P101"])
def test_every_panel_has_rows_or_says_why(tiny_data: Path, key: str, query: str) -> None:
    view = look(Store(tiny_data), Scope(), BOARD, Selection.read(query))
    data, shown = read_listing(view, BOARD, key)
    if shown is None:
        assert data.answers.why
        return
    assert all(len(line.cells) == len(shown.columns) for line in shown.lines)
    assert shown.count >= len(shown.lines)


def test_the_names_of_panels_are_their_own() -> None:
    assert len(set(panel_keys(BOARD))) == len(BOARD.panels)


# --- who looks after a square ---------------------------------------------------------------------------------------


def test_who_owns_a_square(snapshot_of_tiny: Snapshot, tiny: TinyCity) -> None:
    brute = ForcesBrute(tiny)
    shapes = {row["code"]: row["geometry"] for row in tiny.boundaries}
    for grid in tiny.grids:
        found, counts = holders_of(snapshot_of_tiny, snapshot_of_tiny.tree().unit(grid), AS_OF, 4)
        assert counts == {tree: sum(each.tree == tree for each in found) for tree in counts}
        [own] = [each for each in found if each.tree == "admin"]
        assert own.unit is not None
        assert grid.startswith(own.unit.code)
        [police] = [each for each in found if each.tree == POLICE]
        beat = brute.beat(grid)
        assert (police.unit.code if police.unit else None) == beat
        if beat:
            share = shapes[grid].intersection(BEATS[beat]).area / shapes[grid].area
            assert police.share == pytest.approx(share, abs=0.01)


def test_how_a_tree_covers_a_town(snapshot_of_tiny: Snapshot, tiny: TinyCity) -> None:
    tree = snapshot_of_tiny.tree()
    towns = [unit for unit in tree.units if unit.level == "town"]
    ground = shapely.union_all(list(BEATS.values()))
    shapes = {row["code"]: row["geometry"] for row in tiny.boundaries}
    for town, cover in zip(towns, cover_of(snapshot_of_tiny, towns, AS_OF)[POLICE], strict=True):
        mine = [shapes[grid] for grid in tiny.below(town.code)]
        area = sum(shape.area for shape in mine)
        assert cover.share == pytest.approx(sum(shape.intersection(ground).area for shape in mine) / area, abs=0.01)
        parts = [[shape.intersection(beat).area / shape.area for beat in BEATS.values()] for shape in mine]
        assert cover.gaps == sum(sum(shares) < 0.99 for shares in parts)
        assert cover.overlaps == sum(sum(shares) > 1.01 for shares in parts)
        assert cover.cut == sum(0.01 < max(shares) < 0.99 for shares in parts)


def test_gaps_and_overlaps_are_a_layer(snapshot_of_tiny: Snapshot) -> None:
    file = snapshot_of_tiny.geo[(POLICE, "00", "-")]
    assert file.n >= 2
    shown = app.board.draw(BOARD, (BOARD,), look_at(snapshot_of_tiny, "over=police"))
    assert shown["record"]["overlay"]["url"].startswith("/geo/")
    assert file.file in shown["record"]["overlay"]["blemishes"]
    assert app.board.draw(BOARD, (BOARD,), look_at(snapshot_of_tiny, "over=nonsense"))["record"]["overlay"] is None


def look_at(snapshot: Snapshot, query: str) -> app.board.View:
    return look(Store(snapshot.path.parents[1]), Scope(), BOARD, Selection.read(query))


# --- grids that change ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def redrawn(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Grid 010100 was replaced by 010101 on 1 March; what lay in it still carries its code."""
    city = make_city()
    for row in city.units:
        if row["code"] == "010100":
            row |= {"valid_from": date(2020, 1, 1), "valid_to": date(2026, 2, 28), "successor": "010101"}
        if row["code"] == "010101":
            row |= {"valid_from": date(2026, 3, 1)}
    data = tmp_path_factory.mktemp("redrawn")
    publish_city(city, data)
    return Store(data).current()


def test_a_trend_survives_a_redrawing(redrawn: Snapshot, snapshot_of_tiny: Snapshot) -> None:
    def months(snapshot: Snapshot, unit: str) -> list[float]:
        from cockpit.measure import measure

        selection = Selection(unit=unit, start=date(2026, 1, 1), end=AS_OF)
        scope = Scope(smallest_cell=0)
        return measure(snapshot, snapshot.catalogue.metric("events_reported"), selection, scope, "month").value.tolist()

    before = [a + b for a, b in zip(*(months(snapshot_of_tiny, code) for code in ("010100", "010101")), strict=True)]
    assert months(redrawn, "010101") == before
    assert sum(months(redrawn, "010100")) == 0
    assert months(redrawn, "0101") == months(snapshot_of_tiny, "0101")


def test_the_log_of_changes(redrawn: Snapshot, snapshot_of_tiny: Snapshot) -> None:
    assert changes_of(snapshot_of_tiny, snapshot_of_tiny.tree().root) == ()
    found = {change.unit.code: change for change in changes_of(redrawn, redrawn.tree().root)}
    assert found["010100"].successor == "010101"
    assert found["010100"].valid_to == date(2026, 2, 28)
    assert found["010101"].valid_from == date(2026, 3, 1)
    data = redrawn.path.parents[1]
    assert "010100" not in {line.key for line in listing(data, "grid-load").lines}
    assert {line.key for line in listing(data, "grid-changes").lines} == {"010100", "010101"}


BOUNDS = """
grid_households_least = 8
grid_households_most = 25
grid_rentals_most = 1000
grid_people_most = 1000
grid_events_most = 1000
grid_visits_most = 1000
"""


def test_advice_follows_the_bounds(tiny: TinyCity, tmp_path: Path) -> None:
    publish_city(tiny, tmp_path, catalogue={"thresholds.toml": BOUNDS})
    brute = ForcesBrute(tiny).admin
    homes = {grid: brute.ask("dwellings", {grid}, AS_OF, AS_OF, AS_OF)[0] or 0 for grid in tiny.grids}
    load = listing(tmp_path, "grid-load")
    assert cells(load, "dwellings") == homes
    out = {line.key for line in load.lines if line.cells[1].verdict == "missed"}
    assert out == {grid for grid, n in homes.items() if n and not 8 <= n <= 25}
    advice = listing(tmp_path, "grid-advice")
    split = {line.key: line.cells[1].value for line in advice.lines if "拆" in str(line.cells[1].value)}
    assert set(split) == {grid for grid, n in homes.items() if n > 25}
    assert all(str(-(-int(homes[grid]) // 25)) in str(words) for grid, words in split.items())
    merged = {line.key for line in advice.lines} - set(split)
    assert merged <= {grid for grid, n in homes.items() if 0 < n < 8}


# --- posts ----------------------------------------------------------------------------------------------------------


def test_the_roster_lists_every_post_once_and_what_is_amiss_first(tiny_data: Path, tiny: TinyCity) -> None:
    shown = listing(tiny_data, "roster")
    ours = [post for post in tiny.posts if post["tree"] == "admin"]
    assert {line.key for line in shown.lines} == {post["post_id"] for post in ours}
    vacant = [line.cells[4].verdict == "missed" for line in shown.lines]
    assert vacant == sorted(vacant, reverse=True)
    assert sum(vacant) == sum(not post["filled"] for post in ours)
    town = {line.key for line in listing(tiny_data, "roster", "unit=0101").lines}
    assert town == {p["post_id"] for p in ours if p["unit"].startswith("0101")}
    page = listing(tiny_data, "roster", "page=roster:2", rows=5)
    assert page.first == 5
    assert [line.key for line in page.lines] == [line.key for line in shown.lines[5:10]]
    narrowed = listing(tiny_data, "roster", "where=team:rectify")
    assert {line.key for line in narrowed.lines} == {p["post_id"] for p in ours if p["team"] == "rectify"}


def test_a_community_without_a_police_room_is_told(tiny_data: Path, tiny: TinyCity) -> None:
    shown = listing(tiny_data, "stations")
    rooms = {line.key: line.cells[1].value for line in shown.lines}
    for code, n in rooms.items():
        mine = tiny.below(code)
        assert n == sum(row["kind"] == "police_room" and row["grid"] in mine for row in tiny.facilities)
    short = {line.key for line in shown.lines if line.cells[1].verdict == "missed"}
    assert short == {code for code, n in rooms.items() if not n}


# --- scores and weights ---------------------------------------------------------------------------------------------


@pytest.fixture
def own_state(tiny_data: Path) -> Path:
    """The data folder, without what was written before."""
    (state.state_folder(tiny_data) / FILE).unlink(missing_ok=True)
    return tiny_data


def mean(tiny: TinyCity, role: str) -> float:
    start = date(2026, 6, 1)
    rows = [r for r in tiny.ratings if r["team"] == "rectify" and r["rater_role"] == role and r["rated_on"] >= start]
    return sum(r["score"] for r in rows) / len(rows)


def test_a_score_is_weighed_and_a_trial_shows_its_effect(own_state: Path, tiny: TinyCity) -> None:
    own, manager = mean(tiny, "community"), mean(tiny, "manager")
    score = cells(listing(own_state, "weights"), "score")["rectify"]
    assert score == pytest.approx(0.7 * own + 0.3 * manager)
    tried = listing(own_state, "weights", "focus=rectify:0.9")
    assert cells(tried, "score")["rectify"] == pytest.approx(0.9 * own + 0.1 * manager)
    assert cells(tried, "effect")["rectify"] == pytest.approx(0.2 * (own - manager))
    for nonsense in ("rectify:0.6", "rectify:1.2", "rectify:x", "nobody:0.9", "rectify"):
        assert cells(listing(own_state, "weights", f"focus={nonsense}"), "score")["rectify"] == score
    assert weighed(80, 90, 0.5) == 85


def test_a_weight_is_kept_with_author_and_date(own_state: Path) -> None:
    assert state.weight_log(own_state) == ()
    state.set_weight(own_state, "rectify", 0.8, 0.7, "王主任", WHEN)
    state.set_weight(own_state, "rectify", 0.85, 0.7, "李主任", WHEN)
    assert [entry.weight for entry in state.weight_log(own_state)] == [0.85, 0.8]
    assert state.weights(own_state)["rectify"].author == "李主任"
    shown = listing(own_state, "weights")
    assert cells(shown, "weight")["rectify"] == 0.85
    assert "李主任" in str(cells(shown, "signed")["rectify"])
    assert "2026-07-01" in str(cells(shown, "signed")["rectify"])


@pytest.mark.parametrize(("weight", "author"), [(0.69, "a"), (1.01, "a"), (0.8, " "), (0.8, "x" * 81), (0.8, "a\nb")])
def test_a_weight_out_of_bounds_or_unsigned_is_refused(own_state: Path, weight: float, author: str) -> None:
    with pytest.raises(state.Unwritten):
        state.set_weight(own_state, "rectify", weight, 0.7, author, WHEN)
    assert state.weight_log(own_state) == ()


def test_a_weight_comes_by_a_form(own_state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import flask

    from cockpit import routes

    server = flask.Flask(__name__)
    routes.add_weights(server, lambda: Store(own_state), Scope, the_boards)
    client = server.test_client()
    form = {"team": "rectify", "weight": "0.75", "author": "王", "back": "unit=01&focus=rectify:0.75"}
    answer = client.post("/state/weight", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/grids?unit=01")
    assert state.weights(own_state)["rectify"].weight == 0.75
    assert client.post("/state/weight", data={**form, "weight": "0.5"}).status_code == 400
    assert client.post("/state/weight", data={**form, "weight": "many"}).status_code == 400
    assert client.post("/state/weight", data={**form, "team": "nobody"}).status_code == 400
    assert client.post("/state/weight", data=form, headers={"Origin": "http://elsewhere"}).status_code == 403
    assert client.get("/state/weight").status_code == 405
    assert len(state.weight_log(own_state)) == 1


def test_towns_by_teams(own_state: Path, snapshot_of_tiny: Snapshot) -> None:
    shown = listing(own_state, "scores", "from=2026-01-01")
    assert {line.key for line in shown.lines} == {u.code for u in snapshot_of_tiny.tree().units if u.level == "town"}
    town = listing(own_state, "weights", "from=2026-01-01&unit=0101")
    assert cells(shown, "rectify")["0101"] == pytest.approx(cells(town, "score")["rectify"])
