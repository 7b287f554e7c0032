"""A real server on a real edition, and readers with real browsers who notice everything that goes wrong."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, sync_playwright

from cockpit.editions import CURRENT
from cockpit.store import Snapshot, Store
from tests.browser.reader import Reader

ROOT = Path(__file__).resolve().parents[2]
REAL_CITY = ROOT.parent / "shared" / "real-city" / "units.csv"  # where examples/bronx/mapping.toml looks
COCKPIT = Path(sys.executable).with_name("cockpit")
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


@pytest.fixture(scope="session")
def make_data(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Data folders with a published edition by city, each made once: "demo", or "bronx" where its files are."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent  # one city for all workers

    def make(city: str) -> Path:
        if city == "bronx" and not REAL_CITY.exists():
            pytest.skip("the real city's files are not here")
        data = shared / f"city-{city}"
        words = ["demo", "--size", "small"] if city == "demo" else ["import", "examples/bronx/mapping.toml"]
        with (shared / f"city-{city}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes second waits and finds it made
            if not (data / CURRENT).exists():
                subprocess.run([COCKPIT, *words, "--data", data], cwd=ROOT, check=True, capture_output=True)
        return data

    return make


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """The address of a server for a data folder, each started once; its log is shown when it does not start."""
    started: dict[Path, tuple[subprocess.Popen[bytes], str]] = {}

    def start(data: Path) -> str:
        if data not in started:
            started[data] = _start(data, tmp_path_factory.mktemp("log") / "server.log")
        return started[data][1]

    yield start
    for process, _ in started.values():
        process.terminate()
        process.wait(20)


def _start(data: Path, log: Path) -> tuple[subprocess.Popen[bytes], str]:
    port = _free_port()
    words = [COCKPIT, "serve", "--port", str(port), "--workers", "1", "--data", data]
    process = subprocess.Popen(words, cwd=ROOT, stdout=log.open("wb"), stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    patience = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < patience:
        try:
            urlopen(f"{address}/health", timeout=5).close()  # noqa: S310  # noqa: S310 - our own server
        except HTTPError:
            return process, address  # it answers, be it that there is no edition
        except (URLError, OSError):
            time.sleep(0.05)
        else:
            return process, address
    process.kill()
    raise AssertionError(f"the server did not start:\n{log.read_text(encoding='utf-8')}")


def _free_port() -> int:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, drawing in software."""
    path = os.environ.get("COCKPIT_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=LAUNCH)
        yield browser
        browser.close()


@pytest.fixture
def open_reader(chromium: Browser) -> Iterator[Callable[..., Reader]]:
    """Makes readers: each a browser of its own, at most one server. What went wrong for any of them fails the test."""
    readers: list[Reader] = []

    def make(address: str, width: int = 1440, height: int = 900) -> Reader:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        readers.append(Reader(context.new_page(), address))
        return readers[-1]

    yield make
    faults = [fault for reader in readers for fault in reader.faults]
    for reader in readers:
        reader.page.context.close()
    assert faults == []


@pytest.fixture(params=["demo", pytest.param("bronx", marks=pytest.mark.real)])
def town(
    request: pytest.FixtureRequest, make_data: Callable[[str], Path], serve: Callable[[Path], str]
) -> tuple[str, Snapshot]:
    """A served city: its address and its edition, read beside the server."""
    data = make_data(request.param)
    return serve(data), Store(data).current()


@pytest.fixture
def demo(make_data: Callable[[str], Path], serve: Callable[[Path], str]) -> tuple[str, Snapshot]:
    """The served demo city."""
    data = make_data("demo")
    return serve(data), Store(data).current()
