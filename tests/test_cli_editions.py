"""Editions on the command line: listed, compared, verified, used and pruned."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from cockpit import editions
from cockpit.editions import City, Span
from tests.command import Call
from tests.village import dwelling, opened, village


@pytest.fixture
def cockpit(tiny_data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.delenv("COCKPIT_DATA", raising=False)
    return Call(tiny_data, capsys, monkeypatch)


def bare_edition(data: Path) -> str:
    staging = editions.begin(data)
    (staging / "cube.duckdb").write_text("x")
    span = Span(as_of=date(2026, 6, 30), first_day=date(2026, 1, 1), last_day=date(2026, 6, 30))
    return editions.publish(staging, data, City(name="测试市"), span, {})


def test_editions(cockpit: Call, tmp_path: Path) -> None:
    assert cockpit("editions", data=tmp_path).status == 0
    names = [bare_edition(tmp_path) for _ in range(4)]
    listed = cockpit("editions", "list", data=tmp_path).out.splitlines()
    assert [line.split()[0] for line in listed[1:]] == names
    assert [line.split()[1] for line in listed[1:]] == ["测试市", "测试市", "测试市", "*"]
    assert cockpit("editions", "use", names[1], data=tmp_path).status == 0
    assert editions.current(tmp_path) == names[1]
    pruned = cockpit("editions", "prune", "--keep", "1", data=tmp_path)
    assert pruned.out == f"2 deleted: {names[0]}, {names[2]}\n"
    assert cockpit("editions", "prune", "--keep", "1", data=tmp_path).out == "Nothing to delete.\n"
    assert editions.list_editions(tmp_path) == [names[1], names[3]]


def test_what_two_editions_say_differently(cockpit: Call, tmp_path: Path) -> None:
    city = village(["g", "h"])
    city.dwellings = [dwelling("d", "g"), dwelling("e", "h")]
    opened(city, tmp_path).close()
    city.dwellings.append(dwelling("f", "h", count=3))  # a late row
    opened(city, tmp_path).close()
    one, two = editions.list_editions(tmp_path)
    rows = json.loads(cockpit("editions", "diff", one, two, "--format", "json", data=tmp_path).out)
    found = {(row["metric"], row["code"]): (row["before"], row["after"]) for row in rows}
    assert found["dwellings", "C"] == (2, 5)
    assert found["dwellings", "h"] == (1, 4)
    assert ("dwellings", "g") not in found
    assert ("events_reported", "C") not in found
    table = cockpit("editions", "diff", one, two, data=tmp_path).out
    assert "numbers differ" in table
    lines = cockpit("editions", "diff", one, two, "--format", "csv", data=tmp_path).out.splitlines()
    assert len(lines) == len(rows) + 1
    assert cockpit("editions", "diff", two, two, data=tmp_path).out == f"{two} and {two} say the same.\n"
    assert cockpit("editions", "diff", two, data=tmp_path).status == 2


def test_a_flipped_byte_in_the_cube_is_named(cockpit: Call, tmp_path: Path) -> None:
    city = village(["g"])
    city.dwellings = [dwelling(f"d{at_}-room", "g") for at_ in range(2000)]
    opened(city, tmp_path).close()
    name = editions.current(tmp_path)
    path = editions.folder(tmp_path) / name / "cube.duckdb"
    content = bytearray(path.read_bytes())
    at_ = content.index(b"d1234-room")  # no digits at its end: kept as text, within the list of dwellings
    content[at_] ^= 1
    path.write_bytes(content)
    told = cockpit("editions", "verify", data=tmp_path)
    assert told.status == 1
    assert "cube.duckdb is damaged" in told.out
    assert "cube.duckdb, table dwelling_row" in told.out


def test_verify(cockpit: Call, tmp_path: Path) -> None:
    first, second = bare_edition(tmp_path), bare_edition(tmp_path)
    assert cockpit("editions", "verify", data=tmp_path).out == f"Edition {second} is as it was published.\n"
    (editions.folder(tmp_path) / first / "cube.duckdb").unlink()  # the same file as the other's: it is a link
    (editions.folder(tmp_path) / first / "cube.duckdb").write_text("y")
    assert cockpit("editions", "verify", data=tmp_path).status == 0
    ended = cockpit("editions", "verify", first, data=tmp_path)
    assert ended.status == 1
    assert ended.out == "cube.duckdb is damaged: its content differs from what was published.\n"
    assert f"Edition {first} is damaged" in ended.err


def test_an_unreadable_edition_does_not_hide_the_others(cockpit: Call, tmp_path: Path) -> None:
    first, second = bare_edition(tmp_path), bare_edition(tmp_path)
    (editions.folder(tmp_path) / first / "manifest.json").write_text("{")
    (tmp_path / "CURRENT").write_text("gone")
    ended = cockpit("editions", data=tmp_path)
    assert ended.status == 0
    assert [line.split() for line in ended.out.splitlines()[1:]] == [
        [first, "damaged"],
        [second, "测试市", "2026-06-30"],
    ]
