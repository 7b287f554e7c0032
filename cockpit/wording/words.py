"""The fixed strings of the interface in both languages, read once from words.toml."""

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
    document = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {f"{group}.{key}": text for group, texts in document.items() for key, text in texts.items()}
    )


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
