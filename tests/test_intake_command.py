"""`cockpit import`: an edition or a refusal, exit status 0 or 1, and the last good edition stays up."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.delivery import DWELLINGS, EVENTS, INSPECTIONS, Delivery, city

__all__ = ["city"]


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from cockpit.cli import main; main()", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def residents(data: Path) -> object:
    return json.loads(run("ask", "residents", "--data", data, "--format", "json").stdout)["rows"][0]["value"]


def test_a_refused_import_leaves_what_serves(city: Delivery, tmp_path: Path) -> None:
    data, report = tmp_path / "data", tmp_path / "report.json"
    city.with_dwellings()
    city.give("inspections", INSPECTIONS)
    city.give("events", EVENTS)
    done = run("import", city.mapping(), "--data", data, "--report", report)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(report.read_text(encoding="utf-8"))["faults"] == []
    serving = (data / "CURRENT").read_text(encoding="utf-8")
    assert residents(data) == sum(range(20)) + 20

    city.give("dwellings", [row | {"grid": "G9"} for row in DWELLINGS])
    refused = run("import", city.mapping(), "--data", data, "--report", report)
    assert refused.returncode == 1
    assert "20 x grid 'G9' is no base grid (first in dwellings.csv, line 2)" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "Table dwellings" in json.loads(report.read_text(encoding="utf-8"))["faults"][0]
    assert (data / "CURRENT").read_text(encoding="utf-8") == serving
    assert [path.name for path in (data / "editions").iterdir()] == [serving.strip()]
    assert residents(data) == sum(range(20)) + 20


def test_a_mapping_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    done = run("import", tmp_path / "mapping.toml", "--data", tmp_path / "data")
    assert done.returncode == 1
    assert done.stderr.startswith("cockpit: There is no mapping file")
    assert not list((tmp_path / "data" / "editions").iterdir())
