"""Figures and cells of the problem panels: what is drawn for every state, compared with approved drawings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import unquote

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from cockpit import figures, panels, style
from cockpit.catalogue import Safety, Text
from cockpit.figures import spots_record
from cockpit.panels.problems import columns_picture
from cockpit.reading import Cell, Column, Line, Listing
from cockpit.reading.problems import Month, Problem, Problems, StockFlow
from cockpit.reading.safeties import Score, Scores
from cockpit.reading.spots import Spots
from tests.answers import answer, metric
from tests.drawn import plain

each_theme = pytest.mark.parametrize("theme", style.THEMES)
MONTHS = (
    Month("2025-12", date(2025, 12, 1), date(2025, 12, 31), 31, whole=True),
    Month("2026-01", date(2026, 1, 1), date(2026, 1, 31), 31, whole=True),
    Month("2026-02", date(2026, 2, 1), date(2026, 2, 21), 28, whole=False),
)


@pytest.fixture
def drawing(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


def flow(new: Sequence[float], gone: Sequence[float], stock: Sequence[float]) -> StockFlow:
    measured = [
        answer(key, list(values), by="month", days=83, end=date(2026, 2, 21))
        for key, values in (("events_reported", new), ("events_closed", gone), ("events_open", stock))
    ]
    return StockFlow(("a",), MONTHS, *measured, rate=None)


def scores(*values: float | None) -> Scores:
    made = tuple(
        Score(Safety(key=f"s{at}", label=Text(zh=f"安{at}", en=f"Safe {at}"), weight=1 + at % 2), value, ())
        for at, value in enumerate(values)
    )
    return Scores(made, 88.0, 90.0)


@each_theme
def test_stock_and_flow(drawing: SnapshotAssertion, theme: str) -> None:
    figure = figures.stockflow(flow([30, 42, 11], [25, 40, 9], [17, 19, 21]), theme=theme, lang="zh")
    assert plain(figure) == drawing


def test_stock_and_flow_of_nothing_says_so(drawing: SnapshotAssertion) -> None:
    assert plain(figures.stockflow(flow([0] * 3, [0] * 3, [0] * 3), theme="light", lang="zh")) == drawing


@each_theme
def test_petals(drawing: SnapshotAssertion, theme: str) -> None:
    assert plain(figures.petals(scores(87.1, 92.0, None, 100.0, 89.96), theme=theme, lang="en")) == drawing


def test_petals_with_too_little_to_judge_say_so(drawing: SnapshotAssertion) -> None:
    assert plain(figures.petals(scores(None, None), theme="dark", lang="zh")) == drawing


def test_a_score_is_never_rounded_across_the_goal() -> None:
    figure = plain(figures.petals(scores(89.96, 90.0), theme="light", lang="zh"))
    assert [words for _, words in figure["data"][0]["customdata"]] == ["89.96", "90.0"]


@each_theme
def test_columns_of_months_mark_the_incomplete_one(theme: str) -> None:
    picture = columns_picture([4, 0, 2], MONTHS, theme)
    svg = unquote(picture.partition(",")[2])
    assert svg.count("<rect") == 3
    assert svg.count("stroke-dasharray") == 1
    assert style.token(theme, "seq-4") in svg


def found(*months: float) -> Problems:
    return Problems((metric("events_open"),), MONTHS, (Problem("a", "甲类", (None,), months),))


def test_a_cell_of_small_multiples_says_zero_and_is_pressed() -> None:
    shown = str(panels.multiples(found(3, 4, 5), {"a": "category:a"}, ("a",), "zh", "light"))
    assert "甲类" in shown
    assert "0 件" in shown
    assert '{"where": "category:a"}' in shown.replace("\\'", "'")
    assert "'aria-pressed': 'true'" in shown or 'aria-pressed="true"' in shown or "aria-pressed='true'" in shown
    assert "2026-02 未满（21/28 日）" in shown


def test_a_season_is_coloured_by_its_own_highest_month() -> None:
    shown = str(panels.season(found(10, 100, 20), metric("events_reported"), {"a": ""}, "zh", "light"))
    for colour in (style.scale("light", "seq")[0], style.scale("light", "seq")[-1]):
        assert colour in shown
    assert "heat partial" in shown
    assert str(panels.season(found(0, 0, 0), metric("events_reported"), {"a": ""}, "en", "dark"))


def test_a_long_list_with_bars_says_what_is_left_out() -> None:
    columns = (Column("name", "名称"), Column("n", "件", "events"))
    lines = tuple(Line(str(at), (Cell(f"行{at}"), Cell(at))) for at in range(5))
    shown = str(panels.barred(Listing(columns, lines), "n", "zh", most=3))
    assert "行2" in shown
    assert "行3" not in shown
    assert "2" in shown


def test_spots_for_the_browser() -> None:
    heat = spots_record(Spots("heat", (118.0, 118.1), (24.0, 24.1), (5.0, 20.0)), "light", "zh")
    assert heat["weights"] == [0.25, 1.0]
    points = Spots("points", (118.0,), (24.0,), (), ("e1",), (0,), ("甲",), (True,))
    record = spots_record(points, "dark", "en")
    assert (record["ids"], record["late"], record["names"]) == (["e1"], [1], ["甲"])
    assert len(record["colours"]) == 5
