"""The letters of an edition's names: a page fetches their slices of the font before they are shown.

Else the first drill into a town would wait for slices, some thirty kilobytes each, of letters only its villages have.
"""

from __future__ import annotations

from flask import Response

from cockpit.access import Scope, visible
from cockpit.contract import ADMIN
from cockpit.routes.geometry import for_a_year, refused
from cockpit.store import Snapshot, Store

MOST = 4000
"""Units whose names are looked at, from the top: the slices of a megacity's every name would be most of the font."""


def letters(store: Store, scope: Scope, edition: str) -> Response:
    """The distinct letters of names above the base grids that the reader may see, as text; 404 for no such edition."""
    with refused():
        snapshot = store.edition(edition)
    found = "".join(sorted(set("".join(_names(snapshot, scope)))))
    # What a reader may see may change while the edition does not, but rarely; a slice too few is no harm.
    return for_a_year(found.encode(), scope, "text/plain", packed=False)


def _names(snapshot: Snapshot, scope: Scope) -> list[str]:
    tree, home = snapshot.tree(ADMIN), visible(snapshot, scope, ADMIN, None)
    levels = tree.levels[tree.levels.index(home.level) : -1]
    units = [unit for level in levels for unit in tree.descendants(home.code, level)][:MOST]
    catalogue = snapshot.catalogue
    labels = [catalogue.label("level", level, lang) for level in tree.levels for lang in ("zh", "en")]
    return [*labels, *(unit.name for unit in units), *(unit.name_en for unit in units)]
