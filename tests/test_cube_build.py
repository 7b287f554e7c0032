"""Building the cube: where it spills, what it says of where it was built, and what it makes of slips."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from cockpit import editions
from cockpit.catalogue import DEFAULTS, Catalogue, catalogue_folders, load_catalogue
from cockpit.contract import TABLES
from cockpit.cube import Limits, build_cube
from cockpit.errors import CockpitError, Refused
from cockpit.store import Store
from tests.city import TinyCity, publish_city
from tests.village import ask, at, dwelling, event, june, opened, village

SHIPPED: Catalogue = load_catalogue(DEFAULTS)


def test_the_cube_says_nothing_of_where_it_was_built(tiny_data: Path) -> None:
    edition = editions.folder(tiny_data) / editions.current(tiny_data)
    content = (edition / "cube.duckdb").read_bytes()
    for word in (str(tiny_data), ".tmp", "read_parquet", ".parquet"):
        assert word.encode() not in content, word
    names = {path.name for path in edition.iterdir()}
    assert names == {"extracts", "catalogue", "geo", "cube.duckdb", "manifest.json"}


def staging_of(city: TinyCity, data: Path) -> Path:
    """A folder with all that a cube is built from."""
    name = publish_city(city, data)
    staging = editions.begin(data)
    shutil.copytree(editions.folder(data) / name, staging, dirs_exist_ok=True)
    (staging / "cube.duckdb").unlink()
    return staging


def quiet(_what: str, _share: float) -> None:
    pass


def test_a_path_with_a_quote_is_a_path(tmp_path: Path) -> None:
    staging = staging_of(village(["g"]), tmp_path / "O'Brien")
    city = editions.City(name="x", as_of=june(30))
    span, tables = build_cube(staging, load_catalogue(*catalogue_folders(staging)), city, quiet)
    assert span.as_of == june(30)
    assert tables["units"] == 3


def test_little_memory_spills_beside_the_cube_and_leaves_nothing(tiny: TinyCity, tmp_path: Path) -> None:
    staging = staging_of(tiny, tmp_path)
    (staging / ".spill").mkdir()
    city = editions.City(name="x", as_of=june(30))
    build_cube(staging, load_catalogue(*catalogue_folders(staging)), city, quiet, Limits(memory="400MB", threads=1))
    assert not (staging / ".spill").exists()
    assert not (staging / ".work.duckdb").exists()
    assert not list(staging.glob("cube.duckdb.*"))


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    staging = staging_of(village(["g"]), tmp_path)
    told: list[float] = []
    city = editions.City(name="x", as_of=june(30))
    build_cube(
        staging, load_catalogue(*catalogue_folders(staging)), city, lambda _what, share: told.append(share), Limits()
    )
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 1)


def test_the_newest_day_something_happened_is_the_as_of_day(tmp_path: Path) -> None:
    city = village(["g"])
    city.events = [
        event("E1", "g", at(june(3)), due_at=at(june(300)), handled_at=at(june(9))),
        event("E2", "g", at(june(4)), closed_at=at(date(9999, 12, 31))),  # "never", as some systems write it
    ]
    city.dwellings = [dwelling("d", "g", from_date=date(1, 1, 1), to_date=june(200))]
    staging = staging_of(city, tmp_path)
    span, _ = build_cube(staging, SHIPPED, editions.City(name="x"), quiet)
    assert (span.as_of, span.first_day, span.last_day) == (june(9), june(3), june(9))


def test_a_city_without_any_date_is_refused(tmp_path: Path) -> None:
    staging = staging_of(village(["g"]), tmp_path)
    with pytest.raises(Refused, match="as_of"):
        build_cube(staging, SHIPPED, editions.City(name="x"), quiet)


def test_one_slip_of_a_date_does_not_stretch_the_dense_days(tmp_path: Path) -> None:
    city = village(["g"])
    city.events = [event("E1", "g", at(date(1970, 1, 1))), event("E2", "g", at(date(2150, 1, 1)))]
    city.events += [event(f"F{day}", "g", at(june(day))) for day in range(1, 31)]
    snapshot = opened(city, tmp_path)
    first, last, _ = snapshot.dense
    assert last == june(61)
    assert (last - first).days == 1499
    assert ask(snapshot, "events_reported").total.value == 30
    assert ask(snapshot, "events_reported", start=date(1960, 1, 1), end=date(2160, 1, 1)).total.value == 32


def test_a_dimension_may_take_very_many_values(tmp_path: Path) -> None:
    """A city that maps free text to a dimension gets a slow page, not a refusal."""
    city = village(["g"])
    city.events = [event(f"E{at_}", "g", at(june(1)), department=f"office {at_}") for at_ in range(33_000)]
    snapshot = opened(city, tmp_path)
    answer = ask(snapshot, "events_reported", "department", where=(("department", ("office 32999", "office 7")),))
    assert dict(zip(answer.keys, answer.value, strict=True)) == {"office 32999": 1, "office 7": 1}


def test_a_damaged_extract_is_a_sentence(tmp_path: Path) -> None:
    staging = staging_of(village(["g"]), tmp_path)
    (staging / "extracts" / "events.parquet").write_bytes(b"no parquet")
    with pytest.raises(CockpitError, match="cube cannot be computed"):
        build_cube(staging, SHIPPED, editions.City(name="x", as_of=june(30)), quiet)


def test_every_table_of_the_contract_may_be_delivered(tmp_path: Path) -> None:
    """Tables the cube does not count yet are counted as rows, and their column names never trip the SQL."""
    staging = staging_of(village(["g"]), tmp_path)
    for table in TABLES.values():
        columns = ", ".join(f'CAST(NULL AS {column.sql_type}) AS "{column.name}"' for column in table)
        path = staging / "extracts" / f"{table.name}.parquet"
        if not path.exists():
            duckdb.sql(f"SELECT {columns} WHERE false").write_parquet(str(path))
    city = editions.City(name="x", as_of=june(30))
    _, tables = build_cube(staging, SHIPPED, city, quiet)
    assert set(tables) == set(TABLES)


def test_the_same_extracts_give_the_same_cube(tiny: TinyCity, tiny_data: Path, tmp_path: Path) -> None:
    publish_city(tiny, tmp_path)
    again, before = Store(tmp_path).current(), Store(tiny_data).current()
    for table in sorted(again.tables):
        question = f"SELECT count(*) AS n, bit_xor(hash(t)) AS h FROM {table} AS t"
        assert {k: v[0] for k, v in again.ask(question).items()} == {k: v[0] for k, v in before.ask(question).items()}
