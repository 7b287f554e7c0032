"""Components made without a look at their words: the same ones, and each kind looked at once."""

from __future__ import annotations

import pytest
from dash import html

from cockpit.panels.made import made


def test_it_is_what_dash_makes() -> None:
    quick = made(html.Td, ["a", html.B("b")], className="n", title="t", **{"data-exact": "1"})
    slow = html.Td(["a", html.B("b")], className="n", title="t", **{"data-exact": "1"})
    assert quick.to_plotly_json()["props"].keys() == slow.to_plotly_json()["props"].keys()
    assert (quick.className, quick.title, quick.children[0]) == ("n", "t", "a")
    assert made(html.Td).to_plotly_json() == html.Td().to_plotly_json()


def test_one_is_not_another() -> None:
    first, second = made(html.Td, "1"), made(html.Td, "2")
    first.title = "only the first"
    assert (first.children, second.children) == ("1", "2")
    assert "title" not in second.to_plotly_json()["props"]


def test_dash_is_asked_about_a_kind_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, ask = list[object](), html.Samp.__init__

    def init(self: html.Samp, *words: object, **named: object) -> None:
        asked.append(self)
        ask(self, *words, **named)

    monkeypatch.setattr(html.Samp, "__init__", init)
    for _ in range(3):
        made(html.Samp)
    assert len(asked) == 1
