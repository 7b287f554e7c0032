"""The formats as rows: a new one is a row and a writer of decks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cockpit.errors import CockpitError, unknown
from cockpit.snapshot.browser import Browser, missing_browser
from cockpit.snapshot.deck import Deck
from cockpit.snapshot.long import write_csv, write_parquet
from cockpit.snapshot.screen import Sight, take_pdf, take_png
from cockpit.snapshot.sheets import write_xlsx
from cockpit.snapshot.slides import write_pptx


@dataclass(frozen=True)
class Means:
    """What a writer may use: a city's template, and for pictures a browser and where the page runs."""

    template: Path | None = None
    browser: Browser = field(default_factory=Browser)
    sight: Sight | None = None


@dataclass(frozen=True)
class Format:
    """A format: its media type, its writer, whether it needs a browser, whether it takes several decks."""

    mime: str
    write: Callable[[Sequence[Deck], Means], bytes]
    pictured: bool = False


def _seen(take: Callable[[Deck, Sight, Callable[[Callable[[Any], bytes]], bytes]], bytes]) -> Any:  # noqa: ANN401
    def write(decks: Sequence[Deck], means: Means) -> bytes:
        if len(decks) != 1 or means.sight is None:
            raise CockpitError("Pictures and PDF are of one board and one unit each.", "Say pptx for a pack.")
        return take(decks[0], means.sight, means.browser.run)

    return write


OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: Mapping[str, Format] = {
    "pptx": Format(f"{OFFICE}.presentationml.presentation", lambda decks, means: write_pptx(decks, means.template)),
    "xlsx": Format(f"{OFFICE}.spreadsheetml.sheet", lambda decks, _means: write_xlsx(decks)),
    "csv": Format("text/csv", lambda decks, _means: write_csv(decks)),
    "parquet": Format("application/vnd.apache.parquet", lambda decks, _means: write_parquet(decks)),
    "pdf": Format("application/pdf", _seen(take_pdf), pictured=True),
    "png": Format("image/png", _seen(take_png), pictured=True),
}


def format_of(name: str) -> Format:
    """The format called `name`.

    Raises:
        UnknownName: there is none.
        CockpitError: it needs what this machine does not have.
    """
    if name not in FORMATS:
        raise unknown("format", name, FORMATS)
    found = FORMATS[name]
    if found.pictured and (missing := missing_browser()):
        raise CockpitError(
            f"{name} needs {missing}, which this machine does not have.",
            f"These need nothing more: {', '.join(key for key, each in FORMATS.items() if not each.pictured)}.",
        )
    return found
