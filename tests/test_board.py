import json

import pytest
from dash import dcc, html
from dash.development.base_component import Component
from plotly.io.json import to_json_plotly

from cockpit import board
from cockpit.access import Scope
from cockpit.board import View, draw, find_units, look, outputs, the_boards
from cockpit.board.frame import frame
from cockpit.board.sending import written
from cockpit.errors import Unavailable
from cockpit.measure import CHILDREN, measure
from cockpit.selection import Selection
from cockpit.store import Store
from tests.components import attributes, find, picked, text

INNER = set(vars(html.Div())) - {"children"}  # what Dash keeps with a component
BOARDS = the_boards()
ALL = tuple(BOARDS.values())
EVERYTHING = Scope(smallest_cell=0)
each_board = pytest.mark.parametrize("page", ALL, ids=lambda page: page.key)


@pytest.fixture(scope="module")
def store(tiny_data):
    return Store(tiny_data)


@pytest.fixture
def view(store):
    def at(query="", page=BOARDS["overview"], scope=EVERYTHING) -> View:
        return look(store, scope, page, Selection.read(query))

    return at


def drawn(view, page=BOARDS["overview"]):
    return draw(page, ALL, view)


def shown_by(shown, kind, by=None, page=BOARDS["overview"]):
    """What the first panel of `kind` by `by` shows."""
    at = next(at for at, panel in enumerate(page.panels) if panel.kind == kind and by in (None, panel.by))
    return shown[f"panel-{at}"]


def ids(component):
    """Every id of a frame, hashable."""
    found = set()
    for part in component if isinstance(component, list | tuple) else [component]:
        id_ = getattr(part, "id", None)
        if id_ is not None:
            found.add(str(id_) if isinstance(id_, dict) else id_)
        children = getattr(part, "children", None)
        if children is not None and not isinstance(children, str):
            found |= ids(children)
    return found


# --- the frame -----------------------------------------------------------------------------------------------------


@each_board
def test_the_frame_has_a_place_for_everything_that_is_written(page):
    placed = ids(frame(page, ALL, {}))
    written = outputs(page).values()
    assert {str(output.component_id) for output in written} <= placed
    assert len({str(output) for output in written}) == len(written), "two writers of one place"


@each_board
def test_the_frame_holds_the_address(page):
    query = {"unit": "01", "where": ["kind:rented", "channel:app"], "from": "2026-06-01", "nonsense": "x"}
    made = frame(page, ALL, query)
    held = {
        part.id["control"]: part.value
        for part in find(made, object)
        if isinstance(getattr(part, "id", None), dict) and "control" in part.id
    }
    assert Selection.from_words(held) == Selection.from_query(query)


@each_board
def test_a_page_on_the_screen_is_not_made_anew(page):
    from dash import no_update

    assert frame(page, ALL, {"shown": {"page": page.path, "query": ""}}) is no_update
    assert frame(page, ALL, {"shown": {"page": "/elsewhere", "query": ""}}) is not no_update
    assert frame(page, ALL, {"shown": None}) is not no_update


@each_board
def test_one_map_per_page_and_graphs_send_nothing_out(page):
    graphs = find(frame(page, ALL, {}), dcc.Graph)
    assert [graph.id for graph in graphs if "map" in graph.id] == [f"{page.key}-map"]
    for graph in graphs:
        assert graph.config["showSendToCloud"] is False
        assert graph.config["plotlyServerURL"] == ""
        assert graph.config["displaylogo"] is False


# --- the view ------------------------------------------------------------------------------------------------------


def test_the_default_is_the_whole_city_and_its_children(view):
    seen = view()
    assert (seen.unit.code, seen.around.code, seen.level) == ("00", "00", "district")
    assert seen.levels == ("district", "town", "grid")
    assert seen.metric.key == BOARDS["overview"].metrics[0]
    assert not seen.strangers


def test_a_lowest_unit_stays_among_its_neighbours(view):
    seen = view("unit=010300")
    assert (seen.unit.code, seen.around.code, seen.level) == ("010300", "0103", "grid")
    record = drawn(seen)["record"]
    assert [record["codes"][at] for at in record["selected"]] == ["010300"]


@pytest.mark.parametrize(
    ("query", "level"),
    [
        ("level=grid", "grid"),
        ("level=moon", "district"),
        ("unit=01&level=district", "town"),
        ("unit=0101&level=town", "grid"),
    ],
)
def test_a_level_that_is_not_below_falls_back(view, query, level):
    assert view(query).level == level


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("unit=9", 1),
        ("metric=x", 1),
        ("tree=x", 1),
        ("edition=x", 1),
        ("where=x:y", 1),
        ("unit=9&metric=x&tree=x&edition=x", 4),
    ],
)
def test_what_the_edition_does_not_have_is_told(view, query, told):
    seen = view(query)
    assert len(seen.strangers) == told
    assert seen.unit.code == "00"
    assert len(drawn(seen)["notice"]) == told


def test_a_metric_of_another_page_is_no_stranger(view):
    seen = view("metric=events_open", BOARDS["inspection"])
    assert seen.metric.key == BOARDS["inspection"].metrics[0]
    assert not seen.strangers


def test_the_home_of_a_reader_is_the_top(view):
    seen = view(scope=Scope(unit="01", smallest_cell=0))
    assert seen.unit.code == "01"
    crumb = find(drawn(seen)["bar"], type(drawn(seen)["bar"][0]))[0]
    assert "测试市" not in text(crumb)


def test_without_an_edition_there_is_no_view(tmp_path):
    with pytest.raises(Unavailable, match="No edition"):
        look(Store(tmp_path), Scope(), BOARDS["overview"], Selection())


# --- the drawing ---------------------------------------------------------------------------------------------------

QUERIES = [
    "",
    "lang=en",
    "theme=dark&compare=year",
    "unit=01",
    "unit=010300",
    "level=grid&metric=inspection_overdue",
    "from=2026-06-30&to=2026-06-30",
    "from=2025-01-01&to=2026-06-30",
    "from=2020-01-01&to=2020-02-01",
    "where=kind:rented",
    "where=kind:no-such-kind",
    "where=nonsense:x&where=kind:owner",
]


@each_board
@pytest.mark.parametrize("query", QUERIES)
def test_every_place_is_written(view, page, query):
    shown = drawn(view(query, page), page)
    assert set(shown) == set(outputs(page)) - {"seen"}
    assert len(str(shown["record"])) < 60_000


@each_board
def test_every_metric_can_be_on_the_map(view, page):
    for key in page.metrics:
        shown = drawn(view(f"metric={key}&lang=en", page), page)
        assert shown["record"]["url"].startswith("/geo/")
        assert len(shown["record"]["bins"]) == len(shown["record"]["codes"]) == 2


def test_the_numbers_are_those_of_measure(view):
    seen = view("unit=01&from=2026-05-01&to=2026-05-31")
    shown = drawn(seen)
    tiles = {attributes(tile)["data-metric"]: attributes(tile)["data-exact"] for tile in shown["tiles"]}
    for key, exact in tiles.items():
        value = measure(seen.snapshot, seen.snapshot.catalogue.metric(key), seen.selection, seen.scope).total.value
        assert exact == ("" if value is None else repr(float(value)))


def test_the_map_and_the_ranking_say_the_same(view):
    page = BOARDS["inspection"]
    seen = view("unit=01", page)
    answer = measure(seen.snapshot, seen.metric, seen.selection, seen.scope, CHILDREN)
    shown = drawn(seen, page)
    assert tuple(shown["record"]["codes"]) == answer.keys
    rows = {
        attributes(row)["data-code"]: attributes(row)["data-exact"]
        for row in find(shown_by(shown, "ranking", page=page), object)
        if "data-code" in attributes(row)
    }
    assert rows == {row.key: "" if row.value is None else repr(float(row.value)) for row in answer.rows()}


def test_the_border_of_the_drawn_unit_lies_over_the_map(view):
    assert drawn(view())["record"]["outline"] is None
    assert drawn(view("unit=01"))["record"]["outline"]["code"] == "01"
    assert drawn(view("level=grid"))["record"]["outline"]["code"] == ""


def test_a_short_list_of_children_gives_way_to_the_level_below(view):
    rows = [part for part in find(shown_by(drawn(view()), "ranking"), object) if "data-code" in attributes(part)]
    assert len(rows) == 14  # 2 districts and 5 towns are fewer than the overview asks for


def test_filters_are_shown_and_what_they_do_not_touch_says_so(view):
    shown = drawn(view("where=kind:rented"))
    [chip] = [part for part in find(shown["bar"], object) if getattr(part, "className", "") == "chip"]
    assert "出租" in text(chip)
    assert picked(chip.children[1]) == {"where": ""}
    assert "不受房屋类别筛选" in text(shown_by(shown, "breakdown", "category"))  # events have no dwelling kind


def test_a_second_click_lifts_a_narrowing(view):
    first = shown_by(drawn(view()), "breakdown", "kind")
    second = shown_by(drawn(view("where=kind:rented")), "breakdown", "kind")
    where = {
        attributes(row)["data-code"]: picked(find(row, html.Button)[0])["where"]
        for row in find(first, object)
        if "data-code" in attributes(row)
    }
    assert where["rented"] == "kind:rented"
    where = {
        attributes(row)["data-code"]: picked(find(row, html.Button)[0])["where"]
        for row in find(second, object)
        if "data-code" in attributes(row)
    }
    assert where["rented"] == ""


def test_suppressed_cells_stay_suppressed_everywhere(view):
    seen = view("metric=residents&level=grid", scope=Scope(smallest_cell=100_000))
    shown = drawn(seen)
    assert set(shown["record"]["bins"]) <= {-3, 0, 1, 2, 3, 4}
    assert -3 in shown["record"]["bins"]
    hidden = [code for code, bin_ in zip(shown["record"]["codes"], shown["record"]["bins"], strict=True) if bin_ == -3]
    rows = {
        attributes(row)["data-code"]: attributes(row)["data-exact"]
        for row in find(shown_by(shown, "ranking"), object)
        if "data-code" in attributes(row)
    }
    assert {rows[code] for code in hidden} == {""}


# --- the search ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("0103", "0103"),
        ("0103镇", "0103"),
        ("ceshishi", "00"),
        ("css", "00"),
        ("testv", "00"),
        ("1区", "01"),
        ("1q", "01"),
    ],
)
def test_units_are_found(snapshot_of_tiny, typed, first):
    assert find_units(snapshot_of_tiny, Scope(), "admin", typed)[0].code == first


def test_nothing_is_found_for_nothing(snapshot_of_tiny):
    assert find_units(snapshot_of_tiny, Scope(), "admin", "  ") == []
    assert find_units(snapshot_of_tiny, Scope(), "nothing", "01") == []
    assert find_units(snapshot_of_tiny, Scope(), "admin", "zzzzzz") == []


def test_the_search_stays_within_the_scope(snapshot_of_tiny):
    found = find_units(snapshot_of_tiny, Scope(unit="02"), "admin", "wangge")
    assert found
    assert all(unit.code.startswith("02") for unit in found)


def test_a_choice_names_the_unit_above_and_finds_itself_again(snapshot_of_tiny):
    [choice] = board.options(snapshot_of_tiny, Scope(), "admin", "0103镇", "zh")
    beside = {"name": "0103镇", "above": "1区", "marks": [("0103镇", True)]}
    assert choice == {"value": "0103", "label": "0103镇 · 1区 · 0103", **beside}
    assert find_units(snapshot_of_tiny, Scope(), "admin", choice["label"])[0].code == "0103"


@each_board
def test_dash_knows_every_word_of_a_page(view, page):
    """Components that were `made` without a look are made again, with one; Dash refuses a word it does not know."""
    components = [part for place in drawn(view("unit=01", page), page).values() for part in find(place, Component)]
    assert len(components) > 300
    for component in components:
        words = {name: said for name, said in vars(component).items() if name not in INNER}
        again = type(component)(**words)
        assert vars(again) == vars(component)


@each_board
def test_a_page_is_written_as_dash_would_write_it(view, page):
    """`sending` looks for a component's properties in its own, faster way."""
    shown = drawn(view("unit=01", page), page)
    places = {name: json.loads(place) for name, place in written(shown).places.items()}
    assert places == json.loads(to_json_plotly(shown))
