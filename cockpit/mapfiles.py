"""What the geo folder of an edition has for a map: its index."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cockpit.errors import Unavailable
from cockpit.trees import Box

Geo = dict[tuple[str, str, str], "GeoFile"]
"""Geometry files by (tree, unit code, level drawn)."""


@dataclass(frozen=True)
class GeoFile:
    """A geometry file: its name in the edition's geo folder, how many units it draws, and their bounding box.

    Of very many units there is also an archive of vector `tiles` for the `zooms` first to last, and the `roll` of what
    the units are called, without shapes; "" where there is none.
    """

    file: str
    n: int
    bbox: Box
    tiles: str = ""
    roll: str = ""
    zooms: tuple[int, int] = (0, 0)


def read_index(path: Path) -> Geo:
    """The index at `path`. Raises Unavailable when it is damaged."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {(row["tree"], row["unit"], row["level"]): _geo_file(row) for row in rows}
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise Unavailable(f"{path} is damaged.", "Check it with `cockpit editions verify`.") from fault


def drawers(geo: Geo) -> dict[str, list[tuple[str, str]]]:
    """Trees and codes of the units that each file is of."""
    found: dict[str, list[tuple[str, str]]] = {}
    for (tree, unit, _), entry in geo.items():
        for file in filter(None, (entry.file, entry.tiles, entry.roll)):
            found.setdefault(file, []).append((tree, unit))
    return found


def _geo_file(row: Mapping[str, Any]) -> GeoFile:
    west, south, east, north = row["bbox"]
    first, last = row.get("zooms", (0, 0))
    return GeoFile(
        file=str(row["file"]),
        n=int(row["n"]),
        bbox=(west, south, east, north),
        tiles=str(row.get("tiles", "")),
        roll=str(row.get("roll", "")),
        zooms=(int(first), int(last)),
    )
