"""Map: one persistent figure with our own style, and the small record of numbers that the browser paints on it.

Geometry never travels with a figure: it is a file the browser fetches by its address. The style has neither glyphs nor
sprite, so that no request leaves the host, and its sources are never empty, because Dash drops an empty dict.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cockpit import wording
from cockpit.figures.alignment import align, bin_of, texts_of
from cockpit.figures.canvas import Figure, sheet
from cockpit.figures.labels import MOST_LABELS, names, names_above
from cockpit.style import FEW, HIDDEN, NO_DATA, REM, STATES, SUPPRESSED, Bins, bins, fill_of, template, token

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cockpit.measure import Measurement, Row
    from cockpit.store import Unit

Paint = dict[str, dict[str, Any]]

MOST_WORDS = 3000
"""Units whose names and fractions travel with their numbers; a map of more sends colours and values alone."""
UNITS, LABELS, OUTLINE, OVERLAY, BLEMISHES = "units", "labels", "outline", "overlay", "blemishes"
HATCHED = (FEW, SUPPRESSED)
FONTS = ("Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "Source Han Sans SC")
_NOWHERE: dict[str, Any] = {"type": "FeatureCollection", "features": []}
_SELECTED: list[Any] = ["boolean", ["feature-state", "sel"], False]
_HOVERED: list[Any] = ["boolean", ["feature-state", "hov"], False]
_FOCUSED: list[Any] = ["boolean", ["feature-state", "foc"], False]


def paint(theme: str, rem: float = REM) -> Paint:
    """Paint properties per layer for `theme`: given with the figure, and again with a record when the theme changes."""
    scale = rem / REM

    def width(state: list[Any], px: float) -> list[Any]:
        return ["case", state, round(px * scale, 2), 0]

    return {
        "ground": {"background-color": token(theme, "surface")},
        "units-fill": {
            "fill-color": ["to-color", ["feature-state", "c"], token(theme, "raised")],
            "fill-antialias": False,
        },
        "units-hatch": {"fill-pattern": "hatch"},
        "units-line": {"line-color": token(theme, "surface"), "line-width": 1.1 * scale},
        "outline-casing": {
            "line-color": token(theme, "bg" if theme == "dark" else "surface"),
            "line-width": 3.4 * scale,
        },
        "outline-line": {"line-color": token(theme, "text-2"), "line-width": 1.8 * scale},
        "blemish-fill": {"fill-color": token(theme, "cat-4"), "fill-opacity": 0.45},
        "blemish-line": {"line-color": token(theme, "cat-4"), "line-width": 1.4 * scale},
        "overlay-casing": {"line-color": token(theme, "surface"), "line-width": 3.2 * scale, "line-opacity": 0.6},
        "overlay-line": {
            "line-color": token(theme, "text"),
            "line-width": 1.5 * scale,
            "line-dasharray": ["literal", [3, 2]],
        },
        "hover-line": {"line-color": token(theme, "text"), "line-width": width(_HOVERED, 2)},
        "selected-casing": {"line-color": token(theme, "bg"), "line-width": width(_SELECTED, 6)},
        "selected-line": {"line-color": token(theme, "text"), "line-width": width(_SELECTED, 2.8)},
        "focus-casing": {"line-color": token(theme, "focus-edge"), "line-width": width(_FOCUSED, 7)},
        "focus-line": {"line-color": token(theme, "focus"), "line-width": width(_FOCUSED, 3)},
        "labels-text": {
            "text-color": ["get", "ink"],
            "text-halo-color": ["get", "halo"],
            "text-halo-width": 1.75 * scale,
        },
    }


def style(theme: str, rem: float = REM) -> dict[str, Any]:
    """Our own MapLibre style: units coloured by feature-state `c`, outlined by `hov` and `sel`, labels from points."""
    regular, bold = list(FONTS), [f"{FONTS[0]} Bold", *FONTS]  # MapLibre takes the weight from the first family's name
    text = {
        "text-field": ["get", "text"],
        "text-font": ["case", ["get", "bold"], ["literal", bold], ["literal", regular]],
        "text-size": round(13 * rem / REM, 1),
        "text-line-height": 1.15,
        "text-padding": 1,
        "text-max-width": 9,
        "symbol-sort-key": ["get", "rank"],
    }
    layers: list[dict[str, Any]] = [
        {"id": "ground", "type": "background"},
        {"id": "units-fill", "type": "fill", "source": UNITS},
        # shown by the browser once it has added the image "hatch"
        {"id": "units-hatch", "type": "fill", "source": UNITS, "layout": {"visibility": "none"}, "filter": _none()},
        _line("units-line", UNITS),
        *(_line(f"outline-{part}", OUTLINE) for part in ("casing", "line")),
        {"id": "blemish-fill", "type": "fill", "source": BLEMISHES},
        _line("blemish-line", BLEMISHES),
        *(_line(f"overlay-{part}", OVERLAY) for part in ("casing", "line")),
        _line("hover-line", UNITS),
        *(_line(f"{state}-{part}", UNITS) for state in ("selected", "focus") for part in ("casing", "line")),
        {"id": "labels-text", "type": "symbol", "source": LABELS, "layout": text},
    ]
    painted = paint(theme, rem)
    sources = {name: {"type": "geojson", "data": _NOWHERE} for name in (UNITS, LABELS, OUTLINE, OVERLAY, BLEMISHES)}
    return {
        "version": 8,
        "transition": {"duration": 0, "delay": 0},  # a new theme is there at once, not after frames of mixed colours
        "sources": sources,
        "layers": [{**layer, "paint": painted[layer["id"]]} for layer in layers],
    }


def _line(name: str, source: str) -> dict[str, Any]:
    return {"id": name, "type": "line", "source": source, "layout": {"line-join": "round"}}


def _none() -> list[Any]:
    return ["in", ["id"], ["literal", []]]  # a filter that lets nothing through


def map_figure(theme: str, rem: float = REM, bbox: tuple[float, float, float, float] | None = None) -> Figure:
    """The one map of a page. Kept for as long as the page lives: contexts leak when maps are made anew."""
    west, south, east, north = bbox or (-1.0, -1.0, 1.0, 1.0)
    centre = {"lon": (west + east) / 2, "lat": (south + north) / 2}
    layout = {"template": template(theme, rem), "uirevision": "kept", "dragmode": "pan"}
    # without a trace Plotly makes no map
    place = {"lon": [centre["lon"]], "lat": [centre["lat"]]}
    anchor = {"type": "scattermap", **place, "mode": "none", "hoverinfo": "skip"}
    return sheet([anchor], layout | {"map": {"style": style(theme, rem), "center": centre, "zoom": 8}})


def map_record(  # noqa: PLR0913 - the record's own parts, each by its name
    measurement: Measurement,
    units: Sequence[Unit],
    *,
    url: str,
    bbox: Sequence[float],
    theme: str,
    lang: str = "zh",
    outline: Mapping[str, str] | None = None,
    overlay: Mapping[str, str] | None = None,
    reference: Sequence[float] | NDArray[np.float64] | None = None,
    selected: Collection[str] = (),
    hidden: Collection[str] = (),
    above: Sequence[Unit] = (),
    edition: str = "",
) -> dict[str, Any]:
    """What the browser needs to paint `units`: numbers and words in the order of the features, no geometry.

    Args:
        measurement: an answer by units; units it has no row for are without data.
        units: in the order of the geometry file, whose feature ids are 0, 1, 2 ...
        url: address of the units' geometry file.
        bbox: west, south, east, north of what is drawn, in degrees.
        theme: "light" or "dark".
        lang: "zh" or "en".
        outline: boundaries to lay over the units: `url` of a geometry file, `code` of the one in it ("": all).
        overlay: borders of a further tree, drawn dashed: `url` of a geometry file, and `blemishes`, that of the ground
            which none of its units looks after, or two do ("" where there is none).
        reference: values of every unit of the level in the whole scope, for the edges of an amount; by default those
            of `measurement`.
        selected: codes of the units to outline.
        hidden: codes outside what the reader may see.
        above: units of upper levels, the uppermost first, to be named where there are too many units to name them.
        edition: name of the edition; by default the measurement's.
    """
    metric = measurement.metric
    codes = [unit.code for unit in units]
    aligned = align(measurement, codes, hidden)
    parted = bins(metric, measurement.value if reference is None else reference)
    found = bin_of(aligned, parted)
    texts = texts_of(measurement, aligned, parted, lang)
    colours = fill_of(theme, parted)
    if above and len(units) > MOST_LABELS:
        labels = names_above(units, above, theme=theme, lang=lang, selected=selected)
    else:
        labels = names(units, texts, found, colours, parted, theme=theme, lang=lang, selected=selected)
    words = {} if len(units) > MOST_WORDS else _words(measurement, units, aligned.at, found, lang)
    return {
        **words,
        "url": url,
        "bbox": list(bbox),
        "outline": dict(outline) if outline else None,
        "overlay": dict(overlay) if overlay else None,
        "bins": found,
        "colours": {str(at): colour for at, colour in colours.items()},
        "texts": texts,
        "labels": labels,
        "selected": [at for at, code in enumerate(codes) if code in selected],
        "hatched": [at for at, place in enumerate(found) if place in HATCHED],
        "legend": legend(measurement, found, parted, theme, lang),
        "paint": paint(theme),
        "theme": theme,
        "edition": edition or measurement.edition,
        "label": wording.finding_of_units(measurement, lang, hidden=hidden),
    }


def _words(
    measurement: Measurement, units: Sequence[Unit], at: NDArray[np.int64], found: Sequence[int], lang: str
) -> dict[str, list[str]]:
    """Codes, names and fractions; of very many units the file has the first two, and nobody reads all of the third."""
    rows = [measurement.row(place) if place >= 0 else None for place in at.tolist()]
    return {
        "codes": [unit.code for unit in units],
        "names": [unit.said(lang) for unit in units],
        "details": [_detail(measurement, row, place, lang) for row, place in zip(rows, found, strict=True)],
    }


def _detail(measurement: Measurement, row: Row | None, place: int, lang: str) -> str:
    """The second line of the tooltip: numerator / denominator, or why there is no judgement."""
    if place == HIDDEN:
        return wording.say("state.hidden", lang)
    if row is None:
        return wording.say("state.empty", lang)
    parts = wording.fraction(measurement.metric, row.numerator, row.denominator, lang)
    why = wording.say(f"state.{row.state}", lang) if row.state in STATES else ""
    return " · ".join(part for part in (parts, why) if part)


def legend(measurement: Measurement, found: Sequence[int], parted: Bins, theme: str, lang: str) -> dict[str, Any]:
    """The legend as rows for HTML: it must scale and be read aloud.

    `rows`: key (bin), text (its span), count (units in it), colour, turn (the line is drawn after this row), hatched.
    """
    metric = measurement.metric
    colours = fill_of(theme, parted)
    counts = {place: found.count(place) for place in {*range(len(parted)), *found}}
    spans = parted.labels(lang) if parted.edges else ()
    rows = [
        {"key": place, "text": text, "count": counts[place], "colour": colours[place], "turn": place == parted.turn}
        for place, text in enumerate(spans)
    ]
    words = {NO_DATA: "empty", FEW: "few", SUPPRESSED: "suppressed", HIDDEN: "hidden"}
    rows += [
        {
            "key": place,
            "text": wording.say(f"state.{word}", lang),
            "count": counts[place],
            "colour": colours[place],
            "turn": False,
            "hatched": place in HATCHED,
        }
        for place, word in words.items()
        if counts.get(place)
    ]
    bound = wording.bound(metric, lang) if parted.scale == "tgt" else ""
    notes = [wording.say("panel.legend_turn", lang, bound=bound)] if bound else []
    return {
        "title": metric.label.said(lang),
        "unit": wording.unit_word(metric.unit, lang),
        "rows": rows,
        "notes": [*notes, wording.say("panel.legend_count", lang)],
    }
