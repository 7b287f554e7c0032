"""The store: trees, threads, two editions at once, and damage told as a sentence."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest

from cockpit import editions, store
from cockpit.errors import Unavailable, UnknownName
from cockpit.measure import measure
from cockpit.selection import Selection
from cockpit.store import Snapshot, Store, Tree, Unit, damaged_tables
from tests.city import AS_OF, TinyCity, publish_city
from tests.village import EVERYTHING, ask, dwelling, june, opened, village, visit

# --- trees ----------------------------------------------------------------------------------------------------------


def test_the_tree_of_the_city(snapshot_of_tiny: Snapshot, tiny: TinyCity) -> None:
    tree = snapshot_of_tiny.tree()
    assert (tree.root.code, tree.root.name, tree.root.said("en")) == ("00", "测试市", "Testville")
    assert tree.levels == ("city", "district", "town", "grid")
    assert {unit.code for unit in tree.units} == {row["code"] for row in tiny.units}
    assert [unit.code for unit in tree.children("01")] == ["0101", "0102", "0103"]
    assert tree.children("010100") == ()
    assert [unit.code for unit in tree.ancestors("010302")] == ["00", "01", "0103", "010302"]
    assert tree.unit("0101").said("en") == "0101镇"  # it has no English name
    assert all(unit.leaf is (unit.level == "grid") for unit in tree.units)


def test_descendants_are_all_of_a_level_in_order(snapshot_of_tiny: Snapshot, tiny: TinyCity) -> None:
    tree = snapshot_of_tiny.tree()
    for unit in tree.units:
        grids = tree.descendants(unit.code, "grid")
        assert {grid.code for grid in grids} == tiny.below(unit.code)
        assert [grid.id for grid in grids] == sorted(grid.id for grid in grids)
        assert [grid.id for grid in grids] == list(range(grids[0].id, grids[0].id + len(grids)))
    assert tree.descendants("01", "city") == ()
    assert [unit.code for unit in tree.descendants("01", "district")] == ["01"]


def test_children_lie_inside_their_parent(snapshot_of_tiny: Snapshot) -> None:
    tree = snapshot_of_tiny.tree()
    for unit in tree.units:
        west, south, east, north = unit.bbox
        assert west <= unit.lon <= east
        assert south <= unit.lat <= north
        for child in tree.children(unit.code):
            assert unit.lo <= child.lo <= child.hi <= unit.hi
            assert child.parent == unit.code
            assert west <= child.bbox[0] <= child.bbox[2] <= east


def test_unknown_places_are_told_with_the_near_one(snapshot_of_tiny: Snapshot) -> None:
    tree = snapshot_of_tiny.tree()
    assert tree.get("nowhere") is None
    for act, said in (
        (lambda: tree.unit("0104"), "Did you mean '010"),
        (lambda: tree.descendants("00", "town "), "Did you mean 'town'"),
        (lambda: tree.descendants("zzzz", "town"), "no unit in tree admin 'zzzz'"),
        (lambda: tree.ancestors("zzzz"), "no unit in tree admin"),
        (lambda: snapshot_of_tiny.tree("fire"), "Known: admin, police"),
    ):
        with pytest.raises(UnknownName, match=said):
            act()


def test_a_ragged_tree_keeps_the_order_of_ids(tmp_path: Path) -> None:
    """Grids straight below the city beside grids below a district: one level at two depths."""
    city = village(["b1", "b2", "a1", "z1"])
    for row in city.units:
        row["parent"] = {"b1": "D", "b2": "D", "a1": "C", "z1": "C"}.get(row["code"], row["parent"])
    city.dwellings = [dwelling(f"d{code}", code, count=at) for at, code in enumerate(city.grids, start=1)]
    city.inspections = [visit("da1", june(30)), visit("db2", june(30))]
    snapshot = opened(city, tmp_path)
    grids = snapshot.tree().descendants("C", "grid")
    assert [grid.id for grid in grids] == sorted(grid.id for grid in grids)
    for by in ("grid", "children"):
        for where in ((), (("kind", ("a",)),)):
            answer = ask(snapshot, "dwellings", by, where=where)
            counts = dict(zip(answer.keys, answer.value, strict=True))
            expected = {"b1": 1, "b2": 2, "a1": 3, "z1": 4} if by == "grid" else {"D": 3, "a1": 3, "z1": 4}
            assert counts == expected
    assert ask(snapshot, "dwellings", "grid", unit="D").keys == ("b1", "b2")
    assert ask(snapshot, "inspection_coverage").total.numerator == 5


def test_a_walk_below_a_unit_is_sorted() -> None:
    def unit(id_: int, code: str, parent: str | None, level: str) -> Unit:
        return Unit(id_, code, code, "", level, 0, parent, "", 0, 0, 0.0, 0.0, (0, 0, 0, 0), leaf=False)

    rows = [("C", None, "city"), ("D", "C", "district"), ("T", "D", "town"), ("g1", "T", "grid"), ("g2", "D", "grid")]
    tree = Tree("admin", tuple(unit(at, *row) for at, row in enumerate(rows)))
    assert [found.code for found in tree.descendants("D", "grid")] == ["g1", "g2"]


def test_what_an_edition_knows(snapshot_of_tiny: Snapshot) -> None:
    assert snapshot_of_tiny.manifest.as_of == AS_OF
    assert snapshot_of_tiny.values["kind"] == ("", "owner", "rented", "shop", "vacant")
    assert set(snapshot_of_tiny.values["category_group"]) == {"", "hazard", "home", "street"}
    assert snapshot_of_tiny.dense.first < date(2026, 1, 1) < snapshot_of_tiny.dense.last


def test_geometry_files_are_those_of_the_edition(snapshot_of_tiny: Snapshot) -> None:
    tree = snapshot_of_tiny.tree()
    for (name, code, level), file in snapshot_of_tiny.geo.items():
        assert (snapshot_of_tiny.path / "geo" / file.file).exists()
        if level in snapshot_of_tiny.tree(name).levels:  # "-" is ground that no unit has, or two have
            assert file.n == len(snapshot_of_tiny.tree(name).descendants(code, level))
    assert ("admin", tree.root.code, "district") in snapshot_of_tiny.geo


# --- asking ---------------------------------------------------------------------------------------------------------


def test_nothing_can_be_written_or_read_outside(snapshot_of_tiny: Snapshot, tmp_path: Path) -> None:
    outside = tmp_path / "secret.csv"
    outside.write_text("a\n1")
    forbidden = [
        "CREATE TABLE t (a INTEGER)",
        "DELETE FROM unit",
        "UPDATE unit SET name = 'x'",
        "DROP TABLE unit",
        f"SELECT * FROM read_csv('{outside}')",
        f"SELECT * FROM read_text('{outside}')",
        f"SELECT * FROM '{outside}'",
        f"SELECT * FROM glob('{tmp_path}/*')",
        f"COPY unit TO '{tmp_path / 'out.csv'}'",
        f"ATTACH '{tmp_path / 'out.duckdb'}' AS other",
        f"EXPORT DATABASE '{tmp_path / 'out'}'",
        "INSTALL httpfs",
        "LOAD spatial",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SET temp_directory = '/tmp'",
        "SET threads = 1",
    ]
    for statement in forbidden:
        with pytest.raises((duckdb.Error, Unavailable)):
            snapshot_of_tiny.ask(statement)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret.csv"]
    assert editions.verify(snapshot_of_tiny.path.parent.parent, snapshot_of_tiny.edition) == []


def test_no_python_value_is_a_table(snapshot_of_tiny: Snapshot) -> None:
    import pandas as pd

    secrets = pd.DataFrame({"a": [1]})
    with pytest.raises(duckdb.Error):
        snapshot_of_tiny.ask("SELECT * FROM secrets")
    assert len(secrets) == 1


def test_our_own_slip_is_not_called_damage(snapshot_of_tiny: Snapshot) -> None:
    with pytest.raises(duckdb.ProgrammingError):
        snapshot_of_tiny.ask("SELECT nothing FROM nowhere")


def test_many_threads_ask_at_once(snapshot_of_tiny: Snapshot) -> None:
    questions = [
        (metric, by)
        for metric in ("inspection_coverage", "events_open", "handling_hours_median", "residents")
        for by in ("", "grid", "week", "children")
    ] * 6
    expected = {question: ask(snapshot_of_tiny, *question).rows() for question in set(questions)}
    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda question: ask(snapshot_of_tiny, *question).rows(), questions))
    assert found == [expected[question] for question in questions]


def test_many_threads_open_one_edition_once(tiny_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened_files: list[Path] = []
    plain: Callable[[Path], duckdb.DuckDBPyConnection] = store._open
    monkeypatch.setattr(store, "_open", lambda path, threads: opened_files.append(path) or plain(path, threads))
    shared = Store(tiny_data)
    with ThreadPoolExecutor(8) as pool:
        snapshots = list(pool.map(lambda _: shared.current(), range(40)))
    assert len(opened_files) == 1
    assert len(set(map(id, snapshots))) == 1


def test_an_edition_may_be_opened_twice_in_one_process(tiny_data: Path, snapshot_of_tiny: Snapshot) -> None:
    second = Store(tiny_data).current()
    assert ask(second, "dwellings").rows() == ask(snapshot_of_tiny, "dwellings").rows()
    second.close()
    assert ask(snapshot_of_tiny, "dwellings").total.value


# --- editions coming and going --------------------------------------------------------------------------------------


def test_a_request_keeps_its_edition_while_a_new_one_is_published(tmp_path: Path) -> None:
    city = village(["g"])
    city.dwellings = [dwelling("d", "g")]
    first = opened(city, tmp_path).edition
    served = Store(tmp_path)
    held = served.current()
    city.dwellings += [dwelling("e", "g", count=5)]
    second = opened(city, tmp_path).edition
    assert (held.edition, served.current().edition) == (first, second)
    assert ask(held, "dwellings").total.value == 1
    assert ask(served.current(), "dwellings").total.value == 6
    # A link that names the old edition gives the old number for ever.
    assert ask(served.edition(first), "dwellings").total.value == 1
    editions.use(tmp_path, first)
    assert ask(served.current(), "dwellings").total.value == 1
    # It is not deleted under those who have it open.
    editions.use(tmp_path, second)
    assert editions.prune(tmp_path, 1) == []
    assert ask(held, "dwellings").total.value == 1
    held.close()
    assert editions.prune(tmp_path, 1) == [first]
    with pytest.raises(UnknownName):
        Store(tmp_path).edition(first)


def test_readers_never_see_two_editions_in_one_answer(tmp_path: Path) -> None:
    """Every edition has its own number of dwellings; all answers of one snapshot agree on it."""
    city = village(["g"])
    city.dwellings = [dwelling("d0", "g")]
    opened(city, tmp_path)
    served = Store(tmp_path)
    stop = threading.Event()
    seen: list[tuple[float | None, ...]] = []

    def read() -> None:
        while not stop.is_set():
            snapshot = served.current()
            seen.append(tuple(ask(snapshot, "dwellings", by).value.sum() for by in ("", "children", "kind")))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for serial in range(1, 6):
        city.dwellings += [dwelling(f"d{serial}", "g")]
        publish_city(city, tmp_path)
    stop.set()
    for reader in readers:
        reader.join()
    assert seen
    assert all(len(set(answer)) == 1 for answer in seen)
    assert served.current().edition == editions.list_editions(tmp_path)[-1]


def test_only_a_few_editions_are_kept_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_OPEN", 2)
    city = village(["g"])
    city.dwellings = [dwelling("d", "g")]
    names = [publish_city(city, tmp_path) for _ in range(3)]
    served = Store(tmp_path)
    first = served.edition(names[0])
    for name in (*names[1:], names[0], names[0]):
        assert served.edition(name).edition == name
    # The one put aside still answers who holds it, and may be opened again beside that.
    assert ask(first, "dwellings").total.value == 1
    assert len(served._open) == 2


def test_an_older_edition_that_nobody_asks_for_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(store, "monotonic", lambda: clock[0])
    city = village(["g"])
    city.dwellings = [dwelling("d", "g")]
    first, second = (publish_city(city, tmp_path) for _ in range(2))
    served = Store(tmp_path)
    for name in (first, second):
        served.edition(name)
    clock[0] = store.UNASKED
    served.edition(second)
    assert list(served._open) == [first, second]
    clock[0] += 1
    served.edition(second)
    assert list(served._open) == [second]
    assert served.edition(first).edition == first  # a link still opens it


def test_nothing_published_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="No edition is published") as fault:
        Store(tmp_path).current()
    assert "cockpit demo" in fault.value.hint
    with pytest.raises(UnknownName, match="no edition 'x'"):
        Store(tmp_path).edition("x")


# --- damage ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def own(tiny_data: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A copy of the published city that may be damaged: the data folder and the edition's folder."""
    data = tmp_path / "data"
    shutil.copytree(tiny_data, data)
    return data, editions.folder(data) / editions.current(data)


def flipped(path: Path, share: float) -> None:
    content = bytearray(path.read_bytes())
    content[int(len(content) * share)] ^= 0x10
    path.write_bytes(content)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no cube": lambda edition: (edition / "cube.duckdb").unlink(),
    "empty cube": lambda edition: (edition / "cube.duckdb").write_bytes(b""),
    "text for a cube": lambda edition: (edition / "cube.duckdb").write_text("hello " * 5000),
    "half a cube": lambda edition: (edition / "cube.duckdb").write_bytes((edition / "cube.duckdb").read_bytes()[:9999]),
    "flipped header": lambda edition: flipped(edition / "cube.duckdb", 0.0001),
    "no manifest text": lambda edition: (edition / "manifest.json").write_text("{"),
    "catalogue that cannot be read": lambda edition: (edition / "catalogue/default/metrics.toml").write_text("[["),
    "no catalogue": lambda edition: shutil.rmtree(edition / "catalogue"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_edition_is_a_sentence(own: tuple[Path, Path], damage: str) -> None:
    data, edition = own
    DAMAGE[damage](edition)
    with pytest.raises(Unavailable, match="is damaged") as fault:
        Store(data).current()
    assert "cockpit editions" in str(fault.value)


def test_a_flipped_bit_is_a_sentence_never_a_wrong_number(own: tuple[Path, Path], snapshot_of_tiny: Snapshot) -> None:
    data, edition = own
    whole = (edition / "cube.duckdb").read_bytes()
    questions = [("inspection_coverage", "grid"), ("events_open", "day"), ("handling_hours_median", "channel")]
    expected = [ask(snapshot_of_tiny, *question).rows() for question in questions]
    refused = 0  # by a question, or by the look at every table: three questions read few of them
    for share in np.linspace(0.01, 0.99, 50):
        (edition / "cube.duckdb").write_bytes(whole)
        flipped(edition / "cube.duckdb", share)
        try:
            snapshot = Store(data).current()
            assert [ask(snapshot, *question).rows() for question in questions] == expected
            refused += bool(damaged_tables(data, edition.name))
        except Unavailable:
            refused += 1
    assert refused > 0


def test_an_edition_of_another_version_says_so(own: tuple[Path, Path]) -> None:
    data, edition = own
    manifest = edition / "manifest.json"
    manifest.write_text(
        re.sub(r'"format": ?\d+', '"format": 1', manifest.read_text(encoding="utf-8")), encoding="utf-8"
    )
    with pytest.raises(Unavailable, match="made by another version") as fault:
        Store(data).current()
    assert "cockpit build" in fault.value.hint


def test_damaged_geometry_is_a_sentence(own: tuple[Path, Path]) -> None:
    data, edition = own
    (edition / "geo" / "index.json").write_text('[{"tree": 1}]')
    snapshot = Store(data).current()
    with pytest.raises(Unavailable, match=r"index\.json is damaged"):
        _ = snapshot.geo
    assert measure(snapshot, snapshot.catalogue.metric("dwellings"), Selection(), EVERYTHING).total.value
