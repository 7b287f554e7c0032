"""Further trees over the same base grids: which unit holds which grid, and how it is drawn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely

from cockpit.geography.coverage import choose_tolerance, close_coverage, simplify_coverage
from cockpit.geography.ground import MOST_NOTES, Ground, count_rest, list_some
from cockpit.geography.nesting import Nesting
from cockpit.geography.overlaps import find_overlaps
from cockpit.geography.plane import Points, Positions, Shapes, round_degrees
from cockpit.geography.polygons import pick_polygons

SPLINTER = 500.0  # m2: less is how borders were drawn, not who looks after the ground
TOUCH = 0.01  # a unit that covers less than this share of a grid only touches it


class Overlay:
    """One further tree laid over the ground.

    `owner` is, for each g, the position of the leaf that holds the grid, -1 for none: every grid has one
    owner at most, so children always add up to their parent. A leaf with a polygon of its own gets the grids
    with most of their area in it; a leaf without is a unit of the admin tree by its code and holds that
    unit's grids. `shapes` are the leaves' polygons in metres, empty where the leaf has none.
    """

    def __init__(self, tree: pd.DataFrame, bounds: pd.DataFrame, ground: Ground, admin: pd.DataFrame) -> None:
        self.tree, self.ground = tree, ground
        self.nesting = Nesting.of(tree)
        self.name = str(tree["tree"].iloc[0])
        self.leaves = np.flatnonzero(self.nesting.leaf)
        self.given, self.own = pick_polygons(bounds, self.name, [tree["code"].iloc[i] for i in self.leaves])
        self.owner: Positions = np.full(len(ground.flat), -1, dtype=np.int64)
        self.share: Points = np.ones(len(ground.flat))
        # how often each grid's ground is claimed: 1 is once, less leaves a hole, more is twice-claimed
        self.claimed: Points = np.zeros(len(ground.flat))
        self.notes: list[str] = []
        self.codes = list(admin[admin["g"] >= 0].sort_values("g")["code"])
        ranges = {code: (lo, hi) for code, lo, hi in zip(admin["code"], admin["lo"], admin["hi"], strict=True)}
        self._take_by_code(ranges)
        flat = ground.plane.flatten(self.given[self.own])
        self._take_by_area(self.leaves[self.own], flat)
        self.notes += self._tell(flat)

    def _take_by_code(self, ranges: dict[str, tuple[int, int]]) -> None:
        named = [(self.tree["code"].iloc[i], int(i)) for i in self.leaves[~self.own]]
        sizes = {code: ranges[code][1] - ranges[code][0] for code, _ in named}
        for code, leaf in sorted(named, key=lambda pair: (-sizes[pair[0]], pair[0])):  # the smallest has the last word
            lo, hi = ranges[code]
            taken = self.owner[lo : hi + 1]
            if (taken >= 0).any():
                rivals = sorted({self.tree["code"].iloc[i] for i in taken[taken >= 0]})
                self.notes.append(
                    f"Tree {self.name!r}: {code} lies within {list_some(rivals)}; its grids count for {code} only."
                )
            self.owner[lo : hi + 1] = leaf
            self.claimed[lo : hi + 1] = 1.0

    def _take_by_area(self, leaves: Positions, flat: Shapes) -> None:
        """Give each grid without an owner to the leaf with most of its area (the first by code when equal)."""
        free = np.flatnonzero(self.owner < 0)
        if not len(leaves) or not len(free):
            return
        grids = self.ground.flat[free]
        i, j = shapely.STRtree(flat).query(grids, predicate="intersects")
        order = np.lexsort((j, i))
        i, j = i[order], j[order]
        shapely.prepare(flat)
        inside = shapely.covers(flat[j], grids[i])
        share = np.ones(len(i))
        cut = ~inside
        share[cut] = shapely.area(shapely.intersection(flat[j[cut]], grids[i[cut]])) / shapely.area(grids[i[cut]])
        best = np.zeros(len(free))
        np.maximum.at(best, i, share)
        wins = (share >= TOUCH) & (share == best[i])
        # backwards, so that the first by code is written last
        self.owner[free[i[wins][::-1]]] = leaves[j[wins][::-1]]
        self.share[free] = best
        self.claimed[free] = np.bincount(i, share, len(free))

    def _tell(self, flat: Shapes) -> Iterator[str]:
        area = self.ground.area
        gaps = np.flatnonzero(self.owner < 0)
        if len(gaps):
            yield (
                f"Tree {self.name!r}: base grids that belong to none of its units ({len(gaps)}, "
                f"{area[gaps].sum() / 1e6:.3f} km2): {list_some(self._grid_codes(gaps))}."
            )
        split = np.flatnonzero((self.owner >= 0) & (self.share < 1 - TOUCH))
        if len(split):
            away = float((area[split] * (1 - self.share[split])).sum())
            yield (
                f"Tree {self.name!r}: base grids that lie across a border and count where most of their area lies "
                f"({len(split)}, {away / 1e6:.3f} km2 of them elsewhere): {list_some(self._grid_codes(split))}."
            )
        bare = [self.tree["code"].iloc[i] for i in self.leaves if not (self.owner == i).any()]
        if bare:
            yield f"Tree {self.name!r}: units that hold no base grid ({len(bare)}): {list_some(bare)}."
        yield from self._tell_overlaps(flat)

    def _tell_overlaps(self, flat: Shapes) -> Iterator[str]:
        units = self.tree.iloc[self.leaves[self.own]]
        names = [f"{code} ({name})" for code, name in zip(units["code"], units["name"], strict=True)]
        pairs = sorted(find_overlaps(flat), key=lambda pair: -pair.area) if len(flat) else []
        for pair in pairs[:MOST_NOTES]:
            yield f"Tree {self.name!r}: {names[pair.a]} and {names[pair.b]} overlap by {pair.area / 1e6:.4f} km2."
        yield from count_rest(len(pairs), f"pairs of tree {self.name!r} overlap")

    def cover(self) -> pd.DataFrame:
        """A row per base grid: tree, g, unit_id (-1 for none), share (of the grid in its unit), claimed."""
        ids = np.append(self.tree["id"].to_numpy(), -1)
        return pd.DataFrame(
            {
                "tree": self.name,
                "g": np.arange(len(self.owner), dtype=np.int32),
                "unit_id": ids[self.owner].astype(np.int32),
                "share": np.where(self.owner < 0, 0.0, np.round(self.share, 6)),
                "claimed": np.round(self.claimed, 6),
            }
        )

    def blemishes(self) -> list[tuple[str, str, shapely.Geometry]]:
        """Ground in none of the units, and ground in two: (gap or overlap, whose it is, polygon in metres)."""
        flat = self.ground.plane.flatten(self.given[self.own])
        if not len(flat):
            return []
        bare = np.flatnonzero((self.claimed < 1 - TOUCH) & ~self.ground.late)
        tree = shapely.STRtree(flat)
        holes = []
        for g in bare:
            near = tree.query(self.ground.flat[g], predicate="intersects")
            holes.append(shapely.difference(self.ground.flat[g], shapely.union_all(flat[near])))
        found = [("gap", "", part) for part in _parts(shapely.union_all(holes))]
        names = list(self.tree["name"].iloc[self.leaves[self.own]])
        for pair in find_overlaps(flat):
            both = shapely.intersection(flat[pair.a], flat[pair.b])
            found += [("overlap", f"{names[pair.a]} / {names[pair.b]}", part) for part in _parts(both)]
        return found

    def _grid_codes(self, grids: Positions) -> list[str]:
        return [self.codes[g] for g in grids]

    def draw_leaves(self, admin: pd.DataFrame, admin_flat: Shapes) -> Shapes:
        """The polygon of each leaf in metres (None for upper units): its own, or the admin unit's it stands for."""
        shapes = np.empty(len(self.tree), dtype=object)
        place = {code: i for i, code in enumerate(admin["code"])}
        for i in self.leaves[~self.own]:
            shapes[i] = admin_flat[place[self.tree["code"].iloc[i]]]
        mine = self.leaves[self.own]
        if len(mine):
            stored = self.ground.plane.flatten(round_degrees(self.given[self.own]))
            boxes = np.full((len(self.tree), 4), np.nan)
            boxes[mine] = shapely.bounds(stored)
            spans = self.nesting.view_spans(mine, self.nesting.spread(boxes))
            tolerance = choose_tolerance(spans, shapely.area(stored))
            anything = np.full(len(stored), np.inf)  # these units may share ground; it is reported
            closed, _ = close_coverage(stored, np.arange(len(stored)), anything, tolerance, self.ground.plane)
            shapes[mine] = simplify_coverage(closed, tolerance)
        return shapes

    def hold(self) -> list[Positions]:
        """The grids (ordinals g, ascending) of every unit of the tree."""
        held: list[Positions] = [np.empty(0, dtype=np.int64)] * len(self.tree)
        for i in self.leaves:
            held[i] = np.flatnonzero(self.owner == i)
        for upper in self.nesting.uppers():
            held[upper] = np.sort(np.concatenate(held[self.nesting.start[upper] : self.nesting.stop[upper]]))
        return held


def _parts(shape: shapely.Geometry) -> list[shapely.Geometry]:
    """The polygons of `shape` that are more than a splinter."""
    parts = shapely.get_parts(shapely.set_precision(shape, 0.01))
    return [part for part in parts if shapely.area(part) > SPLINTER]
