"""The trees: numbering holds for any tree, and every fault is named at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings, strategies
from shapely import box

from cockpit.errors import Refused
from cockpit.geography import Geography, read_geography
from tests.lattice import frame, list_units


@strategies.composite
def trees(draw: strategies.DrawFn) -> dict[str, str]:
    """code -> parent of a random tree, ragged, with codes in no order."""
    size = draw(strategies.integers(1, 40))
    codes = draw(strategies.permutations([f"u{n:02d}" for n in range(size)]))
    parents = {codes[0]: ""}
    for n in range(1, size):
        parents[codes[n]] = codes[draw(strategies.integers(0, n - 1))]
    return parents


def build(parents: dict[str, str], order: list[str] | None = None) -> Geography:
    """A geography of unit squares side by side; levels named by depth."""

    def depth(code: str) -> int:
        return 1 + depth(parents[code]) if parents[code] else 0

    codes = order or list(parents)
    units = list_units(*(f"{code} {parents[code] or '-'} L{depth(code)}" for code in codes))
    leaves = sorted(set(parents) - set(parents.values()))
    size = 0.01
    squares = {code: box(121 + n * size, 31, 121 + (n + 1) * size, 31 + size) for n, code in enumerate(leaves)}
    return read_geography(units, frame({code: squares[code] for code in codes if code in squares}))


@settings(max_examples=40)
@given(trees())
def test_every_unit_is_one_range_of_grids_and_of_children(parents):
    tree = build(parents).tree
    assert list(tree["id"]) == list(range(len(tree)))
    leaves = tree[tree["leaf"]]
    assert sorted(leaves["g"]) == list(range(len(leaves)))
    assert (leaves["lo"] == leaves["g"]).all()
    assert (leaves["hi"] == leaves["g"]).all()
    assert (tree.loc[~tree["leaf"], "g"] == -1).all()
    for unit in tree.itertuples():
        children = tree[tree["parent_id"] == unit.id]
        if len(children):
            assert list(children["id"]) == list(range(children["id"].min(), children["id"].max() + 1))
            assert list(children["code"]) == sorted(children["code"])
            # the children's ranges lie end to end and fill the parent's
            assert children["lo"].iloc[0] == unit.lo
            assert children["hi"].iloc[-1] == unit.hi
            assert (children["lo"].to_numpy()[1:] == children["hi"].to_numpy()[:-1] + 1).all()
    assert (np.diff(tree["depth"]) >= 0).all()


@settings(max_examples=40)
@given(trees())
def test_children_sum_up_to_their_parent(parents):
    geo = build(parents)
    tree = geo.tree
    value = np.random.default_rng(len(parents)).integers(0, 1000, int(tree["leaf"].sum()))
    total = {
        unit: value[lo : hi + 1].sum()
        for unit, lo, hi in zip(geo.member["unit_id"], geo.member["lo"], geo.member["hi"], strict=True)
    }
    for unit in tree.itertuples():
        children = tree.loc[tree["parent_id"] == unit.id]
        if len(children):
            assert total[unit.id] == sum(total[child] for child in children["id"])
            assert unit.area_km2 == pytest.approx(children["area_km2"].sum())


@settings(max_examples=40)
@given(trees(), strategies.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(parents, random):
    order = list(parents)
    random.shuffle(order)
    one, other = build(parents), build(parents, order)
    pd.testing.assert_frame_equal(one.tree, other.tree)
    pd.testing.assert_frame_equal(one.member, other.member)
    assert shapely.equals_exact(one.shapes, other.shapes, 0).all()


def test_siblings_stand_in_the_order_of_their_codes_and_depth_follows_the_data():
    tree = build({"z": "", "b": "z", "a": "z", "a2": "a", "a1": "a", "b9": "b", "b1": "b"}).tree
    assert list(tree["code"]) == ["z", "a", "b", "a1", "a2", "b1", "b9"]
    assert list(tree["depth"]) == [0, 1, 1, 2, 2, 2, 2]
    assert list(tree["level"]) == ["L0", "L1", "L1", "L2", "L2", "L2", "L2"]
    assert list(tree["g"]) == [-1, -1, -1, 0, 1, 2, 3]


def test_a_level_ranks_below_all_that_ever_stand_above_it():
    units = list_units(
        *("C - city", "D C district", "T D town", "g1 T grid", "T2 C town", "g2 T2 grid", "g3 C grid", "D2 C district")
    )
    grids = frame({code: box(121 + n, 31, 122 + n, 32) for n, code in enumerate(["D2", "g1", "g2", "g3"])})
    tree = read_geography(units, grids).tree.set_index("code")
    assert [tree.loc[code, "rank"] for code in ("C", "D", "T", "T2", "g1", "g2", "g3")] == [0, 1, 2, 2, 3, 3, 3]
    assert [tree.loc[code, "depth"] for code in ("C", "D", "T", "T2", "g1", "g2", "g3")] == [0, 1, 2, 1, 3, 2, 1]
    assert tree.loc["D2", "leaf"]
    assert tree.loc["D2", "g"] >= 0


def refuse(units: pd.DataFrame, shapes: dict | None = None) -> list[str]:
    with pytest.raises(Refused) as caught:
        read_geography(units, frame(shapes or {}))
    return list(caught.value.faults)


def has(faults: list[str], *words: str) -> bool:
    return any(all(word in fault for word in words) for fault in faults)


def test_every_fault_is_named_at_once():
    units = list_units(
        *("C - city", "X - city", "D1 C district", "D2 C district", "D2 X district", "g1 D1 grid", "g1 D1 grid"),
        *("g2 nowhere grid", "r1 r3 grid", "r2 r1 grid", "r3 r2 grid", "s s grid", "g3 D1 grid", "d4 g4 district"),
        *("g4 D1 grid", "n D1 none"),
    )
    units.loc[units["level"] == "none", "level"] = ""
    bowtie = shapely.Polygon([(121, 31), (122, 32), (122, 31), (121, 32)])
    shapes = {"g1": box(121, 31, 122, 32), "stray": box(121, 31, 122, 32), "g2": bowtie, "d4": shapely.Polygon()}
    faults = refuse(units, shapes)
    assert has(faults, "units", "2 roots", "C (名C)", "X (名X)")
    assert has(faults, "units", "D2 (名D2)", "2 parents", "C, X")
    assert has(faults, "units", "g1 (名g1)", "listed 2 times")
    assert has(faults, "units", "g2 (名g2)", "orphan", "'nowhere'")
    assert has(faults, "units", "cycle", "r1 (名r1) -> r3 (名r3) -> r2 (名r2) -> r1")
    assert has(faults, "units", "cycle", "s (名s) -> s")
    assert has(faults, "units", "'district'", "'grid'", "D1 (名D1) over g1 (名g1)", "g4 (名g4) over d4 (名d4)")
    assert has(faults, "units", "n (名n)", "no level")
    assert has(faults, "boundaries", "base grid g3 (名g3)", "no polygon")
    assert has(faults, "boundaries", "unknown code 'stray'")
    assert has(faults, "boundaries", "g2 (名g2)", "invalid beyond repair")
    assert has(faults, "boundaries", "d4 (名d4)", "is empty")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["a b city", "b a city"], ["no root"]),
        (["a b city", "b a city"], ["cycle", "a (名a) -> b (名b) -> a"]),
        (["C - city", "D C city"], ["level 'city' stands above itself", "C (名C) over D (名D)"]),
        (
            ["C - city", "a1 C a", "b1 a1 b", "c1 b1 c", "c2 C c", "a2 c2 a"],
            ["level 'c' stands above 'a' at c2 (名c2) over a2 (名a2)", "below it through others"],
        ),
    ],
)
def test_one_fault(lines, words):
    assert has(refuse(list_units(*lines)), *words)


def test_no_units_and_no_boundaries_is_a_fault_not_a_crash():
    assert has(refuse(pd.DataFrame({"code": [], "parent": [], "level": []})), "no unit of tree 'admin'")
    assert has(refuse(list_units("C - city")), "base grid C (名C)", "no polygon")


def test_dates_successors_and_missing_values_are_read():
    units = list_units("C - city", "g1 C grid", "g2 C grid")
    units["parent"] = units["parent"].where(units["parent"] != "", None)
    units["valid_from"] = [pd.Timestamp("2024-01-01"), None, "2026-01-01"]
    units["valid_to"] = ["9999-12-31", None, "2025-01-01"]
    units["successor"] = [None, "gone", None]
    geo = read_geography(units.drop(columns="tree"), frame({"g1": box(0, 0, 1, 1), "g2": box(1, 0, 2, 1)}))
    assert [str(day) for day in geo.tree["valid_from"]] == ["2024-01-01", "None", "2026-01-01"]
    assert str(geo.tree["valid_to"].iloc[0]) == "9999-12-31"
    assert has(list(geo.notes), "g1 (名g1)", "successor 'gone'")
    assert has(list(geo.notes), "g2 (名g2)", "before it begins")
