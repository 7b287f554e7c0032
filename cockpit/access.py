"""Who may see what: the part of the city a reader may see, and the smallest number of people that is shown."""

from __future__ import annotations

from dataclasses import dataclass

from cockpit.contract import ADMIN
from cockpit.errors import CockpitError
from cockpit.settings import Settings
from cockpit.store import Snapshot, Unit


class Denied(CockpitError):
    """The reader may not see what was asked for."""


@dataclass(frozen=True)
class Scope:
    """What one reader may see: everything below `unit` (None: the whole city) of the administrative tree.

    Counts of people below `smallest_cell`, and above 0, are not shown; 0 shows all.
    """

    unit: str | None = None
    smallest_cell: int = 10


def whole_city(settings: Settings) -> Scope:
    """The scope of a reader on this machine, before accounts: the whole city."""
    return Scope(unit=None, smallest_cell=settings.smallest_cell)


def visible(snapshot: Snapshot, scope: Scope, tree: str, code: str | None) -> Unit:
    """The unit asked for, or the top of what the reader may see when `code` is None.

    Raises:
        UnknownName: no such tree or unit.
        Denied: the unit lies outside the reader's scope.
    """
    chosen = snapshot.tree(tree)
    if scope.unit is None:
        return chosen.unit(code) if code else chosen.root
    home = snapshot.tree(ADMIN).unit(scope.unit)
    if tree != ADMIN:
        raise Denied(f"Tree {tree} is not within your scope.", f"You may see {home.name} in the administrative tree.")
    unit = chosen.unit(code) if code else home
    if home not in chosen.ancestors(unit.code):
        raise Denied(f"{unit.name} is not within your scope.", f"You may see {home.name} and what lies below it.")
    return unit
