"""Which units a question is about: the chosen one, or several whose sum is asked."""

from __future__ import annotations

from cockpit.access import Scope, visible
from cockpit.selection import Selection
from cockpit.store import Snapshot, Unit


def together(snapshot: Snapshot, selection: Selection, scope: Scope) -> tuple[Unit, ...]:
    """The units chosen together, in id order; one that lies within another of them is counted with it.

    Raises:
        UnknownName: no such tree or unit.
        Denied: one of them lies outside the reader's scope.
    """
    chosen = [visible(snapshot, scope, selection.tree, code) for code in selection.units]
    tree, codes = snapshot.tree(selection.tree), {unit.code for unit in chosen}
    apart = [unit for unit in chosen if not any(above.code in codes for above in tree.ancestors(unit.code)[:-1])]
    return tuple(sorted(apart, key=lambda unit: unit.id))


def asked_about(snapshot: Snapshot, selection: Selection, scope: Scope) -> tuple[Unit, ...]:
    """The units chosen together, else the chosen one."""
    return together(snapshot, selection, scope) or (visible(snapshot, scope, selection.tree, selection.unit),)
