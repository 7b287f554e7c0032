"""The scores of posted-down teams, with buttons that try another weight and a form that keeps it."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from cockpit import panels, state
from cockpit.catalogue import Panel
from cockpit.reading import View, read_panel
from cockpit.reading.weighing import STEP, Weighing
from cockpit.wording import say

LOGGED = 8
"""Entries of the log that are shown."""


def weighing_panel(view: View, panel: Panel) -> list[Any]:
    """The table of the scores; below it per team two buttons, and what was set by whom."""
    answers, lang, label = read_panel(view, panel), view.lang, view.snapshot.catalogue.label
    head = html.H2(panel.title.said(lang) if panel.title else "")
    found, listing = answers.data, answers.listing
    if listing is None or not isinstance(found, dict):
        return [html.Header(head), panels.empty(answers.why)]
    rows = [_trial(weighing, label("team", weighing.team, lang), view) for weighing in found.values()]
    log = [
        html.Li(
            f"{entry.at[:16].replace('T', ' ')} · {entry.author} · {label('team', entry.team, lang)} {entry.weight:.0%}"
        )
        for entry in state.weight_log(view.snapshot.path.parents[1])[:LOGGED]
    ]
    tried = next((weighing for weighing in found.values() if weighing.tried), None)
    body = [
        html.Div(rows, className="trials"),
        _form(tried, label("team", tried.team, lang), view) if tried else None,
        html.Details([html.Summary(say("forces.weight_log", lang)), html.Ul(log)]) if log else None,
    ]
    table = panels.listing_table(listing, lang, narrowed=bool(view.selection.where))
    header = html.Header([head, html.Span(listing.finding, className="sub")])
    return [header, html.Div([table, *filter(None, body)], className="body scroll")]


def _trial(weighing: Weighing, team: str, view: View) -> html.Div:
    """Less, the weight, more: within the bounds."""
    lang = view.lang
    less, more = (round(weighing.used + sign * STEP, 4) for sign in (-1, 1))
    return html.Div(
        [
            html.Span(team),
            panels.pick_button(
                "−",
                name=say("forces.less", lang, team=team),
                class_="btn",
                focus=_focus(weighing, max(less, weighing.least)),
            ),
            html.B(f"{weighing.used:.0%}", className="tried" if weighing.tried else ""),
            panels.pick_button(
                "+", name=say("forces.more", lang, team=team), class_="btn", focus=_focus(weighing, min(more, 1.0))
            ),
        ],
        className="trial",
    )


def _focus(weighing: Weighing, weight: float) -> str:
    return "" if weight == weighing.held else f"{weighing.team}:{weight:g}"


def _form(tried: Weighing, team: str, view: View) -> html.Form:
    """Keep the weight that is tried, signed; it goes to the server as a plain form."""
    lang = view.lang
    hidden = {"team": tried.team, "weight": f"{tried.used:g}", "back": view.selection.to_query()}
    fields = [dcc.Input(type="hidden", name=name, value=value, id=f"weight-{name}") for name, value in hidden.items()]
    author = dcc.Input(
        type="text",
        name="author",
        required=True,
        maxLength=state.LONGEST,
        placeholder=say("forces.author", lang),
        id="weight-author",
    )
    said = f"{say('forces.save', lang)}: {team} {tried.used:.0%}"
    return html.Form(
        [*fields, author, html.Button(said, type="submit", className="btn")],
        action="/state/weight",
        method="POST",
        className="keep",
    )
