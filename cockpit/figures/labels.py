"""Names on the map: points with words, the most important first, since not all of them find room."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cockpit.style import HIDDEN, NO_DATA, Bins, ink, token

if TYPE_CHECKING:
    from cockpit.store import Unit

MOST_LABELS = 400


def names(
    units: Sequence[Unit],
    texts: Sequence[str],
    found: Sequence[int],
    colours: Mapping[int, str],
    parted: Bins,
    *,
    theme: str,
    lang: str,
    selected: Collection[str],
) -> dict[str, Any]:
    """Points with name and value; the selected, then the missed, then the largest are drawn first."""
    missed = [parted.turn is not None and place > parted.turn for place in found]
    order = sorted(
        range(len(units)), key=lambda at: (units[at].code not in selected, not missed[at], -_extent(units[at]))
    )
    features = []
    for rank, at in enumerate(order[:MOST_LABELS]):
        unit, fill = units[at], colours[found[at]]
        value = "" if found[at] in {HIDDEN, NO_DATA} else f"\n{texts[at].removesuffix('%')}"
        facts = {
            "text": unit.said(lang) + value,
            "ink": ink(theme, fill),
            "halo": fill,
            "bold": missed[at],
            "rank": rank,
        }
        features.append(_point(unit, facts))
    return {"type": "FeatureCollection", "features": features}


def names_above(
    units: Sequence[Unit], above: Sequence[Unit], *, theme: str, lang: str, selected: Collection[str]
) -> dict[str, Any]:
    """Names of the selected `units`, then of the units `above`, uppermost first: as many as labels may be."""
    top = above[0].level
    chosen = [unit for unit in units if unit.code in selected]
    facts = {"ink": token(theme, "text"), "halo": token(theme, "surface")}
    features = [
        _point(unit, {"text": unit.said(lang), **facts, "bold": unit.level == top or rank < len(chosen), "rank": rank})
        for rank, unit in enumerate([*chosen, *above][:MOST_LABELS])
    ]
    return {"type": "FeatureCollection", "features": features}


def _point(unit: Unit, facts: dict[str, Any]) -> dict[str, Any]:
    place = {"type": "Point", "coordinates": [round(unit.lon, 5), round(unit.lat, 5)]}
    return {"type": "Feature", "geometry": place, "properties": facts}


def _extent(unit: Unit) -> float:
    """Area of a unit's bounding box: which name has more room."""
    west, south, east, north = unit.bbox
    return (east - west) * (north - south)
