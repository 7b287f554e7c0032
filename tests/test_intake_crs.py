"""Coordinate systems: the shifted ones against a published library, the others there and back; what a guess finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.intake.crs import find_converter, from_wgs84, name_system, to_wgs84
from tests.delivery import DWELLINGS, GRIDS, STEP, WEST, Delivery, city

__all__ = ["city"]

# (WGS84, GCJ-02, BD-09) as prcoords 1.0.2 (public domain) gives them, which agrees with eviltransform to millimetres.
PUBLISHED = [
    ((121.4737, 31.2304), (121.47822305927693, 31.22845773757727), (121.484781468503, 31.234310593689997)),
    ((116.3975, 39.9087), (116.40374357265176, 39.91010349934476), (116.4101165864734, 39.91644274963076)),
    ((104.0668, 30.5728), (104.06930547724922, 30.570346141080414), (104.07578295683295, 30.576351856151092)),
    ((87.6168, 43.8256), (87.61964994946926, 43.82680539311119), (87.62609977081571, 43.83294979479328)),
    ((114.0579, 22.5431), (114.06301399856547, 22.54038281422246), (114.06956398693267, 22.546041559073544)),
    ((126.535, 45.8038), (126.54104035015793, 45.80578152514843), (126.54765921413988, 45.81139582294028)),
    ((91.1409, 29.6456), (91.14242933648593, 29.642863987365978), (91.14902038765206, 29.64859369309066)),
]
CENTIMETRE = 1e-7  # degrees, a little more than one


@pytest.mark.parametrize(("wgs", "gcj", "bd"), PUBLISHED)
def test_shifted_systems_are_as_published(
    wgs: tuple[float, float], gcj: tuple[float, float], bd: tuple[float, float]
) -> None:
    lon, lat = np.array([wgs[0]]), np.array([wgs[1]])
    for system, place in (("GCJ-02", gcj), ("BD-09", bd)):
        there = from_wgs84(system, lon, lat)
        assert np.hypot(there[0] - place[0], there[1] - place[1])[0] < CENTIMETRE
        back = to_wgs84(system, np.array([place[0]]), np.array([place[1]]))
        assert np.hypot(back[0] - lon, back[1] - lat)[0] < CENTIMETRE


@given(lon=st.floats(73, 135), lat=st.floats(18, 53.5))
@pytest.mark.parametrize("system", ["GCJ-02", "BD-09", "EPSG:4490", "EPSG:4549", "EPSG:3857"])
def test_there_and_back_is_the_same_place(system: str, lon: float, lat: float) -> None:
    x, y = from_wgs84(system, np.array([lon]), np.array([lat]))
    back = to_wgs84(system, x, y)
    assert np.hypot(back[0] - lon, back[1] - lat)[0] < CENTIMETRE / 10


def test_nothing_is_shifted_outside_china() -> None:
    lon, lat = np.array([-73.9, 2.35, 140.0]), np.array([40.8, 48.85, 35.6])
    assert np.array_equal(from_wgs84("GCJ-02", lon, lat), (lon, lat))
    assert np.array_equal(to_wgs84("GCJ-02", lon, lat), (lon, lat))


def test_what_cannot_be_a_place_is_not_one() -> None:
    lon, lat = find_converter("EPSG:4549")(np.array([1e30, np.nan]), np.array([1e30, 0.0]))
    assert np.isnan(lon).all()
    assert np.isnan(lat).all()


@pytest.mark.parametrize(
    ("given_", "named"),
    [("gcj02", "GCJ-02"), ("GCJ-02", "GCJ-02"), ("bd09", "BD-09"), ("BD_09", "BD-09"), ("epsg:4490", "epsg:4490")],
)
def test_systems_have_one_name(given_: str, named: str) -> None:
    assert name_system(given_) == named


def test_an_unknown_system_has_none() -> None:
    with pytest.raises(ValueError, match="no coordinate system"):
        name_system("EPSG:99999999")


def spread(system: str) -> list[dict[str, str]]:
    """The dwellings by points near the middle of their grids, in a system."""
    lon = np.array([WEST + (GRIDS.index(row["grid"]) + 0.5) * STEP for row in DWELLINGS])
    x, y = from_wgs84(system, lon, np.full(len(lon), 31.205))
    return [
        row | {"grid": "", "lon": repr(float(a)), "lat": repr(float(b))}
        for row, a, b in zip(DWELLINGS, x, y, strict=True)
    ]


@pytest.mark.parametrize("system", ["GCJ-02", "BD-09", "EPSG:4490", "EPSG:4549", "EPSG:4529", "EPSG:32651"])
def test_declared_points_land_where_they_belong(city: Delivery, system: str) -> None:
    city.give("dwellings", spread(system), f'crs = "{system}"')
    city.read()
    found = {row[0]: row[1:] for row in city.extract("dwellings", "dwelling_id", "grid", "lon", "lat")}
    for row in DWELLINGS:
        grid, lon, lat = found[row["dwelling_id"]]
        assert grid == row["grid"]
        assert lon == pytest.approx(WEST + (GRIDS.index(grid) + 0.5) * STEP, abs=CENTIMETRE)
        assert lat == pytest.approx(31.205, abs=CENTIMETRE)


@pytest.mark.parametrize(
    ("delivered", "declared", "guess"),
    [
        ("EPSG:4549", "EPSG:4326", "these look like EPSG:4549: 100% would lie in a grid"),
        ("EPSG:4326", "EPSG:4549", "these look like EPSG:4326: 100% would lie in a grid"),
        ("EPSG:32651", "EPSG:4326", "these look like EPSG:32651: 100% would lie in a grid"),
    ],
)
def test_points_in_another_system_are_refused_with_a_guess(
    city: Delivery, delivered: str, declared: str, guess: str
) -> None:
    city.give("dwellings", spread(delivered), f'crs = "{declared}"')
    said = city.refuse()
    assert f"20 of 20 points, read as {declared}, lie in no grid; {guess}." in said


def test_shifted_points_are_told_by_the_codes_beside_them(city: Delivery) -> None:
    rows = [row | {"grid": own["grid"]} for row, own in zip(spread("BD-09"), DWELLINGS, strict=True)]
    city.give("dwellings", rows)
    report = city.read().report
    notes = next(item.notes for item in report.tables if item.table == "dwellings")
    assert notes[0].endswith("the code was taken; these look like BD-09: 100% would lie in the grid of their code.")
