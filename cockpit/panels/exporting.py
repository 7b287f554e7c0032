"""The export menu: what can be taken to a meeting, each with one line of what one gets. Links; no script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html

from cockpit.panels.made import made
from cockpit.selection import Selection
from cockpit.wording import say

QUICK = ("pptx", "xlsx", "csv", "parquet")
MOST_EACH = 500
"""More files than this nobody opens."""


def export_menu(
    board: str,
    selection: Selection,
    levels: Mapping[str, tuple[str, int]],
    missing: str,
    formats: Sequence[str] = QUICK,
) -> html.Details:
    """The menu of a page.

    Args:
        board: key of the board.
        selection: what is shown, its edition pinned.
        levels: levels below the chosen unit: key -> (words, number of units).
        missing: what pictures and PDF lack on this server; "" when nothing.
        formats: formats that need no browser.
    """
    lang, query = selection.lang, selection.to_query()
    rows = [_link(f"/snapshot/{board}.{form}?{query}", form.upper(), say(f"snapshot.{form}", lang)) for form in formats]
    if not missing:
        rows += [
            _link(f"/snapshot/{board}.pdf?{query}", "PDF", say("snapshot.pdf", lang), slow=True),
            _link(f"/snapshot/{board}.pdf?{query}&paper=wall", "PDF", say("snapshot.wall", lang), slow=True),
            _link(f"/snapshot/{board}.png?{query}&scale=2", "PNG", say("snapshot.png", lang, scale=2), slow=True),
        ]
    rows += [
        _link(
            f"/snapshot/{board}.pptx?{query}&each={level}",
            "ZIP",
            say("snapshot.each", lang, level=words, n=n),
            slow=True,
        )
        for level, (words, n) in levels.items()
        if n <= MOST_EACH
    ]
    notes = [made(html.P, say("snapshot.printed", lang), className="quiet")]
    if missing:
        notes.append(made(html.P, say("snapshot.no_browser", lang, why=missing), className="quiet"))
    title = made(html.Summary, say("snapshot.button", lang), className="btn", title=say("snapshot.menu", lang))
    return made(
        html.Details, [title, made(html.Div, [made(html.Ul, rows), *notes], className="sheet")], className="export"
    )


def _link(address: str, form: str, words: str, *, slow: bool = False) -> html.Li:
    """A slow one opens beside the page, which stays."""
    how = {"target": "_blank"} if slow else {"download": ""}
    return made(html.Li, made(html.A, [made(html.B, form), made(html.Span, words)], href=address, **how))
