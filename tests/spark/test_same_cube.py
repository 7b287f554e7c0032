"""`cockpit build` on a real cluster and in DuckDB: two editions of one city, equal row by row.

Run by `make test-spark`: a master and two workers are started from the pyspark package, some 4.5 GB in all.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cockpit import editions
from cockpit.cube.comparing import compare
from tests.spark.cluster import environment, local_cluster

pytest.importorskip("pyspark")
pytestmark = pytest.mark.spark

COCKPIT = Path(sys.executable).with_name("cockpit")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    with local_cluster() as address:
        yield address


def cockpit(*words: str) -> float:
    """Run a command of ours. Returns the seconds it took."""
    began = time.monotonic()
    done = subprocess.run([COCKPIT, *words], env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return time.monotonic() - began


@pytest.mark.parametrize("size", ["small", "city"])
def test_both_engines_publish_the_same_cube(
    cluster: str, size: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cockpit("demo", "--size", size, "--data", str(tmp_path))
    took = {engine: cockpit("build", "--engine", engine, "--data", str(tmp_path)) for engine in ("duckdb", cluster)}
    _, duck, spark = editions.list_editions(tmp_path)
    found = list(compare(*(editions.folder(tmp_path) / name / "cube.duckdb" for name in (duck, spark))))
    seconds = ", ".join(f"{engine.partition(':')[0]} {taken:.0f} s" for engine, taken in took.items())
    rows, differing = sum(row.left for row in found), sum(row.only_left + row.only_right for row in found)
    with capsys.disabled():
        sys.stdout.write(f"\n{size}: {seconds}; {len(found)} tables, {rows:,} rows compared, {differing:,} differ\n")
    assert rows > 0
    assert [row for row in found if not row.equal] == []
    assert editions.read_manifest(tmp_path, spark).tables == editions.read_manifest(tmp_path, duck).tables
    assert editions.read_manifest(tmp_path, spark).span == editions.read_manifest(tmp_path, duck).span
    assert editions.verify(tmp_path, spark) == []
