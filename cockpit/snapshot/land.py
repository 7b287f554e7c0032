"""A map without a browser: shapes out of the edition's geometry file, as paths for slides or as a picture."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from cockpit.errors import Unavailable

Point = tuple[float, float]
Ring = tuple[Point, ...]
FINER = 2  # the picture is drawn this much larger and shrunk, which smooths its edges


@dataclass(frozen=True)
class Outline:
    """One unit's rings in the units of the box it was fitted to, y downwards; holes follow their outer ring."""

    code: str
    rings: tuple[Ring, ...]
    label: Point


@lru_cache(maxsize=8)
def _features(path: Path) -> tuple[Mapping[str, Any], ...]:
    try:
        document = json.loads(gzip.decompress(path.read_bytes()))
    except (OSError, ValueError, EOFError) as fault:
        raise Unavailable(f"The geometry file {path.name} cannot be read: {fault}.") from fault
    return tuple(document["features"])


def outlines(path: Path, width: float, height: float, coarse: float = 0.0) -> list[Outline]:
    """The units of a geometry file, fitted into `width` x `height` without stretching, in the file's order.

    A degree of longitude is as much shorter as the middle latitude says. Points nearer than `coarse` to the last one
    kept are left out: nobody sees them.

    Raises:
        Unavailable: the file is missing or damaged.
    """
    features = _features(path)
    rings = [_rings(feature["geometry"]) for feature in features]
    points = [point for unit in rings for ring in unit for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = min(width / ((east - west) * shrink or 1e-9), height / ((north - south) or 1e-9))
    left, top = (width - (east - west) * shrink * scale) / 2, (height - (north - south) * scale) / 2

    def place(point: Sequence[float]) -> Point:
        return left + (point[0] - west) * shrink * scale, top + (north - point[1]) * scale

    return [
        Outline(
            str(feature["properties"]["code"]),
            tuple(thinned for ring in unit if len(thinned := _thinned([place(p) for p in ring], coarse)) >= 3),
            place((feature["properties"]["lon"], feature["properties"]["lat"])),
        )
        for feature, unit in zip(features, rings, strict=True)
    ]


def picture(path: Path, width: int, height: int, fills: Mapping[str, str], ground: str, line: str) -> bytes:
    """The units of a geometry file as a PNG, filled by code. For more units than a slide can hold as shapes.

    Larger shapes are drawn first, so that what lies in another's hole is seen.
    """
    image = Image.new("RGB", (width * FINER, height * FINER), ground)
    pen = ImageDraw.Draw(image)
    found = outlines(path, width * FINER, height * FINER, coarse=0.5)
    for each in sorted(found, key=_extent, reverse=True):
        for ring in each.rings:
            hole = _turn(ring) != _turn(each.rings[0])
            pen.polygon(ring, fill=ground if hole else fills.get(each.code, ground), outline=line)
    sink = BytesIO()
    image.resize((width, height), Image.Resampling.LANCZOS).save(sink, "PNG", optimize=True)
    return sink.getvalue()


def _rings(geometry: Mapping[str, Any]) -> list[list[Sequence[float]]]:
    """Rings of a polygon or of all polygons of a multipolygon, one after the other."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [ring for part in parts for ring in part]


def _thinned(points: list[Point], coarse: float) -> Ring:
    kept: list[Point] = []
    for point in points:
        if not kept or abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) > coarse:
            kept.append(point)
    return tuple(kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept)


def _turn(ring: Ring) -> bool:
    """Whether the ring runs one way round or the other: a hole runs against its outer ring."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)) > 0


def _extent(each: Outline) -> float:
    points = [point for ring in each.rings for point in ring]
    if not points:
        return 0.0
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (max(xs) - min(xs)) * (max(ys) - min(ys))
