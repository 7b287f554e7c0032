"""`cockpit import --check` and `cockpit demo --as-files`: nothing is published, everything is told."""

from __future__ import annotations

import json
import sys
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import geopandas as gpd
import pytest

from cockpit.cli import main
from cockpit.demo import SIZES
from tests.delivery import DWELLINGS, Delivery, boundaries, city

__all__ = ["city"]

TINY = replace(SIZES["small"], communities=39, grids=60, dwellings=1500, months=3)


def call(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["cockpit", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
    return (int(ended.value.code or 0), *capsys.readouterr())


def test_a_sound_delivery_is_told_and_not_published(
    city: Delivery, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping, data, page = city.with_dwellings().mapping(), tmp_path / "data", tmp_path / "report.html"
    status, out, err = call(capsys, "import", mapping, "--data", data, "--check", "--report", page)
    assert (status, err) == (0, "")
    assert "The files of 试城 make an edition. Nothing is published." in out
    assert "dwellings: columns kept" in out
    assert not (data / "CURRENT").exists()
    assert list((data / "editions").iterdir()) == []
    text = page.read_text(encoding="utf-8")
    HTMLParser().feed(text)
    assert "<title>试城</title>" in text
    assert "http" not in text.replace("http-equiv", "")


def test_a_refused_check_says_why_and_writes_its_report(
    city: Delivery, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city.give("dwellings", [row | {"grid": "G9"} for row in DWELLINGS])
    report = tmp_path / "report.json"
    status, out, err = call(
        capsys, "import", city.mapping(), "--data", tmp_path / "data", "--check", "--report", report
    )
    assert status == 1
    assert "20 x grid 'G9' is no base grid (first in dwellings.csv, line 2)" in err
    assert "refused: Table dwellings" in out
    assert "make an edition" not in out
    assert json.loads(report.read_text(encoding="utf-8"))["faults"]
    assert list((tmp_path / "data" / "editions").iterdir()) == []


@pytest.mark.parametrize("name", ["report.txt", "nowhere/report.json"])
def test_a_report_that_cannot_be_written_is_said_first(
    city: Delivery, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = call(capsys, "import", city.mapping(), "--data", tmp_path / "data", "--report", tmp_path / name)
    assert status == 1
    assert "No report can be written to" in err
    assert not (tmp_path / "data").exists()


def test_a_shapefile_cut_off_in_its_zip_is_damaged(city: Delivery) -> None:
    shapes = gpd.GeoDataFrame.from_features(boundaries()["features"], crs=4326)
    (city.folder / "shp").mkdir()
    shapes.to_file(city.folder / "shp" / "grids.shp")
    with zipfile.ZipFile(city.folder / "grids.zip", "w") as box:
        for part in sorted((city.folder / "shp").iterdir()):
            whole = part.read_bytes()
            box.writestr(part.name, whole[: len(whole) // 2] if part.suffix == ".shp" else whole)
    city.source("boundaries", 'table = "boundaries"\nfile = "grids.zip"')
    assert "grids.zip/grids.shp is damaged: it has 322 bytes and says it has 644. Deliver it again." in city.refuse()


def test_the_demo_as_files_is_read_as_its_last_line_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SIZES, "small", TINY)
    folder, data = tmp_path / "files", tmp_path / "data"
    status, out, err = call(capsys, "demo", "--as-files", folder, "--seed", 3, "--data", data)
    assert (status, err) == (0, "")
    assert not data.exists()
    words = out.strip().partition("Read them with: cockpit ")[2].split()
    status, out, err = call(capsys, *words, "--data", data)
    assert (status, err) == (0, "")
    assert "of 云澜市 is published, data as of 2026-11-21" in out
    status, _, err = call(capsys, "demo", "--as-files", folder)
    assert (status, "is not empty" in err) == (1, True)
