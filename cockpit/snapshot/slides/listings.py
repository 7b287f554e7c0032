"""A panel that is a listing, on a slide: its chart where it names one, and its first rows as a native table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_AXIS_CROSSES, XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION

from cockpit.reading import Listing, words_of
from cockpit.snapshot.slides.canvas import THEME, Canvas, colour, extent
from cockpit.snapshot.slides.charts import FORMATS, Place
from cockpit.snapshot.slides.tables import ROW, Cell, Sheet, draw_sheet
from cockpit.style import scale
from cockpit.wording import say

MOST_POINTS = 24
LEAST_ROWS = 4
INKS = ("cat-1", "cat-2", "cat-3", "cat-4", "cat-5", "cat-6")
TYPES = {
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "stacked": XL_CHART_TYPE.BAR_STACKED,
    "line": XL_CHART_TYPE.LINE,
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
}


def draw_listing(canvas: Canvas, place: Place, listing: Listing, title: str, lang: str) -> int:
    """Chart and rows of `listing` in `place`; how many rows stood there."""
    x, y, w, h = place
    if listing.chart is not None and len(listing.lines) > 1:
        room = h - (min(len(listing.lines), LEAST_ROWS) + 1.5) * ROW
        _chart(canvas, (x, y, w, room), listing, title, lang)
        y, h = y + room, h - room
    rows = fitting(listing, w, h, lang)
    end = draw_sheet(canvas, x, y, listing_sheet(listing, slice(0, rows), w, title, lang))
    left = listing.count - rows
    if left > 0:
        canvas.text((x, end + 4, w, 22), [[(say("snapshot.more_rows", lang, n=left), "text-3", False)]], 14.5)
    return rows


def rows_shown(listing: Listing, w: float, h: float, lang: str) -> int:
    """How many rows `draw_listing` shows in a place `w` wide and `h` high."""
    charted = listing.chart is not None and len(listing.lines) > 1
    return fitting(listing, w, (min(len(listing.lines), LEAST_ROWS) + 1.5) * ROW if charted else h, lang)


def fitting(listing: Listing, w: float, h: float, lang: str) -> int:
    """How many rows stand in `h`, with room for a word on the others."""
    most = min(len(listing.lines), int(h // ROW))
    while most > 1 and sum(listing_sheet(listing, slice(0, most), w, "", lang).heights) + 26 > h:
        most -= 1
    return most


def listing_sheet(listing: Listing, some: slice, w: float, name: str, lang: str) -> Sheet:
    """Lines `some` of `listing` as a table `w` wide: words left, numbers right, what misses in bold."""
    lines: list[list[Cell]] = []
    for line in listing.lines[some]:
        cells: list[Cell] = []
        for column, cell in zip(listing.columns, line.cells, strict=True):
            missed = cell.verdict == "missed"
            ink = "bad" if missed else "text-3" if cell.state not in {"ok", "approx"} else "text"
            cells.append((words_of(column, cell, lang), ink, missed or line.strong))
        lines.append(cells)
    heads = tuple(column.label for column in listing.columns)
    words = frozenset(at for at, column in enumerate(listing.columns) if not column.numeric)
    size = 16.0 if len(heads) <= 8 else 12.5
    return Sheet(name, _widths(heads, lines, w, size), heads, tuple(lines), words=words, size=size)


def _widths(heads: Sequence[str], lines: Sequence[Sequence[Cell]], w: float, size: float) -> tuple[float, ...]:
    """Every column as wide as it needs, at most a third; what is left over is shared out, and so is what lacks."""
    needs = [
        min(max(extent(text, size) for text in (head, *(line[at][0] for line in lines))) + 14, w / 3)
        for at, head in enumerate(heads)
    ]
    spare = w - sum(needs)
    if spare < 0:
        return tuple(need * w / sum(needs) for need in needs)
    return tuple(need + spare * need / sum(needs) for need in needs)


def _chart(canvas: Canvas, place: Place, listing: Listing, title: str, lang: str) -> None:
    """A native chart of the listing's series, with its exact numbers."""
    if listing.chart is None:
        return
    places = {column.key: at for at, column in enumerate(listing.columns)}
    shown = [line for line in listing.lines if not line.strong][:MOST_POINTS]
    units = {listing.columns[places[key]].unit for key in listing.chart.series}
    data = CategoryChartData(number_format=FORMATS.get(units.pop(), "#,##0") if len(units) == 1 else "General")
    data.categories = [words_of(listing.columns[0], line.cells[0], lang) for line in shown]
    for key in listing.chart.series:
        cells = [line.cells[places[key]] for line in shown]
        values = [
            float(cell.value) if isinstance(cell.value, int | float) and cell.state in {"ok", "approx"} else None
            for cell in cells
        ]
        data.add_series(listing.columns[places[key]].label, values)
    frame = canvas.slide.shapes.add_chart(TYPES[listing.chart.kind], *canvas.box(*place), data)
    frame.name = title
    chart = frame.chart
    chart.font.size = canvas.points(14.5)
    chart.has_title = False
    alone = len(listing.chart.series) == 1
    chart.has_legend = not alone
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    if listing.chart.kind in {"bar", "stacked"}:
        chart.category_axis.reverse_order = True
        chart.category_axis.crosses = XL_AXIS_CROSSES.MAXIMUM  # the first stands at the top, the numbers below
        chart.plots[0].gap_width = 55
    chart.value_axis.major_gridlines.format.line.color.rgb = colour("line")
    if listing.chart.kind != "line":
        _from_zero(chart)
    if listing.chart.kind == "bar" and alone:
        _labelled(canvas, chart)
    for series, ink in zip(chart.plots[0].series, INKS * 4, strict=False):
        line = series.format.line if listing.chart.kind == "line" else series.format.fill
        if listing.chart.kind != "line":
            line.solid()
            line.fore_color.rgb = colour(scale(THEME, "seq")[3]) if alone else colour(ink)
        else:
            line.color.rgb = colour(ink)


def _from_zero(chart: Any) -> None:  # noqa: ANN401 - python-pptx has no types
    """Length is read as amount: bars begin at zero, whatever PowerPoint would choose."""
    values = [value for series in chart.plots[0].series for value in series.values if value is not None]
    if min(values, default=0) >= 0:
        chart.value_axis.minimum_scale = 0


def _labelled(canvas: Canvas, chart: Any) -> None:  # noqa: ANN401
    """Each bar with its number at its end, and then no axis of numbers."""
    plot, axis = chart.plots[0], chart.value_axis
    axis.visible = axis.has_major_gridlines = False
    known = [value for value in plot.series[0].values if value is not None]
    if known and max(known) > 0:
        axis.maximum_scale = max(known) * 1.22
    plot.has_data_labels = True
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    plot.data_labels.font.size = canvas.points(14.5)
