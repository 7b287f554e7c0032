"""What an answer has rows for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cockpit.store import Unit


@dataclass(frozen=True)
class Groups:
    """What an answer has a row for: units, or the values of a dimension within the units.

    `together` makes one row of all units, which do not overlap.
    """

    units: tuple[Unit, ...]
    dimension: str = ""
    together: bool = False

    @property
    def ids(self) -> NDArray[np.int64]:
        """Ids of the units, in order."""
        return np.array([unit.id for unit in self.units], dtype=np.int64)
