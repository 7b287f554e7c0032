"""What the delivery consists of: its mapping, which says how each file is written, and the question that fills it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

MAPPING = Path(__file__).parent / "mapping.toml"

Source = dict[str, Any]


@dataclass(frozen=True)
class Piece:
    """One file, or one sheet of a workbook: the SQL file that fills it, and which part of the rows it takes."""

    sql: str
    file: str
    sheet: str = ""
    part: str = ""


_STAFF = "队伍与任务.xlsx"

PIECES: tuple[Piece, ...] = (
    Piece("units", "区划/区划网格.xlsx", "区划"),
    Piece("grids", "区划/网格面.zip"),
    Piece("beats", "区划/警格.gpkg"),
    Piece("services", "区划/专业网格.geojson"),
    Piece("dwellings", "房屋/房屋台账.csv"),
    Piece("corrections", "房屋/房屋台账更正.csv"),
    Piece("inspections", "巡查/巡查记录-1.csv", part="1"),
    Piece("inspections", "巡查/巡查记录-2.csv.gz", part="2"),
    Piece("event_steps", "事件/办理过程.tsv"),
    Piece("population", "人口/分年龄人口.parquet"),
    Piece("links", "人口/数据比对.zip"),
    Piece("facilities", "设施/公共设施.geojson"),
    Piece("posts", _STAFF, "岗位"),
    Piece("ratings", _STAFF, "考评"),
    Piece("targets", _STAFF, "目标"),
    Piece("tasks", _STAFF, "任务"),
    Piece("indicators", "指标.csv.gz"),
    Piece("calendar", "节假日.txt"),
)


def yearly(year: int) -> Piece:
    """The events reported in one year."""
    return Piece("events", f"事件/事件-{year}.csv", part=str(year))


def read_sources() -> list[Source]:
    """The sources of the mapping, as TOML has them."""
    sources: list[Source] = tomllib.loads(MAPPING.read_text(encoding="utf-8"))["source"]
    return sources


def find_source(sources: list[Source], piece: Piece) -> Source:
    """The source that will read `piece`."""
    return next(
        source for source in sources if fnmatch(piece.file, source["file"]) and source.get("sheet", "") == piece.sheet
    )


def word_macros(sources: list[Source]) -> list[str]:
    """SQL that turns our words into the operator's: what each source recodes, the other way round."""
    words: dict[str, dict[str, str]] = {}
    for source in sources:
        for column, recoded in source.get("values", {}).items():
            words.setdefault(f"say_{source['table']}_{column}", {}).update(recoded)
    return [
        f"CREATE MACRO {name}(v) AS CASE v {' '.join(_when(*pair) for pair in pairs.items())} ELSE v END"
        for name, pairs in words.items()
    ]


def _when(theirs: str, ours: str) -> str:
    return f"WHEN '{ours}' THEN '{theirs}'"
