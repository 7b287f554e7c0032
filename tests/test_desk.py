"""What the desk is made of: boxes with counts, chips, heads, tables beside charts, the explore page, the player."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from dash import html
from syrupy.extensions.json import JSONSnapshotExtension

from cockpit import board, figures, panels
from cockpit.access import Scope
from cockpit.board import choosing, heads, linking, playing
from cockpit.board.explore import breakdowns
from cockpit.errors import CockpitError
from cockpit.measure import measure
from cockpit.reading import Cell, Column, Line, Listing, look, metrics_of, panel_keys, read_facets, read_panel
from cockpit.selection import Selection
from cockpit.store import Store
from cockpit.wording import say
from tests.city import AS_OF
from tests.components import attributes, find, picked, text
from tests.drawn import plain
from tests.test_app import served  # noqa: F401 - a fixture

BOARDS = board.the_boards()
INSPECTION, EXPLORE = BOARDS["inspection"], BOARDS["explore"]


@pytest.fixture(scope="module")
def see(tiny_data):
    store = Store(tiny_data)
    return lambda query="", on=INSPECTION: look(store, Scope(smallest_cell=0), on, Selection.read(query))


# --- boxes and chips ------------------------------------------------------------------------------------------------


def test_a_box_counts_what_a_click_would_leave(see):
    view = see("where=class:green&where=kind:rented")
    [kind] = [facet for facet in read_facets(INSPECTION, view) if facet.dimension == "kind"]
    assert kind.chosen == {"rented"}
    metric = view.metric
    for row in kind.rows:
        where = (("class", ("green",)), ("kind", (row.key,)))
        alone = measure(view.snapshot, metric, Selection(where=where), Scope(smallest_cell=0)).total
        assert kind.count(row) == alone.denominator


def test_a_chosen_value_keeps_its_box_when_nothing_is_left(see):
    view = see("where=kind:rented,nothing&where=class:red")
    [kind] = [facet for facet in read_facets(INSPECTION, view) if facet.dimension == "kind"]
    assert {"rented", "nothing"} <= {row.key for row in kind.rows}


def test_boxes_say_what_is_let_through(see):
    groups = choosing.boxes(INSPECTION, see("where=kind:rented"))
    [kind] = [
        group for group in groups if find(group, html.Div) and "kind" in str(attributes(find(group, html.Div)[0]))
    ]
    boxes = [attributes(box) for box in find(kind, html.Button) if "data-box" in attributes(box)]
    assert {box["data-box"]: box["aria-checked"] for box in boxes}["rented"] == "true"
    assert {box["aria-checked"] for box in boxes if box["data-box"] != "rented"} == {"false"}
    free = choosing.boxes(INSPECTION, see())
    assert {attributes(box)["aria-checked"] for box in find(free, html.Button)} == {"true"}


def test_many_boxes_open_under_a_line():
    boxes = [panels.Box(str(at), f"name {at}", "1", on=True) for at in range(30)]
    group = panels.facet("kind", boxes, "zh", lifted=None, note="", opened=True)
    assert "其余 22 个" in text(group)
    assert len(find(group, html.Details)) == 2


def test_every_choice_has_its_chip(see):
    query = "units=0101,0102,0103&from=2026-06-01&to=2026-07-31&asof=2026-06-20&compare=year&where=kind:rented"
    chips = choosing.chips(see(query))
    assert [sorted(chip.lift) for chip in chips] == [["units"], ["from", "to"], ["asof"], ["compare"], ["where"]]
    assert "等 3 个" in chips[0].words
    assert "数据未齐 30/61 日" in chips[1].words
    assert chips[1].warn
    assert choosing.chips(see()) == []


def test_an_unfinished_period_is_compared_with_as_many_days(see):
    view = see("from=2026-06-15&to=2026-07-31")
    assert view.incomplete == (16, 47)
    total = view.measure(view.snapshot.catalogue.metric("inspections"))
    assert (total.start, total.end) == (date(2026, 6, 15), AS_OF)
    assert (total.window.previous_start, total.window.previous_end) == (date(2026, 5, 30), date(2026, 6, 14))
    assert see("from=2026-06-01&to=2026-06-30").incomplete is None
    assert see("from=2026-08-01&to=2026-08-30").incomplete is None  # wholly beyond the data: asked as it is


def test_units_that_are_not_there_are_told(see):
    view = see("units=0101,nowhere")
    assert view.selection.units == ("0101",)
    assert len(view.strangers) == 1


def test_the_map_and_the_ranking_stay_when_units_are_chosen(see):
    several, all_ = see("unit=01&units=0101,0103"), see("unit=01")
    for panel in INSPECTION.panels:
        if panel.kind in {"map", "ranking"}:
            assert read_panel(several, panel).main.keys == read_panel(all_, panel).main.keys
    assert choosing.marked(several) == ("0101", "0103")
    assert choosing.cleared(several) == {"units": ""}
    assert choosing.cleared(see("unit=010300")) == {"unit": "0103"}
    assert choosing.cleared(all_) == {}


# --- heads and tables -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tables", [{}, {"map": ""}, {"map": "", "trend": "-value"}])
def test_tables_are_words_of_the_address(tables):
    assert heads.tables_of(Selection.read(f"show={heads.show_of(tables)}")) == tables


def test_a_head_leads_to_the_table_and_back(see):
    view = see()
    head = heads.dressed(view, INSPECTION, next(p for p in INSPECTION.panels if p.kind == "map"), "map", [html.H2("t")])
    [twin] = [button for button in find(head, html.Button) if "data-twin" in attributes(button)]
    assert picked(twin) == {"show": "map"}
    said = text(head)
    assert view.metric.formula.zh in said
    assert view.metric.question.zh in said
    shown = heads.dressed(see("show=map"), INSPECTION, INSPECTION.panels[6], "map", [html.H2("t")])
    [back] = [button for button in find(shown, html.Button) if "data-twin" in attributes(button)]
    assert picked(back) == {"show": ""}
    [file] = find(shown, html.A)
    assert file.href.startswith("/snapshot/inspection.csv?")
    assert file.href.endswith("&panel=map")


@pytest.mark.parametrize("key", BOARDS)
def test_every_panel_has_a_table(see, key):
    """Drawn as a table, each panel of each board shows the rows that the command line would."""
    on = BOARDS[key]
    names = [name for name, panel in zip(panel_keys(on), on.panels, strict=True) if panel.kind != "tile"]
    for name in names:
        shown = heads.table_of(see(f"show={name}", on), on, name)
        assert shown is not None
        assert heads.table_of(see("", on), on, name) is None


COLUMNS = (Column("name", "名"), Column("value", "数", "count"))
LISTING = Listing(
    COLUMNS,
    (
        Line("a", (Cell("甲"), Cell(2.0))),
        Line("b", (Cell("乙"), Cell(None, "suppressed"))),
        Line("c", (Cell("丙"), Cell(10))),
        Line("t", (Cell("计"), Cell(12)), strong=True),
    ),
)


@pytest.mark.parametrize(
    ("sort", "keys"),
    [("", "abct"), ("value", "acbt"), ("-value", "cabt"), ("name", "cbat"), ("nothing", "abct"), ("-", "abct")],
)
def test_a_table_is_sorted_by_its_exact_values(sort, keys):
    assert "".join(line.key for line in heads.ordered(LISTING, sort).lines) == keys


def test_a_column_sorts_down_then_up_then_as_it_was():
    for sort, then, said in (("", "-value", "none"), ("-value", "value", "descending"), ("value", "", "ascending")):
        table = panels.twin(LISTING, sort, lambda word: f"x:{word}", "zh", label="l", narrowed=False)
        cell = find(table, html.Th)[1]
        assert attributes(cell)["aria-sort"] == said
        assert picked(find(cell, html.Button)[0]) == {"show": f"x:{then}"}


# --- explore --------------------------------------------------------------------------------------------------------


def test_explore_takes_every_metric_the_edition_can_answer(see):
    view = see("metric=handling_hours_median", EXPLORE)
    assert view.metric.key == "handling_hours_median"
    keys = [metric.key for metric in metrics_of(EXPLORE, view)]
    assert keys[: len(EXPLORE.metrics)] == list(EXPLORE.metrics)
    assert len(keys) == len(set(keys)) > 30
    assert see("metric=handling_hours_median").metric.key == INSPECTION.metrics[0]


@pytest.mark.parametrize("by", ["", "kind", "nonsense"])
def test_courses_and_parts_are_what_is_asked(see, by):
    view = see(f"unit=01&by={by}&metric=inspections", EXPLORE)
    kinds = {panel.kind: panel for panel in EXPLORE.panels}
    courses = read_panel(view, kinds["courses"]).data
    for course in courses:
        chosen = {"unit": "01", "where": ((by, (course.key,)),)} if by == "kind" else {"unit": course.key}
        asked = measure(view.snapshot, view.metric, Selection(**chosen), view.scope, course.series.by)
        np.testing.assert_array_equal(course.series.value, asked.value)
    cross = read_panel(view, kinds["cross"])
    if by != "kind":
        assert cross.listing is None
        assert cross.why
        return
    for line in cross.listing.lines:
        parts = [cell.value or 0 for cell in line.cells[1:-1]]
        assert sum(parts) == line.cells[-1].value
    assert picked(find(breakdowns(EXPLORE, view), html.Button)[0]) == {"by": ""}
    assert breakdowns(INSPECTION, view) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_courses_as_drawn(see, theme, snapshot):
    view = see("unit=01&by=kind&metric=inspection_coverage&from=2026-06-20&to=2026-06-30", EXPLORE)
    found = read_panel(view, next(panel for panel in EXPLORE.panels if panel.kind == "courses")).data
    figure = figures.courses([c.series for c in found], [c.name for c in found], theme=theme)
    assert plain(figure) == snapshot.use_extension(JSONSnapshotExtension)
    nothing = [replace(c.series, value=c.series.value * np.nan, state=("empty",) * len(c.series)) for c in found]
    said = figures.courses(nothing, [c.name for c in found], theme=theme)["layout"]["annotations"]
    assert [note["text"] for note in said] == ["无数据"]


# --- the player -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", ["inspection_coverage", "events_reported"])
def test_a_frame_is_the_answer_of_its_step(see, metric):
    view = see(f"unit=01&metric={metric}", EXPLORE)
    found = playing.frames(view, "week")
    assert len(found["frames"]) > 4
    for frame in found["frames"]:
        chosen = {"start": date.fromisoformat(frame["from"]), "end": date.fromisoformat(frame["to"])}
        assert (chosen["end"] - chosen["start"]).days == 6
        asked = measure(view.snapshot, view.metric, Selection(unit="01", **chosen), view.scope, view.level)
        assert len(frame["bins"]) == len(frame["texts"]) == len(asked) == len(found["codes"])
    assert set(map(str, {place for frame in found["frames"] for place in frame["bins"]})) <= set(found["colours"])


def test_what_does_not_play_says_so(see):
    with pytest.raises(CockpitError):
        playing.frames(see("", EXPLORE), "year")
    with pytest.raises(CockpitError):
        playing.frames(see("from=2026-06-01&to=2026-06-03", EXPLORE), "century")


def test_frames_over_http(served):  # noqa: F811
    answer = served.get("/frames/explore?unit=01&step=month&metric=inspections")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert {"words", "total", "bins", "texts", "from", "to"} == set(answer.get_json()["frames"][0])
    assert served.get("/frames/nothing").status_code == 404
    assert served.get("/frames/explore?step=year").status_code == 409


# --- the line of the unit that is pointed at ------------------------------------------------------------------------


@pytest.mark.parametrize("metric", ["inspection_coverage", "inspection_overdue"])
@pytest.mark.parametrize("board", ["overview", "inspection"])
def test_a_line_is_the_trend_of_its_unit(see, metric, board):
    view = see(f"unit=01&metric={metric}&lang=en", BOARDS[board])
    found = linking.line(BOARDS[board], view)
    series = measure(
        view.snapshot,
        view.metric,
        Selection(unit="01", start=date.fromisoformat(found["x"][0]), end=view.newest),
        view.scope,
        "day",
    )
    assert [None if value is None else pytest.approx(value) for value in found["y"]] == [
        row.value if row.state in {"ok", "approx"} else None for row in series.rows()
    ]
    assert found["apart"] is (metric == "inspection_overdue")
    assert view.unit.said("en") in found["words"]


def test_of_a_unit_without_data_a_line_is_words(see):
    view = see("unit=01&metric=on_time_rate&lang=en&from=2001-01-01&to=2001-01-31", BOARDS["overview"])
    found = linking.line(BOARDS["overview"], view)
    assert (found["x"], found["y"]) == ([], [])
    assert found["words"] == f"<b>{view.unit.said('en')}</b> {say('state.empty', 'en')}"


def test_lines_over_http(served):  # noqa: F811
    answer = served.get("/lines/overview?unit=01")
    assert answer.status_code == 200
    assert len(answer.json["x"]) == len(answer.json["y"])
    assert served.get("/lines/overview?unit=nowhere").status_code == 409
    assert served.get("/lines/nothing?unit=01").status_code == 404
    assert served.get("/lines/events?unit=01").status_code == 409
