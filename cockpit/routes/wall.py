"""A wall: a page of its own that holds its scenes in frames, so that nothing that fails in one of them can blank it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from html import escape
from pathlib import Path

from flask import Flask, Response, request

from cockpit.board.wall import OWN, Rotation, rotation
from cockpit.catalogue import Board, Wall
from cockpit.selection import SCENE, Selection
from cockpit.wording import words

ASSETS = Path(__file__).parents[2] / "assets"
SHEETS = ("10-tokens.css", "20-shell.css", "70-wall.css", "vendor/noto-sans-sc/noto-sans-sc.css")
SCRIPT = "wall.js"


def add_wall(server: Flask, data: Callable[[], Path], boards: Mapping[str, Board], walls: Mapping[str, Wall]) -> None:
    """Answer every page's address that has the word `wall` with the wall; a scene's own address is left to its page."""
    pages = {board.path for board in boards.values()}

    @server.before_request
    def wall() -> Response | None:
        word = request.args.get("wall")
        if word is None or word == SCENE or request.path not in pages:
            return None
        query = request.args.to_dict(flat=False)
        selection = Selection.from_query({**query, "wall": SCENE})
        found = rotation(request.path, dict(query), boards, walls, data() / OWN)
        answer = Response(_page(found, selection), mimetype="text/html")
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _page(found: Rotation, selection: Selection) -> str:
    """The wall as HTML: a place for what must be said, the frames, and the line that tells what comes next."""
    lang = "en" if selection.lang == "en" else "zh-CN"
    said = {key: text[selection.lang] for name, text in words().items() if (key := name.removeprefix("wall.")) != name}
    plan = {
        "scenes": [asdict(scene) for scene in found.scenes],
        "pause": found.pause,
        "pinned": selection.edition is not None,
        "why": found.why,
        "words": said,
    }
    sheets = "".join(f'<link rel="stylesheet" href="{_dated(name)}">' for name in SHEETS if (ASSETS / name).exists())
    title = words()["app.title"][selection.lang]
    return (
        f'<!doctype html><html lang="{lang}" data-theme="{selection.look}" data-wall><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>{sheets}</head>"
        f'<body class="wall" data-wall="{escape(json.dumps(plan, ensure_ascii=False))}">'
        '<div id="banner" class="stale-banner" role="status"></div><main id="stage"></main>'
        f'<footer id="line"><b id="scene"></b><span class="track"><i></i></span><span id="next"></span>'
        f'<button id="resume" type="button"></button></footer><script src="{_dated(SCRIPT)}"></script></body></html>'
    )


def _dated(name: str) -> str:
    """An asset's address with its time in it, so that browsers may keep it for a year."""
    return f"/assets/{name}?m={(ASSETS / name).stat().st_mtime}"
