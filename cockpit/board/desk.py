"""What every page stands on: the settings, the store and the boards, opened once per process."""

from __future__ import annotations

import os
from functools import cache

from cockpit.access import Scope, whole_city
from cockpit.catalogue import DEFAULTS, Board, Wall, load_catalogue
from cockpit.settings import Settings, load_settings
from cockpit.store import Store


@cache
def the_settings() -> Settings:
    """The deployment's settings."""
    return load_settings()


@cache
def the_store() -> Store:
    """The store; it opens an edition at the first question.

    The cores are shared out among the serving processes: where each takes all of them, two questions at once wait for
    each other and take a third more processor time.
    """
    return Store(the_settings().data, max(1, len(os.sched_getaffinity(0)) // the_settings().workers))


@cache
def the_boards() -> dict[str, Board]:
    """The boards by key, in the order of the navigation.

    They are the product's own and not an edition's: a page's frame exists before any edition is open. What a panel
    measures is the edition's.
    """
    return dict(load_catalogue(DEFAULTS).boards)


@cache
def the_walls() -> dict[str, Wall]:
    """The walls that ship, by key; a deployment's own are read when a wall is asked for."""
    return dict(load_catalogue(DEFAULTS).walls)


def scope_of_reader() -> Scope:
    """What this reader may see: the whole city, until there are accounts."""
    return whole_city(the_settings())
