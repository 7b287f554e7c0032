"""`cockpit build`, `import` and `demo` publish a whole edition or nothing."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from cockpit import editions
from cockpit.catalogue import DEFAULTS, catalogue_folders
from cockpit.cli import main
from cockpit.store import Store
from tests.village import ask, dwelling, opened, village

NEW = """
[[measure]]
key = "rooms"
view = "dwellings"
enters = "from_date"
leaves = "to_date + 1"
sql = "sum(rooms)"
meaning = "rooms"
"""
NEW_METRIC = """
[[metric]]
key = "rooms"
label = { zh = "房间", en = "Rooms" }
question = { zh = "有多少间？", en = "How many rooms?" }
formula = { zh = "房间之和", en = "sum of rooms" }
unit = "count"
better = "neither"
value = "rooms"
n = "dwelling_rows"
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with the village published."""
    city = village(["g"])
    city.dwellings = [dwelling("d", "g", count=4, rooms=7)]
    opened(city, tmp_path / "data").close()
    return tmp_path / "data"


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["cockpit", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def leftovers(data: Path) -> list[str]:
    return [path.name for path in editions.folder(data).glob(".*")]


def test_build_takes_the_shipped_catalogue_afresh(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A new measure and metric among the defaults, then `cockpit build`: that is all."""
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    for path in DEFAULTS.glob("*.toml"):
        (shipped / path.name).write_bytes(path.read_bytes())
    (shipped / "measures.toml").write_text((shipped / "measures.toml").read_text() + NEW)
    (shipped / "metrics.toml").write_text((shipped / "metrics.toml").read_text() + NEW_METRIC)
    monkeypatch.setattr("cockpit.catalogue.DEFAULTS", shipped)
    old = Store(data).current()
    assert "rooms" not in old.catalogue.metrics
    assert run(monkeypatch, "build", "--data", str(data)) == 0
    new = Store(data).current()
    assert new.edition in capsys.readouterr().out
    assert new.edition != old.edition
    assert ask(new, "rooms").total.value == 7
    assert ask(new, "dwellings").total.value == 4
    # What the city says of itself stays, and so does the old edition.
    kept, carried = catalogue_folders(old.path)[1], catalogue_folders(new.path)[1]
    assert {p.name: p.read_text() for p in carried.iterdir()} == {p.name: p.read_text() for p in kept.iterdir()}
    assert editions.verify(data, new.edition) == editions.verify(data, old.edition) == []
    assert new.manifest.city == old.manifest.city
    assert new.manifest.tables == old.manifest.tables
    assert leftovers(data) == []


def test_build_takes_the_newest_extracts(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    city = village(["g"])
    city.dwellings = [dwelling("d", "g", count=9)]
    opened(city, data).close()
    editions.use(data, editions.list_editions(data)[0])
    assert run(monkeypatch, "build", "--data", str(data)) == 0
    assert ask(Store(data).current(), "dwellings").total.value == 9


def test_build_works_where_files_cannot_be_linked(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("os.link", refuse)
    assert run(monkeypatch, "build", "--data", str(data)) == 0
    assert len(editions.list_editions(data)) == 2


def test_nothing_is_built_from_a_damaged_edition(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Publishing a damaged extract again would give it a fresh, honest-looking checksum."""
    [name] = editions.list_editions(data)
    path = editions.folder(data) / name / "extracts" / "dwellings.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert run(monkeypatch, "build", "--data", str(data)) == 1
    assert "extracts/dwellings.parquet is damaged" in capsys.readouterr().err
    assert editions.list_editions(data) == [name]
    assert leftovers(data) == []


def test_a_failure_leaves_the_last_edition_and_nothing_else(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    [name] = editions.list_editions(data)
    shipped = tmp_path / "shipped"
    shutil.copytree(DEFAULTS, shipped, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (shipped / "measures_mine.toml").write_text(NEW.replace("sum(rooms)", "sum(chambers)"))
    monkeypatch.setattr("cockpit.catalogue.DEFAULTS", shipped)
    assert run(monkeypatch, "build", "--data", str(data)) == 1
    assert "cannot be computed" in capsys.readouterr().err
    assert editions.current(data) == name
    assert leftovers(data) == []


def test_an_import_that_is_refused_leaves_nothing_and_says_why(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping, report = tmp_path / "mapping.toml", tmp_path / "report.json"
    mapping.write_text('[city]\nname = "x"\n[[source]]\ntable = "units"\nfile = "gone.csv"\n')
    assert run(monkeypatch, "import", str(mapping), "--report", str(report), "--data", str(data)) == 1
    assert "gone.csv" in capsys.readouterr().err
    assert len(editions.list_editions(data)) == 1
    assert leftovers(data) == []
    if report.exists():
        assert json.loads(report.read_text())


def test_demo_if_missing_does_nothing_when_there_is_one(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = editions.list_editions(data)
    assert run(monkeypatch, "demo", "--if-missing", "--data", str(data)) == 0
    assert editions.list_editions(data) == before


def test_no_progress_is_shown_on_a_pipe(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "build", "--data", str(data)) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert len(out.splitlines()) == 1
