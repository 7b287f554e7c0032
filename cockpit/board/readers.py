"""Who is being answered. What nobody has asked for yet is drawn between readers, not beside them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

# Where somebody is always being answered, what waits goes on after so many seconds: late, but not never.
PATIENCE = 1.0


class Readers:
    """Counts the readers whose pages are being drawn. Safe for threads."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._now = 0

    @contextmanager
    def answered(self) -> Iterator[None]:
        """While a reader's page is drawn."""
        with self._changed:
            self._now += 1
        try:
            yield
        finally:
            with self._changed:
                self._now -= 1
                self._changed.notify_all()

    def wait(self, patience: float = PATIENCE) -> bool:
        """Wait until nobody is being answered, `patience` seconds at most; whether that is so."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._now, patience)
