"""Further trees over the same grids: ranges, gaps, overlaps, and what belongs to whom."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings, strategies
from shapely import box

from cockpit.errors import Refused
from cockpit.geography import read_geography
from tests.lattice import SOUTH, STEP, WEST, frame, list_units, make_lattice_city

COLUMNS, ROWS = 8, 6
UNITS, SHAPES = make_lattice_city(COLUMNS, ROWS)
GRIDS = list(UNITS.loc[UNITS["level"] == "grid", "code"])


def held(geo, code, tree):
    """Codes of the grids that `member` gives a unit."""
    unit = geo.tree.loc[(geo.tree["tree"] == tree) & (geo.tree["code"] == code), "id"].iloc[0]
    grids = geo.tree[geo.tree["g"] >= 0].sort_values("g")["code"].to_numpy()
    ranges = geo.member[geo.member["unit_id"] == unit]
    assert (ranges["lo"].to_numpy()[1:] > ranges["hi"].to_numpy()[:-1] + 1).all()  # maximal and ascending
    return {code for lo, hi in zip(ranges["lo"], ranges["hi"], strict=True) for code in grids[lo : hi + 1]}


@settings(max_examples=25)
@given(strategies.lists(strategies.integers(0, 5), min_size=len(GRIDS), max_size=len(GRIDS)))
def test_a_tree_whose_leaves_are_grid_codes(owners):
    assume(any(owners))
    groups = {grid: f"P{owner}" for grid, owner in zip(GRIDS, owners, strict=True) if owner}
    lines = ["P - bureau", *sorted({f"{group} P beat" for group in groups.values()})]
    lines += [f"{grid} {group} grid" for grid, group in groups.items()]
    geo = read_geography(pd.concat([UNITS, list_units(*lines, tree="police")]), SHAPES)
    police = geo.tree[geo.tree["tree"] == "police"]
    assert (police["id"] >= len(UNITS)).all()
    assert (police["g"] == -1).all()
    for group in set(groups.values()):
        assert held(geo, group, "police") == {grid for grid in groups if groups[grid] == group}
    assert held(geo, "P", "police") == set(groups)
    gaps = [note for note in geo.notes if "belong to none" in note]
    assert bool(gaps) == (len(groups) < len(GRIDS))
    for row in police.itertuples():
        ranges = geo.member[geo.member["unit_id"] == row.id]
        assert (row.lo, row.hi) == ((ranges["lo"].min(), ranges["hi"].max()) if len(ranges) else (0, -1))
    assert shapely.is_valid(geo.shapes).all()


def test_a_tree_with_polygons_of_its_own_takes_the_grids_with_most_of_their_area():
    rng = np.random.default_rng(4)
    cut = np.sort(rng.uniform(WEST, WEST + COLUMNS * STEP, 3))
    edges = [WEST - 1, *cut, WEST + COLUMNS * STEP + 1]
    beats = {f"B{n}": box(a, SOUTH - 1, b, SOUTH + 1) for n, (a, b) in enumerate(itertools.pairwise(edges))}
    lines = ["P - bureau", *(f"{code} P beat" for code in beats)]
    bounds = pd.concat([SHAPES, frame(beats, tree="police")])
    geo = read_geography(pd.concat([UNITS, list_units(*lines, tree="police")]), bounds)
    for code in beats:
        expected = {
            grid
            for grid, shape in zip(SHAPES["code"], SHAPES.geometry, strict=True)
            if max(beats, key=lambda beat: beats[beat].intersection(shape).area) == code
        }
        assert held(geo, code, "police") == expected
    assert held(geo, "P", "police") == set(GRIDS)
    assert any("lie across a border" in note for note in geo.notes)
    drawn = geo.shapes[((geo.tree["tree"] == "police") & geo.tree["leaf"]).to_numpy()]
    assert shapely.equals(drawn[1], shapely.normalize(box(*np.round(beats["B1"].bounds, 6))))


def test_gaps_and_overlaps_of_a_further_tree_are_reported():
    beats = {
        "B1": box(WEST - 1, SOUTH - 1, WEST + 3 * STEP, SOUTH + 1),
        "B2": box(WEST + 2.5 * STEP, SOUTH - 1, WEST + 4 * STEP, SOUTH + 1),
        "B3": box(WEST + 50 * STEP, SOUTH, WEST + 51 * STEP, SOUTH + STEP),
    }
    lines = ["P - bureau", *(f"{code} P beat" for code in beats)]
    bounds = pd.concat([SHAPES, frame(beats, tree="police")])
    geo = read_geography(pd.concat([UNITS, list_units(*lines, tree="police")]), bounds)
    notes = [note for note in geo.notes if note.startswith("Tree 'police'")]
    assert any("B1 (名B1) and B2 (名B2) overlap" in note for note in notes)
    assert any("belong to none of its units" in note for note in notes)
    assert any("hold no base grid (1): B3" in note for note in notes)
    b3 = geo.tree[geo.tree["code"] == "B3"].iloc[0]
    assert b3["lo"] > b3["hi"]
    assert not (geo.member["unit_id"] == b3["id"]).any()
    both = held(geo, "B1", "police") & held(geo, "B2", "police")
    assert not both  # a grid counts once, so children add up


def test_leaves_may_stand_for_towns_and_the_smaller_has_the_last_word():
    towns = sorted(UNITS.loc[UNITS["level"] == "town", "code"])
    inner = UNITS.loc[UNITS["parent"] == towns[0], "code"].iloc[0]
    lines = ["M - centre", f"{towns[0]} M part", f"{towns[1]} M part", f"{inner} M part"]
    geo = read_geography(pd.concat([UNITS, list_units(*lines, tree="market")]), SHAPES)
    assert held(geo, inner, "market") == {inner}
    assert held(geo, towns[0], "market") == set(UNITS.loc[UNITS["parent"] == towns[0], "code"]) - {inner}
    assert any(f"{inner} lies within {towns[0]}" in note for note in geo.notes)
    areas = geo.tree[geo.tree["tree"] == "market"].set_index("code")["area_km2"]
    admin = geo.tree[geo.tree["tree"] == "admin"].set_index("code")["area_km2"]
    assert areas[towns[1]] == pytest.approx(admin[towns[1]], rel=0.01)


def test_a_leaf_that_nobody_can_place_is_a_fault():
    lines = ["P - bureau", "B1 P beat", f"{GRIDS[0]} P beat"]
    with pytest.raises(Refused) as caught:
        read_geography(pd.concat([UNITS, list_units(*lines, tree="police")]), SHAPES)
    (fault,) = caught.value.faults
    assert "B1 (名B1) of tree 'police'" in fault
