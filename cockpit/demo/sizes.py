"""How large a demo city is: one record per size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cockpit.errors import unknown


@dataclass(frozen=True)
class Size:
    """A city's size.

    first, as_of     the day its registers begin, and its last complete day
    towns, communities, grids   how many there are, exactly
    dwellings        rows of the housing register on the first day, before estates are handed over
    radius_km        mean half height of the land
    points           building places in a cell of the ground
    months           newest months of which the population is counted
    step_days        newest days of which the events' courses are told step by step
    calm             times as long as elsewhere that a dwelling may go without being inspected
    """

    key: str
    districts: int
    towns: int
    communities: int
    grids: int
    dwellings: int
    first: date
    as_of: date
    radius_km: float
    points: int
    months: int
    step_days: int
    calm: float = 1.0


SIZES: dict[str, Size] = {
    size.key: size
    for size in (
        Size(
            key="small",
            districts=4,
            towns=13,
            communities=52,
            grids=260,
            dwellings=33_000,
            first=date(2024, 6, 1),
            as_of=date(2026, 11, 21),
            radius_km=4.4,
            points=4,
            months=13,
            step_days=180,
        ),
        Size(
            key="city",
            districts=6,
            towns=42,
            communities=600,
            grids=3000,
            dwellings=830_000,
            first=date(2025, 6, 1),
            as_of=date(2026, 11, 21),
            radius_km=13.0,
            points=4,
            months=13,
            step_days=90,
        ),
        # half a megacity, for the curve of growth
        Size(
            key="half",
            districts=8,
            towns=110,
            communities=3000,
            grids=10_000,
            dwellings=4_600_000,
            first=date(2025, 10, 15),
            as_of=date(2026, 11, 21),
            radius_km=32.0,
            points=4,
            months=3,
            step_days=14,
            calm=2.5,
        ),
        # 25 million people; a year, and the 30 days a year before the newest ones
        Size(
            key="mega",
            districts=16,
            towns=220,
            communities=6000,
            grids=20_000,
            dwellings=9_200_000,
            first=date(2025, 10, 15),
            as_of=date(2026, 11, 21),
            radius_km=45.0,
            points=4,
            months=3,
            step_days=14,
            calm=2.5,
        ),
    )
}


def find_size(key: str) -> Size:
    """The size called `key`. Raises UnknownName with a "did you mean"."""
    if key not in SIZES:
        raise unknown("size of city", key, SIZES)
    return SIZES[key]
