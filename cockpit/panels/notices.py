"""What is said when there is nothing to show, or something went wrong: a sentence, why, and what to do."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from cockpit.errors import CockpitError
from cockpit.panels.controls import pick_button
from cockpit.wording import say


def notice(words: str, hint: str = "", *, sense: str = "warn") -> html.Div:
    """A sentence and what to do about it. `sense` is "", "warn" or "alarm"."""
    return html.Div([html.H3(words), html.P(hint) if hint else None], className=f"notice {sense}", role="alert")


def failure(fault: Exception, reference: str) -> html.Div:
    """The notice of an error: our own errors are sentences already, any other only gets its reference."""
    if isinstance(fault, CockpitError):
        return notice(fault.message, fault.hint)
    words, hint = (" / ".join(say(key, lang, reference=reference) for lang in ("zh", "en")) for key in _FAULT)
    return notice(words, hint, sense="alarm")


_FAULT = ("state.fault", "state.fault_reference")


def empty(words: str, why: str = "", way_out: Component | None = None) -> html.Div:
    """A panel without anything to draw: what is missing, why, and a way out."""
    parts = [html.Div("∅", className="glyph", **{"aria-hidden": "true"}), html.B(words), html.P(why) if why else None]
    return html.Div([*parts, way_out], className="empty")


def nothing_found(lang: str, *, narrowed: bool) -> html.Div:
    """There is nothing: where filters narrow it, with the button that lifts them."""
    if not narrowed:
        return empty(say("state.empty", lang))
    return empty(
        say("state.nothing", lang), way_out=pick_button(say("control.clear_all", lang), class_="btn", where="")
    )
