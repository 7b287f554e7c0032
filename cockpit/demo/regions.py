"""Cells grown together into connected regions: the shapes of districts, towns, communities and grids."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

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
        order = np.lexsort((ends[:, 1], ends[:, 0]))
        starts = np.searchsorted(ends[order, 0], np.arange(len(land.cells) + 1))
        to, price = ends[order, 1].tolist(), np.concatenate([cost, cost])[order].tolist()
        self.roads = [list(zip(to[a:b], price[a:b], strict=True)) for a, b in pairwise(starts)]

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
        for _ in range(_TRIES):
            parts = self.grow(cells, self._spread(cells, count), rounds)
            least = int(np.bincount(parts, minlength=count).min())
            if least > size:
                best, size = parts, least
            if size >= _SMALLEST * len(cells) / count:
                break
        return best

    def grow(self, cells: Places, seeds: Places, rounds: int) -> Places:
        """The seed (0 .. n-1) each of `cells` is nearest to, by the cheapest way inside `cells`.

        After each round but the last, the seeds move to the middle of what they have got.
        """
        for turn in range(rounds):
            owner = self._reach(cells, seeds)
            if turn < rounds - 1:
                seeds = self._centre(cells, owner, len(seeds))
        return owner

    def _spread(self, cells: Places, count: int) -> Places:
        """`count` of `cells`, each the farthest of a few drawn by lot, so that no two begin side by side."""
        scale = np.sqrt(self.km2[cells])
        chosen = [int(self.rng.integers(len(cells)))]
        nearest = np.full(len(cells), np.inf)
        while len(chosen) < count:
            last = cells[chosen[-1]]
            # in widths of the cell itself: a step in the country is longer than one in town
            away = np.hypot(self.x[cells] - self.x[last], self.y[cells] - self.y[last]) / scale
            nearest = np.minimum(nearest, away)
            nearest[chosen] = -1.0
            drawn = self.rng.integers(len(cells), size=_LOTS)
            best = int(drawn[np.argmax(nearest[drawn])])
            chosen.append(best if nearest[best] >= 0 else int(np.argmax(nearest)))
        return cells[chosen]

    def _reach(self, cells: Places, seeds: Places) -> Places:
        inside = dict.fromkeys(cells.tolist(), -1)
        front = [(0.0, i, cell) for i, cell in enumerate(seeds.tolist())]
        heapq.heapify(front)
        while front:
            cost, seed, cell = heapq.heappop(front)
            if inside[cell] != -1:
                continue
            inside[cell] = seed
            for other, price in self.roads[cell]:
                if inside.get(other) == -1:
                    heapq.heappush(front, (cost + price, seed, other))
        return np.fromiter(inside.values(), dtype=np.int64, count=len(inside))

    def _centre(self, cells: Places, owner: Places, count: int) -> Places:
        size = np.bincount(owner, minlength=count)
        middle_x = np.bincount(owner, self.x[cells], count) / size
        middle_y = np.bincount(owner, self.y[cells], count) / size
        away = (self.x[cells] - middle_x[owner]) ** 2 + (self.y[cells] - middle_y[owner]) ** 2
        order = np.lexsort((cells, away, owner))
        first = np.searchsorted(owner[order], np.arange(count))
        return cells[order[first]]


def share_out(total: int, weights: NDArray[np.floating], least: int = 1) -> NDArray[np.int64]:
    """`total` in whole parts as close to `weights` as can be, none below `least` (largest remainder)."""
    exact = weights / weights.sum() * (total - least * len(weights))
    parts = np.floor(exact).astype(np.int64)
    rest = total - least * len(weights) - int(parts.sum())
    parts[np.argsort(-(exact - parts), kind="stable")[:rest]] += 1
    shared: NDArray[np.int64] = parts + least
    return shared
