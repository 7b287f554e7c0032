"""What was reckoned once, kept for the next reader: an edition never changes, so neither do its answers and pages."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

import numpy as np

Columns = dict[str, np.ndarray[Any, Any]]
Kept = TypeVar("Kept")

# What one edition's answers may take in a serving process. A landing page's are a few kilobytes each.
MOST_BYTES = 48 * 1024 * 1024


class Recall(Generic[Kept]):
    """What was asked for last, up to `most_bytes`; what was not asked for longest goes first. Safe for threads."""

    def __init__(self, size: Callable[[Kept], int], most_bytes: int = MOST_BYTES) -> None:
        self._size = size
        self._most = most_bytes
        self._held: OrderedDict[Hashable, Kept] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    @property
    def filled(self) -> float:
        """The share of what may be kept that is: from 0 to 1."""
        return self._bytes / self._most

    def answer(self, question: Hashable, ask: Callable[[], Kept]) -> Kept:
        """The answer to `question`, asked with `ask` when it is not held. It is not to be written to.

        Two readers who ask the same for the first time at once may both ask: no reader waits for another.
        """
        with self._lock:
            held = self._held.get(question)
            if held is not None:
                self._held.move_to_end(question)
                return held
        found = ask()
        size = self._size(found)
        # One large answer must not push out all the small ones.
        if size <= self._most // 8:
            with self._lock:
                if question not in self._held:
                    self._held[question] = found
                    self._bytes += size
                while self._bytes > self._most:
                    self._bytes -= self._size(self._held.popitem(last=False)[1])
        return found


def bytes_of(columns: Columns) -> int:
    """Bytes of the columns, texts counted by what they point at."""
    return sum(
        column.nbytes + (sum(len(str(value)) + 50 for value in column) if column.dtype == object else 0)
        for column in columns.values()
    )


def locked(columns: Columns) -> Columns:
    """The columns, so that writing to them fails."""
    for column in columns.values():
        column.setflags(write=False)
    return columns
