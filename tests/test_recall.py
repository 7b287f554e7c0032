"""Answers kept: the same for the same question, bounded, safe for threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from cockpit.recall import Columns, Recall, bytes_of, locked


def column(value: int, length: int = 10) -> Columns:
    return {"value": np.full(length, value, dtype=np.int64)}


def test_a_question_is_asked_once() -> None:
    recall, asked = Recall(bytes_of), []

    def ask() -> Columns:
        asked.append(1)
        return column(7)

    first, second = recall.answer("q", ask), recall.answer("q", ask)
    assert first is second
    assert len(asked) == 1


def test_an_answer_cannot_be_changed_by_who_reads_it() -> None:
    held = locked(column(7))
    with pytest.raises(ValueError, match="read-only"):
        held["value"][0] = 8


def test_what_was_not_asked_for_longest_goes_first() -> None:
    recall = Recall(bytes_of, most_bytes=8 * 80)
    for each in range(8):
        recall.answer(each, lambda: column(0))
    recall.answer(0, lambda: column(1))  # asked for again: stays
    recall.answer(8, lambda: column(0))  # one too many
    assert recall.answer(0, lambda: column(9))["value"][0] == 0
    assert recall.answer(1, lambda: column(9))["value"][0] == 9


def test_it_says_how_full_it_is() -> None:
    recall = Recall(bytes_of, most_bytes=16 * 80)
    assert recall.filled == 0
    for each in range(4):
        recall.answer(each, lambda: column(0))
    assert recall.filled == 0.25


def test_one_large_answer_is_not_kept() -> None:
    recall = Recall(bytes_of, most_bytes=8 * 80)
    recall.answer("small", lambda: column(1))
    recall.answer("large", lambda: column(2, length=1000))
    assert recall.answer("small", lambda: column(9))["value"][0] == 1
    assert recall.answer("large", lambda: column(3, length=1000))["value"][0] == 3


def test_many_threads_get_their_own_answers() -> None:
    recall = Recall(bytes_of, most_bytes=20 * 80)

    def read(at: int) -> bool:
        return all(int(recall.answer(n, lambda n=n: column(n))["value"][0]) == n for n in range(at, at + 40))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(64)))
