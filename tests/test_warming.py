"""First views are drawn before anybody asks, once for each edition."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from cockpit.board import the_boards, warming
from cockpit.errors import Unavailable
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
    monkeypatch.setattr(warming, "render", lambda board, query: found.append((board.key, query)))
    return found


FIRST_VIEWS = [(key, "") for key in the_boards()]


def test_each_edition_is_drawn_once(
    tiny: TinyCity, tmp_path: Path, drawn: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    monkeypatch.setattr(warming, "the_store", lambda: store)
    publish = lambda: publish_city(tiny, tmp_path)  # noqa: E731
    warming.keep_warm(Turns("nothing is published", publish, "again", publish, "again"))
    assert drawn == FIRST_VIEWS * 2


def test_a_view_that_cannot_be_drawn_does_not_stop_the_others(
    tiny_data: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    drawn: list[str] = []

    def render(board: object, _query: str) -> None:
        drawn.append(board.key)  # type: ignore[attr-defined]
        if len(drawn) == 1:
            raise Unavailable("The cube is damaged.")

    monkeypatch.setattr(warming, "render", render)
    monkeypatch.setattr(warming, "the_store", lambda: Store(tiny_data))
    warming.keep_warm(Turns("once"))
    assert drawn == list(the_boards())
    assert "The cube is damaged." in caplog.text
