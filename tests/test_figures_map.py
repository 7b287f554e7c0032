"""The map: its own style without a way out, and a record of numbers that never contradict their colour."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.extensions.json import JSONSnapshotExtension

from cockpit import figures, style
from cockpit.figures.map import MOST_LABELS, paint
from cockpit.figures.map import style as map_style
from tests.answers import NAMES, answer, metric, unit
from tests.drawn import checked

VALUES = [0.872, 0.9496, 0.95, 0.985, 0.901, None, None, 0.4]
UNITS = [unit(f"T{at:02d}", NAMES[at], at) for at in range(len(VALUES) + 1)]
STATES = {6: "suppressed", 7: "few"}
PLACE = {"url": "/geo/E/a.geojson.gz", "bbox": (118.0, 24.5, 118.9, 24.6)}

each_theme = pytest.mark.parametrize("theme", style.THEMES)


def record(of="inspection_coverage", values=VALUES, units=UNITS, states=None, **more):
    found = answer(of, values, states=STATES if states is None else states)
    return figures.map_record(found, units, **PLACE, **{"theme": "light", **more})


@each_theme
def test_record(snapshot, theme):
    found = record(
        theme=theme, selected=("T01",), hidden=("T03",), outline={"url": "/geo/E/b.geojson.gz", "code": "C"}, lang="zh"
    )
    assert json.loads(json.dumps(found, ensure_ascii=False)) == snapshot.use_extension(JSONSnapshotExtension)


@each_theme
def test_style(snapshot, theme):
    assert map_style(theme) == snapshot.use_extension(JSONSnapshotExtension)


@each_theme
def test_style_reaches_nowhere_and_its_sources_are_never_empty(theme):
    document = map_style(theme)
    assert not {"glyphs", "sprite"} & document.keys()
    assert "http" not in json.dumps(document)
    assert document["sources"]
    assert all(source["data"]["type"] == "FeatureCollection" for source in document["sources"].values())
    used = {layer["source"] for layer in document["layers"] if "source" in layer}
    assert used == set(document["sources"])


def test_every_layer_is_painted_anew_with_the_theme():
    layers = [layer["id"] for layer in map_style("light")["layers"]]
    assert layers == list(paint("dark"))
    assert paint("light") != paint("dark")


def test_figure_is_one_map_that_is_kept():
    drawn = figures.map_figure("dark", bbox=(118.0, 24.0, 119.0, 25.0))
    figure = checked(drawn)
    assert [trace.type for trace in figure.data] == ["scattermap"]
    assert figure.layout.uirevision == "kept"
    assert figure.layout.map.center.to_plotly_json() == {"lon": 118.5, "lat": 24.5}
    assert len(json.dumps(drawn)) < 8_000


def test_units_keep_the_order_of_the_geometry():
    backwards = record(units=UNITS[::-1])
    assert backwards["codes"] == [u.code for u in UNITS[::-1]]
    assert backwards["bins"] == record()["bins"][::-1]


def test_states_have_bins_and_words_of_their_own():
    found = record(hidden=("T03",))
    assert found["bins"] == [4, 2, 1, -4, 3, -1, -3, -2, -1]
    assert found["hatched"] == [6, 7]
    assert found["texts"][5:] == ["—", "<10", "40.0%", "—"]
    assert found["details"][3] == "不在您的可见范围"
    assert found["details"][7] == "2,524 / 6,310 · 样本太少"
    said = {row["key"]: (row["text"], row["count"]) for row in found["legend"]["rows"]}
    assert said[-3] == ("已抑制", 1)
    assert sum(count for _, count in said.values()) == len(UNITS)


def test_hidden_units_tell_nothing():
    found = record(hidden=("T00",))
    assert found["texts"][0] == "—"
    assert all("87.2" not in feature["properties"]["text"] for feature in found["labels"]["features"])
    assert "87.2" not in json.dumps({**found, "paint": None})


def test_one_more_digit_on_the_map_too():
    found = record()
    assert (found["texts"][1], found["bins"][1]) == ("94.96%", 2)


def test_legend_marks_where_the_hue_turns():
    rows = record()["legend"]["rows"]
    assert [row["text"] for row in rows if row["turn"]] == ["95–98"]
    assert record()["legend"]["notes"][0] == "≥95% 以外转暖色"


def test_selected_and_missed_are_named_first():
    features = record(selected=("T03",))["labels"]["features"]
    first = [feature["properties"]["text"].split("\n")[0] for feature in features[:4]]
    assert first[0] == NAMES[3]
    assert set(first[1:]) == {NAMES[0], NAMES[1], NAMES[4]}
    assert [feature["properties"]["bold"] for feature in features[:4]] == [False, True, True, True]


def test_labels_are_legible_on_their_halo():
    for theme in style.THEMES:
        for feature in record(theme=theme)["labels"]["features"]:
            facts = feature["properties"]
            assert style.contrast(facts["ink"], facts["halo"]) >= 4.5


def test_reference_fixes_the_edges_of_an_amount():
    city = [float(at * 100) for at in range(1, 200)]
    whole = record("residents", [float(at * 100) for at in range(1, 9)], states={}, reference=city)
    part = record("residents", [5000.0] * 8, states={}, reference=city)
    texts = [[row["text"] for row in one["legend"]["rows"]] for one in (whole, part)]
    assert texts[0] == texts[1]


def test_many_units_are_small_on_the_wire():
    units = [unit(f"T{at:02d}", f"网格{at}", at) for at in range(2000)]
    found = record("inspection_coverage", [0.9 + at / 20_000 for at in range(2000)], units=units, states={})
    assert len(found["labels"]["features"]) == MOST_LABELS
    assert len(json.dumps(found, ensure_ascii=False)) < 260_000


def test_english_takes_the_english_names():
    found = record(lang="en")
    assert found["names"][2] == "Town 2"
    assert found["labels"]["features"][0]["properties"]["text"].startswith("Town")


@given(
    st.lists(st.floats(0, 2, allow_nan=False), min_size=8, max_size=8),
    st.sampled_from(["inspection_coverage", "rework_rate", "inversion_ratio"]),
)
def test_text_and_colour_never_contradict(values, key):
    asked = metric(key)
    found = record(key, values, states={}, units=UNITS[:8])
    parted = style.bins(asked, values)
    scale = 100 if asked.unit == "percent" else 1
    shown = [float(text.rstrip("%").replace(",", "")) / scale for text in found["texts"]]
    assert not any(math.isnan(value) for value in shown)
    near = [float(f"{value:.9g}") for value in shown]  # 94.96 / 100 has the dust of binary arithmetic
    assert list(parted.index(near)) == found["bins"]
