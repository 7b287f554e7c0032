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
from cockpit.board.draw import draw
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


@pytest.fixture
def draws(tiny_data, monkeypatch):
    """Addresses that were drawn, on an edition that stays open, from an empty memory of pages."""
    store, drawn = Store(tiny_data), []
    monkeypatch.setattr("cockpit.board.the_store", lambda: store)
    board.the_pages.cache_clear()

    def note(board_, boards, view):
        drawn.append(view.selection.to_query())
        return draw(board_, boards, view)

    monkeypatch.setattr("cockpit.board.draw", note)
    yield store, drawn
    board.the_pages.cache_clear()


def test_a_page_is_drawn_once_for_all_readers(draws, tmp_path, monkeypatch):
    _, drawn = draws
    overview = BOARDS["overview"]
    first = board.render(overview, "unit=01")
    assert board.render(overview, "unit=01") == first
    assert board.render(overview, "unit=01", first["seen"])["tiles"] is dash.no_update
    board.render(overview, "unit=01&theme=dark")
    board.render(BOARDS["grids"], "unit=01")
    assert drawn == ["unit=01", "unit=01&theme=dark", "unit=01"]
    monkeypatch.setattr("cockpit.board.scope_of_reader", lambda: Scope(unit="01", smallest_cell=10))
    board.render(overview, "unit=01")
    assert len(drawn) == 4
    monkeypatch.setattr("cockpit.board.state_mark", lambda _data: (1, 1))  # somebody wrote something
    board.render(overview, "unit=01")
    assert len(drawn) == 5


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
    assert len(drawn) == 2


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
