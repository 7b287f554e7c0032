"""What stands at the right of every panel's head: chart or table, what the number means, full screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html

from cockpit.panels.controls import pick_button
from cockpit.panels.made import made
from cockpit.wording import say


def panel_tools(
    lang: str, *, name: str, table: bool, other: str, about: Sequence[tuple[str, str]] = (), file: str = ""
) -> html.Div:
    """The tools of the panel called `name`.

    Args:
        lang: language.
        name: what the panel is called, for those who hear the page.
        table: whether its table is shown now.
        other: the `show` that a click on the other of chart and table writes.
        about: label and words of what its number means.
        file: address of its rows as a file; "" where there is none.
    """
    chart = pick_button(say("control.chart", lang), on=not table, **_unless(not table, other))
    twin = pick_button(say("control.table", lang), on=table, **_unless(table, other))
    (chart if table else twin).__setattr__("data-twin", "")
    switch = made(
        html.Span,
        [chart, twin],
        className="mini",
        role="group",
        **{"aria-label": f"{name}: {say('desk.chart_or_table', lang)}"},
    )
    full = made(
        html.Button,
        made(html.I, className="icon full-screen"),
        type="button",
        className="tool",
        title=say("control.full_screen", lang),
        **{"data-full": "", "aria-label": f"{say('control.full_screen', lang)}: {name}"},
    )
    rows = made(html.A, "CSV", href=file, download="", className="lnk", title=say("desk.csv", lang)) if file else None
    return made(html.Div, [rows, _about(about, name, lang) if about else None, switch, full], className="x heads")


def _unless(on: bool, show: str) -> Mapping[str, str]:
    """A button whose choice already holds writes nothing anew."""
    return {} if on else {"show": show}


def _about(facts: Sequence[tuple[str, str]], name: str, lang: str) -> html.Details:
    """Formula, clause and definition, under a sign."""
    label = f"{say('desk.about', lang)}: {name}"
    sign = made(html.Summary, "i", title=say("desk.about", lang), **{"aria-label": label})
    parts = [part for term, words in facts for part in (made(html.Dt, term), made(html.Dd, words))]
    return made(html.Details, [sign, made(html.Dl, parts, className="sheet")], className="about")
