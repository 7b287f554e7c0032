"""First views and those of districts are drawn before anybody asks, once for each edition."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from cockpit import board
from cockpit.board import View, the_boards, warming
from cockpit.board.draw import draw_part as real_part
from cockpit.catalogue import Board
from cockpit.cli import workers
from cockpit.errors import Unavailable
from cockpit.recall import Recall
from cockpit.store import Store
from tests.city import TinyCity, publish_city


class Turns(Event):
    """Lets the loop turn as often as there are `turns`; before each one of them is done."""

    def __init__(self, *turns: object) -> None:
        super().__init__()
        self.turns = list(turns)

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout
        if not self.turns:
            return True
        turn = self.turns.pop(0)
        if callable(turn):
            turn()
        return False


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    monkeypatch.setattr(warming, "draw_ahead", lambda board, query, _stop, _near=None: found.append((board.key, query)))
    return found


FIRST_VIEWS = [(key, "") for key in the_boards()]
DISTRICTS = [(key, f"unit={district}") for key in the_boards() for district in ("01", "02")]


def test_each_edition_is_drawn_once(
    tiny: TinyCity, tmp_path: Path, drawn: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    monkeypatch.setattr(warming, "the_store", lambda: store)
    publish = lambda: publish_city(tiny, tmp_path)  # noqa: E731
    warming.keep_warm(Turns("nothing is published", publish, "again", publish, "again"))
    assert drawn == (FIRST_VIEWS + DISTRICTS) * 2


def test_districts_are_drawn_as_long_as_there_is_room(
    tiny_data: Path, drawn: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    full: Recall[int] = Recall(lambda size: size, most_bytes=100)
    monkeypatch.setattr(warming, "the_store", lambda: Store(tiny_data))
    monkeypatch.setattr(warming, "the_parts", lambda: full)
    for page in range(6):
        full.answer(page, lambda: 10)
    warming.keep_warm(Turns("once"))
    assert drawn == FIRST_VIEWS


def test_what_was_drawn_ahead_is_not_drawn_for_the_reader(tiny_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, drawn = Store(tiny_data), list[int]()

    def draw_part(each: Board, boards: Sequence[Board], view: View, part: int) -> dict[str, Any]:
        drawn.append(part)
        return real_part(each, boards, view, part)

    board.the_parts.cache_clear()
    monkeypatch.setattr(board, "the_store", lambda: store)
    monkeypatch.setattr(warming, "the_store", lambda: store)
    monkeypatch.setattr(board, "draw_part", draw_part)
    warming.keep_warm(Turns("once"))
    assert drawn
    drawn.clear()
    for each in the_boards().values():
        for district in ("01", "02"):
            assert board.render(each, f"unit={district}", None, warming.DESK)["seen"]
    assert drawn == []
    board.the_parts.cache_clear()


def test_a_newer_edition_ends_what_is_drawn_of_the_older(
    tiny: TinyCity, tmp_path: Path, drawn: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    monkeypatch.setattr(warming, "the_store", lambda: store)
    publish_city(tiny, tmp_path)

    def ahead(each: Board, query: str, _stop: Event, _near: object = None) -> None:
        drawn.append((each.key, query))
        if len(drawn) == 2:
            publish_city(tiny, tmp_path)

    monkeypatch.setattr(warming, "draw_ahead", ahead)
    warming.keep_warm(Turns("once", "again"))
    assert drawn == FIRST_VIEWS[:2] + FIRST_VIEWS + DISTRICTS


def test_a_view_that_cannot_be_drawn_does_not_stop_the_others(
    tiny_data: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    drawn: list[tuple[str, str]] = []

    def ahead(each: Board, query: str, _stop: Event, _near: object = None) -> None:
        drawn.append((each.key, query))
        if len(drawn) == 1:
            raise Unavailable("The cube is damaged.")

    monkeypatch.setattr(warming, "draw_ahead", ahead)
    monkeypatch.setattr(warming, "the_store", lambda: Store(tiny_data))
    warming.keep_warm(Turns("once"))
    assert drawn == FIRST_VIEWS + DISTRICTS
    assert "The cube is damaged." in caplog.text


def test_a_worker_that_ends_lets_what_is_drawn_be_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    done = list[bool]()

    def keep_warm(stop: Event) -> None:
        done.append(stop.wait(60))

    monkeypatch.setattr(warming, "keep_warm", keep_warm)
    monkeypatch.setattr(workers, "_STOP", Event())
    workers.post_worker_init(None)
    workers.worker_exit(None, None)
    assert done == [True]


def test_no_further_part_is_drawn_once_the_worker_ends(tiny_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, store = Event(), Store(tiny_data)
    drawn = list[int]()

    def draw_part(_board: Board, _boards: Sequence[Board], _view: View, part: int) -> dict[str, Any]:
        drawn.append(part)
        stop.set()
        return {}

    board.the_parts.cache_clear()
    monkeypatch.setattr(board, "the_store", lambda: store)
    monkeypatch.setattr(board, "draw_part", draw_part)
    board.draw_ahead(next(iter(the_boards().values())), "", stop)
    assert len(drawn) == 1
    board.the_parts.cache_clear()
