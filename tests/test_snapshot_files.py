"""Files: whole or not there, one for each unit, packs, templates; and on every page what it is of."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.util import Inches

from cockpit.access import Denied, Scope
from cockpit.cli import main
from cockpit.errors import CockpitError, Refused, UnknownName
from cockpit.selection import Selection
from cockpit.snapshot import FORMATS, Means, days_of, format_of, make_each, orders_of, read_pack, round_of, write_whole
from cockpit.snapshot.each import parts_folder
from cockpit.snapshot.land import outlines, picture
from cockpit.snapshot.slides import map as slide_map
from cockpit.store import Snapshot, Unit
from tests.meeting import ADDRESS, BOARDS, deck_of, sheets_of, slides_of, texts_of

SCOPE = Scope(smallest_cell=10)


@dataclass(frozen=True)
class Done:
    """How a call of the command ended."""

    status: int
    stderr: str


@pytest.fixture
def cockpit(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """The command, in this process: a cold start each time would take longer than the tests."""

    def call(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["cockpit", *map(str, words)])
        try:
            main()
        except SystemExit as end:
            return Done(int(end.code or 0), capsys.readouterr().err)
        return Done(0, capsys.readouterr().err)

    return call


# --- what stands on every page ---


def test_every_slide_says_what_it_is_of(tiny_data: Path) -> None:
    deck = deck_of(tiny_data, "overview", where=(("kind", ("rented",)),))
    slides = slides_of(FORMATS["pptx"].write([deck], Means()))
    for at, slide in enumerate(slides, 1):
        words = texts_of(slide)
        for _, said in deck.stamp.lines()[:-1]:
            assert said in words, (at, said)
        assert f"{at} / {len(slides)}" in words
        links = [
            run.hyperlink.address
            for shape in slide.shapes
            if shape.has_text_frame
            for p in shape.text_frame.paragraphs
            for run in p.runs
        ]
        assert deck.stamp.link in links
        assert [shape for shape in slide.shapes if shape.name == "QR"]
        assert slide.shapes.title.text_frame.text
    assert deck.stamp.link == f"{ADDRESS}/?edition={deck.view.snapshot.edition}&where=kind:rented"
    assert deck.stamp.exported == "2026-07-01 09:30"


def test_every_sheet_says_what_it_is_of_and_is_frozen(tiny_data: Path) -> None:
    import openpyxl

    deck = deck_of(tiny_data, "inspection")
    content = FORMATS["xlsx"].write([deck], Means())
    for rows in sheets_of(content).values():
        head = " ".join(str(cell) for row in rows[:7] for cell in row if cell)
        for _, said in deck.stamp.lines():
            assert said in head
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        assert sheet.freeze_panes
        assert "&[Page]" in sheet.oddFooter.right.text or "&P" in sheet.oddFooter.right.text


def test_long_tables_break_over_slides(tiny_data: Path) -> None:
    deck = deck_of(tiny_data, "overview", level="grid")
    part = next(part for part in deck.parts if part.key == "ranking")
    slides = slides_of(FORMATS["pptx"].write([deck], Means()))
    named = {name for slide in slides for line in texts_of(slide).splitlines() for name in [line]}
    assert {row.name for row in part.rows} <= named
    for slide in slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top + shape.height <= Inches(7.5) + 1, (slide.shapes.title.text_frame.text, shape.name)


# --- the map ---


def test_a_unit_is_a_named_shape_and_many_are_a_picture(tiny_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deck = deck_of(tiny_data, "overview", level="grid")
    land = next(part.land for part in deck.parts if part.land)
    shapes = {
        shape.name
        for slide in slides_of(FORMATS["pptx"].write([deck], Means()))
        for group in slide.shapes
        for shape in getattr(group, "shapes", ())
    }
    assert {unit.name for unit in land.units} <= shapes
    monkeypatch.setattr(slide_map, "MOST_SHAPES", 2)
    slides = slides_of(FORMATS["pptx"].write([deck], Means()))
    pictures = [shape for slide in slides for shape in slide.shapes if shape.name == "在哪里？"]
    assert len(pictures) == 1
    assert pictures[0].image.content_type == "image/png"


def test_the_raster_has_every_unit_s_colour(tiny_data: Path) -> None:
    from PIL import Image

    land = next(part.land for part in deck_of(tiny_data, "overview").parts if part.land)
    fills = {unit.code: f"#{at * 40 + 20:02x}8060" for at, unit in enumerate(land.units)}
    image = Image.open(io.BytesIO(picture(land.file, 300, 200, fills, "#ffffff", "#ffffff")))
    found = {colour for _, colour in image.getcolors(1 << 20)}
    assert {tuple(bytes.fromhex(fill[1:])) for fill in fills.values()} <= found
    assert all(
        0 <= x <= 300 and 0 <= y <= 200
        for each in outlines(land.file, 300, 200)
        for ring in each.rings
        for x, y in ring
    )


# --- template ---


def test_a_city_s_own_template_is_used(tiny_data: Path, tmp_path: Path) -> None:
    own = Presentation()
    own.slide_width, own.slide_height = Inches(16), Inches(9)
    own.slide_master.name = "City master"
    own.slides.add_slide(own.slide_layouts[0])
    own.save(str(tmp_path / "own.pptx"))
    deck = deck_of(tiny_data, "inspection")
    content = FORMATS["pptx"].write([deck], Means(template=tmp_path / "own.pptx"))
    show = Presentation(io.BytesIO(content))
    assert (show.slide_width, show.slide_height) == (Inches(16), Inches(9))
    assert len(show.slides) == len(slides_of(FORMATS["pptx"].write([deck], Means())))
    (tmp_path / "bad.pptx").write_bytes(b"no")
    with pytest.raises(CockpitError, match="cannot be read"):
        FORMATS["pptx"].write([deck], Means(template=tmp_path / "bad.pptx"))


# --- one for each unit ---


def nothing(_what: str, _share: float) -> None: ...


def test_one_file_for_each_unit_and_taken_up_again(snapshot_of_tiny: Snapshot, tmp_path: Path) -> None:
    round_ = round_of(snapshot_of_tiny, SCOPE, Selection(), "town", "csv", "x")
    made: list[str] = []

    def broken(unit: Unit) -> bytes:
        made.append(unit.code)
        if len(made) == 2:
            raise CockpitError("no paper")
        return unit.code.encode()

    target = tmp_path / "towns.zip"
    with pytest.raises(Refused) as fault:
        make_each(round_, broken, target, nothing)
    assert round_.units[1].code in fault.value.faults[0]
    assert not target.exists()
    again: list[str] = []

    def whole(unit: Unit) -> bytes:
        again.append(unit.code)
        return unit.code.encode()

    make_each(round_, whole, target, nothing)
    assert again == [round_.units[1].code]
    with zipfile.ZipFile(target) as found:
        assert len(found.namelist()) == len(round_.units)
        assert {found.read(name).decode() for name in found.namelist()} == {unit.code for unit in round_.units}
    assert not parts_folder(target).exists()


def test_another_question_does_not_take_up_what_was_left(snapshot_of_tiny: Snapshot, tmp_path: Path) -> None:
    target = tmp_path / "towns.csv"

    def fail(unit: Unit) -> bytes:
        if unit.code == units[-1].code:
            raise CockpitError("no paper")
        return b"old"

    first = round_of(snapshot_of_tiny, SCOPE, Selection(), "town", "csv", "one")
    units = first.units
    with pytest.raises(Refused):
        make_each(first, fail, target, nothing)
    second = round_of(snapshot_of_tiny, SCOPE, Selection(lang="en"), "town", "csv", "one")
    written = make_each(second, lambda _unit: b"new", target, nothing)
    assert {path.read_bytes() for path in written} == {b"new"}
    assert [path.name for path in written] == [f"towns-{unit.code}.csv" for unit in units]


def test_each_reaches_only_what_is_in_scope(snapshot_of_tiny: Snapshot) -> None:
    tree = snapshot_of_tiny.tree()
    home, other = tree.children(tree.root.code)[:2]
    mine = round_of(snapshot_of_tiny, Scope(unit=home.code), Selection(), "grid", "csv", "")
    assert mine.units == tree.descendants(home.code, "grid")
    with pytest.raises(Denied):
        round_of(snapshot_of_tiny, Scope(unit=home.code), Selection(unit=other.code), "grid", "csv", "")
    with pytest.raises(UnknownName):
        round_of(snapshot_of_tiny, SCOPE, Selection(), "galaxy", "csv", "")


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    write_whole(tmp_path / "deep" / "a.txt", b"one")
    write_whole(tmp_path / "deep" / "a.txt", b"two")
    assert [(path.name, path.read_bytes()) for path in (tmp_path / "deep").iterdir()] == [("a.txt", b"two")]
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CockpitError, match="cannot be written"):
        write_whole(tmp_path / "file" / "a.txt", b"one")


# --- packs ---


@pytest.mark.parametrize(
    ("words", "newest", "expected"),
    [
        ("last complete month", date(2026, 11, 21), (date(2026, 10, 1), date(2026, 10, 31))),
        ("Last  complete month", date(2026, 2, 28), (date(2026, 2, 1), date(2026, 2, 28))),
        ("last complete month", date(2026, 1, 15), (date(2025, 12, 1), date(2025, 12, 31))),
        ("last complete week", date(2026, 11, 21), (date(2026, 11, 9), date(2026, 11, 15))),
        ("last complete week", date(2026, 11, 22), (date(2026, 11, 16), date(2026, 11, 22))),
        ("last complete quarter", date(2026, 11, 21), (date(2026, 7, 1), date(2026, 9, 30))),
        ("last complete quarter", date(2026, 3, 31), (date(2026, 1, 1), date(2026, 3, 31))),
        ("last complete quarter", date(2026, 2, 3), (date(2025, 10, 1), date(2025, 12, 31))),
        ("this year", date(2026, 11, 21), (date(2026, 1, 1), date(2026, 11, 21))),
        ("last 7 days", date(2026, 11, 21), (date(2026, 11, 15), date(2026, 11, 21))),
        ("2026-06-01 to 2026-06-30", date(2026, 11, 21), (date(2026, 6, 1), date(2026, 6, 30))),
        (None, date(2026, 11, 21), (None, None)),
    ],
)
def test_periods_in_words(words: str | None, newest: date, expected: tuple[date, date]) -> None:
    assert days_of(words, newest) == expected


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_the_last_complete_month_is_complete_and_over(newest: date) -> None:
    start, end = days_of("last complete month", newest)
    assert start is not None
    assert end is not None
    assert start.day == 1
    assert (start.year, start.month) == (end.year, end.month)
    assert end <= newest
    assert (newest - end).days < 31


@pytest.mark.parametrize("words", ["last tuesday", "last 0 days", "2026-06-30 to 2026-06-01", "", "to"])
def test_other_words_are_refused(words: str) -> None:
    with pytest.raises(CockpitError, match="not understood"):
        days_of(words, date(2026, 11, 21))


PACK = """
boards = ["overview", "inspection"]
each = "district"
period = "last complete month"
language = "en"
out = "meeting.pptx"
"""


def test_a_pack_is_a_whole_deck(
    cockpit: Callable[..., Done], tiny_data: Path, snapshot_of_tiny: Snapshot, tmp_path: Path
) -> None:
    (tmp_path / "monthly.toml").write_text(PACK)
    orders = orders_of(read_pack(tmp_path / "monthly.toml"), BOARDS, snapshot_of_tiny, SCOPE)
    districts = snapshot_of_tiny.tree().children(snapshot_of_tiny.tree().root.code)
    assert len(orders) == 2 * (1 + len(districts))
    done = cockpit("snapshot", "--pack", tmp_path / "monthly.toml", "--data", tiny_data)
    assert done.status == 0, done.stderr
    slides = slides_of((tmp_path / "meeting.pptx").read_bytes())
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    defined = titles.count("Definitions and clauses")
    assert titles[-defined:] == ["Definitions and clauses"] * defined  # once for all, at the end
    assert "2026-06-01 to 06-30" in texts_of(slides[0])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["meeting.pptx", "monthly.toml"]


def test_a_pack_that_fails_leaves_a_report_and_nothing_else(
    cockpit: Callable[..., Done], tiny_data: Path, tmp_path: Path
) -> None:
    (tmp_path / "monthly.toml").write_text(PACK.replace('"inspection"', '"nothing"'))
    done = cockpit("snapshot", "--pack", tmp_path / "monthly.toml", "--data", tiny_data)
    assert done.status == 1
    assert "nothing" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["meeting.pptx.report.txt", "monthly.toml"]
    assert "nothing" in (tmp_path / "meeting.pptx.report.txt").read_text()
    (tmp_path / "bad.toml").write_text('boards = ["overview"]\nlanguages = "zh"')
    with pytest.raises(CockpitError, match="languages"):
        read_pack(tmp_path / "bad.toml")


# --- the command ---


def test_the_command_makes_a_zip_for_each_town(cockpit: Callable[..., Done], tiny_data: Path, tmp_path: Path) -> None:
    out = tmp_path / "towns.xlsx.zip"
    done = cockpit("snapshot", "inspection", "--each", "district", "--out", out, "--data", tiny_data)
    assert done.status == 0, done.stderr
    with zipfile.ZipFile(out) as found:
        assert all(name.endswith(".xlsx") for name in found.namelist())
        first = found.read(found.namelist()[0])
    assert len(sheets_of(first)) == len(BOARDS["inspection"].panels) + 1
    assert [path.name for path in tmp_path.iterdir()] == ["towns.xlsx.zip"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["nowhere", "--out", "a.pptx"], 1),
        (["overview", "--out", "a.docx"], 1),
        (["overview", "--out", "a.pptx", "--unit", "nobody"], 1),
        (["overview", "--out", "a.pptx", "--panel", "nothing"], 1),
        (["overview"], 2),
        ([], 2),
        (["overview", "--out", "a.png", "--scale", "4"], 2),
        (["overview", "--out", "a.pptx", "--from", "yesterday"], 2),
    ],
)
def test_wrong_calls_end_with_their_status_and_no_file(
    cockpit: Callable[..., Done], tiny_data: Path, tmp_path: Path, words: list[str], status: int
) -> None:
    asked = [str(tmp_path / word) if word.startswith("a.") else word for word in words]
    done = cockpit("snapshot", *asked, "--data", tiny_data)
    assert (done.status, list(tmp_path.iterdir())) == (status, []), done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_browser_the_other_formats_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cockpit.snapshot.formats.missing_browser", lambda: "chromium")
    with pytest.raises(CockpitError) as fault:
        format_of("pdf")
    assert "chromium" in fault.value.message
    assert "pptx, xlsx, csv, parquet" in fault.value.hint
    assert format_of("pptx")


# --- other programs ---


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
@pytest.mark.parametrize("form", ["pptx", "xlsx"])
def test_libreoffice_opens_it_and_chinese_is_chinese(tiny_data: Path, tmp_path: Path, form: str) -> None:
    from pypdf import PdfReader

    deck = deck_of(tiny_data, "overview")
    (tmp_path / f"a.{form}").write_bytes(FORMATS[form].write([deck], Means()))
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    words = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / f"a.{form}"]
    subprocess.run(words, check=True, capture_output=True, timeout=240)
    pages = [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(tmp_path / "a.pdf").pages]
    assert "人房巡查覆盖率" in "".join(pages)
    if form == "pptx":
        assert len(pages) == len(slides_of((tmp_path / "a.pptx").read_bytes()))
        assert all("测试市" in page and deck.view.snapshot.edition in page for page in pages)
