"""Every page, called as the plain functions it is made of."""

import gzip
import importlib

import dash
import pytest
from dash._utils import to_json

import app
from cockpit import board
from cockpit.access import Scope
from cockpit.board import desk, outputs, the_boards
from cockpit.board.draw import HEAD, draw_part, parts_of
from cockpit.board.frame import drawn
from cockpit.errors import Unavailable
from cockpit.store import Store

BOARDS = the_boards()
each_page = pytest.mark.parametrize("key", BOARDS)


@pytest.fixture
def page(key):
    return importlib.import_module(f"layouts.{key}")


@pytest.fixture
def on_tiny(tiny_data, monkeypatch):
    monkeypatch.setattr("cockpit.board.the_store", lambda: Store(tiny_data))


@each_page
def test_every_board_is_a_page(key):
    registered = dash.page_registry[f"layouts.{key}"]
    assert registered["path"] == BOARDS[key].path


@each_page
def test_a_page_is_laid_out_without_a_question(page, monkeypatch):
    def refuse(*_given, **_named):
        raise AssertionError("a layout asked the store")

    monkeypatch.setattr(Store, "edition", refuse)
    monkeypatch.setattr(desk, "the_store", refuse)
    assert to_json(page.layout())
    assert to_json(page.layout(unit="x", nonsense="y", lang="en", shown=None))


@each_page
def test_a_layout_is_small(page):
    assert len(to_json(page.layout())) < 21_000  # 3 kB as it travels


@each_page
@pytest.mark.parametrize("query", ["", "unit=01&lang=en", "unit=010300&theme=dark&level=grid"])
def test_a_page_draws_itself(page, key, on_tiny, query):
    shown = page.render({"page": BOARDS[key].path, "query": query})
    assert set(shown) == set(outputs(BOARDS[key]))
    places = {name: part for name, part in shown.items() if name != "seen"}  # its marks are some 40 x 6 bytes more
    assert len(gzip.compress(to_json(places).encode(), 5)) < 33_000  # as it travels
    # A graph in a render's children would be made anew at every click.
    assert '"type":"Graph"' not in to_json([part for part in shown.values() if not isinstance(part, dict)])


@each_page
def test_a_page_is_not_sent_again_what_it_shows(page, key, on_tiny):
    first = page.render({"page": BOARDS[key].path, "query": ""})
    again = page.render({"page": BOARDS[key].path, "query": ""}, first["seen"])
    assert {name for name in first if again[name] is not dash.no_update} == {"seen", "search"}
    dark = page.render({"page": BOARDS[key].path, "query": "theme=dark"}, first["seen"])
    assert dark["record"] is not dash.no_update
    assert dark["facets"] is dash.no_update  # no colour in it: the sheet paints it


@each_page
def test_a_page_is_drawn_as_far_as_it_is_looked_at(page, key, on_tiny):
    whole = page.render({"page": BOARDS[key].path, "query": ""})
    assert page.render({"page": BOARDS[key].path, "query": "", "near": "nonsense"}) == whole
    none = page.render({"page": BOARDS[key].path, "query": "", "near": []})
    assert set(none) == set(whole)
    # What stands around the panels, and the map, which stays, are there whatever is looked at.
    kept = {name for name in whole if name != "seen" and none[name] == whole[name] and whole[name]}
    assert {"top", "bar", "tiles", "foot", "metric", "record", "legend"} - kept <= {"tiles"}
    for at, panel in drawn(BOARDS[key]):
        if panel.kind != "map":
            places = {name for name in whole if name in {f"panel-{at}", f"head-{at}", f"figure-{at}"}}
            assert not any(none[name] for name in places if not name.startswith("figure"))
            some = page.render({"page": BOARDS[key].path, "query": "", "near": [at, 999, None]}, none["seen"])
            assert {name: some[name] for name in places} == {name: whole[name] for name in places}
            assert all(
                value is dash.no_update for name, value in some.items() if name not in {"seen", "search", *places}
            )


@pytest.fixture
def draws(tiny_data, monkeypatch):
    """Addresses and parts that were drawn, on an edition that stays open, from an empty memory of pages."""
    store, drawn = Store(tiny_data), []
    monkeypatch.setattr("cockpit.board.the_store", lambda: store)
    board.the_parts.cache_clear()

    def note(board_, boards, view, part):
        drawn.append((view.selection.to_query(), part))
        return draw_part(board_, boards, view, part)

    monkeypatch.setattr("cockpit.board.draw_part", note)
    yield store, drawn
    board.the_parts.cache_clear()


def test_a_page_is_drawn_once_for_all_readers(draws, tmp_path, monkeypatch):
    _, drawn = draws
    overview = BOARDS["overview"]
    parts = parts_of(overview)
    first = board.render(overview, "unit=01", near=[])
    assert [part for _, part in drawn] == [
        part for part in parts if part == HEAD or overview.panels[part].kind == "map"
    ]
    whole = board.render(overview, "unit=01", first["seen"])
    assert whole["tiles"] is dash.no_update
    assert sorted(part for _, part in drawn) == parts  # each once
    board.render(overview, "unit=01")
    assert len(drawn) == len(parts)
    board.render(overview, "unit=01&theme=dark")
    assert drawn[len(parts) :] == [("unit=01&theme=dark", part) for part in parts]
    drawn.clear()
    board.render(BOARDS["grids"], "unit=01")
    assert len(drawn) == len(parts_of(BOARDS["grids"]))
    drawn.clear()
    monkeypatch.setattr("cockpit.board.scope_of_reader", lambda: Scope(unit="01", smallest_cell=10))
    board.render(overview, "unit=01")
    assert len(drawn) == len(parts)
    monkeypatch.setattr("cockpit.board.state_mark", lambda _data: (1, 1))  # somebody wrote something
    board.render(overview, "unit=01")
    assert len(drawn) == 2 * len(parts)


def test_a_page_that_tells_of_a_fault_is_drawn_again(draws, monkeypatch):
    store, drawn = draws
    snapshot = store.current()
    asked = snapshot._asked

    def fail(sql, params):
        if "CROSS JOIN" not in sql:  # the list of strikes
            return asked(sql, params)
        snapshot.faults += 1
        raise Unavailable("The file cannot be read.")

    monkeypatch.setattr(snapshot, "_asked", fail)
    assert "The file cannot be read." in to_json(board.render(BOARDS["events"], "unit=0103"))
    monkeypatch.setattr(snapshot, "_asked", asked)
    assert "The file cannot be read." not in to_json(board.render(BOARDS["events"], "unit=0103"))
    assert len(drawn) == 2 * len(parts_of(BOARDS["events"]))


def test_one_writer_per_place():
    """No output has two callbacks, and nobody asks for leave to write twice."""
    written = list(app.app.callback_map)
    assert not [spec for spec in written if "@" in spec], "allow_duplicate"
    places = [place for spec in written for place in spec.strip(".").split("...")]
    assert len(places) == len(set(places))
    assert not app.app.config.suppress_callback_exceptions


def test_only_collect_writes_what_is_chosen():
    writers = [spec for spec in app.app.callback_map if "selection.data" in spec or "url.search" in spec]
    assert len(writers) == 1


def test_controls_are_written_by_clicks_only():
    writers = [spec for spec in app.app.callback_map if '"control"' in spec and spec.endswith(".value")]
    assert writers == ['{"control":["ALL"]}.value']
