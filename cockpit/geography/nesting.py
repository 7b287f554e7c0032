"""What follows from the numbering: who lies below whom, and values carried from the leaves up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cockpit.geography.coverage import dissolve
from cockpit.geography.plane import Points, Positions, Shapes


@dataclass(frozen=True)
class Nesting:
    """One tree's units by position 0..n-1 in id order: the children of each are positions start..stop-1."""

    parent: Positions  # position of the parent, -1 at the root
    leaf: NDArray[np.bool_]

    @classmethod
    def of(cls, tree: pd.DataFrame) -> Self:
        """The nesting of the numbered rows of one tree."""
        parent = tree["parent_id"].to_numpy(dtype=np.int64) - int(tree["id"].iloc[0])
        parent[0] = -1
        return cls(parent, tree["leaf"].to_numpy(dtype=bool))

    @cached_property
    def start(self) -> Positions:
        """First child of each unit; for a leaf, where its children would stand."""
        # breadth-first ids make `parent` non-decreasing
        return np.searchsorted(self.parent, np.arange(len(self.parent)), side="left")

    @cached_property
    def stop(self) -> Positions:
        """One past the last child of each unit."""
        return np.searchsorted(self.parent, np.arange(len(self.parent)), side="right")

    def uppers(self) -> list[int]:
        """Every unit with children, children before their parents."""
        return [int(i) for i in np.flatnonzero(~self.leaf)[::-1]]

    def below(self, unit: int) -> Positions:
        """All descendants of a unit, without itself, in id order."""
        found = []
        first, last = int(self.start[unit]), int(self.stop[unit])
        while first < last:
            found.append(np.arange(first, last))
            first, last = int(self.start[first]), int(self.stop[last - 1])
        return np.concatenate(found) if found else np.empty(0, dtype=np.int64)

    def add_up(self, leaves: Points) -> Points:
        """Values of the leaves (0 elsewhere) -> values of all units, each the sum of its children."""
        sums = leaves.copy()
        for i in self.uppers():
            sums[i] = sums[self.start[i] : self.stop[i]].sum()
        return sums

    def join(self, leaves: Shapes) -> Shapes:
        """Shapes of the leaves -> shapes of all units, each dissolved from its children."""
        shapes = leaves.copy()
        for i in self.uppers():
            shapes[i] = dissolve(shapes[self.start[i] : self.stop[i]])
        return shapes

    def spread(self, leaves: Points) -> Points:
        """Boxes (n, 4) west south east north of the leaves, NaN for none -> boxes of all units."""
        boxes = leaves.copy()
        for i in self.uppers():
            inner = boxes[self.start[i] : self.stop[i]]
            inner = inner[~np.isnan(inner[:, 0])]
            boxes[i] = [*inner[:, :2].min(axis=0), *inner[:, 2:].max(axis=0)] if len(inner) else np.nan
        return boxes

    def view_spans(self, units: Positions, boxes: Points) -> Points:
        """The longer side of the box of each unit's parent (its own at the root): the views it is drawn in."""
        parents = np.unique(np.where(self.parent[units] < 0, units, self.parent[units]))
        views = boxes[parents]
        spans: Points = np.nan_to_num(np.maximum(views[:, 2] - views[:, 0], views[:, 3] - views[:, 1]))
        return spans
