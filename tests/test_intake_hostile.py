"""Whatever an operator delivers, intake ends in an edition or in a refusal with sentences: never in anything else."""

from __future__ import annotations

import contextlib
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cockpit.errors import CockpitError
from tests.delivery import DWELLINGS, EVENTS, Delivery, as_csv
from tests.test_intake_formats import parquet, points, workbook

KEYS = (
    *("table", "file", "encoding", "crs", "where", "columns", "values", "constants", "formats", "expressions"),
    *("corrects", "feed", "owner", "every", "sheet", "layer", "delimiter", "nothing"),
)
VALUES = (
    *('""', '"x"', "1", "1.5", "true", "[]", '["a.csv"]', "{}", '{ grid = "G" }', "{ grid = 1 }", "2026-06-30"),
    *('{ grid = { a = "b" } }', '{ "" = "" }', '"events.csv"', '"/etc/passwd"', '"../*"', '"*"', '"["', '"\\u0000"'),
    *('"events"', '"1) OR (1=1"', "'\"'", '";"', '"utf-16"', '"EPSG:27700"', '{ reported_at = "%" }', '"sum(1)"'),
    *('{ returns = "CAST(category AS INT)" }', '{ reported_at = ["%Y", ""] }', '"(SELECT 1)"', "-9223372036854775808"),
)


def outcome(city: Delivery) -> None:
    """Read a delivery; whatever comes of it but an edition must be a refusal, and not the last resort of one."""
    said = ""
    try:
        city.read()
    except CockpitError as fault:
        said = fault.message
    assert not said.startswith("The rows cannot be worked on")
    assert (city.staging / "report.json").exists()


@settings(max_examples=25)
@given(st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES), min_size=1, max_size=3))
@example({"formats": '{ reported_at = "%Q" }'})
@example({"where": '"lat"', "constants": "{ returns = 1979-05-27T07:32:00Z }"})
def test_any_words_in_a_mapping_are_answered(keys: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        city = Delivery(Path(folder))
        city.write("events.csv", as_csv(EVENTS))
        words = {"table": '"events"', "file": '"events.csv"'} | keys
        city.source("hostile", "\n".join(f"{key} = {value}" for key, value in words.items()))
        outcome(city)


CONTENTS = {
    "d.csv": as_csv(DWELLINGS).encode(),
    "d.tsv": as_csv(DWELLINGS, "\t").encode("utf-16"),
    "d.parquet": parquet(),
    "d.xlsx": workbook(),
    "d.geojson": points().rename(columns={"dwelling_id": "id"}).to_json().encode(),
}


@settings(max_examples=20)
@given(st.sampled_from(sorted(CONTENTS)), st.integers(0, 10_000), st.integers(0, 2))
def test_damaged_files_are_answered(name: str, seed: int, damage: int) -> None:
    draw, content = random.Random(seed), bytearray(CONTENTS[name])  # noqa: S311
    if damage == 0:
        content = content[: draw.randrange(len(content))]
    for _ in range(20 * damage):
        content[draw.randrange(len(content))] = draw.randrange(256)
    with tempfile.TemporaryDirectory() as folder:
        city = Delivery(Path(folder))
        city.write(name, bytes(content))
        sheet = '\nsheet = "房屋"' if name == "d.xlsx" else ""
        city.source("dwellings", f'table = "dwellings"\nfile = "{name}"{sheet}')
        outcome(city)


@settings(max_examples=20)
@given(st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=4), min_size=1, max_size=12))
def test_any_text_in_a_file_is_answered(rows: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        city = Delivery(Path(folder))
        lines = "\n".join(",".join(row) for row in rows)
        city.write("d.csv", ("dwelling_id,grid,kind\n" + lines).encode("utf-8", errors="replace"))
        city.source("dwellings", 'table = "dwellings"\nfile = "d.csv"')
        outcome(city)


SQL = (
    "grid; DROP TABLE stage_events",
    "grid) FROM read_csv('/etc/passwd') --",
    "(SELECT content FROM read_text('/etc/passwd'))",
    "read_text('/etc/passwd')",
    "getenv('HOME')",
    "grid || (FROM duckdb_settings())",
    "current_setting('memory_limit')",
    "grid) , (SELECT 1",
    "COLUMNS(*)",
    "row_number() OVER ()",
    "count(*)",
    "random()",
    "now()",
    "grid /*",
    "?",
    "$1",
)


@pytest.mark.parametrize("sql", SQL)
@pytest.mark.parametrize("key", ["where", "expressions"])
def test_sql_that_reaches_beyond_its_row_is_refused(tmp_path: Path, sql: str, key: str) -> None:
    city = Delivery(tmp_path)
    city.give("events", EVENTS, f'where = """{sql}"""' if key == "where" else f'expressions = {{ team = """{sql}""" }}')
    said = city.refuse()
    assert f"(events), {key}: events.csv:" in said
    assert "root:" not in said


def test_what_surrounds_the_city_is_left_alone(tmp_path: Path) -> None:
    city = Delivery(tmp_path / "delivery")
    city.with_dwellings()
    before = {path: path.read_bytes() for path in city.folder.rglob("*") if path.is_file()}
    with contextlib.suppress(CockpitError):
        city.read()
    after = {path: path.read_bytes() for path in before}
    assert after == before
    assert {path.name for path in tmp_path.iterdir()} == {"delivery"}
    assert not list(city.staging.rglob(".*"))
