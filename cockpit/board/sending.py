"""What a page already shows is not sent again: neither its bytes, nor the browser's work of drawing it, is of use.

The page keeps a short mark of what stands in each of its places and gives the marks with its question. The server keeps
nothing of a reader. Marks and places come in one answer, so they cannot differ; an answer that Dash drops as outdated
takes its marks with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from dash import no_update
from dash.development.base_component import Component
from plotly.io.json import to_json_plotly

# Places that the reader writes too: what was sent last is not what stands there.
ALWAYS = frozenset({"search"})
_ATOMS = frozenset({str, int, float, bool, type(None)})
_NAMES: dict[type, tuple[frozenset[str], tuple[str, ...]]] = {}


@dataclass(frozen=True)
class Page:
    """What places of a page show, as JSON by name, and a mark of each.

    A mark has twelve digits, which two different pictures share once in 10^14.
    """

    places: Mapping[str, str]
    marks: Mapping[str, str]

    @property
    def size(self) -> int:
        """Characters of all places."""
        return sum(map(len, self.places.values()))


def written(shown: Mapping[str, Any]) -> Page:
    """`shown`, components and figures by place, as a page or a part of one."""
    places = {name: to_json_plotly(_plain(value)) for name, value in shown.items()}
    marks = {
        name: blake2b(text.encode(), digest_size=6).hexdigest() for name, text in places.items() if name not in ALWAYS
    }
    return Page(places, marks)


def joined(parts: Iterable[Page]) -> Page:
    """The parts as one page."""
    places: dict[str, str] = {}
    marks: dict[str, str] = {}
    for part in parts:
        places |= part.places
        marks |= part.marks
    return Page(places, marks)


def unseen(page: Page, seen: object) -> dict[str, Any]:
    """What is sent: plain values, `no_update` for every place whose mark is in `seen`, and the marks under "seen"."""
    known, marks = seen if isinstance(seen, dict) else {}, page.marks
    sent = {
        name: no_update if name in marks and known.get(name) == marks[name] else json.loads(text)
        for name, text in page.places.items()
    }
    return sent | {"seen": dict(marks)}


def _plain(value: Any) -> Any:  # noqa: ANN401  whatever a place shows
    """`value` with its components as what they become in JSON.

    Dash looks for each of the thirty properties a component might have; most have two. They are sorted, because a
    component holds them in an order that differs from process to process, and marks are made of the text.
    """
    kind = type(value)
    if kind in _ATOMS:  # nine in ten; to ask whether they are components takes longer than all the rest
        return value
    if kind is list or kind is tuple:
        return [_plain(held) for held in value]
    if kind is dict:
        return {name: _plain(held) for name, held in value.items()}
    if not isinstance(value, Component):
        return value
    known, wild = _names(value)
    held = vars(value)
    words = {name: _plain(held[name]) for name in sorted(held) if name in known or name.startswith(wild)}
    return {"props": words, "type": value._type, "namespace": value._namespace}  # noqa: SLF001  Dash has no other way


def _names(value: Component) -> tuple[frozenset[str], tuple[str, ...]]:
    """The names of properties that components like `value` have, and what names of further ones begin with."""
    found = _NAMES.get(type(value))
    if found is None:
        found = frozenset(value._prop_names), tuple(value._valid_wildcard_attributes)  # noqa: SLF001
        _NAMES[type(value)] = found
    return found
