"""Components by the hundred: what html.Td("x", className="n") makes, in a quarter of the time.

Dash looks for each word among all that a component may have, whenever one is made. Rows of tables have a thousand
components, all alike, so their words are looked for once, by the tests.
"""

from __future__ import annotations

from copy import copy
from typing import Any, TypeVar

from dash.development.base_component import Component

Kind = TypeVar("Kind", bound=Component)

_BLANK: dict[type, Any] = {}


def made(kind: type[Kind], children: object = None, **words: object) -> Kind:
    """What `kind(children, **words)` makes, without a look at the words: a page's tests make it again, with it."""
    component: Kind = copy(_BLANK.get(kind) or _BLANK.setdefault(kind, kind()))
    vars(component).update(words, children=children)
    return component
