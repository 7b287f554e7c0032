"""Coordinate systems: whatever an operator delivers in, WGS84 longitude and latitude come out.

GCJ-02 and BD-09 are the shifted systems of Chinese maps. Their forward formulas are public; they have no inverse in
closed form, so it is found by iteration, to well below a centimetre.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pyproj
from numpy.typing import NDArray

Points = NDArray[np.float64]
Convert = Callable[[Points, Points], tuple[Points, Points]]

WGS84 = "EPSG:4326"

# Ellipsoid of Krasovsky 1940, which GCJ-02 is computed on.
_AXIS, _FLATNESS = 6378245.0, 0.00669342162296594323
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271  # GCJ-02 shifts nothing outside this box
_STEPS = 12  # each step gains some three digits; eight reach the last bit


def name_system(given: str) -> str:
    """The system as it is called here: "EPSG:4549", "GCJ-02", "BD-09". Raises ValueError for an unknown one."""
    plain = given.strip().upper().replace(" ", "").replace("_", "-")
    if plain in {"GCJ-02", "GCJ02", "BD-09", "BD09"}:
        return "GCJ-02" if plain.startswith("GCJ") else "BD-09"
    try:
        pyproj.CRS.from_user_input(given.strip())
    except pyproj.exceptions.CRSError:
        raise ValueError(f"{given!r} is no coordinate system; write EPSG:4326, EPSG:4490, GCJ-02 or BD-09") from None
    return given.strip()


def to_wgs84(system: str, x: Points, y: Points) -> tuple[Points, Points]:
    """Coordinates in `system` (x east or longitude, y north or latitude) as WGS84 degrees; NaN where there is none."""
    return find_converter(system)(x, y)


@cache
def find_converter(system: str) -> Convert:
    """The function that takes coordinates of `system` to WGS84 degrees."""
    if system == "GCJ-02":
        return lambda x, y: _invert(_to_gcj, x, y)
    if system == "BD-09":
        return lambda x, y: _invert(_to_gcj, *_invert(_gcj_to_bd, x, y))
    source = pyproj.CRS.from_user_input(system)
    if source.to_epsg() == 4326 or source == pyproj.CRS.from_user_input("OGC:CRS84"):
        return lambda x, y: (x, y)
    move = pyproj.Transformer.from_crs(source, WGS84, always_xy=True)

    def convert(x: Points, y: Points) -> tuple[Points, Points]:
        lon, lat = (np.asarray(part, dtype=np.float64) for part in move.transform(x, y))
        found = np.isfinite(lon) & np.isfinite(lat)
        return np.where(found, lon, np.nan), np.where(found, lat, np.nan)

    return convert


def from_wgs84(system: str, lon: Points, lat: Points) -> tuple[Points, Points]:
    """WGS84 degrees in `system`: what a delivery in that system would hold."""
    if system == "GCJ-02":
        return _to_gcj(lon, lat)
    if system == "BD-09":
        return _gcj_to_bd(*_to_gcj(lon, lat))
    x, y = _forward(system).transform(lon, lat)
    return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)


@cache
def _forward(system: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(WGS84, system, always_xy=True)


def _invert(forward: Convert, x: Points, y: Points) -> tuple[Points, Points]:
    """The point whose image under `forward` is (x, y): fixed-point iteration, the shift being small and smooth."""
    lon, lat = x.copy(), y.copy()
    for _ in range(_STEPS):
        east, north = forward(lon, lat)
        lon, lat = lon + (x - east), lat + (y - north)
    return lon, lat


def _to_gcj(lon: Points, lat: Points) -> tuple[Points, Points]:
    """WGS84 -> GCJ-02, both in degrees; points outside China stay."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    wave = 20 * np.sin(6 * x * np.pi) + 20 * np.sin(2 * x * np.pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave * 2 / 3
    north += (20 * np.sin(y * np.pi) + 40 * np.sin(y / 3 * np.pi)) * 2 / 3
    north += (160 * np.sin(y / 12 * np.pi) + 320 * np.sin(y * np.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave * 2 / 3
    east += (20 * np.sin(x * np.pi) + 40 * np.sin(x / 3 * np.pi)) * 2 / 3
    east += (150 * np.sin(x / 12 * np.pi) + 300 * np.sin(x / 30 * np.pi)) * 2 / 3
    angle = lat / 180 * np.pi
    magic = 1 - _FLATNESS * np.sin(angle) ** 2
    north = north * 180 / ((_AXIS * (1 - _FLATNESS)) / (magic * np.sqrt(magic)) * np.pi)
    east = east * 180 / (_AXIS / np.sqrt(magic) * np.cos(angle) * np.pi)
    inside = (lon > _WEST) & (lon < _EAST) & (lat > _SOUTH) & (lat < _NORTH)
    return np.where(inside, lon + east, lon), np.where(inside, lat + north, lat)


def _gcj_to_bd(lon: Points, lat: Points) -> tuple[Points, Points]:
    """GCJ-02 -> BD-09, both in degrees."""
    turn = np.pi * 3000 / 180
    far = np.hypot(lon, lat) + 0.00002 * np.sin(lat * turn)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * turn)
    return far * np.cos(angle) + 0.0065, far * np.sin(angle) + 0.006
