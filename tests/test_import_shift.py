"""Points of a shifted system taken for another one: most of them still lie in the city, and are all wrong."""

from __future__ import annotations

import random

import numpy as np
import pytest

from cockpit.intake.crs import from_wgs84
from tests.delivery import SOUTH, STEP, WEST, Delivery, Row, city

__all__ = ["city"]


def events(system: str, count: int = 400, beyond: int = 0) -> list[Row]:
    """Events all over the city, their points in `system`; some lie beyond the border, on every side."""
    draw = random.Random(11)  # noqa: S311
    lon = [WEST + draw.random() * 4 * STEP for _ in range(count)]
    lat = [SOUTH + draw.random() * STEP for _ in range(count)]
    for i in range(beyond):
        lat[i] = SOUTH - 0.001 if i % 2 else SOUTH + STEP + 0.001
    x, y = np.array(lon), np.array(lat)
    if system != "EPSG:4326":
        x, y = from_wgs84(system, x, y)
    return [
        {
            "event_id": f"E{i:03}",
            "lon": repr(float(a)),
            "lat": repr(float(b)),
            "category": "litter",
            "reported_at": f"2026-06-{1 + i % 28:02}",
        }
        for i, (a, b) in enumerate(zip(x, y, strict=True))
    ]


@pytest.mark.parametrize(
    ("true", "said"),
    [("GCJ-02", ""), ("GCJ-02", "EPSG:4326"), ("GCJ-02", "EPSG:4490"), ("EPSG:4326", "GCJ-02"), ("BD-09", "GCJ-02")],
)
def test_a_shift_is_refused_with_the_guess(city: Delivery, true: str, said: str) -> None:
    city.give("events", events(true), f'crs = "{said}"' if said else "")
    told = city.refuse()
    assert f"these look like {true}" in told


@pytest.mark.parametrize("system", ["EPSG:4326", "GCJ-02", "BD-09"])
@pytest.mark.parametrize("beyond", [0, 12])
def test_the_right_system_is_taken_whatever_lies_beyond_the_border(city: Delivery, system: str, beyond: int) -> None:
    city.give("events", events(system, beyond=beyond), f'crs = "{system}"')
    city.read()
    assert len(city.rejected("events")) == beyond
