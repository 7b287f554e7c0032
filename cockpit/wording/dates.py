"""Dates: ISO in sentences, month-day inside charts, the end of a day as 24:00."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from cockpit.wording.words import say


def day(at: date) -> str:
    """2026-11-21."""
    return at.isoformat()


def short_day(at: date) -> str:
    """11-21, 9-07: shorter inside charts; the year is in the header."""
    return f"{at.month}-{at.day:02d}"


def end_of_day(at: date) -> str:
    """2026-11-21 24:00: data up to and including that day."""
    return f"{at.isoformat()} 24:00"


def weekday(at: date, lang: str = "zh") -> str:
    """周日, Sun."""
    return format_date(at, "EEE", locale="en" if lang == "en" else "zh")


def period(start: date, end: date, lang: str = "zh") -> str:
    """2026-08-23 至 11-21; the year once when it is one year."""
    last = end.isoformat()[5:] if start.year == end.year else end.isoformat()
    return say("date.period", lang, start=start.isoformat(), end=last) if start != end else start.isoformat()


def step(key: str, lang: str = "zh", *, long: bool = False) -> str:
    """A step of a series: "2026-06-30" -> 6-30, "2026-W26" -> W26, "2026-06" -> 6月 / Jun (January with its year).

    `long` names the year always, for hover and tables.
    """
    if "W" in key:
        year, week = key.split("-W")
        return say("date.week", lang, year=year, week=int(week)) if long else f"W{int(week):02d}"
    if len(key) == len("2026-06"):
        year, month = key.split("-")
        if long or int(month) == 1:
            return key
        return f"{int(month)}月" if lang != "en" else format_date(date(int(year), int(month), 1), "MMM", locale="en")
    return key if long else short_day(date.fromisoformat(key))
