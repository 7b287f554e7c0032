"""The figures of the inspection board: frontier, heat calendar and the second line of a trend, in every state."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from syrupy.extensions.json import JSONSnapshotExtension

from cockpit import figures, style
from cockpit.measure.spans import DueDays
from tests.answers import answer, wave
from tests.drawn import checked, plain

DAY = date(2026, 11, 21)
DAYS = tuple(DAY + timedelta(days=at) for at in range(-30, 31))
COUNTS = np.array([at % 7 + (400 - 10 * at if at > 30 else 2) for at in range(61)])

each_theme = pytest.mark.parametrize("theme", style.THEMES)


@pytest.fixture
def drawing(snapshot):
    return snapshot.use_extension(JSONSnapshotExtension)


def sums():
    return [
        answer(f"inspection_due_{days}", [value], by="") for days, value in ((7, 700.0), (14, 1200.0), (30, 2500.0))
    ]


@each_theme
def test_frontier(drawing, theme):
    due = DueDays(DAY, DAYS, COUNTS, earlier=120, never=40)
    assert plain(figures.frontier(due, sums(), (7, 14, 30), theme=theme, lang="zh")) == drawing


def test_what_is_behind_is_warm_and_what_is_ahead_is_cold():
    due = DueDays(DAY, DAYS, COUNTS, earlier=120, never=40)
    [bar] = checked(figures.frontier(due, sums(), (7, 14, 30), theme="light", lang="en")).data
    colours = dict(zip(bar.x, bar.marker.color, strict=True))
    assert colours[0] == colours[-30] == style.token("light", "tgt-4")
    assert [colours[at] for at in (1, 7, 8, 14, 15, 30)] == [
        *[style.token("light", "seq-5")] * 2,
        *[style.token("light", "seq-4")] * 2,
        *[style.token("light", "seq-3")] * 2,
    ]
    assert list(bar.y[:2]) == [40, 120]


def test_frontier_of_nothing_says_so(drawing):
    due = DueDays(DAY, DAYS, np.zeros(61, dtype=np.int64), earlier=0, never=0)
    assert plain(figures.frontier(due, sums(), (7, 14, 30), theme="light", lang="zh")) == drawing


@each_theme
def test_calendar(drawing, theme):
    series = answer("inspections", [float(at % 7 * 10) for at in range(40)], by="day", days=40)
    assert plain(figures.calendar(series, theme=theme, lang="zh")) == drawing


def test_a_calendar_lays_every_day_under_its_weekday():
    series = answer("inspections", [float(at) for at in range(371)], by="day", days=371)
    [heat] = checked(figures.calendar(series, theme="light", lang="en")).data
    days = [step.start for step in series.windows]
    for at in (0, 6, 100, 370):
        monday = days[0] - timedelta(days=days[0].weekday())
        week = (days[at] - monday).days // 7
        assert heat.z[days[at].weekday()][week] == at
        assert heat.customdata[days[at].weekday()][week] == days[at].isoformat()


def test_days_too_few_to_show_are_left_open(drawing):
    values = [float(at) for at in range(14)]
    values[3] = values[9] = None
    series = answer("inspections", values, by="day", days=14, states={3: "empty", 9: "suppressed"})
    assert plain(figures.calendar(series, theme="dark", lang="en")) == drawing
    nothing = answer("inspections", [None] * 5, by="day", days=5)
    assert plain(figures.calendar(nothing, theme="light", lang="zh")) == drawing


@each_theme
def test_trend_with_a_line_beside_it(drawing, theme):
    series = answer("inspection_coverage", wave(30, 0.955, 0.008, 0.05), by="day")
    beside = answer("inspection_coverage_entered", wave(30, 0.84, 0.01), by="day")
    assert plain(figures.trend(series, theme=theme, beside=beside)) == drawing
