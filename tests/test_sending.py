"""What a page already shows is not sent again."""

from __future__ import annotations

import json
from typing import Any

from dash import html, no_update
from plotly.io.json import to_json_plotly

from cockpit.board import sending
from cockpit.board.sending import ALWAYS, written

SHOWN = {"tiles": [html.B("7")], "foot": html.P("clause"), "record": {"bins": [1, 2]}, "search": None}


def unseen(shown: dict[str, Any], seen: object) -> dict[str, Any]:
    return sending.unseen(written(shown), seen)


def plain(shown: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(to_json_plotly(shown))
    return found


def test_a_page_that_shows_nothing_is_sent_everything():
    for nothing in (None, {}, {"tiles": "0" * 12}, "nonsense", ["tiles"]):
        sent = unseen(SHOWN, nothing)
        assert {name: sent[name] for name in SHOWN} == plain(SHOWN)
        assert set(sent["seen"]) == set(SHOWN) - ALWAYS


def test_what_is_shown_already_is_not_sent_again():
    seen = unseen(SHOWN, None)["seen"]
    again = unseen(dict(SHOWN), seen)
    assert {name for name in SHOWN if again[name] is no_update} == set(SHOWN) - ALWAYS
    assert again["seen"] == seen


def test_what_differs_is_sent_and_remembered():
    seen = unseen(SHOWN, None)["seen"]
    other = SHOWN | {"tiles": [html.B("8")]}
    sent = unseen(other, seen)
    assert sent["tiles"] == plain(other)["tiles"]
    assert sent["foot"] is no_update
    back = unseen(SHOWN, sent["seen"])  # what was shown before is not shown now
    assert back["tiles"] == plain(SHOWN)["tiles"]


def test_a_place_the_reader_writes_too_is_always_sent():
    seen = unseen(SHOWN, None)["seen"]
    assert unseen(SHOWN, seen)["search"] is None
