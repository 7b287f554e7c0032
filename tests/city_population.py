"""Who lives in the tiny city: its population table and its links to departments, with every edge the rules name."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

Row = dict[str, Any]

MONTHS = [date(2025, 12, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 5, 1), date(2026, 6, 1)]
LATE_DISTRICT, NOT_DELIVERED = "02", date(2026, 6, 1)
EMPTIED_GRID, EMPTIED_FROM = "010300", date(2026, 3, 1)
SEXES = ["male", "female", None]
RESIDENCES = ["registered", "absent", "elsewhere", "floating", "overseas", None]
# Five-year bands, single years, spans over a band's border and over old age, open ends, no age at all.
AGES: list[tuple[int | None, int | None]] = [
    *((0, 4), (5, 9), (37, 37), (39, 40), (0, 14), (None, 17), (55, 59), (60, 64), (55, 64)),
    *((60, None), (85, 89), (90, 120), (100, None), (None, None)),
]
DEPARTMENTS = ["roads", "civil", "police"]


def make_population(grids: list[str], seed: int) -> list[Row]:
    """Rows of the table `population`: a district that is late by a month, a grid that empties, a missing month."""
    dice = random.Random(f"population {seed}")  # noqa: S311
    rows = []
    for grid in grids:
        for month in _months(grid):
            if grid == EMPTIED_GRID and month >= EMPTIED_FROM:
                continue
            for kind in RESIDENCES:
                for sex in SEXES:
                    for low, high in dice.sample(AGES, dice.choice([0, 1, 3])):
                        rows.append(
                            {
                                "grid": grid,
                                "month": month,
                                "kind": kind,
                                "sex": sex,
                                "age_from": low,
                                "age_to": high,
                                "count": dice.choice([0, 1, 2, 7, 30]),
                            }
                        )
    return rows


def make_links(grids: list[str], seed: int) -> list[Row]:
    """Rows of the table `links`; one department answers only some of the grids."""
    dice = random.Random(f"links {seed}")  # noqa: S311
    rows = []
    for grid in grids:
        for month in _months(grid):
            for department in DEPARTMENTS:
                if department == "police" and dice.random() < 0.3:
                    continue
                total = dice.choice([0, 3, 12, 80])
                rows.append(
                    {
                        "grid": grid,
                        "month": month,
                        "department": department,
                        "linked": dice.randrange(total + 1),
                        "total": total,
                    }
                )
    return rows


def furnish(dwellings: list[Row], seed: int) -> None:
    """Give dwellings people who are registered and absent, rooms and floor: on, below and above the rule's edges."""
    dice = random.Random(f"rooms {seed}")  # noqa: S311
    for row in dwellings:
        row["absent"] = dice.choice([None, 0, 0, 1, 2])
        row["overseas"] = dice.choice([0, 0, 0, 2])
        row["rooms"] = dice.choice([None, 0, 1, 2, 3])
        row["area_m2"] = dice.choice([None, 0.0, 5.0 * (row["residents"] or 1), 4.9 * (row["residents"] or 1), 60.0])


def _months(grid: str) -> list[date]:
    return [month for month in MONTHS if not (grid.startswith(LATE_DISTRICT) and month == NOT_DELIVERED)]
