"""The days of the demo city: holidays as the national calendar has them, working days, storms, seasons."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from cockpit.demo.land import Mask
from cockpit.demo.sizes import Size

# First and last day off, and the days worked instead. 2027 is known by its first day only.
HOLIDAYS: tuple[tuple[date, date], ...] = (
    (date(2024, 6, 10), date(2024, 6, 10)),
    (date(2024, 9, 15), date(2024, 9, 17)),
    (date(2024, 10, 1), date(2024, 10, 7)),
    (date(2025, 1, 1), date(2025, 1, 1)),
    (date(2025, 1, 28), date(2025, 2, 4)),
    (date(2025, 4, 4), date(2025, 4, 6)),
    (date(2025, 5, 1), date(2025, 5, 5)),
    (date(2025, 5, 31), date(2025, 6, 2)),
    (date(2025, 10, 1), date(2025, 10, 8)),
    (date(2026, 1, 1), date(2026, 1, 3)),
    (date(2026, 2, 15), date(2026, 2, 23)),
    (date(2026, 4, 4), date(2026, 4, 6)),
    (date(2026, 5, 1), date(2026, 5, 5)),
    (date(2026, 6, 19), date(2026, 6, 21)),
    (date(2026, 9, 25), date(2026, 9, 27)),
    (date(2026, 10, 1), date(2026, 10, 7)),
    (date(2027, 1, 1), date(2027, 1, 1)),
)
WORKED: tuple[date, ...] = (
    *(date(2024, 9, 14), date(2024, 9, 29), date(2024, 10, 12)),
    *(date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27), date(2025, 9, 28), date(2025, 10, 11)),
    *(date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10)),
)

# Planted: (first day, last day, times as many events, share of inspections that fall out).
STORMS: tuple[tuple[date, date, float, float], ...] = (
    (date(2025, 8, 11), date(2025, 8, 13), 1.5, 0.15),
    (date(2026, 7, 13), date(2026, 7, 19), 2.4, 0.35),
)

AFTER = 150  # days after the last one that deadlines may reach

_WEEK = np.array([1.12, 1.06, 1.03, 1.02, 1.04, 0.84, 0.76])  # events from Monday to Sunday
_YEAR = np.array([0.86, 0.80, 0.96, 1.0, 1.03, 1.06, 1.12, 1.10, 1.06, 1.02, 1.0, 0.95])  # events by month
_GROWTH = 0.04  # events more per year
_LONG = 5  # days off in a row: people travel, rounds stop


def working_exceptions() -> pd.DataFrame:
    """The table `calendar`: days whose working state differs from Monday to Friday."""
    off = {first + timedelta(days=i) for first, last in HOLIDAYS for i in range((last - first).days + 1)}
    rows = [(day, False) for day in off if day.weekday() < 5] + [(day, True) for day in WORKED if day.weekday() > 4]
    return pd.DataFrame(sorted(rows), columns=["date", "working"])


def draw_days(size: Size) -> pd.DataFrame:
    """One row per day from `size.first` until AFTER days after the last.

    d (0 is the first day), date, month, working, w (working days before it), next_working and last_working (d of the
    nearest working day from it on, and up to it), rest (long holiday), busy (events beside an ordinary day),
    storm (times as many events), fallen (share of inspections that fall out), years (before the last day).
    """
    count = (size.as_of - size.first).days + 1 + AFTER
    dates = [size.first + timedelta(days=i) for i in range(count)]
    changed = {day: bool(working) for day, working in working_exceptions().itertuples(index=False)}
    days = pd.DataFrame({"d": np.arange(count), "date": dates})
    days["month"] = [day.month for day in dates]
    days["working"] = [changed.get(day, day.weekday() < 5) for day in dates]
    working = days["working"].to_numpy()
    days["w"] = np.cumsum(working) - working
    days["next_working"] = pd.Series(np.where(working, days["d"], np.nan)).bfill().fillna(count - 1).astype(np.int64)
    days["last_working"] = pd.Series(np.where(working, days["d"], np.nan)).ffill().fillna(0).astype(np.int64)
    days["rest"] = _within(dates, [(a, b) for a, b in HOLIDAYS if (b - a).days + 1 >= _LONG])
    days["years"] = (size.as_of - size.first).days / 365.25 - days["d"] / 365.25
    busy = _WEEK[[day.weekday() for day in dates]] * _YEAR[days["month"] - 1] / (1 + _GROWTH * days["years"])
    holiday = _within(dates, list(HOLIDAYS))
    made_up = working & (np.array([day.weekday() for day in dates]) > 4)
    days["busy"] = np.select([days["rest"], holiday, made_up], [busy * 0.55, busy * 0.75, busy * 1.25], busy)
    days["storm"], days["fallen"] = 1.0, 0.0
    for first, last, more, fallen in STORMS:
        inside = _within(dates, [(first, last)])
        days.loc[inside, ["storm", "fallen"]] = more, fallen
    return days


def _within(dates: list[date], spans: list[tuple[date, date]]) -> Mask:
    return np.array([any(a <= day <= b for a, b in spans) for day in dates])
