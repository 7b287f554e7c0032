"""A reader at a browser: opens pages, clicks, and waits for what can be seen. Never sleeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Request, Response, TimeoutError  # noqa: A004

PAINTED = (
    "seen => { const map = window.cockpit?.mapState?.(); return map && map.painted && map.idle && map.seq > seen; }"
)
LOCAL = ("http://127.0.0.1", "data:", "blob:", "about:")


class Reader:
    """One reader. `renders` counts the requests that draw a page, `faults` is everything a reader must never meet."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.faults: list[str] = []
        self.renders = 0
        self.bytes = 0
        page.set_default_timeout(60_000)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(f"error in the page: {error}"))
        page.on("request", self._asked)
        page.on("response", self._answered)

    def open(self, path: str = "/") -> None:
        """Open `path` and wait until its map is painted."""
        self.page.goto(self.address + path)
        self._painted(0)

    def act(self, action: Callable[[], Any]) -> None:
        """Do one thing and wait until the map shows its answer: exactly one render."""
        renders, seen = self.renders, self.map()["seq"]
        action()
        self._painted(seen)
        assert self.renders == renders + 1

    def _painted(self, seen: int) -> None:
        try:
            self.page.wait_for_function(PAINTED, arg=seen)
        except TimeoutError as fault:
            said = self.page.evaluate("[window.cockpit?.mapState?.(), document.querySelector('#failure')?.innerText]")
            raise AssertionError(f"not painted after drawing {seen}: {said}, {self.faults}") from fault

    def map(self) -> dict[str, Any]:
        """What the map shows."""
        return dict(self.page.evaluate("window.cockpit.mapState()"))

    def click_unit(self, code: str) -> None:
        """Click the unit on the map, at its label point."""
        at = self.page.evaluate("code => window.cockpit.pointOf(code)", code)
        assert at is not None, f"{code} is not on the map"
        self.page.mouse.move(at["x"] - 3, at["y"])
        self.page.mouse.click(at["x"], at["y"])

    def click_row(self, code: str) -> None:
        """Click the unit's row in the ranking."""
        self.page.locator(f".p-ranking tr[data-code='{code}'] .row-name").click()

    def tiles(self) -> dict[str, float | None]:
        """The unrounded value of every tile, by metric."""
        script = "tiles => tiles.map(tile => [tile.dataset.metric, tile.dataset.exact])"
        pairs = self.page.eval_on_selector_all(".tile[data-metric]", script)
        return {metric: float(text) if text else None for metric, text in pairs}

    def rows(self, panel: str = ".p-ranking") -> dict[str, float | None]:
        """The unrounded value of every row of a table, by code."""
        script = "rows => rows.map(row => [row.dataset.code, row.dataset.exact])"
        pairs = self.page.eval_on_selector_all(f"{panel} tr[data-code]", script)
        return {code: float(text) if text else None for code, text in pairs}

    def unit(self) -> str:
        """Code of the unit the page is about."""
        return str(self.page.get_attribute(".crumb [aria-current]", "data-unit"))

    def query(self) -> str:
        """The address without host, path and question mark."""
        return self.page.url.partition("?")[2]

    def text(self, selector: str) -> str:
        """Visible text."""
        return self.page.inner_text(selector)

    def _said(self, message: Any) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(LOCAL):
            self.faults.append(f"left the host: {request.url}")
        if "_dash-update-component" in request.url and "-tiles." in json.loads(request.post_data or "{}")["output"]:
            self.renders += 1

    def _answered(self, answer: Response) -> None:
        if answer.status >= 400:
            self.faults.append(f"{answer.status} for {answer.url}")
        if "_dash-update-component" in answer.url:
            self.bytes = max(self.bytes, int(answer.headers.get("content-length", 0)))
