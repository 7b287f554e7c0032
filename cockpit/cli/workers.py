"""What gunicorn calls in each of its workers. `cockpit serve` names this module as its configuration."""

from __future__ import annotations

from threading import Event, Thread


def post_worker_init(_worker: object) -> None:
    """Draw the first views in the background, as long as the worker lives."""
    from cockpit.board.warming import keep_warm

    Thread(target=keep_warm, args=(Event(),), name="first views", daemon=True).start()
