"""How the panels of the inspection board are drawn; those not here show their listing as a table."""

from __future__ import annotations

from typing import Any

from dash import html

from cockpit import figures, panels, wording
from cockpit.catalogue import Metric, Panel
from cockpit.reading import Answers, View, duty_picks, read_panel
from cockpit.wording import say

MARGIN_LEFT = 46.0
"""Px that a trend's value axis takes."""


def duty_panel(view: View, panel: Panel) -> list[Any]:
    """Coverage by visit and by entered visit on one track, by kind or class, beside the interval that asks for it."""
    found, lang, by = read_panel(view, panel), view.lang, panel.by or ""
    head = html.H2(panel.title.said(lang) if panel.title else say(f"control.{by}", lang))
    if found.listing is None:
        return [html.Header(head), panels.empty(found.why)]
    data: Any = found.data
    shown, whole = data
    order = list(view.snapshot.catalogue.labels.get(by, {}))
    rows = []
    for duty in (*shown, whole):
        place = order.index(duty.key) if by == panel.options.get("glyphs") and duty.key in order else None
        words = {
            "name": duty.name,
            "interval": duty.interval,
            "changed": duty.changed,
            "glyph": panels.glyph(place),
            "picks": None if duty is whole else {"where": duty_picks(view, by, duty.key)},
        }
        rows.append((words, duty.rows))
    legend = f"{say('inspection.legend_visit', lang)} {say('inspection.legend_entered', lang)}"
    sub = html.Span(f"{legend} · {found.listing.finding}", className="sub")
    table = panels.duty_table(found.metrics, rows, say(f"control.{by}", lang), lang)
    changes = [f"※ {duty.name}：{duty.changed}" for duty in shown if duty.changed]
    foot = html.Footer(" · ".join(changes)) if changes else None
    return [html.Header([head, sub]), html.Div(table, className="body scroll", tabIndex=0), foot]


def slide_parts(view: View, panel: Panel) -> tuple[list[Any], Any]:
    """The trend with the as-of slider under it; rule changes are marked on both."""
    found, lang = read_panel(view, panel), view.lang
    title = html.H2(panel.title.said(lang) if panel.title else say("panel.trend", lang))
    slide: Any = found.data
    if slide is None:
        return [title], figures.blank(found.why, view.theme)
    figure = figures.trend(slide.series, theme=view.theme, lang=lang, annotations=slide.notes, beside=slide.beside)
    figure["layout"]["xaxis"]["range"] = [slide.first.isoformat(), slide.last.isoformat()]
    metric = slide.series.metric
    ticks = [note.date for note in slide.notes if not note.metrics or metric.key in note.metrics]
    slider = panels.asof_slider(
        slide.day,
        slide.first,
        slide.last,
        slide.earliest,
        view.selection.end or view.newest,
        ticks,
        (MARGIN_LEFT, float(figure["layout"].get("margin", {}).get("r", 0))),
        lang,
    )
    newest = panels.newest_button(lang) if view.selection.as_of else None
    sub = html.Span(_about(view, metric), className="sub", title=found.listing.finding if found.listing else "")
    return [title, sub, html.Span(newest, className="x"), slider], figure


def frontier_parts(view: View, panel: Panel) -> tuple[list[Any], Any]:
    """Dwellings by the day they fall due."""
    found, lang = read_panel(view, panel), view.lang
    title = html.H2(panel.title.said(lang) if panel.title else "")
    data: Any = found.data
    if data is None:
        return [title], figures.blank(found.why, view.theme)
    bounds = [int(bound) for bound in panel.options.get("bounds", [])]
    figure = figures.frontier(data.due, data.answers[-len(bounds) :], bounds, theme=view.theme, lang=lang)
    sub = f"{say('inspection.as_of', lang)} {wording.day(data.due.day)} · {say('inspection.frontier_sub', lang)}"
    return [title, html.Span(sub, className="sub", title=found.listing.finding if found.listing else "")], figure


def calendar_parts(view: View, panel: Panel) -> tuple[list[Any], Any]:
    """A year of days."""
    found, lang = read_panel(view, panel), view.lang
    title = html.H2(panel.title.said(lang) if panel.title else "")
    series = found.main
    if series is None:
        return [title], figures.blank(found.why, view.theme)
    figure = figures.calendar(series, theme=view.theme, lang=lang)
    known = [row for row in series.rows() if row.value is not None]
    words = [series.metric.label.said(lang), view.unit.said(lang)]
    if known:
        for key, row in (
            ("heat_most", max(known, key=lambda row: row.value or 0)),
            ("heat_least", min(known, key=lambda row: row.value or 0)),
        ):
            value = wording.quantity(row.value or 0, series.metric.unit, lang)
            words.append(say(f"inspection.{key}", lang, value=value, day=row.key))
    return [title, html.Span(" · ".join(words), className="sub")], figure


def numbers_panel(view: View, panel: Panel) -> list[Any]:
    """Key numbers with their change; a click puts one on the map."""
    found, lang = read_panel(view, panel), view.lang
    head = html.H2(panel.title.said(lang) if panel.title else "")
    if found.listing is None:
        return [html.Header(head), panels.empty(found.why)]
    rows: Any = found.data
    table = panels.numbers_table(rows, lang, view.selection.compare, view.metric.key)
    sub = html.Span(found.listing.finding, className="sub")
    return [
        html.Header([head, sub]),
        html.Div(table, className="body scroll", tabIndex=0),
        html.Footer(_clauses(view, found)),
    ]


def _clauses(view: View, found: Answers) -> str:
    """The clauses the panel's metrics answer to."""
    clauses = view.snapshot.catalogue.clauses
    keys = dict.fromkeys(metric.clause for metric in found.metrics if metric.clause in clauses)
    said = "、".join(clauses[key].source for key in keys)
    return say("inspection.clause", view.lang, clause=said) if said else ""


def _about(view: View, metric: Metric) -> str:
    return f"{metric.label.said(view.lang)} · {view.unit.said(view.lang)}"
