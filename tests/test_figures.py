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
from tests.answers import answer, metric, wave

POLICY = Annotation(key="seven", date=date(2026, 9, 30), text=Text(zh="改为 7 日一巡", en="Every 7 days"), metrics=())
OTHER = Annotation(key="x", date=date(2026, 9, 30), text=Text(zh="他", en="Other"), metrics=("events_open",))

each_theme = pytest.mark.parametrize("theme", style.THEMES)


@pytest.fixture
def drawing(snapshot):
    return snapshot.use_extension(JSONSnapshotExtension)


def plain(figure):
    """The figure as JSON without its template, which is tested once in test_style."""
    document = json.loads(figure.to_json())
    del document["layout"]["template"]
    return document


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
    units_ = answer("residents", [12345.0, 6789.0, 7.25], states={2: "suppressed"})
    drawn = (
        figures.trend(series, theme="light"),
        figures.ranking(units_, theme="light"),
        figures.spark(series, theme="light"),
    )
    assert not any("7.25" in figure.to_json() for figure in drawn)


def test_one_step_is_a_point():
    month = answer("events_reported", [120.0], by="month", days=21)
    figure = figures.trend(month, theme="light")
    assert [trace.mode for trace in figure.data] == ["lines", "lines+markers"]


def test_trend_of_months_names_each_month():
    months = answer("events_reported", [10.0, 20, 30, 25], by="month", days=112)
    figure = figures.trend(months, theme="light")
    assert figure.layout.xaxis.ticktext == ("8月", "9月", "10月", "11月")
    assert list(figure.data[0].x) == ["2026-08-02", "2026-09-01", "2026-10-01", "2026-11-01"]


def test_axis_of_an_amount_far_from_nought_is_cut_and_near_nought_is_not():
    far = figures.trend(answer("events_open", [900.0, 950, 920], by="day", days=3), theme="light")
    near = figures.trend(answer("events_open", [10.0, 950, 920], by="day", days=3), theme="light")
    assert far.layout.yaxis.range[0] > 0
    assert near.layout.yaxis.range[0] == 0


def test_trends_are_small():
    year = answer("inspection_coverage", wave(366, 0.955, 0.008, 0.08), by="day", days=366)
    assert len(figures.trend(coverage(), theme="light").to_json()) < 9_000
    assert len(figures.trend(year, theme="light").to_json()) < 14_000


# -- ranking ------------------------------------------------------------------------------------------------------


def units(values, **more):
    return answer("inspection_coverage", values, **more)


@each_theme
def test_ranking_near_the_ceiling_is_a_dot_plot_from_the_target(drawing, theme):
    found = units([0.96, 0.872, 0.9496, 0.931, None], previous=[0.95, 0.958, 0.9496, 0.935, None])
    assert plain(figures.ranking(found, theme=theme, selected="T01")) == drawing


@each_theme
def test_ranking_of_a_rate_with_a_target_is_coloured_by_its_bins(drawing, theme):
    found = answer("rework_rate", [0.161, 0.089, 0.06, 0.02, None], states={4: "few"})
    assert plain(figures.ranking(found, theme=theme, lang="en")) == drawing


@each_theme
def test_ranking_of_an_amount_has_bars_from_nought(drawing, theme):
    found = answer(
        "residents", [62_140, 3982, None, None, 0], previous=[57_000, 4500, None, None, 0], states={2: "suppressed"}
    )
    assert plain(figures.ranking(found, theme=theme)) == drawing


def test_ranking_of_nothing_says_so(drawing):
    assert plain(figures.ranking(units([]), theme="light")) == drawing


def test_worst_stands_first_and_the_unjudged_last():
    found = units([0.96, None, 0.872, 0.5, 0.931], states={3: "few"})
    assert [row.key for row in figures.ranked(found)] == ["T02", "T04", "T00", "T01", "T03"]
    amount = answer("residents", [3, 5, None, 4])
    assert [row.key for row in figures.ranked(amount)] == ["T01", "T03", "T00", "T02"]


def test_a_click_anywhere_in_a_row_gives_its_code():
    figure = figures.ranking(units([0.96, 0.872]), theme="light")
    assert list(figure.data[0].customdata) == ["T01", "T00"]
    assert all(trace.hoverinfo == "skip" for trace in figure.data[1:])


def test_sixty_rows_come_in_pages_on_one_scale():
    found = units(wave(62, 0.95, 0.03))
    assert figures.pages(found, 12) == 6
    first, last = (figures.ranking(found, theme="light", page=page) for page in (0, 5))
    assert (len(first.data[0].y), len(last.data[0].y)) == (12, 2)
    assert first.layout.xaxis.range == last.layout.xaxis.range
    assert last.layout.height < first.layout.height
    beyond = figures.ranking(found, theme="light", page=99)
    assert list(beyond.data[0].customdata) == list(last.data[0].customdata)
    assert len(figures.ranking(found, theme="light", rows=62).to_json()) < 24_000


# -- spark --------------------------------------------------------------------------------------------------------


@each_theme
def test_spark(drawing, theme):
    assert plain(figures.spark(coverage(12), theme=theme)) == drawing


def test_spark_of_an_unfinished_week_is_hollow(drawing):
    weeks = answer("events_reported", [3000.0, 3100, 2950, 3050, 900], by="week", days=30)
    assert plain(figures.spark(weeks, theme="dark")) == drawing


def test_spark_of_nothing_is_an_empty_sheet():
    figure = figures.spark(answer("events_open", [None] * 3, by="day", days=3), theme="light")
    assert not figure.data
    assert not figure.layout.annotations[0].text


# -- all ----------------------------------------------------------------------------------------------------------


def test_nothing_may_be_sent_away():
    for config in (figures.GRAPH_CONFIG, figures.MAP_CONFIG):
        assert config["showSendToCloud"] is False
        assert not config["plotlyServerURL"]
        assert config["displaylogo"] is False


def test_figures_are_the_same_each_time():
    one, other = (figures.trend(coverage(), theme="dark", annotations=(POLICY,)).to_json() for _ in range(2))
    assert one == other


def test_a_wall_has_larger_letters():
    desk, wall = (figures.trend(coverage(), theme="dark", rem=rem) for rem in (16, 32))
    assert wall.layout.annotations[0].font.size >= 2 * desk.layout.annotations[0].font.size
    assert wall.layout.margin.l == 2 * desk.layout.margin.l


def test_policy_dates_are_named_only_where_they_belong():
    named = figures.trend(coverage(), theme="light", annotations=(POLICY, OTHER)).layout.annotations
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


def test_target_of_a_count_is_not_drawn_per_row():
    found = answer(metric("events_open", target=100.0), [30, 40])
    assert len(figures.ranking(found, theme="light").layout.shapes) == 1
