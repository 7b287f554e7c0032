"""What the inspection board needs of the generated city: inspectors, changes, hazards put right, walking order."""

from __future__ import annotations

import random
from typing import Any

Row = dict[str, Any]


def complete_inspections(dwellings: list[Row], inspections: list[Row], seed: int) -> None:
    """Fill the optional columns, by a chance of their own so that the rows before it stay what they were."""
    dice = random.Random(seed + 1)  # noqa: S311
    for visit in inspections:
        visit["inspector"] = dice.choice(["i1", "i2", "i3", None])
        visit["changed"] = dice.choice([True, False, False, None])
        visit["hazards_fixed"] = dice.choice([0, visit["hazards"]]) if visit["hazards"] else None
    for row in dwellings:
        # One grid has an order, one has places only for some, the others have neither.
        if row["grid"] == "010100":
            row["sequence"] = dice.randrange(1000)
        if row["grid"] == "010101" or (row["grid"] == "010102" and dice.random() < 0.5):
            row["lon"], row["lat"] = 118.0 + dice.random() / 100, 24.0 + dice.random() / 100
