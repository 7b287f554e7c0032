"""Figures: what is drawn for every state, compared with approved drawings, small and without a way out."""

from __future__ import annotations

import json
from datetime import date

import pytest
from syrupy.extensions.json import JSONSnapshotExtension

from cockpit import figures, style
from cockpit.catalogue import Annotation, Text
from cockpit.figures.canvas import marks, shortened, width_of
from cockpit.figures.margin import apart
from tests.answers import answer, wave
from tests.drawn import checked, plain

POLICY = Annotation(key="seven", date=date(2026, 9, 30), text=Text(zh="改为 7 日一巡", en="Every 7 days"), metrics=())
OTHER = Annotation(key="x", date=date(2026, 9, 30), text=Text(zh="他", en="Other"), metrics=("events_open",))

each_theme = pytest.mark.parametrize("theme", style.THEMES)


@pytest.fixture
def drawing(snapshot):
    return snapshot.use_extension(JSONSnapshotExtension)


def coverage(days=90, fall=0.08):
    return answer("inspection_coverage", wave(days, 0.955, 0.008, fall), by="day", days=days)


# -- trend --------------------------------------------------------------------------------------------------------


@each_theme
def test_trend(drawing, theme):
    before = answer("inspection_coverage", wave(30, 0.945, 0.006), by="day", end=date(2026, 10, 22))
    figure = figures.trend(coverage(30), theme=theme, before=before, annotations=(POLICY, OTHER))
    assert plain(figure) == drawing


def test_trend_of_unfinished_weeks(drawing):
    weeks = answer("events_reported", [400.0, 3000, 3100, 2950, 3050, 900], by="week", days=37)
    assert weeks.partial == (True, False, False, False, False, True)
    assert plain(figures.trend(weeks, theme="light", lang="en")) == drawing


def test_trend_with_gaps_of_every_kind(drawing):
    values = [*wave(10, 300, 30)]
    values[2] = values[5] = values[7] = None
    series = answer("events_open", values, by="day", days=10, states={2: "empty", 5: "few", 7: "suppressed"})
    assert plain(figures.trend(series, theme="dark")) == drawing


def test_trend_of_nothing_says_so(drawing):
    assert plain(figures.trend(answer("events_open", [None] * 5, by="day", days=5), theme="light")) == drawing


def test_a_suppressed_value_is_nowhere_in_the_figure():
    series = answer("residents", [12345.0, 6789.0, 7.25], by="day", days=3, states={2: "suppressed"})
    assert "7.25" not in json.dumps(figures.trend(series, theme="light"))


def test_one_step_is_a_point():
    month = answer("events_reported", [120.0], by="month", days=21)
    figure = checked(figures.trend(month, theme="light"))
    assert [trace.mode for trace in figure.data] == ["lines", "lines+markers"]


def test_trend_of_months_names_each_month():
    months = answer("events_reported", [10.0, 20, 30, 25], by="month", days=112)
    figure = checked(figures.trend(months, theme="light"))
    assert figure.layout.xaxis.ticktext == ("8月", "9月", "10月", "11月")
    assert list(figure.data[0].x) == ["2026-08-02", "2026-09-01", "2026-10-01", "2026-11-01"]


def test_axis_of_an_amount_far_from_nought_is_cut_and_near_nought_is_not():
    far = figures.trend(answer("events_open", [900.0, 950, 920], by="day", days=3), theme="light")
    near = figures.trend(answer("events_open", [10.0, 950, 920], by="day", days=3), theme="light")
    assert far["layout"]["yaxis"]["range"][0] > 0
    assert near["layout"]["yaxis"]["range"][0] == 0


def test_trends_are_small():
    year = answer("inspection_coverage", wave(366, 0.955, 0.008, 0.08), by="day", days=366)
    assert len(json.dumps(figures.trend(coverage(), theme="light"))) < 9_000
    assert len(json.dumps(figures.trend(year, theme="light"))) < 14_000


# -- all ----------------------------------------------------------------------------------------------------------


def test_nothing_may_be_sent_away():
    for config in (figures.GRAPH_CONFIG, figures.MAP_CONFIG):
        assert config["showSendToCloud"] is False
        assert not config["plotlyServerURL"]
        assert config["displaylogo"] is False


def test_figures_are_the_same_each_time():
    one, other = (figures.trend(coverage(), theme="dark", annotations=(POLICY,)) for _ in range(2))
    assert one == other


def test_a_wall_has_larger_letters():
    desk, wall = (checked(figures.trend(coverage(), theme="dark", rem=rem)) for rem in (16, 32))
    assert wall.layout.annotations[0].font.size >= 2 * desk.layout.annotations[0].font.size
    assert wall.layout.margin.l == 2 * desk.layout.margin.l


def test_policy_dates_are_named_only_where_they_belong():
    named = checked(figures.trend(coverage(), theme="light", annotations=(POLICY, OTHER))).layout.annotations
    assert [note.text for note in named if "9-30" in note.text] == ["9-30 改为 7 日一巡"]


def test_marks_are_round_and_at_most_five():
    assert marks(0.865, 0.972) == [0.88, 0.9, 0.92, 0.94, 0.96]
    assert marks(256, 390) == [275, 300, 325, 350, 375]
    assert marks(0, 51_000) == [0, 20_000, 40_000]
    assert marks(3, 3) == [3]


def test_words_at_the_end_keep_their_distance():
    places = apart([0.950, 0.951, 0.949], (0.9, 1.0))
    low, middle, high = sorted(places)
    assert middle - low >= 0.0169
    assert high - middle >= 0.0169
    assert places.index(low) == 2


def test_names_are_cut_by_their_width():
    assert width_of("柳浦 A") == 6
    assert shortened("柳浦街道办事处网格", 10) == "柳浦街道…"
    assert shortened("Soundview", 9) == "Soundview"
