"""Stretches of time in words: 余 1 天 9 时, 超期 26 时; two units at most."""

from __future__ import annotations

from cockpit.wording.words import say

DAY_FROM = 48
"""Hours from which a stretch is said in days: until then hours are what one acts by."""
_DAYS_ALONE = 10
"""Days from which nobody asks for the hours, and a narrow card has no room for them."""


def stretch(hours: float, lang: str = "zh") -> str:
    """A stretch of time, "3 天 2 时", "5 时 40 分", "12 分"; rounded down, so that none is promised."""
    minutes = int(abs(hours) * 60 + 1e-6)
    if minutes >= DAY_FROM * 60:
        days, rest = divmod(minutes, 1440)
        parts = ((days, "days"), (0 if days >= _DAYS_ALONE else rest // 60, "hours"))
    else:
        parts = ((minutes // 60, "hours"), (minutes % 60, "minutes"))
    said = [say(f"duration.{unit}", lang, n=n) for n, unit in parts if n]
    return " ".join(said) or say("duration.minutes", lang, n=0)


def countdown(hours: float, lang: str = "zh") -> str:
    """What is left until a deadline, or how long it is past: "余 5 时 40 分", "超期 26 时"."""
    return say("duration.left" if hours >= 0 else "duration.over", lang, time=stretch(hours, lang))
