"""One tile out of an archive of vector tiles, by its address. The archive is PMTiles 3, as the kitchen writes it.

Source: the specification of PMTiles, version 3 (protomaps.com/docs/pmtiles): a header, directories of runs of tiles
in the order of a Hilbert curve, then the tiles themselves, each packed with gzip.
"""

from __future__ import annotations

import gzip
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from cockpit.errors import Unavailable

HEADER = struct.Struct("<7sB11Q6B")
GZIP = 2  # the header's word for how directories and tiles are packed
DEEPEST = 4  # directories inside directories, at most


@dataclass(frozen=True)
class Run:
    """Consecutive tiles that are one and the same, `times` of them from `first` on; of a directory, `times` is 0."""

    first: int
    times: int
    offset: int
    length: int


class Archive:
    """A file of tiles. Its directories are read once; every tile is read from the file when it is asked for."""

    def __init__(self, path: Path) -> None:
        """Raises Unavailable when `path` is no such archive."""
        self.path = path
        try:
            with path.open("rb") as file:
                magic, version, root, length, *rest = HEADER.unpack(file.read(HEADER.size))
            if (magic, version) != (b"PMTiles", 3) or rest[-5:-3] != [GZIP, GZIP]:
                raise Unavailable(f"{path.name} is no archive of vector tiles.")
            self._leaves, self._tiles = rest[2], rest[4]
            self._runs = list(self._walk(root, length, DEEPEST))
        except (OSError, struct.error, EOFError, IndexError) as fault:
            raise Unavailable(f"{path.name} is damaged.", "Check it with `cockpit editions verify`.") from fault
        self._firsts = [run.first for run in self._runs]

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """The tile at zoom `z`, column `x`, row `y`, still packed with gzip; None where there is nothing."""
        if not (0 <= z < 27 and 0 <= x < 1 << z and 0 <= y < 1 << z):
            return None
        wanted = tile_id(z, x, y)
        at = bisect_right(self._firsts, wanted) - 1
        if at < 0 or wanted >= self._runs[at].first + self._runs[at].times:
            return None
        return self._read(self._tiles + self._runs[at].offset, self._runs[at].length)

    def _walk(self, offset: int, length: int, deeper: int) -> Iterator[Run]:
        for run in read_directory(gzip.decompress(self._read(offset, length))):
            if run.times:
                yield run
            elif deeper:
                yield from self._walk(self._leaves + run.offset, run.length, deeper - 1)

    def _read(self, offset: int, length: int) -> bytes:
        with self.path.open("rb") as file:
            file.seek(offset)
            return file.read(length)


def read_directory(body: bytes) -> list[Run]:
    """The runs of an unpacked directory: five columns of variable-length numbers, the first one as differences."""
    numbers = _numbers(body)
    count = next(numbers)
    firsts = accumulate(next(numbers) for _ in range(count))
    columns = [list(firsts), *([next(numbers) for _ in range(count)] for _ in range(3))]
    offsets: list[int] = []
    for at, said in enumerate(columns[3]):
        offsets.append(said - 1 if said else offsets[at - 1] + columns[2][at - 1])  # 0: right behind the one before
    return [Run(*row) for row in zip(columns[0], columns[1], offsets, columns[2], strict=True)]


def _numbers(body: bytes) -> Iterator[int]:
    number, shift = 0, 0
    for byte in body:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield number
            number, shift = 0, 0


def tile_id(z: int, x: int, y: int) -> int:
    """Place of a tile on the Hilbert curves of all zooms, one behind the other."""
    place = ((1 << (2 * z)) - 1) // 3
    half = (1 << z) >> 1
    while half:
        right, low = int(bool(x & half)), int(bool(y & half))
        place += half * half * ((3 * right) ^ low)
        if not low:
            if right:
                x, y = half - 1 - (x & (half - 1)), half - 1 - (y & (half - 1))
            x, y = y, x
        x, y = x & (half - 1), y & (half - 1)
        half >>= 1
    return place


@lru_cache(maxsize=16)
def open_archive(path: Path) -> Archive:
    """The archive at `path`, opened once per process: what stands in an edition never changes."""
    return Archive(path)
