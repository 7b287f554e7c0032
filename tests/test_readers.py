"""What nobody asked for yet is drawn between readers."""

from __future__ import annotations

from threading import Event, Thread

from cockpit.board.readers import Readers


def test_it_waits_until_nobody_is_answered() -> None:
    readers, begun, ready, free = Readers(), Event(), Event(), Event()

    def read() -> None:
        with readers.answered():
            begun.set()
            ready.wait(60)

    def wait() -> None:
        if readers.wait(60):
            free.set()

    reading, waiting = Thread(target=read), Thread(target=wait)
    reading.start()
    assert begun.wait(60)
    waiting.start()
    assert not free.is_set()
    ready.set()
    reading.join()
    waiting.join()
    assert free.is_set()


def test_where_somebody_is_always_answered_it_goes_on_late() -> None:
    readers = Readers()
    with readers.answered(), readers.answered():
        assert not readers.wait(0.001)
    assert readers.wait(0)


def test_a_reader_who_is_failed_is_no_longer_answered() -> None:
    readers = Readers()
    try:
        with readers.answered():
            raise ValueError
    except ValueError:
        assert readers.wait(0)
