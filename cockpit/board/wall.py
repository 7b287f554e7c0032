"""What a wall shows: from the word `wall` of an address to scenes, each the address of a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

from cockpit.catalogue import Board, Scene, Wall, load_walls
from cockpit.errors import CockpitError
from cockpit.selection import SCENE, Selection

OWN = "walls.toml"
"""The deployment's own walls, beside its editions."""
SPOKEN = re.compile(r"([a-z][a-z0-9_]*)(?::(\d+))?")
CARRIED = ("unit", "tree", "lang", "theme", "from", "to", "asof", "compare", "where", "edition")
"""Words of a wall's address that every scene takes on which does not say them itself."""
PAUSE = 300
ALONE = Scene(link="", seconds=3600)


@dataclass(frozen=True)
class Shown:
    """One scene: the address of its page, its name, how long it is shown and how it comes."""

    link: str
    title: str
    seconds: int
    transition: str


@dataclass(frozen=True)
class Rotation:
    """The scenes of a wall in order. `why` tells what in its address or its file could not be used."""

    scenes: tuple[Shown, ...]
    pause: int = PAUSE
    why: str = ""


def rotation(
    path: str,
    query: Mapping[str, object],
    boards: Mapping[str, Board],
    walls: Mapping[str, Wall],
    own: Path | None = None,
) -> Rotation:
    """The wall that `path` with the words `query` asks for. Never raises: a wall must show something.

    Args:
        path: the page at which the wall was asked for.
        query: words of the address; `wall` is a wall's key, or scenes like "overview:40,inspection:30", or anything
            else for this very page alone.
        boards: by key.
        walls: the ones that ship, by key.
        own: a file of the deployment's own, over them.
    """
    selection = Selection.from_query(query)
    word, why = _last(query.get("wall")), ""
    if own is not None:
        try:
            walls = {**walls, **load_walls(own, boards)}
        except CockpitError as fault:
            why = f"{fault.message} {fault.hint}".strip()
    if word in walls:
        wall = walls[word]
        scenes, pause = [(scene, _carried(query)) for scene in wall.scenes], wall.pause
    else:
        scenes, pause = [(scene, _carried(query)) for scene in _spoken(word, boards)], PAUSE
    if not scenes:
        scenes = [(ALONE.model_copy(update={"link": path}), dict(query))]
    shown = (_shown(scene, words, boards, selection.lang) for scene, words in scenes)
    return Rotation(tuple(shown), pause, why)


def _spoken(word: str, boards: Mapping[str, Board]) -> list[Scene]:
    """Scenes of boards and seconds; what is neither is left out."""
    found = []
    for part in word.split(","):
        match = SPOKEN.fullmatch(part.strip())
        if match and match[1] in boards:
            seconds = min(3600, max(3, int(match[2] or 30)))
            found.append(Scene(link=boards[match[1]].path, seconds=seconds))
    return found


def _shown(scene: Scene, words: Mapping[str, object], boards: Mapping[str, Board], lang: str) -> Shown:
    own = parse_qs(scene.link.partition("?")[2])
    selection = Selection.from_query({**words, **own, "wall": SCENE})
    title = scene.title or next(board.label for board in boards.values() if board.path == scene.path)
    return Shown(f"{scene.path}?{selection.to_query()}", title.said(lang), scene.seconds, scene.transition)


def _carried(query: Mapping[str, object]) -> dict[str, object]:
    return {word: text for word, text in query.items() if word in CARRIED}


def _last(given: object) -> str:
    value = given[-1] if isinstance(given, list | tuple) and given else given
    return value if isinstance(value, str) else ""
