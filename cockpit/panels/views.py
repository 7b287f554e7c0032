"""The sheet of saved views; assets/views.js fills it when it is opened."""

from __future__ import annotations

from dash import dcc, html

from cockpit.wording import say


def views_menu(lang: str) -> html.Details:
    """A field for a name, and the list of what was saved."""
    field = dcc.Input(placeholder=say("desk.view_name", lang), maxLength=40, required=True, className="inp")
    keep = html.Button(say("desk.save", lang), type="submit", className="btn")
    said = {"data-remove": say("desk.remove", lang), "data-none": say("desk.no_views", lang)}
    sheet = html.Div(
        [html.Form([field, keep]), html.P(className="why quiet", role="status"), html.Ul()], className="sheet", **said
    )
    title = html.Summary(say("desk.views", lang), className="btn", title=say("desk.views_title", lang))
    return html.Details([title, sheet], className="export views")
