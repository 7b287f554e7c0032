"""The table `units` made tidy, and everything that can be wrong with a tree, each as one sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

ADMIN = "admin"  # the tree whose leaves are the base grids; the contract's default for an empty `tree`
TEXTS = ("tree", "code", "parent", "level", "name", "name_en", "type", "successor")
DATES = ("valid_from", "valid_to")


def tidy_units(units: pd.DataFrame) -> pd.DataFrame:
    """The rows with every contract column, missing text as "", missing dates as None, in a fixed order.

    The order (tree with admin first, code, parent) makes everything downstream independent of the order in
    which the rows were delivered. A unit without a name is called by its code.
    """
    rows = pd.DataFrame({column: read_texts(units, column) for column in TEXTS})
    rows.loc[rows["tree"] == "", "tree"] = ADMIN
    rows["name"] = rows["name"].where(rows["name"] != "", rows["code"])
    for column in DATES:
        rows[column] = _dates(units, column)
    rows["_later"] = rows["tree"] != ADMIN
    rows = rows.sort_values(["_later", "tree", "code", "parent", "level", "name"], kind="stable")
    return rows.drop(columns="_later").reset_index(drop=True)


def read_texts(frame: pd.DataFrame, column: str) -> list[str]:
    """A column as a list of texts, missing values (or a missing column) as ""."""
    if column not in frame.columns:
        return [""] * len(frame)
    values = frame[column]
    return ["" if gone else str(value) for value, gone in zip(values, values.isna(), strict=True)]


def _dates(units: pd.DataFrame, column: str) -> pd.Series:
    if column not in units.columns:
        return pd.Series([None] * len(units), dtype=object)
    days = [None if pd.isna(day) or day == "" else pd.Timestamp(day).date() for day in units[column]]
    return pd.Series(days, dtype=object)


def find_leaves(rows: pd.DataFrame, tree: str) -> list[str]:
    """The codes of a tree that are nobody's parent, in code order: of `admin` they are the base grids."""
    mine = rows[rows["tree"] == tree]
    parents = set(mine["parent"])
    return [code for code in mine["code"].drop_duplicates() if code not in parents]


def find_unit_faults(rows: pd.DataFrame) -> list[str]:
    """Every fault of every tree of tidied rows, one sentence each; an empty list when the trees are sound."""
    faults = []
    if ADMIN not in set(rows["tree"]):
        faults.append(f"Table units: there is no unit of tree {ADMIN!r}, whose leaves are the base grids.")
    for tree, mine in rows.groupby("tree", sort=False):
        where = f"Table units, tree {tree!r}: "
        faults += [where + fault for fault in _tree_faults(mine)]
    return faults


def find_successor_notes(rows: pd.DataFrame) -> Iterator[str]:
    """What is odd, but harmless, about validity: a successor nobody knows, an end before its beginning."""
    known = set(zip(rows["tree"], rows["code"], strict=True))
    columns = ("tree", "code", "name", "valid_from", "valid_to", "successor")
    for tree, code, name, start, end, successor in zip(*(rows[column] for column in columns), strict=True):
        who = f"Table units, tree {tree!r}: unit {code} ({name})"
        if successor and (tree, successor) not in known:
            yield f"{who} has the successor {successor!r}, which is not in the table."
        if start is not None and end is not None and end < start:
            yield f"{who} is valid to {end}, before it begins on {start}."


def _tree_faults(mine: pd.DataFrame) -> Iterator[str]:
    codes = list(mine["code"])
    names = dict(zip(codes, mine["name"], strict=True))
    parents = dict(zip(codes[::-1], mine["parent"][::-1], strict=True))
    levels = dict(zip(codes[::-1], mine["level"][::-1], strict=True))
    yield from _row_faults(mine)
    yield from _doubles(mine)
    yield from _root_faults([code for code in parents if parents[code] == ""], names)
    for code in sorted(parents):
        if parents[code] and parents[code] not in parents:
            yield f"unit {say(code, names)} is an orphan: its parent {parents[code]!r} does not exist."
    for ring in _cycles(parents):
        told = " -> ".join([*(say(code, names) for code in ring), ring[0]])
        yield f"cycle of parents: {told}."
    yield from _level_faults(parents, levels, names)


def _row_faults(mine: pd.DataFrame) -> Iterator[str]:
    nameless = int((mine["code"] == "").sum())
    if nameless:
        yield f"{nameless} {'row has' if nameless == 1 else 'rows have'} no code."
    bare = mine[(mine["level"] == "") & (mine["code"] != "")]
    for code, name in zip(bare["code"], bare["name"], strict=True):
        yield f"unit {code} ({name}) has no level."


def _doubles(mine: pd.DataFrame) -> Iterator[str]:
    twice = mine[mine.duplicated("code", keep=False) & (mine["code"] != "")]
    for code, same in twice.groupby("code"):
        parents = sorted(set(same["parent"]))
        unit = f"unit {code} ({same['name'].iloc[0]})"
        if len(parents) > 1:
            yield f"{unit} has {len(parents)} parents: {', '.join(p or '(none)' for p in parents)}."
        else:
            yield f"{unit} is listed {len(same)} times."


def _root_faults(roots: list[str], names: Mapping[str, str]) -> Iterator[str]:
    if not roots:
        yield "there is no root (a unit without a parent)."
    elif len(roots) > 1:
        told = ", ".join(say(code, names) for code in sorted(roots))
        yield f"there are {len(roots)} roots, one is allowed: {told}."


def _cycles(parents: Mapping[str, str]) -> Iterator[list[str]]:
    """Each ring of units that are their own ancestors, once, starting at its smallest code."""
    seen: set[str] = set()
    for start in sorted(parents):
        path: list[str] = []
        here = start
        while here in parents and here not in seen:
            seen.add(here)
            path.append(here)
            here = parents[here]
        if here in path:  # walked into the path itself, not into older ground
            ring = path[path.index(here) :]
            least = ring.index(min(ring))
            yield ring[least:] + ring[:least]


def link_levels(parents: Mapping[str, str], levels: Mapping[str, str]) -> dict[tuple[str, str], tuple[str, str]]:
    """(upper level, lower level) of every direct parent and child -> the first such (parent, child) by code."""
    links: dict[tuple[str, str], tuple[str, str]] = {}
    for code in sorted(parents):
        over = parents[code]
        if over in levels and levels[over] and levels[code]:
            links.setdefault((levels[over], levels[code]), (over, code))
    return links


def _level_faults(parents: Mapping[str, str], levels: Mapping[str, str], names: Mapping[str, str]) -> Iterator[str]:
    links = link_levels(parents, levels)
    below = _reachable(links)
    for upper, lower in sorted(links):
        over, under = (say(code, names) for code in links[upper, lower])
        if upper == lower:
            yield f"level {upper!r} stands above itself: {over} over {under}."
        elif upper in below[lower] and not ((lower, upper) in links and lower < upper):
            back = links.get((lower, upper))
            where = f" at {say(back[0], names)} over {say(back[1], names)}" if back else " through others"
            yield (
                f"level {upper!r} stands above {lower!r} at {over} over {under}, "
                f"and below it{where}: the levels have no order."
            )


def _reachable(links: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Every level -> the levels somewhere below it."""
    direct: dict[str, set[str]] = defaultdict(set)
    for upper, lower in links:
        direct[upper].add(lower)
        direct[lower] |= set()
    below = {}
    for level in list(direct):
        found: set[str] = set()
        front = set(direct[level])
        while front:
            found |= front
            front = set().union(*(direct[lower] for lower in front)) - found
        below[level] = found
    return below


def say(code: str, names: Mapping[str, str]) -> str:
    """A unit as a fault names it: code and name."""
    return f"{code} ({names.get(code, '')})"
