"""Components by the hundred: what html.Td("x", className="n") makes, in an eighth of the time.

Dash looks for each word among all that a component may have, whenever one is made. A page has a thousand components,
most of them alike, so their words are looked for once, by the tests.
"""

from __future__ import annotations

from typing import Any, TypeVar

from dash.development.base_component import Component

Kind = TypeVar("Kind", bound=Component)

_BLANK: dict[type, dict[str, Any]] = {}


def made(kind: type[Kind], children: object = None, **words: object) -> Kind:
    """What `kind(children, **words)` makes, without a look at the words: a page's tests make it again, with it."""
    held = _BLANK.get(kind)
    if held is None:
        held = _BLANK[kind] = vars(kind())
    component = object.__new__(kind)
    vars(component).update(held, children=children, **words)
    return component
