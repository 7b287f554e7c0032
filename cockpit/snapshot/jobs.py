"""Work that takes longer than a request: pictures, and one file for each unit. Queued, told how far, taken up again.

A job is a folder named by its question, so the same question is the same job, in whichever serving process it is asked.
Its state is a small file there; the finished file lies beside it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from cockpit.editions import Progress
from cockpit.errors import CockpitError, Refused
from cockpit.snapshot.files import write_whole

STATE = "state.json"
KEPT = 3600.0  # seconds a finished file is kept
FRESH = 600.0  # seconds a finished file answers the same question again
SILENT = 900.0  # seconds without a word after which a job's process is taken to be gone

Work = Callable[[Path, Progress], None]
"""Writes the finished file to a path."""


@dataclass(frozen=True)
class State:
    """How far a job is: waiting, working, done or failed. `owner` is who asked; nobody else is told."""

    name: str
    owner: str
    again: str
    word: str = "waiting"
    share: float = 0.0
    what: str = ""
    why: str = ""


class Jobs:
    """The jobs of this process, one after the other; their folders are seen by all processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._turn = ThreadPoolExecutor(max_workers=1, thread_name_prefix="export")
        self._lock = threading.Lock()

    def ask(self, question: Mapping[str, str], state: State, work: Work) -> str:
        """The id of the job for `question`; begun unless it is under way or freshly done."""
        asked = json.dumps([dict(question), state.owner], sort_keys=True)
        name = hashlib.sha256(asked.encode()).hexdigest()[:32]
        with self._lock:
            self._sweep()
            known = self.state(name)
            age = self._age(name)
            under_way = known is not None and known.word in {"waiting", "working"} and age < SILENT
            if under_way or (known is not None and known.word == "done" and age < FRESH):
                return name
            self._tell(name, state)
            self._turn.submit(self._do, name, state, work)
        return name

    def state(self, name: str) -> State | None:
        """How far job `name` is; None when there is none."""
        try:
            return State(**json.loads((self.folder / name / STATE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def file(self, name: str, state: State) -> Path:
        """Where the finished file of a job lies."""
        return self.folder / name / state.name

    def before(self, name: str) -> int:
        """How many jobs wait before this one."""
        mine = self._age(name)
        states = [(path.parent.name, self.state(path.parent.name)) for path in self.folder.glob(f"*/{STATE}")]
        return sum(
            1
            for other, state in states
            if other != name and state is not None and state.word in {"waiting", "working"} and self._age(other) > mine
        )

    def _do(self, name: str, state: State, work: Work) -> None:
        def progress(what: str, share: float) -> None:
            self._tell(name, replace(state, word="working", share=share, what=what))

        try:
            progress("", 0.0)
            work(self.file(name, state), progress)
        except CockpitError as fault:
            reasons = [fault.message, *(fault.faults[:5] if isinstance(fault, Refused) else ()), fault.hint]
            self._tell(name, replace(state, word="failed", why=" ".join(filter(None, reasons))))
        except Exception as fault:  # noqa: BLE001 - the one who waits must be told
            self._tell(name, replace(state, word="failed", why=f"{type(fault).__name__}: {fault}"))
        else:
            self._tell(name, replace(state, word="done", share=1.0))

    def _tell(self, name: str, state: State) -> None:
        write_whole(self.folder / name / STATE, json.dumps(asdict(state), ensure_ascii=False).encode())

    def _age(self, name: str) -> float:
        """Seconds since a job last told how far it is."""
        try:
            return time.time() - (self.folder / name / STATE).stat().st_mtime
        except OSError:
            return float("inf")

    def _sweep(self) -> None:
        """Clear away what nobody fetched for long."""
        for path in self.folder.glob(f"*/{STATE}"):
            if self._age(path.parent.name) > KEPT:
                shutil.rmtree(path.parent, ignore_errors=True)
