"""Cells grown together into connected regions: the shapes of districts, towns, communities and grids."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from cockpit.demo.land import Land, Places

_CROSSING = 6.0  # a border rather follows the river than crosses it
_LOTS = 12  # drawn for each seed
_TRIES = 6
_SMALLEST = 0.4  # of the mean size of a region's parts


class Growth:
    """The cells of a land as a graph, in which regions grow from seeds until they meet."""

    def __init__(self, land: Land, rng: np.random.Generator) -> None:
        self.x, self.y = land.x, land.y
        self.km2 = np.maximum(land.km2, np.median(land.km2) / 10)
        self.rng = rng
        cost = rng.uniform(0.6, 1.4, len(land.edges)) * np.where(land.wet, _CROSSING, 1.0)
        ends = np.concatenate([land.edges, land.edges[:, ::-1]])
        size = (len(land.cells), len(land.cells))
        self.roads = csr_array((np.concatenate([cost, cost]), (ends[:, 0], ends[:, 1])), shape=size)
        self._number = np.full(len(land.cells), -1, dtype=np.int64)

    def part(self, scope: Places, counts: Iterable[int], rounds: int = 4) -> Places:
        """Part every region of `scope` (a region per cell) into counts[region] connected regions.

        Returns the new region of each cell; the parts of region 0 come first, then those of region 1, and so on.
        """
        result = np.empty(len(scope), dtype=np.int64)
        order = np.argsort(scope, kind="stable")
        bounds = np.searchsorted(scope[order], np.arange(int(scope.max()) + 2))
        made = 0
        for region, count in enumerate(counts):
            cells = order[bounds[region] : bounds[region + 1]]
            result[cells] = made + self._part_one(cells, count, rounds)
            made += count
        return result

    def _part_one(self, cells: Places, count: int, rounds: int) -> Places:
        """Parts of one region, none of them tiny if a few tries can find such parts."""
        best, size = np.zeros(len(cells), dtype=np.int64), -1
        roads = self._roads_inside(cells)
        for _ in range(_TRIES):
            parts = self.grow(cells, self._spread(cells, count), rounds, roads)
            least = int(np.bincount(parts, minlength=count).min())
            if least > size:
                best, size = parts, least
            if size >= _SMALLEST * len(cells) / count:
                break
        return best

    def grow(self, cells: Places, seeds: Places, rounds: int, roads: csr_array | None = None) -> Places:
        """The seed (0 .. n-1) each of `cells` is nearest to, by the cheapest way inside `cells`.

        `cells` ascend. After each round but the last, the seeds move to the middle of what they have got.
        """
        inside = self._roads_inside(cells) if roads is None else roads
        for turn in range(rounds):
            owner = _nearest(inside, np.searchsorted(cells, seeds))
            if turn < rounds - 1:
                seeds = self._centre(cells, owner, len(seeds))
        return owner

    def _spread(self, cells: Places, count: int) -> Places:
        """`count` of `cells`, each the farthest of a few drawn by lot, so that no two begin side by side."""
        chosen = cells[self.rng.integers(len(cells), size=1)]
        while len(chosen) < count:
            drawn = cells[self.rng.integers(len(cells), size=_LOTS)]
            if np.isin(drawn, chosen).all():
                drawn = cells  # nearly all are taken
            chosen = np.append(chosen, drawn[np.argmax(self._away(drawn, chosen))])
        return chosen

    def _away(self, cells: Places, chosen: Places) -> NDArray[np.float64]:
        """How far each of `cells` is from the nearest of `chosen`, in its own widths; -1 for one of these.

        A step in the country is longer than one in town.
        """
        x, y = self.x[cells], self.y[cells]
        far = np.hypot(x - self.x[chosen][:, None], y - self.y[chosen][:, None]).min(axis=0)
        return np.where(np.isin(cells, chosen), -1.0, far / np.sqrt(self.km2[cells]))

    def _roads_inside(self, cells: Places) -> csr_array:
        """The roads between `cells`, which ascend and are numbered anew in their order."""
        if len(cells) == self.roads.shape[0]:
            return self.roads
        rows = self.roads[cells]
        self._number[cells] = np.arange(len(cells))
        end = self._number[rows.indices]
        self._number[cells] = -1
        kept = end >= 0
        ends = np.concatenate([[0], np.cumsum(kept)])[rows.indptr]
        return csr_array((rows.data[kept], end[kept], ends), shape=(len(cells), len(cells)))

    def _centre(self, cells: Places, owner: Places, count: int) -> Places:
        size = np.bincount(owner, minlength=count)
        middle_x = np.bincount(owner, self.x[cells], count) / size
        middle_y = np.bincount(owner, self.y[cells], count) / size
        away = (self.x[cells] - middle_x[owner]) ** 2 + (self.y[cells] - middle_y[owner]) ** 2
        order = np.lexsort((cells, away, owner))
        first = np.searchsorted(owner[order], np.arange(count))
        return cells[order[first]]


def _nearest(roads: csr_array, seeds: Places) -> Places:
    """The seed each cell is nearest to by the cheapest way; -1 where no way leads to a cell."""
    _, _, source = dijkstra(roads, indices=seeds, return_predecessors=True, min_only=True)
    number = np.full(roads.shape[0], -1, dtype=np.int64)
    number[seeds] = np.arange(len(seeds))
    return np.where(source >= 0, number[source], -1)


def share_out(total: int, weights: NDArray[np.floating], least: int = 1) -> NDArray[np.int64]:
    """`total` in whole parts as close to `weights` as can be, none below `least` (largest remainder)."""
    exact = weights / weights.sum() * (total - least * len(weights))
    parts = np.floor(exact).astype(np.int64)
    rest = total - least * len(weights) - int(parts.sum())
    parts[np.argsort(-(exact - parts), kind="stable")[:rest]] += 1
    shared: NDArray[np.int64] = parts + least
    return shared
