"""Units by what is typed: name, code, full pinyin or its initials; so that towns are typed, not scrolled to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cockpit.access import Denied, Scope, visible
from cockpit.store import Snapshot, Unit

MOST = 20
BETWEEN = " · "
"""Stands between the parts of a choice; the last part is the code."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_PARTS = re.compile(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A unit with everything it may be typed as; `letters` are pinyin, initials and the foreign name."""

    unit: Unit
    name: str
    code: str
    letters: tuple[str, ...]


def find_units(snapshot: Snapshot, scope: Scope, tree: str, typed: str) -> list[Unit]:
    """Units that match `typed`, the best and the highest first, at most MOST; none for an empty text."""
    # A field that holds a choice sends its whole text back: it means that unit.
    wanted = typed.rpartition(BETWEEN)[2].strip().casefold()
    if not wanted or tree not in snapshot.trees:
        return []
    ranked = []
    for entry in _index(snapshot, tree):
        rank = _rank(entry, wanted)
        if rank is not None and _may_see(snapshot, scope, tree, entry.unit):
            ranked.append((rank, entry.unit.depth, entry.unit.id, entry.unit))
    return [unit for *_, unit in sorted(ranked, key=lambda found: found[:3])[:MOST]]


def options(snapshot: Snapshot, scope: Scope, tree: str, typed: str, lang: str) -> list[dict[str, Any]]:
    """The matches as choices: the name, the unit above and the code; `marks` are the letters that matched."""
    chosen = snapshot.trees.get(tree)
    found = []
    for unit in find_units(snapshot, scope, tree, typed):
        above = chosen.get(unit.parent) if chosen and unit.parent else None
        parts = [unit.said(lang), *([above.said(lang)] if above else []), unit.code]
        beside = {"name": unit.said(lang), "above": above.said(lang) if above else "", "marks": _marks(unit, typed)}
        found.append({"value": unit.code, "label": BETWEEN.join(parts), **beside})
    return found


@lru_cache(maxsize=4)
def _index(snapshot: Snapshot, tree: str) -> tuple[_Entry, ...]:
    return tuple(_entry(unit) for unit in snapshot.tree(tree).units)


def _entry(unit: Unit) -> _Entry:
    spelt = _spelt(unit.name)
    pinyin = "".join(syllable for syllable, _ in spelt)
    letters = (pinyin, "".join(initial for _, initial in spelt), unit.name_en.casefold())
    return _Entry(unit, unit.name.casefold(), unit.code.casefold(), tuple(filter(None, letters)))


def _spelt(name: str) -> list[tuple[str, str]]:
    """The syllables of a name with their initials; what is not Chinese is one syllable and typed whole."""
    found: list[tuple[str, str]] = []
    for part in map(str.casefold, _PARTS.findall(name)):
        han = _HAN.match(part)
        found += [(syllable, syllable[:1]) for syllable in _syllables(part)] if han else [(part, part)]
    return found


@lru_cache(maxsize=20_000)
def _syllables(part: str) -> tuple[str, ...]:
    """The parts of names are few: a thousand grids of a town are told apart by their numbers."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its words take half a second, and a start does not need them

    return tuple(syllable.casefold() for syllable in lazy_pinyin(part))


def _marks(unit: Unit, typed: str) -> list[tuple[str, bool]]:
    """What of a unit matches, in pieces that say whether they do: its name, its pinyin, else its code."""
    entry, wanted = _entry(unit), typed.rpartition(BETWEEN)[2].strip().casefold()
    syllables = [syllable for syllable, _ in _spelt(unit.name)]
    joined, initials = "".join(syllables), "".join(syllable[:1] for syllable in syllables)
    for text, folded in ((unit.code, entry.code), (unit.name, entry.name)):
        if wanted in folded and len(text) == len(folded):
            return _pieces(text, folded.index(wanted), len(wanted))
    if wanted in joined:
        return _pieces(joined, joined.index(wanted), len(wanted))
    if wanted in initials:
        at = initials.index(wanted)
        hits = range(at, at + len(wanted))
        parts = [((syllable[:1], place in hits), (syllable[1:], False)) for place, syllable in enumerate(syllables)]
        return [piece for pair in parts for piece in pair if piece[0]]
    foreign = unit.name_en.casefold()
    return _pieces(unit.name_en, foreign.index(wanted), len(wanted)) if wanted in foreign else [(unit.code, False)]


def _pieces(text: str, at: int, length: int) -> list[tuple[str, bool]]:
    parts = ((text[:at], False), (text[at : at + length], True), (text[at + length :], False))
    return [part for part in parts if part[0]]


def _rank(entry: _Entry, wanted: str) -> int | None:
    """0 is the best: the code or the name itself, then beginnings, then what only contains it."""
    if wanted in {entry.code, entry.name}:
        return 0
    if entry.name.startswith(wanted):
        return 1
    if any(letters.startswith(wanted) for letters in entry.letters):
        return 2
    if wanted in entry.name or entry.code.startswith(wanted):
        return 3
    return 4 if any(wanted in letters for letters in entry.letters) else None


def _may_see(snapshot: Snapshot, scope: Scope, tree: str, unit: Unit) -> bool:
    if scope.unit is None:
        return True
    try:
        visible(snapshot, scope, tree, unit.code)
    except Denied:
        return False
    return True
