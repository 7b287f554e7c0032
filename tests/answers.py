"""Answers made by hand, for tests of what is said and drawn: every state, no store."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from cockpit.catalogue import DEFAULTS, Catalogue, Metric, load_catalogue
from cockpit.measure import Measurement
from cockpit.measure.periods import steps, window
from cockpit.store import Unit

CATALOGUE: Catalogue = load_catalogue(DEFAULTS)
AS_OF = date(2026, 11, 21)
NAMES = (
    "柳浦街道",
    "钟楼街道",
    "长桥镇",
    "石井街道",
    "凤栖街道",
    "花桥街道",
    "古城街道",
    "枫林镇",
    "银杏街道",
    "竹溪镇",
)


def metric(key: str, **changes: Any) -> Metric:
    """A metric of the default catalogue, with `changes`."""
    return CATALOGUE.metric(key).model_copy(update=changes)


def unit(code: str, name: str, at: int = 0, *, leaf: bool = False) -> Unit:
    """A unit in a row of boxes."""
    west = 118.0 + 0.1 * at
    place = {"lon": west + 0.05, "lat": 24.55, "bbox": (west, 24.5, west + 0.1, 24.6)}
    return Unit(at, code, name, f"Town {at}", "街镇", 2, "C", "", at, at, leaf=leaf, **place)


CITY = unit("C", "云澜市")


def answer(
    of: Metric | str,
    values: Sequence[float | None],
    *,
    by: str = "街镇",
    keys: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
    previous: Sequence[float | None] | None = None,
    states: dict[int, str] | None = None,
    days: int = 30,
    end: date = AS_OF,
) -> Measurement:
    """An answer with one row a value. A None is empty unless `states` says otherwise; rates get a denominator."""
    asked = metric(of) if isinstance(of, str) else of
    whole = window(end - timedelta(days=days - 1), end, None, "previous", end)
    in_steps = by in {"day", "week", "month"}
    windows = tuple(steps(whole.start, whole.end, by, "previous")) if in_steps else (whole,)  # type: ignore[arg-type]
    value = np.array([math.nan if v is None else v for v in values], dtype=np.float64)
    count = len(value)
    if in_steps:
        assert count == len(windows), (count, len(windows))
    said = dict(states or {})
    state = tuple(said.get(at, "empty" if np.isnan(v) else "ok") for at, v in enumerate(value))
    labels = [step.label for step in windows] if in_steps else [f"T{at:02d}" for at in range(count)]
    denominator = np.full(count, 6310.0) if asked.ratio else np.full(count, math.nan)
    denominator[np.isnan(value)] = math.nan
    before = [math.nan if v is None else v for v in previous] if previous is not None else [math.nan] * count
    keys_ = tuple(keys or labels) if by else ("",)
    return Measurement(
        metric=asked,
        unit=CITY,
        tree="admin",
        by=by,
        window=whole,
        windows=windows,
        edition="20261122T0300",
        keys=keys_,
        names=tuple(names or (NAMES[at % len(NAMES)] + ("" if at < len(NAMES) else str(at)) for at in range(count))),
        value=value,
        numerator=np.round(value * denominator) if asked.ratio else np.full(count, math.nan),
        denominator=denominator,
        n=np.full(count, 100.0),
        previous=np.array(before, dtype=np.float64),
        state=state,
        tables=("running",),
        sql=("SELECT 1",),
    )


def wave(count: int, middle: float, swing: float, fall: float = 0.0) -> list[float]:
    """A series like a real one: a slow swing, a quick one, and a fall from two thirds on. No chance in it."""
    late = count * 2 // 3
    return [
        middle
        + swing * (0.6 * math.sin(at / 9) + 0.4 * math.sin(at * 1.7))
        - (fall * (at - late) / (count - late) if at > late else 0)
        for at in range(count)
    ]
