"""The map on a slide: a native shape per unit, named and coloured; a picture where there are too many for that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cockpit import wording
from cockpit.measure import Measurement, Row
from cockpit.snapshot.deck import Land, Part
from cockpit.snapshot.land import Outline, outlines, picture
from cockpit.snapshot.slides.canvas import THEME, Canvas, Run, colour, describe, extent, flatten
from cockpit.style import NO_DATA, STATES, fill_of, ink, token
from cockpit.wording import say

MOST_SHAPES = 300
MOST_LABELS = 40
LEGEND = 72.0
LABEL = 15.0
Place = tuple[float, float, float, float]


def draw_map(canvas: Canvas, place: Place, part: Part, land: Land, lang: str) -> None:
    """The map, its labels and its legend inside `place`."""
    main = part.main
    if main is None:
        return
    x, y, w, h = place
    rows = {row.key: row for row in main.rows()}
    found = _bins(land, rows)
    fills = {code: fill_of(THEME, land.bins)[at] for code, at in found.items()}
    drawn = outlines(land.file, w, h - LEGEND, coarse=1.0)
    label = wording.finding_of_units(main, lang)
    if len(drawn) <= MOST_SHAPES:
        _shapes(canvas, (x, y), drawn, land, main, rows, fills, lang)
    else:
        ground, line = token(THEME, "surface"), token(THEME, "surface")
        image = picture(land.file, round(w * 1.5), round((h - LEGEND) * 1.5), fills, ground, line)
        canvas.picture(image, (x, y, w, h - LEGEND), say("panel.map", lang), label)
    _labels(canvas, (x, y), drawn, land, main, rows, fills, lang)
    _legend(canvas, (x, y + h - LEGEND + 14, w), land, main, list(found.values()), lang)


def _bins(land: Land, rows: Mapping[str, Row]) -> dict[str, int]:
    """Each unit's bin by its exact value; what may not be judged has one of its own."""
    found: dict[str, int] = {}
    for unit in land.units:
        row = rows.get(unit.code)
        if row is None or row.state in STATES or row.value is None:
            found[unit.code] = STATES.get(row.state, NO_DATA) if row is not None else NO_DATA
        else:
            found[unit.code] = int(land.bins.index(np.asarray([row.value]))[0])
    return found


def _shapes(
    canvas: Canvas,
    corner: tuple[float, float],
    drawn: Sequence[Outline],
    land: Land,
    main: Measurement,
    rows: Mapping[str, Row],
    fills: Mapping[str, str],
    lang: str,
) -> None:
    group = canvas.slide.shapes.add_group_shape()
    group.name = say("panel.map", lang)
    describe(group, wording.finding_of_units(main, lang))
    names = {unit.code: unit.said(lang) for unit in land.units}
    for each in sorted(drawn, key=lambda each: each.code == land.selected):
        if not each.rings:
            continue
        shape = _freeform(canvas, group, corner, each)
        shape.name = names.get(each.code, each.code)
        row = rows.get(each.code)
        value = wording.said(main.metric, row.value, row.state, lang) if row is not None else say("state.empty", lang)
        describe(shape, f"{shape.name} {value}")
        flatten(shape)
        shape.fill.solid()
        shape.fill.fore_color.rgb = colour(fills.get(each.code, token(THEME, "raised")))
        chosen = each.code == land.selected
        shape.line.color.rgb = colour("text" if chosen else "text-3" if len(drawn) <= 60 else "surface")
        shape.line.width = canvas.points(2.8 if chosen else 0.8)


def _freeform(canvas: Canvas, group: Any, corner: tuple[float, float], each: Outline) -> Any:  # noqa: ANN401
    """One unit with all its rings; a ring that runs the other way is a hole."""
    x, y = corner

    def place(point: tuple[float, float]) -> tuple[int, int]:
        left, top, _, _ = canvas.box(x + point[0], y + point[1], 0, 0)
        return int(left), int(top)

    first, *others = each.rings
    builder = group.shapes.build_freeform(*place(first[0]))
    builder.add_line_segments([place(point) for point in first[1:]], close=True)
    for ring in others:
        builder.move_to(*place(ring[0]))
        builder.add_line_segments([place(point) for point in ring[1:]], close=True)
    return builder.convert_to_shape()


def _labels(
    canvas: Canvas,
    corner: tuple[float, float],
    drawn: Sequence[Outline],
    land: Land,
    main: Measurement,
    rows: Mapping[str, Row],
    fills: Mapping[str, str],
    lang: str,
) -> None:
    """Name and value, the chosen unit first, then those that miss, then the largest; none over another."""
    names = {unit.code: unit.said(lang) for unit in land.units}
    sizes = {unit.code: (unit.bbox[2] - unit.bbox[0]) * (unit.bbox[3] - unit.bbox[1]) for unit in land.units}

    def rank(each: Outline) -> tuple[bool, bool, float]:
        row = rows.get(each.code)
        missed = row is not None and wording.meets(main.metric, row.value, row.state) is False
        return each.code != land.selected, not missed, -sizes.get(each.code, 0.0)

    taken: list[tuple[float, float, float, float]] = []
    for each in sorted(drawn, key=rank):
        row, name = rows.get(each.code), names.get(each.code, each.code)
        if row is None or not each.rings:
            continue
        value = wording.said(main.metric, row.value, row.state, lang)
        wide = max(extent(name, LABEL), extent(value, LABEL)) + 4
        box = (each.label[0] - wide / 2, each.label[1] - LABEL * 1.25, wide, LABEL * 2.5)
        if len(taken) >= MOST_LABELS or any(_over(box, other) for other in taken):
            continue
        missed = not rank(each)[1]
        if len(drawn) > MOST_LABELS and not _fits(each, wide):
            continue
        taken.append(box)
        pen = ink(THEME, fills.get(each.code, token(THEME, "raised")))
        bold = missed
        place = (corner[0] + box[0], corner[1] + box[1], box[2], box[3])
        lines = [[(name, pen, bold)], [(value, pen, bold)]]
        canvas.text(
            place, lines, LABEL, align="center", middle=True, name=f"{name} {value}"
        ).text_frame.word_wrap = False


def _over(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def _fits(each: Outline, wide: float) -> bool:
    xs = [x for ring in each.rings for x, _ in ring]
    return max(xs) - min(xs) >= wide


def _legend(
    canvas: Canvas, corner: tuple[float, float, float], land: Land, main: Measurement, found: list[int], lang: str
) -> None:
    """The bins side by side with their spans and how many units are in each; a mark where the target is."""
    x, y, w = corner
    labels = land.bins.labels(lang) if land.bins.edges else ()
    colours = land.bins.colours(THEME)
    special = [at for at in sorted(set(found)) if at < 0]
    cells = [(text, colours[at], at) for at, text in enumerate(labels)]
    words = {place: word for word, place in STATES.items()}
    cells += [(say(f"state.{words.get(at, 'empty')}", lang), fill_of(THEME, land.bins)[at], at) for at in special]
    if not cells:
        return
    unit = wording.unit_word(main.metric.unit, lang)
    note = " · ".join(filter(None, [unit, wording.target(main.metric, lang)]))
    room = w - extent(note, 14.5) - 14
    each = min(room / len(cells), 110)
    for at, (text, fill, place) in enumerate(cells):
        canvas.block(x + at * each, y, each - 1, 14, fill, name=text, edge="line-2" if place < 0 else None)
        said: list[list[Run]] = [[(text, "text-2", False)], [(f"{found.count(place)}", "text-3", False)]]
        canvas.text((x + at * each, y + 16, each, 36), said, 14.5, align="center")
        if place == land.bins.turn:
            canvas.block(x + (at + 1) * each - 3, y - 3, 4, 20, "text")
    canvas.text((x + len(cells) * each + 12, y - 2, w - len(cells) * each, 22), [[(note, "text-2", False)]], 14.5)
