"""A Pareto as a table: bars from zero, most first, and the curve of what they make up together, in one plane.

The plane of every row is a picture of its own: the bar, the row's piece of the curve, and the line.
"""

from __future__ import annotations

from urllib.parse import quote

from dash import html

from cockpit import style, wording
from cockpit.panels.controls import pick
from cockpit.panels.problems import PLAIN
from cockpit.reading import Line, Listing, words_of
from cockpit.reading.pareto import Pareto
from cockpit.wording import say

HEIGHT, BAR, DOT = 20, 8, 3


def pareto(found: Pareto, listing: Listing, chosen: str, lang: str, theme: str) -> html.Div:
    """The steps of `found` with the words of `listing`; the vital few are strong, too few to judge are outlined."""
    name, amount, share, together = listing.columns
    mark = f"{wording.edge(found.line, 'percent', lang)}%"
    head = html.Span(mark, className="mark", style={"left": f"{100 * found.line:.1f}%"})
    heads = [
        html.Th(name.label, scope="col"),
        html.Th(amount.label, scope="col", className="n"),
        html.Th(share.label, scope="col", className="n"),
        html.Th(head, scope="col", className="plane"),
        html.Th(together.label, scope="col", className="n"),
    ]
    body = [_row(found, listing, at, line, chosen, lang, theme) for at, line in enumerate(listing.lines)]
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)], className="twin pareto")
    few = html.P(say("events.few", lang), className="quiet") if found.few else None
    return html.Div([table, few, html.P(listing.note, className="quiet")])


def _row(found: Pareto, listing: Listing, at: int, line: Line, chosen: str, lang: str, theme: str) -> html.Tr:
    said = [words_of(column, cell, lang) for column, cell in zip(listing.columns, line.cells, strict=True)]
    exact = [{"data-exact": repr(float(cell.value))} for cell in line.cells if isinstance(cell.value, int | float)]
    label = html.Button(said[0], type="button", className="row-name", **pick(**line.picks))
    picture = html.Img(src=plane(found, at, theme), alt="", className="pareto-row")
    classes = [word for word, so in (("vital", at < found.vital and not found.few), ("on", line.key == chosen)) if so]
    cells = [
        html.Td(label, title=said[0]),
        html.Td(said[1], className="n", **exact[0]),
        html.Td(said[2], className="n", **exact[1]),
        html.Td(picture, className="plane"),
        html.Td(said[3], className="n", **exact[2]),
    ]
    return html.Tr(cells, className=" ".join(classes), **{"data-code": line.key})


def plane(found: Pareto, at: int, theme: str) -> str:
    """An SVG of row `at`, 100 wide for the whole: its bar, its piece of the curve and the line, as an address."""
    ends = [100 * step.together for step in found.steps]
    here, top = ends[at], HEIGHT / 2
    before = (ends[at - 1] + here) / 2 if at else here
    after = (ends[at + 1] + here) / 2 if at + 1 < len(ends) else here
    curve = [(before, 0.0)] * bool(at) + [(here, top)] + [(after, float(HEIGHT))] * (at + 1 < len(ends))
    points = " ".join(f"{x:.2f},{y:.0f}" for x, y in curve)
    strong, pale, ink = (style.token(theme, name) for name in ("seq-4", "seq-2", "text"))
    colour = strong if at < found.vital else pale
    fill = f'fill="none" stroke="{strong}" stroke-width="1.4"' if found.few else f'fill="{colour}"'
    goal, still = 100 * found.line, 'vector-effect="non-scaling-stroke"'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 {HEIGHT}" preserveAspectRatio="none">'
        f'<rect x="0" y="{top - BAR / 2:.1f}" width="{100 * found.steps[at].share:.2f}" height="{BAR}" {fill} {still}/>'
        f'<path d="M{goal:.1f} 0V{HEIGHT}" stroke="{ink}" stroke-width="1" stroke-dasharray="3 3" {still}/>'
        f'<polyline points="{points}" fill="none" stroke="{ink}" stroke-width="1.6" {still}/>'
        f'<path d="M{here:.2f} {top - DOT}V{top + DOT}" stroke="{ink}" stroke-width="4" {still}/></svg>'
    )
    return f"data:image/svg+xml,{quote(svg, safe=PLAIN)}"
