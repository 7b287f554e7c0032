"""What stands around the panels: header, crumb line, footer. All of it is written by the page's one render."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from cockpit import wording
from cockpit.catalogue import Board, Metric
from cockpit.editions import Manifest
from cockpit.panels.chips import Chip, chip_line
from cockpit.panels.controls import pick, pick_button
from cockpit.panels.help import help_sheet
from cockpit.panels.views import views_menu
from cockpit.selection import Selection
from cockpit.store import Unit
from cockpit.wording import say


def shell(board: str, parts: Sequence[Any]) -> html.Div:
    """The frame of a page."""
    return html.Div(list(parts), className=f"app {board}")


def header(boards: Sequence[Board], path: str, selection: Selection, manifest: Manifest | None) -> list[Any]:
    """Name, pages, what the data is, language and theme. Page links carry the selection."""
    lang = selection.lang
    address = selection.with_level(None).to_query()
    query = f"?{address}" if address else ""
    links = [
        dcc.Link(
            board.label.said(lang),
            href=board.path + query,
            className="on" if board.path == path else "",
            title=board.question.said(lang),
        )
        for board in boards
    ]
    home = html.H1(dcc.Link(say("app.title", lang), href=boards[0].path + query))
    skip = html.A(say("app.skip", lang), href="#main", className="skip")
    return [
        skip,
        home,
        html.Nav(links, className="nav", **{"aria-label": say("app.menu", lang)}),
        html.Div([*_stamp(manifest, lang), *_switches(selection, path)], className="meta"),
        _sheet(lang),
    ]


def _sheet(lang: str) -> html.Button:
    """A phone's way to the rail, which is a sheet there; assets/phone.js opens and closes it."""
    words = [
        html.Span(say("control.filters", lang), className="open"),
        html.Span(say("app.done", lang), className="close"),
    ]
    return html.Button(words, type="button", className="to-filters", **{"data-sheet": "", "aria-expanded": "false"})


def bar(
    way: Sequence[Unit],
    selection: Selection,
    chips: Sequence[Chip],
    edition: str,
    menu: Component | None = None,
    units: str = "",
) -> list[Any]:
    """The way down to here, the filters that narrow, and the link to this very picture.

    Args:
        way: units from the top of what the reader may see to the chosen one.
        selection: what is chosen.
        chips: what differs from the default.
        edition: the edition shown; a copied link pins it.
        units: words for the units chosen together; "" for none.
        menu: what else can be done with this picture: the export menu.
    """
    lang = selection.lang
    copy = html.Button(
        say("app.copy_link", lang),
        type="button",
        className="btn",
        **{"data-copy": "?" + selection.pinned(edition).to_query(), "data-done": say("app.copied", lang)},
    )
    title = say("help.title", lang)
    helped = html.Button("?", type="button", className="btn", title=title, **{"data-help": "", "aria-label": title})
    return [
        _crumb(way, selection, units),
        *chip_line(chips, lang),
        html.Span([helped, views_menu(lang), copy, menu], className="r"),
        help_sheet(lang),
    ]


def foot(metric: Metric, clause: str, edition: str, lang: str) -> list[Any]:
    """How the number on the map is made, which clause asks for it, and of which edition it is."""
    return [
        html.Span(
            [f"{say('panel.formula', lang)} ", html.B(f"{metric.label.said(lang)} = {metric.formula.said(lang)}")]
        ),
        html.Span([f"{say('panel.clause', lang)} ", html.B(clause)]) if clause else None,
        html.Span(f"{say('app.edition', lang)} {edition} · {say('app.same_number', lang)}", className="r"),
    ]


def _crumb(way: Sequence[Unit], selection: Selection, units: str) -> html.Nav:
    """Every step is a link that picks; the last but one is where Esc goes. `units` chosen together are a step below."""
    lang = selection.lang
    steps: list[Any] = []
    for at, unit in enumerate(way):
        if at:
            steps.append(html.Span(" › ", **{"aria-hidden": "true"}))
        if at == len(way) - 1 and not units:
            steps.append(html.B(unit.said(lang), **{"aria-current": "location", "data-unit": unit.code}))
            continue
        above = len(way) - (1 if units else 2)
        up = {"data-up": "", "title": say("control.up", lang)} if at == above else {}
        code = unit.code if at else None  # the top is what an address without a unit means
        address = "?" + selection.with_unit(code).to_query()
        steps.append(html.A(unit.said(lang), href=address, **pick(unit=code, units=""), **up))
    if units:
        steps += [html.Span(" › ", **{"aria-hidden": "true"})]
        steps += [html.B(units, **{"aria-current": "location", "data-unit": way[-1].code})]
    return html.Nav(steps, className="crumb", **{"aria-label": say("control.unit", lang)})


def _stamp(manifest: Manifest | None, lang: str) -> list[Any]:
    """Fictional or not, up to when, and which edition."""
    if manifest is None:
        return []
    until = [f"{say('app.as_of', lang)} ", html.B(wording.end_of_day(manifest.as_of))]
    words = {f"data-{key}": say(f"app.{key.replace('-', '_')}", lang) for key in _FRESH}
    return [
        html.Span(say("app.demo", lang), className="demo") if manifest.city.demo else None,
        html.Span(until, className="asof"),
        html.Span(
            [f"{say('app.edition', lang)} ", html.B(manifest.edition)],
            className="edition",
            **{"data-edition": manifest.edition, "data-news": say("app.new_edition", lang)},
        ),
        html.Span(className="fresh", **words),
        html.Span(className="clock"),
        html.Span(className="today"),
    ]


_FRESH = ("fresh", "late", "fresh-feeds", "late-feeds", "late-tile", "late-since")
"""What the lamp may say; assets/pulse.js lights it, for the server draws no picture by the clock."""


def _switches(selection: Selection, path: str) -> list[Any]:
    dark = selection.look == "dark"
    other = "zh" if selection.lang == "en" else "en"
    theme = say("app.theme_light" if dark else "app.theme_dark", selection.lang)
    return [
        pick_button(theme, class_="lnk", theme="" if dark else "dark"),
        pick_button(say("app.language", selection.lang), class_="lnk", lang="" if other == "zh" else other),
        html.A(say("app.wall", selection.lang), href=f"{path}?{_on_a_wall(selection)}", className="lnk to-wall"),
    ]


def _on_a_wall(selection: Selection) -> str:
    """The same picture as a wall of one scene, in the wall's own theme."""
    query = replace(selection, theme=None, wall=False).to_query()
    return f"{query}&wall=1" if query else "wall=1"
