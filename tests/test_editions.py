"""Editions: seen whole or not at all, verified byte by byte, pruned without touching the one in use."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest

from cockpit import editions
from cockpit.disk import mark
from cockpit.editions import City, Span
from cockpit.errors import CockpitError, Unavailable, UnknownName

CITY = City(name="测试市", name_en="Testville")
SPAN = Span(as_of=date(2026, 6, 30), first_day=date(2026, 1, 1), last_day=date(2026, 6, 30))
BAD_NAMES = ["", ".", "..", "../x", "/etc", "20260101T000000/../x", "nothing", "a\nb", "a\0b", ".20260101T000000.tmp"]


def begun(data: Path, text: str = "numbers") -> Path:
    staging = editions.begin(data)
    (staging / "extracts").mkdir()
    (staging / "extracts" / "units.parquet").write_text(text)
    (staging / "cube.duckdb").write_text("cube")
    return staging


def published(data: Path, text: str = "numbers") -> str:
    return editions.publish(begun(data, text), data, CITY, SPAN, {"units": 3})


def folder(data: Path, name: str) -> Path:
    return editions.folder(data) / name


# --- publishing -----------------------------------------------------------------------------------------------------


def test_what_is_published_is_listed_and_serves(tmp_path: Path) -> None:
    first = published(tmp_path)
    second = published(tmp_path)
    assert editions.list_editions(tmp_path) == [first, second]
    assert editions.current(tmp_path) == second
    manifest = editions.read_manifest(tmp_path, second)
    assert (manifest.edition, manifest.city, manifest.as_of) == (second, CITY, date(2026, 6, 30))
    assert manifest.tables == {"units": 3}
    assert set(manifest.files) == {"extracts/units.parquet", "cube.duckdb"}
    assert manifest.files["cube.duckdb"].bytes == 4


def test_what_is_unfinished_is_not_seen(tmp_path: Path) -> None:
    staging = begun(tmp_path)
    assert editions.list_editions(tmp_path) == []
    with pytest.raises(Unavailable, match="No edition is published"):
        editions.current(tmp_path)
    # Even one that was stopped at the last moment.
    (staging / editions.MANIFEST).write_text("{}")
    assert editions.list_editions(tmp_path) == []
    editions.discard(staging)
    assert list(editions.folder(tmp_path).iterdir()) == []


def test_many_begin_in_one_second(tmp_path: Path) -> None:
    found: list[Path] = []
    threads = [threading.Thread(target=lambda: found.append(editions.begin(tmp_path))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 16
    names = [path.name for path in found]
    assert all(name.startswith(".") and name.endswith(".tmp") for name in names)


def test_a_mark_on_what_is_gone_is_not_one_on_what_came_after(tmp_path: Path) -> None:
    """Swept between being made and being marked, and made anew by another in the same second."""
    folder = tmp_path / "begun"
    folder.mkdir()
    mine = mark(folder, alone=True)
    assert mine is not None
    assert mine.stands_at(folder)
    folder.rmdir()
    assert not mine.stands_at(folder)
    folder.mkdir()
    assert not mine.stands_at(folder)


def test_names_sort_as_they_were_begun(tmp_path: Path) -> None:
    names = [published(tmp_path) for _ in range(12)]
    assert names == sorted(names) == editions.list_editions(tmp_path)


def test_a_reader_sees_one_edition_or_the_next_never_a_mixture(tmp_path: Path) -> None:
    published(tmp_path, "0")
    stop = threading.Event()
    faults: list[str] = []

    def read() -> None:
        while not stop.is_set():
            name = editions.current(tmp_path)
            if editions.verify(tmp_path, name):
                faults.append(name)

    reader = threading.Thread(target=read)
    reader.start()
    for serial in range(1, 40):
        published(tmp_path, str(serial))
    stop.set()
    reader.join()
    assert faults == []
    assert not list(tmp_path.glob(".CURRENT*"))


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in its place")
    with pytest.raises(CockpitError, match="cannot be written") as fault:
        editions.begin(tmp_path / "data")
    assert "--data" in fault.value.hint


# --- use ------------------------------------------------------------------------------------------------------------


def test_use_turns_back_and_forth(tmp_path: Path) -> None:
    first, second = published(tmp_path), published(tmp_path)
    for name in (first, second, first):
        editions.use(tmp_path, name)
        assert editions.current(tmp_path) == name
        assert (tmp_path / "CURRENT").read_text() == f"{name}\n"


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_never_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    published(tmp_path)
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "manifest.json").write_text("{}")
    for act in (editions.use, editions.read_manifest, editions.verify):
        with pytest.raises(UnknownName):
            act(tmp_path, name)


def test_an_edition_nearly_right_is_suggested(tmp_path: Path) -> None:
    name = published(tmp_path)
    with pytest.raises(UnknownName, match=f"Did you mean '{name}'"):
        editions.use(tmp_path, name[:-1])


@pytest.mark.parametrize("text", [b"", b"gone", b"../../x", b"\xff\xfe", b"../editions/NAME"])
def test_a_current_that_names_nothing_is_a_sentence(tmp_path: Path, text: bytes) -> None:
    name = published(tmp_path)
    (tmp_path / "CURRENT").write_bytes(text.replace(b"NAME", name.encode()))
    with pytest.raises(Unavailable, match="which is not there") as fault:
        editions.current(tmp_path)
    assert "cockpit editions use" in fault.value.hint


# --- verify ---------------------------------------------------------------------------------------------------------


def test_an_untouched_edition_has_no_fault(tmp_path: Path) -> None:
    assert editions.verify(tmp_path, published(tmp_path)) == []


def test_a_flipped_bit_is_found(tmp_path: Path) -> None:
    name = published(tmp_path)
    path = folder(tmp_path, name) / "extracts" / "units.parquet"
    content = bytearray(path.read_bytes())
    content[3] ^= 1
    path.write_bytes(content)
    assert editions.verify(tmp_path, name) == [
        "extracts/units.parquet is damaged: its content differs from what was published."
    ]


def test_every_damaged_file_is_named(tmp_path: Path) -> None:
    name = published(tmp_path)
    root = folder(tmp_path, name)
    (root / "cube.duckdb").unlink()
    (root / "extracts" / "units.parquet").write_text("numbe")
    (root / "notes.txt").write_text("hello")
    assert editions.verify(tmp_path, name) == [
        "cube.duckdb is missing.",
        "extracts/units.parquet has 5 bytes, 7 were published.",
        "notes.txt was not published with the edition.",
    ]


def test_what_cannot_be_read_is_damaged(tmp_path: Path) -> None:
    name = published(tmp_path)
    path = folder(tmp_path, name) / "cube.duckdb"
    path.unlink()
    path.mkdir()
    assert editions.verify(tmp_path, name) == ["cube.duckdb cannot be read: Is a directory."]


def test_verify_looks_at_one_edition_only(tmp_path: Path) -> None:
    first, second = published(tmp_path), published(tmp_path)
    (folder(tmp_path, first) / "cube.duckdb").unlink()
    assert editions.verify(tmp_path, second) == []


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", '{"edition": "x"}', "\udcff"])
def test_an_unreadable_manifest_is_a_sentence(tmp_path: Path, text: str) -> None:
    name = published(tmp_path)
    (folder(tmp_path, name) / "manifest.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(Unavailable, match=r"manifest\.json is damaged"):
        editions.verify(tmp_path, name)


@pytest.mark.parametrize("name", ["../../CURRENT", "/etc/passwd", "extracts/../../x"])
def test_a_manifest_never_leads_out_of_its_edition(tmp_path: Path, name: str) -> None:
    edition = published(tmp_path)
    path = folder(tmp_path, edition) / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["files"][name] = {"sha256": "0", "bytes": 1}
    path.write_text(json.dumps(manifest))
    with pytest.raises(Unavailable, match="damaged"):
        editions.read_manifest(tmp_path, edition)


def test_a_file_that_did_not_change_is_a_link(tmp_path: Path) -> None:
    one, two, three = (published(tmp_path, text) for text in ("numbers", "numbers", "others"))
    inodes = [(folder(tmp_path, name) / "extracts" / "units.parquet").stat().st_ino for name in (one, two, three)]
    assert inodes[0] == inodes[1] != inodes[2]
    assert editions.verify(tmp_path, two) == []
    editions.prune(tmp_path, 1)
    assert editions.verify(tmp_path, three) == []


def test_a_damaged_file_is_not_handed_on(tmp_path: Path) -> None:
    one = published(tmp_path)
    (folder(tmp_path, one) / "extracts" / "units.parquet").write_text("nUmbers")
    assert editions.verify(tmp_path, published(tmp_path)) == []


def test_what_a_killed_build_leaves_is_cleared_away(tmp_path: Path) -> None:
    left = editions.folder(tmp_path) / ".20200101T000000.tmp"
    (left / "extracts").mkdir(parents=True)
    ours = editions.begin(tmp_path)
    assert not left.exists()
    assert editions.sweep(tmp_path) == []  # ours is still being built
    assert ours.exists()
    # A process that ends, however it ends, leaves no mark.
    say = f"from pathlib import Path; from cockpit import editions; print(editions.begin(Path({str(tmp_path)!r})))"
    said = subprocess.run([sys.executable, "-c", say], capture_output=True, text=True, check=True)
    abandoned = Path(said.stdout.strip())
    assert abandoned.exists()
    assert editions.sweep(tmp_path) == [abandoned.name]


# --- prune ----------------------------------------------------------------------------------------------------------


def test_prune_keeps_the_newest_and_the_one_in_use(tmp_path: Path) -> None:
    names = [published(tmp_path) for _ in range(5)]
    editions.use(tmp_path, names[1])
    assert editions.prune(tmp_path, 2) == [names[0], names[2]]
    assert editions.list_editions(tmp_path) == [names[1], names[3], names[4]]
    assert editions.prune(tmp_path, 2) == []
    assert editions.prune(tmp_path, 0) == [names[3], names[4]]
    assert editions.current(tmp_path) == names[1]


def test_prune_of_nothing(tmp_path: Path) -> None:
    assert editions.prune(tmp_path, 1) == []


def test_prune_clears_what_was_half_deleted_and_leaves_what_is_being_built(tmp_path: Path) -> None:
    published(tmp_path)
    staging = begun(tmp_path)
    half = folder(tmp_path, f".20200101T000000{editions.PRUNED}")
    half.mkdir()
    (half / "cube.duckdb").write_text("x")
    assert editions.prune(tmp_path, 1) == []
    assert staging.exists()
    assert not half.exists()


def test_prune_leaves_what_somebody_has_open(tmp_path: Path) -> None:
    names = [published(tmp_path) for _ in range(3)]
    held = [editions.hold(tmp_path, names[0]), editions.hold(tmp_path, names[0])]
    assert editions.prune(tmp_path, 1) == [names[1]]
    held[0].release()
    assert editions.prune(tmp_path, 1) == []
    held[1].release()
    assert editions.prune(tmp_path, 1) == [names[0]]
    with pytest.raises(UnknownName):
        editions.hold(tmp_path, names[0])


def test_nothing_is_deleted_while_it_is_unclear_what_serves(tmp_path: Path) -> None:
    names = [published(tmp_path) for _ in range(3)]
    (tmp_path / "CURRENT").write_text("gone")
    with pytest.raises(Unavailable):
        editions.prune(tmp_path, 1)
    assert editions.list_editions(tmp_path) == names
