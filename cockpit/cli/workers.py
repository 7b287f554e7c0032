"""What gunicorn calls in each of its workers. `cockpit serve` names this module as its configuration."""

from __future__ import annotations

from threading import Event, Thread

_STOP, _AHEAD = Event(), list[Thread]()


def post_worker_init(_worker: object) -> None:
    """Draw what is asked for most in the background, as long as the worker lives."""
    from cockpit.board.warming import keep_warm

    _AHEAD.append(Thread(target=keep_warm, args=(_STOP,), name="drawn ahead", daemon=True))
    _AHEAD[-1].start()


def worker_exit(_server: object, _worker: object) -> None:
    """Let the part that is being drawn be finished: a thread that is in the midst of a question aborts the process."""
    _STOP.set()
    for thread in _AHEAD:
        thread.join(timeout=10)
