"""Native charts: they open in PowerPoint with their data, which are the exact numbers of the answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn

from cockpit import wording
from cockpit.catalogue import Annotation, Metric
from cockpit.figures.canvas import marks
from cockpit.measure import Measurement, Row
from cockpit.snapshot.deck import Part
from cockpit.snapshot.slides.canvas import THEME, Canvas, colour
from cockpit.style import bins, scale
from cockpit.wording import say

FORMATS = {"percent": "0.0%", "hours": "0.0", "ratio": "0.00"}
JUDGED = ("ok", "approx")
MOST_BARS = 12
MOST_TICKS = 5
_RECENT = 26  # px for the words under a small line
Place = tuple[float, float, float, float]
PLOT = (0.12, 0.07, 0.68, 0.83)
"""Where the lines lie inside a trend's frame: fixed, so that policy dates can be laid over them."""


def drawn_value(row: Row) -> float | None:
    """The value where it may be drawn and judged; else a gap."""
    return row.value if row.state in JUDGED else None


def number_format(metric: Metric) -> str:
    """How a chart writes the metric's numbers."""
    return FORMATS.get(metric.unit, "#,##0")


def trend_chart(
    canvas: Canvas,
    place: Place,
    series: Measurement,
    before: Measurement | None,
    annotations: Sequence[Annotation],
    words: tuple[str, str],
) -> None:
    """A line with the target and the earlier period; `words` are (language, name of the earlier period)."""
    lang, earlier = words
    rows, metric = series.rows(), series.metric
    data = CategoryChartData(number_format=number_format(metric))
    daily = series.by == "day"
    data.categories = [date.fromisoformat(key) if daily else wording.step(key, lang) for key in series.keys]
    values = [drawn_value(row) for row in rows]
    data.add_series(wording.place(series, lang), values)
    if before is not None:
        past = [drawn_value(row) for row in before.rows()][: len(rows)]
        data.add_series(earlier, past + [None] * (len(rows) - len(past)))
    goal = metric.target if metric.better != "neither" and metric.value is None else None
    if goal is not None:
        data.add_series(wording.target(metric, lang), [goal] * len(rows))
    chart = _chart(canvas, place, XL_CHART_TYPE.LINE, data, f"{metric.label.said(lang)} {say('panel.trend', lang)}")
    low, high = _span([*values, *([goal] if goal is not None else [])])
    _axes(canvas, chart, metric, (low, high), days=len(rows) if daily else 0)
    _layout(chart)
    last = max((at for at, value in enumerate(values) if value is not None), default=None)
    verdict = wording.verdict(metric, rows[last].value, rows[last].state) if last is not None else ""
    main = "tgt-5" if verdict == "missed" else "text"
    styles = [(main, 2.6, None)] + ([("line-2", 1.6, None)] if before is not None else [])
    styles += [("text-2", 1.4, MSO_LINE.DASH)] if goal is not None else []
    for line, (ink, px, dash) in zip(chart.plots[0].series, styles, strict=True):
        _stroke(canvas, line, ink, px, dash)
    ends: list[tuple[float, str, str]] = []
    if last is not None:
        said = wording.short(metric, rows[last].value, lang)
        ends.append((rows[last].value or 0.0, f"{wording.place(series, lang)} {said}", main))
    if goal is not None:
        ends.append((goal, wording.target(metric, lang), "text-2"))
    _end_words(canvas, place, ends, (chart.value_axis.minimum_scale, chart.value_axis.maximum_scale))
    _policy_dates(canvas, place, series, annotations, lang)


def spark_chart(canvas: Canvas, place: Place, series: Measurement, lang: str) -> None:
    """A small line without axes, for a headline, over the words for how many steps it has."""
    metric, values = series.metric, [drawn_value(row) for row in series.rows()]
    if sum(value is not None for value in values) < 2:
        return
    data = CategoryChartData(number_format=number_format(metric))
    data.categories = [date.fromisoformat(key) for key in series.keys]
    data.add_series(metric.label.said(lang), values)
    x, y, w, h = place
    recent = say("panel.recent", lang, n=len(series))
    canvas.text((x, y + h - _RECENT, w, _RECENT), [[(recent, "text-3", False)]], 15, align="right")
    line, name = (x, y, w, h - _RECENT), f"{metric.label.said(lang)} {say('panel.by_day', lang)}"
    chart = _chart(canvas, line, XL_CHART_TYPE.LINE, data, name)
    low, high = _span(values)
    for axis in (chart.value_axis, chart.category_axis):
        axis.visible = False
        axis.has_major_gridlines = False
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = low, high
    _stroke(canvas, chart.plots[0].series[0], "text-3", 2, None)


def bar_chart(canvas: Canvas, place: Place, part: Part, lang: str) -> None:
    """Bars from zero, coloured by the target's bins where there is one; each with its value."""
    if part.main is None:
        return
    metric, shown = part.main.metric, part.rows[:MOST_BARS]
    data = CategoryChartData(number_format=number_format(metric))
    data.categories = [bar_name(row, lang) for row in shown]
    values = [drawn_value(row) for row in shown]
    data.add_series(metric.label.said(lang), values)
    chart = _chart(canvas, place, XL_CHART_TYPE.BAR_CLUSTERED, data, f"{part.title} · {metric.label.said(lang)}")
    plot, category, value = chart.plots[0], chart.category_axis, chart.value_axis
    plot.gap_width = 55
    category.reverse_order = True
    category.major_tick_mark = XL_TICK_MARK.NONE
    category.format.line.color.rgb = colour("text")
    _font(canvas, category.tick_labels.font, 14.5, "text")
    value.visible = value.has_major_gridlines = False
    top = max((v for v in values if v is not None), default=1.0)
    value.minimum_scale, value.maximum_scale = min(0.0, *(v for v in values if v is not None), 0.0), (top or 1.0) * 1.22
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = number_format(metric), False
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    _font(canvas, labels.font, 14.5, "text")
    parted = bins(metric)
    fills = parted.colours(THEME) if parted.scale == "tgt" else ()
    plot.series[0].format.fill.solid()
    plot.series[0].format.fill.fore_color.rgb = colour(scale(THEME, "seq")[3])
    for at, number in enumerate(values):
        if fills and number is not None:
            point = plot.series[0].points[at].format.fill
            point.solid()
            point.fore_color.rgb = colour(fills[int(parted.index([number])[0])])


def bar_name(row: Row, lang: str) -> str:
    """Name of a row; why it has no bar, where it has none."""
    name = row.name or row.key or say("state.empty", lang)
    return name if drawn_value(row) is not None else f"{name}（{say(f'state.{row.state}', lang)}）"


def _chart(canvas: Canvas, place: Place, kind: Any, data: CategoryChartData, name: str) -> Any:  # noqa: ANN401
    frame = canvas.slide.shapes.add_chart(kind, *canvas.box(*place), data)
    frame.name = name
    chart = frame.chart
    chart.has_legend = chart.has_title = False
    _font(canvas, chart.font, 14.5, "text-3")
    if kind == XL_CHART_TYPE.LINE:
        for line in chart.plots[0].series:
            line.smooth = False
    return chart


def _span(values: Sequence[float | None]) -> tuple[float, float]:
    """Range of the value axis: from zero for an amount that comes near it, else around the line and its target."""
    known = [value for value in values if value is not None] or [0.0]
    low, high = min(known), max(known)
    room = (high - low) * 0.12 or abs(high) * 0.05 or 1.0
    return (0.0 if 0 <= low < 0.4 * high else max(low - room, 0.0) if low >= 0 else low - room), high + room


def _axes(canvas: Canvas, chart: Any, metric: Metric, span: tuple[float, float], *, days: int) -> None:  # noqa: ANN401
    value, category = chart.value_axis, chart.category_axis
    ticks = marks(*span)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else (span[1] - span[0]) or 1.0
    value.minimum_scale = max(0.0, ticks[0] - step) if span[0] < ticks[0] else ticks[0]
    value.minimum_scale = value.minimum_scale if value.minimum_scale >= span[0] - step else span[0]
    top = ticks[-1] + step if ticks[-1] < span[1] else ticks[-1]
    value.maximum_scale = min(top, 1.0) if metric.unit == "percent" and span[1] <= 1.08 else top
    value.major_unit = step
    value.major_gridlines.format.line.color.rgb = colour("line")
    value.format.line.fill.background()
    value.major_tick_mark = category.major_tick_mark = XL_TICK_MARK.NONE
    whole = metric.unit == "percent" and abs(step * 100 - round(step * 100)) < 1e-6
    value.tick_labels.number_format = "0%" if whole else number_format(metric)
    value.tick_labels.number_format_is_linked = False
    category.format.line.color.rgb = colour("line-2")
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if days:
        category.tick_labels.number_format, category.tick_labels.number_format_is_linked = "m-dd", False
        _spaced(category, days)
    _font(canvas, value.tick_labels.font, 14.5, "text-3")
    _font(canvas, category.tick_labels.font, 14.5, "text-3")


def _spaced(axis: Any, days: int) -> None:  # noqa: ANN401
    """Ticks of a date axis every so many days; in the order the file's schema wants."""
    element = axis._element  # noqa: SLF001 - python-pptx has no words for it
    words = (("baseTimeUnit", "days"), ("majorUnit", str(-(-days // MOST_TICKS))), ("majorTimeUnit", "days"))
    for name, _ in words:
        for old in element.findall(qn(f"c:{name}")):
            element.remove(old)
    for name, value in words:
        etree.SubElement(element, qn(f"c:{name}")).set("val", value)


def _layout(chart: Any) -> None:  # noqa: ANN401
    """Fix the inner plot area at PLOT."""
    area = chart._chartSpace.find(".//" + qn("c:plotArea"))  # noqa: SLF001
    old = area.find(qn("c:layout"))
    if old is not None:
        area.remove(old)
    layout = etree.Element(qn("c:layout"))
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    words = (("layoutTarget", "inner"), ("xMode", "edge"), ("yMode", "edge"))
    for name, value in (*words, *zip("xywh", map(str, PLOT), strict=True)):
        etree.SubElement(manual, qn(f"c:{name}")).set("val", value)
    area.insert(0, layout)


def _stroke(canvas: Canvas, line: Any, ink: str, px: float, dash: Any) -> None:  # noqa: ANN401
    line.format.line.color.rgb = colour(ink)
    line.format.line.width = canvas.points(px)
    if dash is not None:
        line.format.line.dash_style = dash
    line.marker.style = None
    line.marker.format.fill.background()
    marker = line._element.find(qn("c:marker"))  # noqa: SLF001
    for child in list(marker):
        marker.remove(child)
    etree.SubElement(marker, qn("c:symbol")).set("val", "none")


def _end_words(canvas: Canvas, place: Place, ends: list[tuple[float, str, str]], span: tuple[float, float]) -> None:
    """Words at the ends of the lines, pushed apart: no legend to match colours with."""
    x, y, w, h = place
    left, lowest = x + w * (PLOT[0] + PLOT[2]) + 6, -math.inf
    for value, words, ink_ in sorted(ends, reverse=True):
        share = (value - span[0]) / ((span[1] - span[0]) or 1)
        at = max(y + h * (PLOT[1] + PLOT[3] * (1 - share)) - 11, lowest + 23)
        lowest = at
        canvas.text((left, at, x + w - left, 22), [[(words, ink_, ink_ != "text-2")]], 15)


def _policy_dates(
    canvas: Canvas, place: Place, series: Measurement, annotations: Sequence[Annotation], lang: str
) -> None:
    """A thin line with its name at each dated note on this metric inside the period."""
    first, last = series.windows[0].start, series.windows[-1].start
    days = (last - first).days or 1
    x, y, w, h = place
    for note in annotations:
        if (note.metrics and series.metric.key not in note.metrics) or not first <= note.date <= last:
            continue
        at = x + w * (PLOT[0] + PLOT[2] * (note.date - first).days / days)
        canvas.rule(at, y + h * PLOT[1] - 6, 0, ink="info", px=1.4, down=h * PLOT[3] + 6).name = note.text.said(lang)
        words = f"{wording.short_day(note.date)} {note.text.said(lang)}"
        left = at > x + w * 0.55
        box = (at - 300 if left else at + 4, y - 6, 296, 22)
        canvas.text(box, [[(words, "info", False)]], 14.5, align="right" if left else "left")


def _font(canvas: Canvas, font: Any, px: float, ink: str) -> None:  # noqa: ANN401
    font.size = canvas.points(px)
    font.color.rgb = colour(ink)
