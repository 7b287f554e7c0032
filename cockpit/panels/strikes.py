"""督办 as a board: a column for each number of failed checks, as many squares as the rule says, and the time left."""

from __future__ import annotations

from dash import html

from cockpit import wording
from cockpit.panels.controls import pick
from cockpit.reading import Strike, Strikes
from cockpit.wording import say


def strikes(found: Strikes, lang: str) -> html.Div:
    """The columns, the last one being those under supervision: more failed checks than are allowed."""
    return html.Div([_column(found, n, lang) for n in found.counts], className="strikes")


def _column(found: Strikes, n: int, lang: str) -> html.Div:
    last, rows, count = n > found.most, found.nearest[n], found.counts[n]
    squares = html.Span("■" * n + "□" * (found.most + 1 - n), className="squares", **{"aria-hidden": "true"})
    words = say("events.supervised", lang, n=found.most) if last else say("events.strike", lang, n=n)
    cards = [_card(row, lang) for row in rows]
    more = count - len(rows)
    rest = html.P(say("events.strikes_more", lang, n=more), className="quiet") if more > 0 else None
    none = None if count else html.P(say("events.strikes_none", lang), className="quiet")
    head = html.H3([squares, html.B(str(count)), html.Span(words, className="words")])
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
