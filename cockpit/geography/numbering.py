"""Number the units so that every unit is one contiguous range of base grids and of its children."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import pandas as pd

from cockpit.geography.units import ADMIN, link_levels

KEPT = ("tree", "code", "parent", "level", "name", "name_en", "type", "valid_from", "valid_to", "successor")


def number_units(rows: pd.DataFrame) -> pd.DataFrame:
    """Tidied, faultless rows -> one row per unit with id, parent_id, depth, rank, leaf, g, lo, hi, by id.

    Ids run over all trees, admin first; inside a tree by depth, and inside a depth in depth-first order with
    siblings by code, so the children of a unit are contiguous whatever their levels are called. `g` counts
    the base grids depth-first. `rank` is the place of the unit's level among the levels of its tree (0 = top):
    the longest way down to it, which orders levels rightly even where branches skip some.
    Units of further trees leave here with an empty range; the overlay fills them in.
    """
    parts, first = [], 0
    for tree in rows["tree"].drop_duplicates():
        part = _number_tree(rows[rows["tree"] == tree], first, grids=tree == ADMIN)
        parts.append(part)
        first += len(part)
    return pd.concat(parts, ignore_index=True)


def _number_tree(mine: pd.DataFrame, first: int, *, grids: bool) -> pd.DataFrame:
    parents = dict(zip(mine["code"], mine["parent"], strict=True))
    walk, depth = _walk(parents)
    # stable: units of one depth stay in the order of the walk
    order = [walk[i] for i in np.argsort([depth[code] for code in walk], kind="stable")]
    ids = {code: first + i for i, code in enumerate(order)}
    numbered = mine.set_index("code", drop=False).loc[order, list(KEPT)].reset_index(drop=True)
    numbered.insert(0, "id", pd.Series(list(ids.values()), dtype="int32"))
    numbered.insert(4, "parent_id", pd.Series([ids.get(parents[code], -1) for code in order], dtype="int32"))
    ranks = rank_levels(parents, dict(zip(mine["code"], mine["level"], strict=True)))
    above = set(parents.values())
    leaf = np.array([code not in above for code in order])
    g, lo, hi = _ranges(walk, parents, above) if grids else ({}, {}, {})
    whole = {
        "depth": [depth[code] for code in order],
        "rank": [ranks[level] for level in numbered["level"]],
        "leaf": leaf,
        "g": [g.get(code, -1) for code in order],
        "lo": [lo.get(code, 0) for code in order],
        "hi": [hi.get(code, -1) for code in order],
    }
    for column, values in whole.items():
        numbered[column] = np.asarray(values, dtype=bool if column == "leaf" else np.int32)
    return numbered


def _walk(parents: Mapping[str, str]) -> tuple[list[str], dict[str, int]]:
    """All codes depth-first (a parent before its children, siblings by code) and the depth of each."""
    children: dict[str, list[str]] = defaultdict(list)
    for code in sorted(parents, reverse=True):
        children[parents[code]].append(code)
    walk: list[str] = []
    depth: dict[str, int] = {}
    ahead = list(children[""])
    while ahead:
        code = ahead.pop()
        depth[code] = depth[parents[code]] + 1 if parents[code] else 0
        walk.append(code)
        ahead += children[code]  # reversed above, so the smallest code is popped first
    return walk, depth


def _ranges(
    walk: list[str], parents: Mapping[str, str], above: set[str]
) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    g: dict[str, int] = {}
    for code in walk:
        if code not in above:
            g[code] = len(g)
    lo, hi = dict(g), dict(g)
    for code in reversed(walk):  # children come after their parent, so backwards they are complete first
        over = parents[code]
        if over:
            lo[over] = min(lo.get(over, lo[code]), lo[code])
            hi[over] = max(hi.get(over, hi[code]), hi[code])
    return g, lo, hi


def rank_levels(parents: Mapping[str, str], levels: Mapping[str, str]) -> dict[str, int]:
    """Every level of a tree -> its rank, 0 at the top; a level ranks below every level ever above it."""
    links = list(link_levels(parents, levels))
    ranks = dict.fromkeys(sorted(set(levels.values())), 0)
    for _ in ranks:  # at most one round per level: the levels are known to have an order
        for upper, lower in links:
            ranks[lower] = max(ranks[lower], ranks[upper] + 1)
    order = sorted(ranks, key=lambda level: (ranks[level], level))
    return {level: rank for rank, level in enumerate(order)}
