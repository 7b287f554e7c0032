"""Pages drawn before anybody asks for them: after a start, and when a new edition serves.

What a page says follows from the edition and the address, so the readers of the morning need not wait for what most of
them open: the first view of every board, and then the city's districts, as far as the memory for pages allows.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial
from threading import Event

from cockpit.board import draw_ahead, search, the_boards, the_parts, the_store
from cockpit.errors import CockpitError
from cockpit.store import Snapshot

# Seconds after a start, so that a first reader is not kept waiting; and between two looks for a new edition.
FIRST, PACE = 3.0, 10.0
# Of a district, panels up to here: what a desk shows before one scrolls.
DESK = list(range(13))
# Pages that readers have opened must have room too.
SHARE = 0.5


def keep_warm(stop: Event) -> None:
    """Draw what is asked for most whenever another edition serves, until `stop` is set."""
    drawn, wait = "", FIRST
    while not stop.wait(wait):
        wait = PACE
        try:
            snapshot = the_store().current()
        except CockpitError:
            continue  # no edition yet, or a damaged one: whoever opens a page is told
        if snapshot.edition != drawn:
            drawn = snapshot.edition
            for what, draw in _asked_most(snapshot, stop):
                _try(what, draw)
                if stop.is_set() or _superseded(drawn):
                    break


def _asked_most(snapshot: Snapshot, stop: Event) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is to be drawn, by what it is called: first views, then each board's districts while there is room."""
    for board in the_boards().values():
        yield board.key, partial(draw_ahead, board, "", stop)
    yield "search", partial(search, "", "0")  # the names of all units are spelt
    tree = snapshot.tree()
    for board in the_boards().values():
        for unit in tree.children(tree.root.code):
            if the_parts().filled > SHARE:
                return
            yield f"{board.key} of {unit.code}", partial(draw_ahead, board, f"unit={unit.code}", stop, DESK)


def _superseded(edition: str) -> bool:
    """Whether another edition serves by now."""
    try:
        return the_store().current().edition != edition
    except CockpitError:
        return True


def _try(what: str, draw: Callable[[], object]) -> None:
    try:
        draw()
    except Exception as fault:  # noqa: BLE001  nobody asked for it yet: who does is told by the page
        logging.getLogger("cockpit").warning("the first view of %s could not be drawn: %s", what, fault)
