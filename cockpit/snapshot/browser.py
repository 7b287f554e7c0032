"""One kept Chromium and a queue before it: whoever wants a picture waits for their turn, and a crash is mended.

Playwright is bound to the thread that started it, so that thread does all the work. It ends after a while without
work, and the browser with it.
"""

from __future__ import annotations

import os
import queue
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from cockpit.errors import CockpitError

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium

    Work = Callable[[Chromium], bytes]

IDLE = 300.0  # seconds without work after which the browser is closed
TRIES = 3
NAMES = ("chromium", "chromium-browser", "google-chrome")
LAUNCH = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]


def find_chromium() -> str | None:
    """The deployment's Chromium: COCKPIT_CHROMIUM, else the first found."""
    chosen = os.environ.get("COCKPIT_CHROMIUM")
    return shutil.which(chosen) if chosen else next(filter(None, map(shutil.which, NAMES)), None)


def missing_browser() -> str:
    """What is missing for pictures and PDF, in a few words; "" when nothing is."""
    missing = [] if find_spec("playwright") else ["playwright"]
    return ", ".join(missing + ([] if find_chromium() else ["chromium"]))


class Browser:
    """The kept browser. `waiting` counts the jobs that are not done."""

    def __init__(self) -> None:
        self._jobs: queue.Queue[tuple[Work, Future[bytes]] | None] = queue.Queue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.waiting = 0
        self.launched = 0

    def run(self, work: Work) -> bytes:
        """What `work` makes with the browser. Blocks until it is our turn and done.

        Raises:
            CockpitError: there is no browser, or it crashed time after time.
        """
        missing = missing_browser()
        if missing:
            raise CockpitError(f"Pictures and PDF need {missing}.", "docs/snapshots.md says how to install them.")
        wanted: Future[bytes] = Future()
        with self._lock:
            self.waiting += 1
            self._jobs.put((work, wanted))
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="snapshots", daemon=True)
                self._thread.start()
        try:
            return wanted.result()
        finally:
            with self._lock:
                self.waiting -= 1

    def close(self) -> None:
        """End the browser once the jobs before are done."""
        with self._lock:
            thread = self._thread
            if thread is not None:
                self._jobs.put(None)
        if thread is not None:
            thread.join()

    def _serve(self) -> None:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where pictures are made

        try:
            with sync_playwright() as playwright:
                self._work(playwright)
        except Exception as fault:  # noqa: BLE001 - whoever waits must be told, whatever it was
            with self._lock:
                self._thread = None
                while not self._jobs.empty():
                    if job := self._jobs.get_nowait():
                        job[1].set_exception(CockpitError(f"Chromium does not start: {fault}."))

    def _work(self, playwright: Any) -> None:  # noqa: ANN401 - Playwright's own
        chromium: Any = None
        while True:
            try:
                job = self._jobs.get(timeout=IDLE)
            except queue.Empty:
                job = None
            if job is None:
                with self._lock:
                    if self._jobs.empty():
                        self._thread = None
                        if chromium is not None:
                            chromium.close()
                        return
                continue
            chromium = self._do(playwright, chromium, *job)

    def _do(self, playwright: Any, chromium: Any, work: Work, wanted: Future[bytes]) -> Any:  # noqa: ANN401
        """Do one job; the browser to go on with. One that crashed is started again and the job done again."""
        fault: Exception | None = None
        for _ in range(TRIES):
            try:
                if chromium is None or not chromium.is_connected():
                    chromium = playwright.chromium.launch(executable_path=find_chromium(), args=LAUNCH)
                    self.launched += 1
                wanted.set_result(work(chromium))
            except Exception as raised:  # noqa: BLE001 - it belongs to whoever waits for the job
                fault = raised
                if not _crashed(raised) and (chromium is None or chromium.is_connected()):
                    break
                if chromium is not None:
                    _quietly_close(chromium)
                chromium = None
            else:
                return chromium
        wanted.set_exception(_told(fault))
        return chromium


def _crashed(fault: Exception) -> bool:
    words = str(fault).casefold()
    return "crashed" in words or "has been closed" in words or "connection closed" in words


def _quietly_close(chromium: Any) -> None:  # noqa: ANN401
    with suppress(Exception):  # it is gone already
        chromium.close()


def _told(fault: Exception | None) -> Exception:
    if isinstance(fault, CockpitError):
        return fault
    first = str(fault).splitlines()[0] if str(fault) else type(fault).__name__
    return CockpitError(f"Chromium could not draw the page: {first}.", "Is the address of the page right?")
