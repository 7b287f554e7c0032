"""What an answer has rows for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cockpit.store import Unit
from cockpit.trees import Units


@dataclass(frozen=True)
class Groups:
    """What an answer has a row for: units, or the values of a dimension within the units.

    `together` makes one row of all units, which do not overlap.
    """

    units: tuple[Unit, ...]
    dimension: str = ""
    together: bool = False

    @cached_property
    def listed(self) -> Units:
        """The units with what is reckoned of all of them."""
        return self.units if isinstance(self.units, Units) else Units(self.units)

    @property
    def ids(self) -> NDArray[np.int64]:
        """Ids of the units, in order; not to be written to."""
        return self.listed.ids
