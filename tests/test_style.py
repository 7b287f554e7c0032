"""Colours are safe: read from the style sheet, contrast and distance computed, edges where the target is."""

from __future__ import annotations

import itertools
import re

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit import style
from cockpit.errors import UnknownName
from tests.answers import CATALOGUE, metric

# Machado, Oliveira, Fernandes 2009, severity 1: what a colour looks like, on linear RGB.
EYES = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
# OKLab, Ottosson 2020.
TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
TEXTS = ("text", "text-2", "text-3", "good", "bad", "alarm", "warn", "info")
GROUNDS = ("bg", "surface", "raised")
COLOUR = re.compile(r"#[0-9A-F]{6}")

each_theme = pytest.mark.parametrize("theme", style.THEMES)


def distance(one, other, eye):
    """100 x OKLab distance of two colours as `eye` sees them."""

    def lab(colour):
        rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        return TO_LAB @ np.cbrt(TO_LMS @ np.clip(EYES[eye] @ linear, 0, 1))

    return 100 * float(np.linalg.norm(lab(one) - lab(other)))


def closest(pairs):
    return min(distance(one, other, eye) for one, other in pairs for eye in EYES)


@each_theme
def test_every_colour_token_is_set_for_each_theme(theme):
    table = style.tokens(theme)
    for name in (*TEXTS, *GROUNDS, "line", "line-2", "focus", "focus-edge", "water"):
        assert COLOUR.fullmatch(table[name]), name
    for name, count in style.SCALES.items():
        assert len(set(style.scale(theme, name))) == count


def test_the_dark_theme_sets_every_colour_itself():
    light, dark = style.tokens("light"), style.tokens("dark")
    assert light.keys() == dark.keys()
    same = {name for name in light if COLOUR.fullmatch(light[name]) and light[name] == dark[name]}
    assert not same


def test_sheets_use_only_tokens_that_exist_and_reach_nowhere_outside():
    known = set(style.tokens("light"))
    for sheet in sorted(style.SHEET.parent.glob("*.css")):
        text = sheet.read_text(encoding="utf-8")
        own = set(re.findall(r"[{;\s]--([a-z0-9-]+):", text))  # a shape that one rule hands to another
        used = set(re.findall(r"var\(--([a-z][a-z0-9-]+)\)", text))
        lent = {name for name in used if re.fullmatch(r"[ci]\d", name)}  # colours and inks that elements bring
        assert used <= known | own | lent, sheet.name
        named = text.replace("http://www.w3.org/2000/svg", "")  # the name of a language, which nobody fetches
        assert not re.search(r"https?:|//[a-z]|@import", named), sheet.name
        assert text.count("{") == text.count("}"), sheet.name


@each_theme
def test_text_is_legible_on_every_ground(theme):
    table = style.tokens(theme)
    worst = min(style.contrast(table[text], table[ground]) for text in TEXTS for ground in GROUNDS)
    assert worst >= 4.5


@each_theme
def test_labels_are_legible_on_every_fill(theme):
    fills = [colour for name in ("seq", "tgt", "div") for colour in style.scale(theme, name)]
    assert min(style.contrast(style.ink(theme, fill), fill) for fill in fills) >= 4.5
    table = style.tokens(theme)
    assert style.contrast(table["on-info"], table["info"]) >= 4.5
    assert style.contrast(table["tip-warm"], table["text"]) >= 4.5
    assert style.contrast(table["focus"], table["focus-edge"]) >= 3


@each_theme
@pytest.mark.parametrize(("name", "least"), [("tgt", 8.0), ("seq", 8.0), ("div", 14.0)])
def test_neighbouring_bins_stay_apart_for_every_eye(theme, name, least):
    assert closest(itertools.pairwise(style.scale(theme, name))) >= least


@each_theme
@pytest.mark.parametrize(("name", "least"), [("cls", 12.0), ("cat", 12.0)])
def test_kinds_stay_apart_pair_by_pair_for_every_eye(theme, name, least):
    assert closest(itertools.combinations(style.scale(theme, name), 2)) >= least


@each_theme
def test_good_and_bad_stay_apart_for_every_eye(theme):
    assert closest([(style.token(theme, "good"), style.token(theme, "bad"))]) >= 10


@each_theme
def test_template_is_transparent_and_has_horizontal_lines_only(theme):
    layout = go.layout.Template(style.template(theme)).layout
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert not layout.xaxis.showgrid
    assert layout.yaxis.showgrid
    assert layout.colorway == style.scale(theme, "cat")


def test_wall_text_keeps_its_floor():
    for role in ("value", "body", "note", "axis"):
        assert style.size(role, 32) >= 0.875 * 32


def test_unknown_names_are_refused_with_what_is_known():
    with pytest.raises(UnknownName, match="theme"):
        style.token("dusk", "text")
    with pytest.raises(UnknownName, match="token"):
        style.token("dark", "txt")
    with pytest.raises(UnknownName, match="scale"):
        style.scale("dark", "rainbow")


# -- bins ---------------------------------------------------------------------------------------------------------


def test_target_is_an_edge_and_the_hue_turns_there():
    found = style.bins(metric("inspection_coverage"))
    assert found.scale == "tgt"
    assert found.labels() == ("≥98", "95–98", "92–95", "89–92", "<89")
    assert found.edges[found.turn] == 0.95
    assert list(found.index([0.98, 0.9799, 0.95, 0.9499, 0.89, 0.8899, np.nan])) == [0, 1, 1, 2, 3, 4, -1]


def test_lower_is_better_puts_a_value_on_the_target_on_the_good_side():
    found = style.bins(metric("rework_rate"))
    assert found.labels() == ("≤3", "3–6", "6–9", "9–12", ">12")
    assert list(found.index([0.03, 0.0301, 0.06, 0.0601, 0.5])) == [0, 1, 1, 2, 4]


@pytest.mark.parametrize("goal", [0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0])
@pytest.mark.parametrize("better", ["higher", "lower"])
def test_bins_are_made_around_any_target(goal, better):
    found = style.bins(metric("inspection_coverage", target=goal, better=better, bins=None))
    assert goal in found.edges
    assert found.edges[found.turn] == goal
    colours = found.colours("dark")
    warm = style.scale("dark", "tgt")[2:]
    assert [colour in warm for colour in colours] == [at > found.turn for at in range(len(found))]


def test_bins_of_the_catalogue_give_way_to_another_target():
    found = style.bins(metric("inspection_coverage"), target=0.97)
    assert found.edges[found.turn] == 0.97


def test_a_count_is_not_judged_per_unit():
    assert style.bins(metric("inspection_overdue", target=40_000), [1.0, 2, 3, 5, 8]).scale == "seq"


def test_inversion_turns_warm_above_one():
    found = style.bins(metric("inversion_ratio"))
    assert found.scale == "div"
    assert found.edges[found.turn] == 1
    warm = [found.colours("light")[at] in style.scale("light", "div")[3:] for at in found.index([0.99, 1.0, 3.0])]
    assert warm == [False, True, True]


def test_amounts_have_round_edges_that_do_not_depend_on_the_view():
    city = np.arange(1, 301) * 37.0
    found = style.bins(metric("residents"), city)
    assert found.labels() == ("<2,000", "2,000–4,000", "4,000–6,000", "6,000–8,000", "≥8,000")
    assert found == style.bins(metric("residents"), city[::-1])


def test_nought_has_a_bin_of_its_own_where_it_is_common():
    found = style.bins(metric("events_supervised"), [0] * 30 + [1, 1, 2, 3, 5])
    assert found.labels() == ("<1", "1–2", "2–3", "≥3")


def test_rates_that_are_alike_are_still_parted():
    found = style.bins(metric("entry_rate"), np.linspace(0.85, 0.96, 50))
    assert found.labels() == ("<88", "88–90", "90–92", "92–94", "≥94")


def test_large_edges_share_their_word():
    found = style.bins(metric("residents"), np.arange(1, 300) * 400.0)
    assert found.labels() == ("<2.5 万", "2.5–5 万", "5–8 万", "8–10 万", "≥10 万")
    assert found.labels("en")[2] == "50k–80k"


def test_no_values_is_no_bins():
    found = style.bins(metric("residents"), [np.nan])
    assert (len(found), found.labels()) == (1, ("",))


values = st.floats(0, 1e7, allow_nan=False)


@given(st.lists(values, min_size=1, max_size=60))
def test_edges_of_any_amount_rise_and_hold_every_value(numbers):
    found = style.bins(metric("events_reported"), numbers)
    assert list(found.edges) == sorted(set(found.edges))
    assert len(found) <= 5
    at = found.index(numbers)
    assert ((at >= 0) & (at < len(found))).all()
    assert len(found.labels()) == len(found)


@given(st.sampled_from(sorted(CATALOGUE.metrics)), st.floats(0, 1.5))
def test_colour_and_verdict_agree_for_every_metric(key, value):
    asked = metric(key)
    found = style.bins(asked, [1.0, 2, 3, 5, 8, 13])
    if found.scale != "tgt":
        return
    met = value >= asked.target if asked.better == "higher" else value <= asked.target
    assert (int(found.index([value])[0]) <= found.turn) == met
