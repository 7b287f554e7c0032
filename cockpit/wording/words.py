"""The fixed strings of the interface in both languages, read once from words.toml and its parts by subject."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from cockpit.errors import unknown

LANGUAGES = ("zh", "en")


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Every fixed string: "app.title" -> {"zh": ..., "en": ..., "one": ...}."""
    found: dict[str, Mapping[str, str]] = {}
    for path in sorted(Path(__file__).parent.glob("words*.toml")):
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, text in (
            (f"{group}.{key}", text) for group, texts in document.items() for key, text in texts.items()
        ):
            if name in found:
                raise ValueError(f"{path.name} says {name} a second time")
            found[name] = text
    return MappingProxyType(found)


def say(key: str, lang: str = "zh", **values: object) -> str:
    """The string `key` in `lang` (Chinese for any other), with `values` put into its braces.

    Raises:
        UnknownName: there is no such string; a value that a string needs is a KeyError, a fault of ours.
    """
    table = words()
    if key not in table:
        raise unknown("word", key, table)
    text = table[key]["en" if lang == "en" else "zh"]
    return text.format(**values) if values else text
