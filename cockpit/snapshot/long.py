"""CSV and Parquet: every panel of a deck in one long table, and on every row what it is of and as of when.

Exactly one of unit, period and category is filled. Numbers are exact; what is withheld is empty, with its state. A
panel that is a listing has a row for each of its numbers: `metric` is the column, `category` the line, `name` the
line's words.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

import pyarrow as pa
import pyarrow.parquet as pq

from cockpit.measure import CHILDREN, Row
from cockpit.reading import WITHHELD, words_of
from cockpit.snapshot.deck import Deck, Part

STEPS = ("day", "week", "month")
NUMBERS = ("value", "numerator", "denominator", "n", "previous")
COLUMNS = {
    **dict.fromkeys(("panel", "metric", "unit", "period", "category"), pa.string()),
    **{name: pa.int64() if name == "n" else pa.float64() for name in NUMBERS},
    **dict.fromkeys(("state", "name", "scope", "from", "to", "as_of", "compare", "filters"), pa.string()),
    **dict.fromkeys(("data_as_of", "edition", "exported", "demo", "link"), pa.string()),
}
Record = dict[str, object]


def long_rows(decks: Sequence[Deck]) -> list[Record]:
    """The rows of the long table, panel after panel in the board's order."""
    found: list[Record] = []
    for deck in decks:
        for part in deck.parts:
            found += [_record(deck, part, row) for row in part.rows]
            found += _listed(deck, part) if part.listing is not None else []
    return found


def write_csv(decks: Sequence[Deck]) -> bytes:
    """The long table as CSV, UTF-8."""
    sink = StringIO()
    writer = csv.DictWriter(sink, list(COLUMNS), lineterminator="\n")
    writer.writeheader()
    writer.writerows(long_rows(decks))
    return sink.getvalue().encode()


def write_parquet(decks: Sequence[Deck]) -> bytes:
    """The long table as Parquet; always the same columns and types, so that files can be read together."""
    about = {"title": decks[0].title, **dict(decks[0].stamp.lines())}
    schema = pa.schema(list(COLUMNS.items()), metadata=about)
    sink = BytesIO()
    pq.write_table(pa.Table.from_pylist(long_rows(decks), schema=schema), sink, compression="zstd")
    return sink.getvalue()


def _record(deck: Deck, part: Part, row: Row) -> Record:
    main = part.main
    if main is None:
        raise ValueError("a panel without an answer has no rows")
    units = not main.by or main.by == CHILDREN or main.by in deck.view.tree.levels
    place = "unit" if units else "period" if main.by in STEPS else "category"
    return {
        "panel": part.key,
        "metric": main.metric.key,
        "unit": "",
        "period": "",
        "category": "",
        place: row.key if main.by else main.code,
        **{name: getattr(row, name) for name in NUMBERS},
        "state": row.state,
        "name": row.name,
        **_about(deck),
        "from": main.start.isoformat(),
        "to": main.end.isoformat(),
        "as_of": main.as_of.isoformat(),
    }


def _listed(deck: Deck, part: Part) -> list[Record]:
    """A record for each number of a listing."""
    listing = part.listing
    if listing is None:
        return []
    found: list[Record] = []
    for line in listing.lines:
        pairs = list(zip(listing.columns, line.cells, strict=True))
        name = " · ".join(words_of(column, cell, deck.lang) for column, cell in pairs if not column.numeric)
        for column, cell in pairs:
            if column.numeric:
                shown = cell.value if isinstance(cell.value, int | float) and cell.state not in WITHHELD else None
                about = {"panel": part.key, "metric": column.key, "unit": "", "period": "", "category": line.key}
                empty = dict.fromkeys(NUMBERS[1:])
                found.append({**about, "value": shown, **empty, "state": cell.state, "name": name, **_about(deck)})
    return found


def _about(deck: Deck) -> Record:
    """What every row says of the whole."""
    stamp, window = deck.stamp, deck.total
    return {
        "scope": stamp.path,
        "from": window.start.isoformat(),
        "to": window.end.isoformat(),
        "as_of": window.as_of.isoformat(),
        "compare": stamp.compare,
        "filters": stamp.filters,
        "data_as_of": stamp.as_of,
        "edition": stamp.edition,
        "exported": stamp.exported,
        "demo": stamp.demo,
        "link": stamp.link,
    }
