"""Grids over grids: which trees cover which units, who looks after a square, which grids should change, which did."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

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
    counts: dict[str, int] = {}
    for holder in holders_of(view.snapshot, view.unit, view.newest):
        counts[holder.tree] = counts.get(holder.tree, 0) + 1
        if counts[holder.tree] > most or (view.scope.unit is not None and holder.tree != ADMIN):
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
    """What is suggested for a grid: in how many parts, or with which neighbour; and why, in words."""

    unit: Unit
    what: str
    other: Unit | None
    parts: int
    why: str


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
    advice = [*_splits(view, units, standing, specs, answers), *_merges(view, units, standing, specs[0], answers[0])]
    columns = (
        Column("grid", view.snapshot.catalogue.label("level", view.tree.levels[-1], lang)),
        Column("advice", say("forces.advice", lang)),
        Column("other", say("forces.neighbour", lang)),
        Column("why", say("forces.why", lang)),
    )
    lines = [
        Line(
            item.unit.code,
            (
                Cell(item.unit.said(lang)),
                Cell(say(f"forces.{item.what}", lang, parts=item.parts)),
                Cell(item.other.said(lang) if item.other else ""),
                Cell(item.why),
            ),
            {"unit": item.unit.code},
        )
        for item in advice
    ]
    splits = sum(item.what == "split" for item in advice)
    first = view.first_row(panel.key)
    finding = say("forces.advice_finding", lang, splits=splits, merges=len(advice) - splits, all=len(standing))
    note = clause_of(view, panel, say("forces.advice_note", lang))
    shown = tuple(lines[first : first + view.rows])
    return Answers(
        listing=Listing(columns, shown, total=len(lines), first=first, finding=finding, note=note),
        metrics=tuple(spec.metric for spec in specs),
    )


def _splits(
    view: View, units: Sequence[Unit], standing: Sequence[int], specs: Sequence[Spec], answers: Sequence[Measurement]
) -> list[_Advice]:
    """Grids with a load above its bound; in as many parts as bring the worst one below."""
    found = []
    for at in standing:
        over = [
            (float(answer.value[at]) / spec.most, spec)
            for spec, answer in zip(specs, answers, strict=True)
            if spec.most and answer.value[at] > spec.most
        ]
        if over:
            worst = max(ratio for ratio, _ in over)
            why = "、".join(f"{spec.metric.label.said(view.lang)} {ratio:.0%}" for ratio, spec in over)
            found.append((worst, _Advice(units[at], "split", None, math.ceil(worst), why)))
    return [advice for _, advice in sorted(found, key=lambda pair: -pair[0])]


def _merges(
    view: View, units: Sequence[Unit], standing: Sequence[int], spec: Spec, answer: Measurement
) -> list[_Advice]:
    """Grids with too few households, each with the nearest grid of its community with which it stays in bounds."""
    if spec.least is None:
        return []
    found, taken = [], set[str]()
    small = [at for at in standing if 0 < answer.value[at] < spec.least]
    for at in sorted(small, key=lambda place: float(answer.value[place])):
        unit, homes = units[at], float(answer.value[at])
        if unit.code in taken:
            continue
        near = [
            (math.hypot(units[i].lon - unit.lon, units[i].lat - unit.lat), i)
            for i in standing
            if i != at
            and units[i].parent == unit.parent
            and units[i].code not in taken
            and homes + float(answer.value[i]) <= (spec.most or math.inf)
        ]
        if near:
            _, best = min(near)
            taken |= {unit.code, units[best].code}
            both = homes + float(answer.value[best])
            why = say("forces.merge_why", view.lang, own=round(homes), both=round(both))
            found.append(_Advice(unit, "merge", units[best], 1, why))
    return found


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
