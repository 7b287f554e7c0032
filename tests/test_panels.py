from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from dash import html

from cockpit import panels
from cockpit.access import Scope
from cockpit.board import the_boards
from cockpit.catalogue import DEFAULTS, load_catalogue
from cockpit.errors import CockpitError, UnknownName
from cockpit.measure import CHILDREN, measure
from cockpit.panels.controls import CONTROLS, pick, pick_button
from cockpit.panels.tables import worst_first
from cockpit.selection import Selection
from tests.components import attributes, find, picked, text

METRICS = load_catalogue(DEFAULTS).metrics
RATE, COUNT, PEOPLE = METRICS["inspection_coverage"], METRICS["events_open"], METRICS["residents"]


@pytest.fixture
def total(snapshot_of_tiny):
    def ask(metric, **changes):
        return measure(snapshot_of_tiny, metric, Selection(**changes), Scope(smallest_cell=0))

    return ask


@pytest.fixture
def children(snapshot_of_tiny):
    return lambda metric: measure(snapshot_of_tiny, metric, Selection(), Scope(smallest_cell=0), CHILDREN)


def altered(answer, **changes):
    columns = {name: np.array([value], dtype=float) for name, value in changes.items() if name != "state"}
    return replace(answer, **columns, **({"state": (changes["state"],)} if "state" in changes else {}))


def test_a_tile_says_number_lamp_and_change(total):
    answer = altered(total(RATE), value=0.959, previous=0.955)
    tile = panels.tile(
        answer,
        altered(total(RATE, compare="year"), value=0.959, previous=0.941),
        None,
        "previous",
        "zh",
        "light",
        on=True,
    )
    said = text(tile)
    assert "95.9" in said
    assert "● 达标" in said
    assert "环比 ▲ +0.4 点" in said
    assert "同比 ▲ +1.8 点" in said
    assert tile.className == "tile met on"
    assert picked(tile) == {"metric": RATE.key}
    assert float(attributes(tile)["data-exact"]) == 0.959
    assert "95.9%" in attributes(tile)["aria-label"]


def test_a_tile_of_an_unfinished_period_is_not_judged(total):
    answer = altered(total(RATE), value=0.5, previous=0.4)
    series = None
    tile = panels.tile(answer, None, series, "previous", "zh", "light", on=False, passed=(21, 30))
    assert "期间未完 21/30 日" in text(tile)
    assert tile.className == "tile unjudged partial"
    assert "环比 ▲ +10.0 点" in text(tile)


def test_both_comparisons_keep_their_place(total):
    other = altered(total(RATE), value=0.9, previous=0.8)
    tile = panels.tile(
        altered(total(RATE, compare="year"), value=0.9, previous=0.7), other, None, "year", "zh", "light", on=False
    )
    assert text(tile).index("环比") < text(tile).index("同比")
    assert "+10.0 点" in text(tile)


@pytest.mark.parametrize(
    ("state", "value", "n", "says", "hides"),
    [
        ("few", 1.0, 3, "—", "100"),
        ("suppressed", np.nan, np.nan, "<10", "nan"),
        ("empty", np.nan, 0, "—", "nan"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_state_is_neither_zero_nor_blank(total, state, value, n, says, hides, lang):
    answer = altered(total(RATE), value=value, n=n, denominator=n, numerator=n, previous=np.nan, state=state)
    tile = panels.tile(answer, None, None, "previous", lang, "dark", on=False)
    assert says in text(tile)
    assert hides not in text(tile)
    assert "unjudged" in tile.className


def test_an_approximate_value_says_so(total):
    hours = METRICS["handling_hours_median"]
    tile = panels.tile(
        altered(total(hours), value=18.6, state="approx"), None, None, "previous", "zh", "light", on=False
    )
    assert "≈ 18.6" in text(tile)


def test_a_metric_the_edition_lacks_says_why():
    assert "no table events" in text(panels.absent(COUNT, "no table events", "zh"))


def test_the_spark_is_a_picture_of_the_series(snapshot_of_tiny, total):
    series = measure(snapshot_of_tiny, COUNT, Selection(), Scope(), "day")
    tile = panels.tile(total(COUNT), None, series, "previous", "zh", "light", on=False)
    [picture] = find(tile, html.Img)
    assert picture.src.startswith("data:image/svg+xml;base64,")
    gap = replace(series, value=np.where(np.arange(len(series)) % 3 == 0, np.nan, series.value))
    assert find(panels.tile(total(COUNT), None, gap, "previous", "zh", "light", on=False), html.Img)
    nothing = replace(series, value=np.full(len(series), np.nan))
    assert not find(panels.tile(total(COUNT), None, nothing, "previous", "zh", "light", on=False), html.Img)


@pytest.mark.parametrize(
    ("metric", "first"), [(RATE, 0.2), (COUNT, 9.0), (PEOPLE, 9.0)], ids=lambda at: getattr(at, "key", at)
)
def test_the_worst_stand_first_and_the_unknown_last(children, metric, first):
    answer = children(metric)
    values = np.array([0.2, 9.0][: len(answer)])
    assert worst_first(replace(answer, value=values))[0].value == first
    half = replace(answer, value=np.array([np.nan, 0.5]), state=("empty", "ok"))
    assert [row.state for row in worst_first(half)] == ["ok", "empty"]


def test_a_ranking_drills_and_marks(children):
    answer = children(RATE)
    table = panels.ranking(answer, "zh", "previous", chosen=(answer.keys[1],))
    rows = [row for row in find(table, html.Tr) if "data-code" in attributes(row)]
    assert {attributes(row)["data-code"] for row in rows} == set(answer.keys)
    assert [row.className for row in rows if attributes(row)["data-code"] == answer.keys[1]] == ["on"]
    for row in rows:
        assert picked(find(row, html.Button)[0]) == {"unit": attributes(row)["data-code"]}


def test_a_rate_is_drawn_from_its_target_and_an_amount_from_zero(children):
    goals = [
        mark for mark in find(panels.ranking(children(RATE), "zh", "previous"), html.I) if mark.className == "goal"
    ]
    assert len(goals) == len(children(RATE))
    stems = find(panels.ranking(children(COUNT), "zh", "previous"), html.I)
    assert {stem.style["left"] for stem in stems} == {"0.0%"}
    assert max(float(stem.style["width"].removesuffix("%")) for stem in stems) == 100


def test_a_long_ranking_says_how_many_it_leaves_out(children):
    answer = children(COUNT)
    many = 500
    long = replace(
        answer,
        keys=tuple(map(str, range(many))),
        names=tuple(map(str, range(many))),
        state=("ok",) * many,
        **{name: np.arange(many, dtype=float) for name in ("value", "numerator", "denominator", "n", "previous")},
    )
    table = panels.ranking(long, "zh", "previous")
    assert len(find(table, html.Tr)) == 101
    assert "其余 400 个" in text(table)


def test_a_breakdown_narrows(snapshot_of_tiny):
    answer = measure(snapshot_of_tiny, RATE, Selection(), Scope(), "kind")
    where = {key: panels.Narrowing(f"kind:{key}", "kind:a,b", key == "shop") for key in answer.keys}
    table = panels.breakdown(answer, "zh", "previous", "类别", ("rented", "owner"), 10, where)
    rows = find(table, html.Button)
    assert [picked(row)["where"] for row in rows][:2] == ["kind:rented", "kind:owner"]
    short = panels.breakdown(answer, "zh", "previous", "类别", (), 1, where)
    assert "其余" in text(short)


def test_an_amount_is_broken_down_largest_first(snapshot_of_tiny):
    answer = measure(snapshot_of_tiny, METRICS["events_reported"], Selection(), Scope(), "category")
    table = panels.breakdown(
        answer, "zh", "previous", "类别", (), 99, dict.fromkeys(answer.keys, panels.Narrowing("", ""))
    )
    values = [float(attributes(row)["data-exact"]) for row in find(table, html.Tr) if "data-exact" in attributes(row)]
    assert values == sorted(values, reverse=True)


def test_nothing_found_offers_the_way_out(snapshot_of_tiny):
    answer = measure(snapshot_of_tiny, COUNT, Selection(), Scope(), "category")
    none = replace(answer, value=answer.value * 0, n=answer.n * 0)
    box = panels.breakdown(none, "zh", "previous", "类别", (), 9, {})
    assert picked(find(box, html.Button)[0]) == {"where": ""}


def test_every_word_of_the_address_has_a_control():
    held = {part.id["control"] for part in panels.controls(Selection(unit="x", where=(("kind", ("a", "b")),))).children}
    assert held | {"from", "to"} == set(CONTROLS)


def test_the_header_carries_the_selection():
    boards = tuple(the_boards().values())
    parts = panels.header(boards, "/", Selection(unit="310101", lang="en"), None)
    links = [link.href for link in find(parts, html.Nav)[0].children]
    assert links == [f"{board.path}?unit=310101&lang=en" for board in boards]


def test_the_crumb_leads_up_and_the_link_pins(snapshot_of_tiny):
    tree = snapshot_of_tiny.tree()
    selection = Selection(unit="0101", metric="residents")
    parts = panels.bar(tree.ancestors("0101"), selection, [panels.Chip("出租", {"where": ""})], "E1", html.Div())
    steps = find(parts, html.A)
    assert [picked(step) for step in steps] == [{"unit": "", "units": ""}, {"unit": "01", "units": ""}]
    assert [step.href for step in steps] == ["?metric=residents", "?unit=01&metric=residents"]
    assert ["data-up" in attributes(step) for step in steps] == [False, True]
    [copy] = [button for button in find(parts, html.Button) if "data-copy" in attributes(button)]
    assert attributes(copy)["data-copy"] == "?unit=0101&metric=residents&edition=E1"


def test_units_chosen_together_are_a_step_below(snapshot_of_tiny):
    parts = panels.bar(snapshot_of_tiny.tree().ancestors("01"), Selection(unit="01"), [], "E1", None, "甲、乙")
    steps = find(parts, html.A)
    assert ["data-up" in attributes(step) for step in steps] == [False, True]
    assert picked(steps[-1]) == {"unit": "01", "units": ""}
    assert text(find(parts, html.B)[-1]) == "甲、乙"
    assert find(panels.bar(snapshot_of_tiny.tree().ancestors("01"), Selection(unit="01"), [], "E1"), html.A)


def test_every_choice_has_a_chip_and_one_button_lifts_all():
    chips = [panels.Chip("本月", {"from": "", "to": ""}, warn=True), panels.Chip("出租", {"where": "class:red"})]
    line = panels.chip_line(chips, "zh")
    assert [picked(button) for button in find(line, html.Button)] == [
        {"from": "", "to": ""},
        {"where": "class:red"},
        {"from": "", "to": "", "where": ""},
    ]
    assert panels.chip_line([], "zh") == []


def test_presets_end_on_the_newest_day():
    newest = date(2026, 3, 31)
    buttons = find(panels.presets(date(2026, 3, 2), newest, newest, "said", "zh"), html.Button)
    periods = {text(button): picked(button) for button in buttons}
    assert periods["近 7 日"] == {"from": "2026-03-25", "to": "2026-03-31"}
    assert periods["本年"] == {"from": "2026-01-01", "to": "2026-12-31"}  # beyond the data: it grows with it
    assert periods["本月"] == {"from": "2026-03-01", "to": "2026-03-31"}
    assert periods["上月"] == {"from": "2026-02-01", "to": "2026-02-28"}
    assert periods["近 30 日"] == {"from": "", "to": ""}  # the default: it moves on with the next edition
    assert [text(button) for button in buttons if attributes(button)["aria-pressed"] == "true"] == ["近 30 日"]


def test_a_default_is_picked_as_nothing():
    metrics = [RATE, COUNT]
    buttons = find(panels.metric_list(metrics, COUNT.key, RATE.key, "zh"), html.Button)
    assert [picked(button)["metric"] for button in buttons] == ["", COUNT.key]
    compared = find(panels.comparisons("year", "zh"), html.Button)
    assert [picked(button)["compare"] for button in compared] == ["", "year"]
    levels = find(panels.level_switch({"a": "A", "b": "B"}, "b", "zh"), html.Button)
    assert [picked(button)["level"] for button in levels] == ["", "b"]


def test_a_pick_survives_any_words():
    button = pick_button("x", unit="a\"b'<柳浦>")
    assert picked(button) == {"unit": "a\"b'<柳浦>"}
    assert pick(unit=None) == {"data-pick": '{"unit": ""}'}


def test_our_errors_are_sentences_and_others_a_reference():
    ours = text(panels.failure(UnknownName("There is no unit 'x'.", "Did you mean 'y'?"), "abc"))
    assert ours == "There is no unit 'x'. Did you mean 'y'?"
    other = text(panels.failure(ZeroDivisionError("secret path /etc"), "abc123"))
    assert "abc123" in other
    assert "secret" not in other
    assert "Traceback" not in text(panels.failure(CockpitError("x"), ""))


def test_the_legend_shows_every_bin_with_its_count():
    record = {
        "legend": {
            "title": "覆盖率",
            "unit": "%",
            "rows": [
                {"key": 0, "text": "≥95", "count": 1200, "colour": "#123456", "turn": True, "hatched": False},
                {"key": -2, "text": "样本太少", "count": 3, "colour": "#eeeeee", "turn": False, "hatched": True},
            ],
            "notes": ["x"],
        }
    }
    said = text(panels.legend(record))
    assert "≥95 1,200" in said
    assert "样本太少 3" in said
