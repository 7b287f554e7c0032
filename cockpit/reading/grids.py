"""Grids over grids: which trees cover which units, who looks after a square, which grids should change, which did."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cockpit.catalogue import Metric, Panel
from cockpit.contract import ADMIN
from cockpit.measure import Measurement, changes_of, cover_of, holders_of, retired_of
from cockpit.reading.answers import Answers
from cockpit.reading.columns import Spec, ask, specs_of
from cockpit.reading.listing import Cell, Chart, Column, Line, Listing
from cockpit.reading.view import View
from cockpit.store import Unit
from cockpit.wording import say

WHOLE = 0.995
"""Of a unit's area: less and a tree leaves out more than is lost in drawing."""


def read_tree_cover(view: View, panel: Panel, _metric: Metric) -> Answers:
    """A row per unit below, a column per further tree: the share of its area that the tree looks after."""
    catalogue, lang = view.snapshot.catalogue, view.lang
    trees = [name for name in view.snapshot.trees if name != ADMIN]
    if not trees or view.scope.unit is not None:
        return Answers(why=say("forces.no_further_tree", lang))
    level = panel.options.get("level", "")
    units: tuple[Unit, ...] = view.tree.descendants(view.unit.code, level) if level in view.tree.levels else ()
    units = units or view.tree.children(view.unit.code) or (view.unit,)
    found = cover_of(view.snapshot, units, view.newest)
    columns = [Column("name", say("column.name", lang))]
    columns += [Column(tree, catalogue.label("tree", tree, lang), "percent") for tree in trees]
    columns += [Column(key, say(f"forces.{key}", lang), "count") for key in ("gaps", "overlaps", "cut")]
    lines = []
    for at, unit in enumerate(units):
        covers = [found[tree][at] for tree in trees]
        cells = [
            Cell(c.share, "ok" if c.share is not None else "empty", "" if c.share is None else _covered(c.share))
            for c in covers
        ]
        sums = [sum(getattr(cover, key) for cover in covers) for key in ("gaps", "overlaps", "cut")]
        marked = [Cell(n, "ok", "missed" if n and key < 2 else "") for key, n in enumerate(sums)]
        lines.append(Line(unit.code, (Cell(unit.said(lang)), *cells, *marked), {"unit": unit.code}))
    short = sum(any(cell.verdict == "missed" for cell in line.cells) for line in lines)
    return Answers(
        listing=Listing(
            tuple(columns),
            tuple(lines),
            finding=say("forces.cover_finding", lang, trees=len(trees), n=short, all=len(lines)),
            note=clause_of(view, panel, say("forces.cover_formula", lang)),
            chart=Chart("column", tuple(trees)),
        )
    )


def read_owners(view: View, panel: Panel, _metric: Metric) -> Answers:
    """Who looks after the chosen ground, in every tree: a click on any square answers it."""
    catalogue, lang = view.snapshot.catalogue, view.lang
    columns = (
        Column("tree", say("control.tree", lang)),
        Column("unit", say("control.unit", lang)),
        Column("grids", say("forces.grids", lang), "count"),
        Column("share", say("forces.share", lang), "percent"),
    )
    lines, most = [], int(panel.options.get("most", 4))
    holders, counts = holders_of(view.snapshot, view.unit, view.newest, most)
    for holder in holders:
        if view.scope.unit is not None and holder.tree != ADMIN:
            continue
        name = holder.unit.said(lang) if holder.unit else say("forces.nobody", lang)
        picks = {"tree": "" if holder.tree == ADMIN else holder.tree, "unit": holder.unit.code} if holder.unit else {}
        cells = (
            Cell(catalogue.label("tree", holder.tree, lang)),
            Cell(name, "ok", "" if holder.unit else "missed"),
            Cell(holder.grids),
            Cell(holder.share),
        )
        lines.append(Line(f"{holder.tree}:{holder.unit.code if holder.unit else ''}", cells, picks))
    more = sum(max(count - most, 0) for count in counts.values())
    finding = say("forces.owners_finding", lang, unit=view.unit.said(lang), n=len(counts))
    note = say("forces.owners_more", lang, n=more) if more else say("forces.owners_hint", lang)
    return Answers(listing=Listing(columns, tuple(lines), finding=finding, note=clause_of(view, panel, note)))


def read_changes(view: View, panel: Panel, _metric: Metric) -> Answers:
    """Base grids that were redrawn, the newest first, with the grid that follows."""
    lang, tree = view.lang, view.snapshot.tree(ADMIN)
    columns = (
        Column("grid", view.snapshot.catalogue.label("level", tree.levels[-1], lang)),
        Column("valid_from", say("forces.valid_from", lang)),
        Column("valid_to", say("forces.valid_to", lang)),
        Column("successor", say("forces.successor", lang)),
    )
    lines = []
    for change in changes_of(view.snapshot, view.unit):
        heir = tree.get(change.successor)
        cells = (
            Cell(change.unit.said(lang)),
            Cell(change.valid_from),
            Cell(change.valid_to),
            Cell(heir.said(lang) if heir else change.successor),
        )
        lines.append(Line(change.unit.code, cells, {"tree": "", "unit": (heir or change.unit).code}))
    ended = sum(line.cells[2].value is not None for line in lines)
    finding = say("forces.changes_finding", lang, ended=ended, began=len(lines) - ended)
    first = view.first_row(panel.key)
    shown = tuple(lines[first : first + view.rows])
    note = clause_of(view, panel, say("forces.changes_note", lang))
    return Answers(listing=Listing(columns, shown, total=len(lines), first=first, finding=finding, note=note))


@dataclass(frozen=True)
class _Advice:
    """What is suggested for the grid at a place of the answers: to be split, or merged with the one at `other`."""

    at: int
    other: int | None = None


def read_advice(view: View, panel: Panel, _metric: Metric) -> Answers:
    """Grids to split (a load above its bound) and to merge (too few households), the heaviest first."""
    lang = view.lang
    specs = specs_of(view.snapshot.catalogue, panel.options.get("columns", ()))
    if view.tree.name != ADMIN or not specs:
        return Answers(why=say("forces.admin_only", lang))
    answers = [ask(view, spec, view.tree.levels[-1]) for spec in specs]
    gone = retired_of(view.snapshot, view.newest)
    units = [view.tree.unit(code) for code in answers[0].keys]
    standing = [at for at, unit in enumerate(units) if unit.code not in gone]
    loads = _loads(specs, answers)
    splits, merges = _splits(standing, loads), _merges(units, standing, specs[0], answers[0])
    advice = [*splits, *merges]
    columns = (
        Column("grid", view.snapshot.catalogue.label("level", view.tree.levels[-1], lang)),
        Column("advice", say("forces.advice", lang)),
        Column("other", say("forces.neighbour", lang)),
        Column("why", say("forces.why", lang)),
    )
    first = view.first_row(panel.key)
    shown = []
    for item in advice[first : first + view.rows]:
        unit = units[item.at]
        if item.other is None:
            words = _split_words(view, specs, loads[:, item.at])
        else:
            words = _merge_words(view, units, item.at, item.other, answers[0])
        shown.append(Line(unit.code, (Cell(unit.said(lang)), *map(Cell, words)), {"unit": unit.code}))
    finding = say("forces.advice_finding", lang, splits=len(splits), merges=len(merges), all=len(standing))
    note = clause_of(view, panel, say("forces.advice_note", lang))
    return Answers(
        listing=Listing(columns, tuple(shown), total=len(advice), first=first, finding=finding, note=note),
        metrics=tuple(spec.metric for spec in specs),
    )


def _loads(specs: Sequence[Spec], answers: Sequence[Measurement]) -> NDArray[np.float64]:
    """Each load by its bound, shape (columns, grids): above 1 is too much, 0 where there is no bound or no value."""
    parts = [
        answer.value / spec.most if spec.most else np.zeros(len(answer))
        for spec, answer in zip(specs, answers, strict=True)
    ]
    return np.nan_to_num(np.stack(parts), nan=0.0)


def _splits(standing: Sequence[int], loads: NDArray[np.float64]) -> list[_Advice]:
    """Grids with a load above its bound, the worst first."""
    worst = loads.max(axis=0).tolist()
    return [_Advice(at) for at in sorted((at for at in standing if worst[at] > 1), key=lambda at: -worst[at])]


def _split_words(view: View, specs: Sequence[Spec], loads: NDArray[np.float64]) -> tuple[str, str, str]:
    """In how many parts the worst load is below its bound; and which loads are above theirs."""
    over = [(float(load), spec) for load, spec in zip(loads, specs, strict=True) if load > 1]
    parts = math.ceil(max(load for load, _ in over))
    why = "、".join(f"{spec.metric.label.said(view.lang)} {load:.0%}" for load, spec in over)
    return say("forces.split", view.lang, parts=parts), "", why


def _merges(units: Sequence[Unit], standing: Sequence[int], spec: Spec, answer: Measurement) -> list[_Advice]:
    """Grids with too few households, each with the nearest grid of its community with which it stays in bounds."""
    if spec.least is None:
        return []
    found, taken, beside = [], set[int](), dict[str | None, list[int]]()
    for at in standing:
        beside.setdefault(units[at].parent, []).append(at)
    homes = answer.value.tolist()
    for at in sorted((at for at in standing if 0 < homes[at] < spec.least), key=lambda at: float(homes[at])):
        if at in taken:
            continue
        unit = units[at]
        near = [
            (math.hypot(units[i].lon - unit.lon, units[i].lat - unit.lat), i)
            for i in beside[unit.parent]
            if i != at and i not in taken and homes[at] + homes[i] <= (spec.most or math.inf)
        ]
        if near:
            _, best = min(near)
            taken |= {at, best}
            found.append(_Advice(at, best))
    return found


def _merge_words(view: View, units: Sequence[Unit], at: int, other: int, answer: Measurement) -> tuple[str, str, str]:
    """With which neighbour, and how many households the two have."""
    own, both = float(answer.value[at]), float(answer.value[at] + answer.value[other])
    why = say("forces.merge_why", view.lang, own=round(own), both=round(both))
    return say("forces.merge", view.lang, parts=1), units[other].said(view.lang), why


def _covered(share: float) -> str:
    return "met" if share >= WHOLE else "missed"


def clause_of(view: View, panel: Panel, words: str) -> str:
    """`words` with the clause that the panel's record names."""
    clause = view.snapshot.catalogue.clauses.get(str(panel.options.get("clause", "")))
    return f"{words} [{clause.source} {clause.text.said(view.lang)}]" if clause else words


READERS = {
    "tree_cover": read_tree_cover,
    "owners": read_owners,
    "grid_changes": read_changes,
    "grid_advice": read_advice,
}
