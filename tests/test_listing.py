"""Listings: what a panel shows as rows and columns, the same on screen, sheet, slide and terminal."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from pptx import Presentation

from cockpit.access import Scope
from cockpit.board import the_boards
from cockpit.board.kinds import kind_of, listing_panel
from cockpit.catalogue import Panel
from cockpit.measure import RowSource, read_rows
from cockpit.panels import pager
from cockpit.reading import (
    Answers,
    Cell,
    Chart,
    Column,
    Line,
    Listing,
    listing_of,
    look,
    panel_keys,
    read_listing,
    rows_of,
    words_of,
    worst_first,
)
from cockpit.reading import panels as kinds
from cockpit.selection import Selection
from cockpit.snapshot import make_deck
from cockpit.snapshot.long import write_csv
from cockpit.snapshot.sheets import write_xlsx
from cockpit.snapshot.slides import write_pptx
from cockpit.store import Store
from tests.answers import answer

EVERYTHING = Scope(smallest_cell=0)
COLUMNS = (Column("name", "名称"), Column("share", "占比", "percent"), Column("n", "件数", "events"))
LISTING = Listing(
    COLUMNS,
    (
        Line("a", (Cell("甲"), Cell(0.959, verdict="met"), Cell(12)), {"unit": "01"}),
        Line("b", (Cell("乙"), Cell(None, "suppressed"), Cell(3, verdict="missed"))),
        Line("c", (Cell("合计"), Cell(0.5), Cell(15)), strong=True),
    ),
    total=120,
    finding="甲最多",
    note="仅列前三行",
    chart=Chart("bar", ("n",)),
)


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        (Column("x", "x"), Cell("甲"), "甲"),
        (Column("x", "x"), Cell(None), ""),
        (Column("x", "x", "percent"), Cell(0.959), "95.9%"),
        (Column("x", "x", "percent"), Cell(0.959, "approx"), "≈ 95.9%"),
        (Column("x", "x", "count"), Cell(None), "—"),
        (Column("x", "x", "count"), Cell(0), "0"),
        (Column("x", "x", "people"), Cell(4, "suppressed"), "已抑制"),
        (Column("x", "x", "people"), Cell(4, "empty"), "—"),
        (Column("x", "x"), Cell(date(2026, 6, 30)), "2026-06-30"),
        (Column("x", "x"), Cell(datetime(2026, 6, 30, 8, 5, tzinfo=UTC)), "2026-06-30 08:05"),
    ],
)
def test_a_cell_says_its_value_or_why_it_has_none(column, cell, said):
    assert words_of(column, cell, "zh") == said


@pytest.fixture
def view(tiny_data):
    return look(Store(tiny_data), EVERYTHING, the_boards()["overview"], Selection())


def test_an_answer_is_a_listing_in_the_order_of_the_screen(view):
    board = the_boards()["overview"]
    data, listing = read_listing(view, board, "ranking")
    answer = data.answers.main
    rows = rows_of(view, Panel(kind="ranking"), answer)
    assert [line.key for line in listing.lines] == [row.key for row in rows]
    assert [line.cells[1].value for line in listing.lines] == [row.value for row in rows]
    assert [column.key for column in listing.columns][:4] == ["name", "value", "numerator", "denominator"]


def test_every_panel_of_every_board_has_rows_or_a_reason(view):
    for board in the_boards().values():
        seen = look(Store(view.snapshot.path.parent.parent), EVERYTHING, board, Selection())
        for key in panel_keys(board):
            data, listing = read_listing(seen, board, key)
            assert listing is not None or data.answers.why


def test_suppressed_rows_stay_suppressed(tiny_data):
    view = look(Store(tiny_data), Scope(smallest_cell=10_000), the_boards()["overview"], Selection(metric="residents"))
    metric = view.snapshot.catalogue.metric("residents")
    answer = view.measure(metric, "children")
    listing = listing_of(answer, answer.rows(), "x", "zh", "previous")
    hidden = [line for line in listing.lines if line.cells[1].state == "suppressed"]
    assert hidden
    assert all(cell.value is None for line in hidden for cell in line.cells[1:-1])


@pytest.fixture
def listed(monkeypatch):
    """A kind that shows LISTING, on a board that has nothing else."""
    monkeypatch.setattr(kinds, "READERS", {**kinds.READERS, "planted": lambda *_given: Answers(listing=LISTING)})
    panel = Panel(kind="planted", key="planted", title={"zh": "清单", "en": "List"})
    return the_boards()["overview"].model_copy(update={"panels": (panel,)})


def test_a_kind_without_a_drawing_shows_its_listing(view, listed):
    [panel] = listed.panels
    assert kind_of(panel).draw is listing_panel
    shown = str(listing_panel(view, panel))
    for words in ("清单", "95.9%", "已抑制", "甲最多", "仅列前三行", "120"):
        assert words in shown


def test_files_hold_the_listing(tiny_data, listed):
    deck = make_deck(
        Store(tiny_data), listed, Selection(), EVERYTHING, when=datetime(2026, 7, 1, tzinfo=UTC), public_url="http://x"
    )
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx([deck])))
    cells = [cell.value for row in book["清单"].iter_rows() for cell in row if cell.value is not None]
    assert {"甲", 0.959, 12, "已抑制", "仅列前三行"} <= set(cells)
    rows = list(csv.DictReader(io.StringIO(write_csv([deck]).decode())))
    assert [(row["metric"], row["category"], row["value"], row["state"]) for row in rows][:3] == [
        ("share", "a", "0.959", "ok"),
        ("n", "a", "12", "ok"),
        ("share", "b", "", "suppressed"),
    ]
    show = Presentation(io.BytesIO(write_pptx([deck])))
    shapes = [shape for slide in show.slides for shape in slide.shapes]
    assert any(shape.has_chart for shape in shapes)
    texts = {cell.text for shape in shapes if shape.has_table for row in shape.table.rows for cell in row.cells}
    assert {"甲", "95.9%", "已抑制"} <= texts


def test_a_pager_leads_to_the_other_pages():
    listing = Listing(COLUMNS, LISTING.lines, total=120, first=50)
    shown = str(pager(listing, "list", 50, "zh"))
    assert "list:3" in shown
    assert pager(Listing(COLUMNS, LISTING.lines), "list", 50, "zh") is None


SOURCE = RowSource(
    "events_rows",
    {"g": "d.g", "hours": "d.filed_hours"},
    "hours DESC, g",
    "d.filed_hours >= ?",
    dimensions=("channel",),
)


def test_rows_are_those_of_the_unit_and_come_in_pages(tiny_data):
    snapshot = Store(tiny_data).current()
    everything = read_rows(snapshot, SOURCE, Selection(), EVERYTHING, [0.0], most=10_000)
    assert everything.total == len(everything.columns["g"]) > 5
    parts = [
        read_rows(snapshot, SOURCE, Selection(unit=child.code), EVERYTHING, [0.0]).total
        for child in snapshot.tree().children(snapshot.tree().root.code)
    ]
    assert sum(parts) == everything.total
    second = read_rows(snapshot, SOURCE, Selection(), EVERYTHING, [0.0], first=2, most=3)
    assert second.total == everything.total
    assert list(second.columns["hours"]) == list(everything.columns["hours"][2:5])
    nothing = read_rows(snapshot, SOURCE, Selection(where=(("channel", ("no such",)),)), EVERYTHING, [0.0])
    assert nothing.total == 0


def test_worst_stands_first_and_the_unjudged_last():
    found = answer("inspection_coverage", [0.96, None, 0.872, 0.5, 0.931], states={3: "few"})
    assert [row.key for row in worst_first(found)] == ["T02", "T04", "T00", "T03", "T01"]
    amount = answer("residents", [3, 5, None, 4])
    assert [row.key for row in worst_first(amount)] == ["T01", "T03", "T00", "T02"]
