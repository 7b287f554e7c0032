"""督办 as a board: a column for each number of failed checks, as many squares as the rule says, and the time left."""

from __future__ import annotations

from dash import html

from cockpit import wording
from cockpit.panels.controls import pick
from cockpit.reading import Strike, Strikes
from cockpit.wording import say

MOST = 6
"""Events shown in a column; the table has the others."""


def strikes(found: Strikes, lang: str) -> html.Div:
    """The columns, the last one being those under supervision: more failed checks than are allowed."""
    groups = [[row for row in found.rows if row.strikes == n] for n in range(1, found.most + 1)]
    groups.append([row for row in found.rows if row.strikes > found.most])
    columns = [_column(found, n, rows, lang) for n, rows in enumerate(groups, 1)]
    return html.Div(columns, className="strikes")


def _column(found: Strikes, n: int, rows: list[Strike], lang: str) -> html.Div:
    last = n > found.most
    squares = html.Span("■" * n + "□" * (found.most + 1 - n), className="squares", **{"aria-hidden": "true"})
    words = say("events.supervised", lang, n=found.most) if last else say("events.strike", lang, n=n)
    rows = sorted(rows, key=lambda row: (row.hours is None, row.hours or 0.0))
    cards = [_card(row, lang) for row in rows[:MOST]]
    more = len(rows) - MOST
    rest = html.P(say("events.strikes_more", lang, n=more), className="quiet") if more > 0 else None
    none = None if rows else html.P(say("events.strikes_none", lang), className="quiet")
    head = html.H3([squares, html.B(str(len(rows))), html.Span(words, className="words")])
    return html.Div(
        [head, *cards, rest, none], className=f"strike s{min(n, 3)} last" if last else f"strike s{min(n, 3)}"
    )


def _card(row: Strike, lang: str) -> html.Button:
    left = say("events.no_deadline", lang) if row.hours is None else wording.countdown(row.hours, lang)
    late = "" if row.hours is None else "alarm" if row.hours < 0 else "warn" if row.hours < wording.DAY_FROM else ""
    due = "" if row.due is None else row.due.strftime("%Y-%m-%d %H:%M")
    squares = f" ×{row.strikes}"
    return html.Button(
        [
            html.B(row.place),
            html.Em(left, className=late, title=due),
            html.Span(row.category + squares),
            html.Span(say("events.responsible", lang, name=row.department), className="quiet"),
        ],
        type="button",
        className="case",
        title=f"{row.event} · {row.grid} · {due}",
        **pick(focus=row.event),
    )
