"""The first view of every board, drawn before anybody asks for it: after a start, and when a new edition serves.

What a page says follows from the edition and the address, so the first reader of the morning need not wait for it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from threading import Event

from cockpit.board import render, search, the_boards, the_store
from cockpit.errors import CockpitError

# Seconds after a start, so that a first reader is not kept waiting; and between two looks for a new edition.
FIRST, PACE = 3.0, 10.0


def keep_warm(stop: Event) -> None:
    """Draw the first view of each board whenever another edition serves, until `stop` is set."""
    drawn, wait = "", FIRST
    while not stop.wait(wait):
        wait = PACE
        try:
            edition = the_store().current().edition
        except CockpitError:
            continue  # no edition yet, or a damaged one: whoever opens a page is told
        if edition != drawn:
            drawn = edition
            for board in the_boards().values():
                _try(board.key, partial(render, board, ""))
            _try("search", partial(search, "", "0"))  # the names of all units are spelt


def _try(what: str, draw: Callable[[], object]) -> None:
    try:
        draw()
    except Exception as fault:  # noqa: BLE001  nobody asked for it yet: who does is told by the page
        logging.getLogger("cockpit").warning("the first view of %s could not be drawn: %s", what, fault)
