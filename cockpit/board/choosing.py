"""What the reader can choose and has chosen, in words: boxes, trees, chips and gestures of one view."""

from __future__ import annotations

from collections.abc import Iterable

from dash.development.base_component import Component

from cockpit import panels, wording
from cockpit.catalogue import Board
from cockpit.contract import ADMIN
from cockpit.panels import Box, Chip
from cockpit.reading import Facet, View, read_facets
from cockpit.wording import say

MOST_SAID = 3
"""Values of one dimension a chip names; of more, how many there are."""


def chips(view: View) -> list[Chip]:
    """One per choice that differs from the default, with the words of the address that lift it."""
    selection, lang = view.selection, view.lang
    found = []
    if view.tree.name != ADMIN:
        found.append(Chip(tree_words(view, view.tree.name), {"tree": "", "unit": "", "units": "", "level": ""}))
    if view.units:
        words = say("desk.together", lang, names=wording.together(view.units, lang))
        found.append(Chip(words, {"units": ""}))
    if selection.start or selection.end:
        found.append(Chip(period_words(view), {"from": "", "to": ""}, warn=view.incomplete is not None))
    if selection.as_of:
        words = f"{say('control.as_of', lang)} {wording.day(selection.as_of)}"
        found.append(Chip(words, {"asof": ""}))
    if selection.compare != "previous":
        found.append(Chip(wording.comparison(selection.compare, lang), {"compare": ""}))
    for key, values in selection.where:
        words = f"{wording.dimension(key, lang)} {_values(view, key, values)}"
        found.append(Chip(words, {"where": selection.with_where(key, ()).words()["where"]}, narrows=key))
    return found


def period_words(view: View) -> str:
    """The chosen period, and how much of it has passed where it reaches beyond the data."""
    total = view.measure(view.metric)
    end = view.selection.end or total.end
    words = wording.period(total.start, end, view.lang)
    if view.incomplete is None:
        return words
    done, days = view.incomplete
    part = say("state.partial_days", view.lang, done=done, days=days)
    return f"{words} · {say('state.partial', view.lang)} {part}"


def boxes(board: Board, view: View) -> list[Component]:
    """The groups of boxes; those the metric on the map does not have start closed."""
    return [_group(view, facet) for facet in read_facets(board, view)]


def trees(view: View) -> list[Component]:
    """The trees of this edition that a map can draw; nothing where there is one."""
    geo = view.snapshot.geo
    names = [
        name
        for name, tree in view.snapshot.trees.items()
        if any((name, tree.root.code, level) in geo for level in tree.levels)
    ]
    if len(names) < 2:
        return []
    return panels.tree_list({name: tree_words(view, name) for name in names}, view.tree.name, view.lang)


def overlays(view: View) -> list[Component]:
    """The trees whose borders may lie over the map; nothing where there is one, or where a part of the city is seen."""
    if view.scope.unit is not None or len(view.snapshot.trees) < 2:
        return []
    names = {name: tree_words(view, name) for name in view.snapshot.trees if name != view.tree.name}
    return panels.over_list(names, view.selection.over or "", view.lang)


def tree_words(view: View, name: str) -> str:
    """What a tree is called."""
    if name == ADMIN and name not in view.snapshot.catalogue.labels.get("tree", {}):
        return say("desk.admin_tree", view.lang)
    return view.snapshot.catalogue.label("tree", name, view.lang)


def gestures(view: View, *, lowest: bool) -> str:
    """What a click does, and what it does with Shift."""
    click = say("panel.click_lowest" if lowest else "panel.click_drills", view.lang)
    return f"{click} · {say('panel.shift_filters', view.lang)}"


def cleared(view: View) -> dict[str, str]:
    """What a click on the ground writes: units chosen together are let go, then a unit without parts."""
    if view.units:
        return {"units": ""}
    if view.around is not view.unit:
        return {"unit": "" if view.around.parent is None else view.around.code}
    return {}


def marked(view: View) -> tuple[str, ...]:
    """Codes of the units outlined on the map and marked in lists."""
    if view.units:
        return view.selection.units
    return () if view.around is view.unit else (view.unit.code,)


def _group(view: View, facet: Facet) -> Component:
    name, lang, metric = facet.dimension, view.lang, facet.answer.metric
    found = []
    for row in facet.rows:
        count = facet.count(row)
        number = wording.said(metric, None, "suppressed") if row.state == "suppressed" else _counted(count, lang)
        found.append(
            Box(
                value=row.key,
                words=row.name or say("state.empty", lang),
                count=number,
                on=not facet.chosen or row.key in facet.chosen,
            )
        )
    note = say("desk.counted", lang, metric=metric.label.said(lang))
    lifted = _narrowed(view, name, ()) if facet.chosen else None
    return panels.facet(name, found, lang, lifted=lifted, note=note, opened=facet.own or bool(facet.chosen))


def _counted(count: float | None, lang: str) -> str:
    return str(wording.quantity(count, "count", lang))


def _narrowed(view: View, dimension: str, values: Iterable[str]) -> str:
    return view.selection.with_where(dimension, values).words()["where"]


def _values(view: View, dimension: str, values: tuple[str, ...]) -> str:
    """The values let through: their names, or how many they are; the others where those are fewer."""
    catalogue, lang = view.snapshot.catalogue, view.lang
    join = "、" if lang == "zh" else ", "

    def named(which: Iterable[str]) -> str:
        return join.join(catalogue.label(dimension, value, lang) for value in which)

    others = [value for value in view.snapshot.values.get(dimension, ()) if value and value not in values]
    if len(values) <= MOST_SAID:
        return named(values)
    if 0 < len(others) <= MOST_SAID:
        return say("desk.without", lang, n=len(values), names=named(others))
    return say("desk.and_others", lang, names=named(values[:1]), n=len(values))
