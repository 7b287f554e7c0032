"""Screen = ask = xlsx = native chart data = long table, for each board; and what is withheld is withheld everywhere."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cockpit import board as screen
from cockpit.access import Denied, Scope
from cockpit.errors import UnknownName
from cockpit.measure import Measurement
from cockpit.reading import WITHHELD, Listing, words_of
from cockpit.snapshot import FORMATS, Deck, Means
from cockpit.snapshot.long import COLUMNS
from cockpit.snapshot.slides.charts import MOST_BARS
from tests.drawn import checked
from tests.meeting import BOARDS, charts_of, components, deck_of, same, sheets_of, slides_of, table_of, texts_of

COCKPIT = Path(sys.executable).with_name("cockpit")
QUESTIONS = [
    pytest.param({}, id="whole"),
    pytest.param({"lang": "en", "where": (("kind", ("rented",)),), "compare": "year"}, id="narrowed"),
]


def made(deck: Deck, form: str) -> bytes:
    return FORMATS[form].write([deck], Means())


def exact(answer: Measurement) -> dict[str, float | None]:
    return {row.key: row.value for row in answer.rows()}


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("chosen", QUESTIONS)
def test_screen_sheet_slides_and_tables_say_the_same(tiny_data: Path, board: str, chosen: dict[str, object]) -> None:
    deck = deck_of(tiny_data, board, **chosen)
    shown = screen.draw(BOARDS[board], tuple(BOARDS.values()), deck.view)
    sheets = list(sheets_of(made(deck, "xlsx")).values())
    long = list(csv.DictReader(io.StringIO(made(deck, "csv").decode())))
    assert len(sheets) == len(deck.parts) + 1
    for part, rows in zip(deck.parts, sheets, strict=False):
        main = part.main
        if part.listing is not None:
            assert _holds(rows, part.listing), part.key
            continue
        if main is None:
            assert part.answers.why in [row[0] for row in rows]
            continue
        asked = exact(main)
        listed = {row.key if main.by else main.unit.code: row.value for row in part.rows}
        assert same({code: cells[0] for code, cells in table_of(rows).items()}, listed)
        ours = [row for row in long if row["panel"] == part.key]
        told = {row["unit"] or row["period"] or row["category"]: row["value"] for row in ours}
        assert {key: float(value) if value else None for key, value in told.items()} == listed
        for key, value in listed.items():
            assert asked[key if main.by else ""] == value
        _same_on_screen(deck, part.key, shown, listed)


def _holds(rows: list[list[object]], listing: Listing) -> bool:
    """Whether the sheet has every line of the listing, with its exact numbers."""
    found = {tuple(_rounded(value) for value in row) for row in rows}
    for line in listing.lines:
        cells = [
            cell.value
            if isinstance(cell.value, int | float) and cell.state not in WITHHELD
            else words_of(column, cell, "zh")
            for column, cell in zip(listing.columns, line.cells, strict=True)
        ]
        numbers = [_rounded(value) for value in cells if isinstance(value, int | float)]
        if not any(all(number in row for number in numbers) for row in found):
            return False
    return True


def _rounded(value: object) -> object:
    return round(float(value), 9) if isinstance(value, int | float) else value


def _same_on_screen(deck: Deck, key: str, shown: dict[str, object], listed: dict[str, float | None]) -> None:
    part = next(part for part in deck.parts if part.key == key)
    at = next(at for at, panel in enumerate(deck.board.panels) if panel is part.panel)
    if part.panel.kind == "tile":
        tiles = {getattr(c, "data-metric", None): getattr(c, "data-exact", None) for c in components(shown["tiles"])}
        value = next(iter(listed.values()))
        assert tiles[part.main.metric.key] == ("" if value is None else repr(float(value)))  # type: ignore[union-attr]
    elif part.panel.kind == "map":
        assert shown["record"]["codes"] == [unit.code for unit in part.land.units]  # type: ignore[index, union-attr]
    elif part.panel.kind == "trend":
        figure = checked(shown[f"figure-{at}"])
        drawn = [value for line in figure.data if line.line.width == 2 for value in line.y or () if value is not None]
        exact_values = [value for value in listed.values() if value is not None]
        assert set(drawn) <= {float(f"{value:.9g}") for value in exact_values}
    elif f"panel-{at}" in shown:  # a figure of another kind is held to its numbers by its own test
        rows = [c for c in components(shown[f"panel-{at}"]) if hasattr(c, "data-code")]
        on_screen = {getattr(row, "data-code"): getattr(row, "data-exact") for row in rows}
        for code, text in on_screen.items():
            assert (float(text) if text else None) == listed[code]


@pytest.mark.parametrize("board", BOARDS)
def test_every_breakdown_and_trend_has_a_native_chart_with_its_numbers(tiny_data: Path, board: str) -> None:
    deck = deck_of(tiny_data, board)
    charts = charts_of(made(deck, "pptx"))
    wanted = [part for part in deck.parts if part.panel.kind in {"breakdown", "trend"} and part.rows]
    assert wanted or board not in {"overview", "inspection"}
    for part in wanted:
        drawn = [row.value if row.state in {"ok", "approx"} else None for row in part.rows]
        if all(value is None for value in drawn):
            continue  # nothing to draw: the slide says so
        drawn = drawn if part.panel.kind == "trend" else drawn[:MOST_BARS]
        assert any(series[0] == drawn for _, series in charts), part.key
    sparks = [part.answers.series for part in deck.parts if part.answers.series is not None]
    for series in sparks:
        values = [row.value if row.state in {"ok", "approx"} else None for row in series.rows()]
        if sum(value is not None for value in values) > 1:
            assert any(found[0] == values for _, found in charts)


def test_ask_says_the_same(tiny_data: Path) -> None:
    words = [COCKPIT, "snapshot", "inspection", "--out", tiny_data / "a.csv", "--unit", "D1", "--data", tiny_data]
    deck = deck_of(tiny_data, "inspection")
    unit = deck.view.tree.children(deck.view.tree.root.code)[0].code
    words[words.index("D1")] = unit
    subprocess.run(words, check=True, capture_output=True)
    with (tiny_data / "a.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for kind in sorted({row["panel"] for row in rows if row["panel"].startswith("breakdown-")})[:2]:
        _, metric, by = kind.split("-")
        ask = [COCKPIT, "ask", metric, "--by", by, "--unit", unit, "--format", "json", "--data", tiny_data]
        answer = json.loads(subprocess.run(ask, check=True, capture_output=True).stdout)
        asked = {row[by]: row["value"] for row in answer["rows"] if row["n"] or row["value"]}
        told = {row["category"]: float(row["value"]) if row["value"] else None for row in rows if row["panel"] == kind}
        assert told == asked


def test_the_long_table_is_typed_and_has_the_words_of_the_contract(tiny_data: Path) -> None:
    deck = deck_of(tiny_data, "overview")
    table = pq.read_table(io.BytesIO(made(deck, "parquet")))
    assert table.column_names[:8] == [
        "panel",
        "metric",
        "unit",
        "period",
        "category",
        "value",
        "numerator",
        "denominator",
    ]
    assert {name: table.schema.field(name).type for name in COLUMNS} == COLUMNS
    for row in table.select(["unit", "period", "category"]).to_pylist():
        assert sum(bool(value) for value in row.values()) <= 1
    assert table["edition"].unique().to_pylist() == [deck.view.snapshot.edition]


def test_small_cells_are_withheld_in_every_format(tiny_data: Path) -> None:
    chosen = {"metric": "residents", "level": "grid"}
    hidden = deck_of(tiny_data, "overview", Scope(smallest_cell=40), **chosen)
    open_ = deck_of(tiny_data, "overview", Scope(smallest_cell=0), **chosen)
    part = next(part for part in hidden.parts if part.key == "map")
    gone = {row.key for row in part.rows if row.state == "suppressed"}
    assert gone
    shown = {row.key: row for part_ in open_.parts if part_.key == "map" for row in part_.rows}
    long = list(csv.DictReader(io.StringIO(made(hidden, "csv").decode())))
    for row in long:
        if row["panel"] == "map" and row["unit"] in gone:
            assert (row["value"], row["n"], row["previous"], row["state"]) == ("", "", "", "suppressed")
    sheets = list(sheets_of(made(hidden, "xlsx")).values())
    at = [part_.key for part_ in hidden.parts].index("map")
    for code in gone:
        assert table_of(sheets[at])[code][:5] == [None] * 5
    slides = slides_of(made(hidden, "pptx"))
    names = {unit.code: unit.name for unit in hidden.view.tree.units}
    described = {}
    for slide in slides:
        for group in slide.shapes:
            for shape in getattr(group, "shapes", ()):
                described[shape.name] = shape._element.xpath(".//p:cNvPr")[0].get("descr")
    for code in gone:
        assert described[names[code]].endswith("<10") or "<" in described[names[code]]
        assert f" {shown[code].value:g} " not in described[names[code]]
    assert all(len(series) for _, series in charts_of(made(hidden, "pptx")))


def test_scope_holds_in_every_deck(tiny_data: Path) -> None:
    whole = deck_of(tiny_data, "overview")
    first, second = (unit.code for unit in whole.view.tree.children(whole.view.tree.root.code)[:2])
    mine = deck_of(tiny_data, "overview", Scope(unit=first))
    assert mine.view.unit.code == first
    assert f"unit={first}" in mine.stamp.link
    inside = {
        unit.code
        for unit in whole.view.tree.units
        if whole.view.tree.unit(first) in whole.view.tree.ancestors(unit.code)
    }
    for row in csv.DictReader(io.StringIO(made(mine, "csv").decode())):
        assert not row["unit"] or row["unit"] in inside
    with pytest.raises(Denied):
        deck_of(tiny_data, "overview", Scope(unit=first), unit=second)


def test_names_that_are_not_there_are_refused(tiny_data: Path) -> None:
    for chosen in ({"unit": "nowhere"}, {"metric": "nothing"}, {"edition": "20000101T000000"}):
        with pytest.raises(UnknownName):
            deck_of(tiny_data, "overview", **chosen)
    with pytest.raises(UnknownName) as fault:
        deck_of(tiny_data, "overview", only="rankin")
    assert "ranking" in str(fault.value.hint)


def test_a_panel_without_data_says_so(tiny_data: Path) -> None:
    deck = deck_of(tiny_data, "overview", where=(("channel", ("nobody",)),))
    words = "\n".join(texts_of(slide) for slide in slides_of(made(deck, "pptx")))
    assert "没有符合筛选的数据" in words
