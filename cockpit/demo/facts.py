"""What is planted in the demo city for its boards to bring out: the records of `facts.toml`.

A fact that a metric shows is a question with bounds on its answer, as `cockpit ask` would put it. A story needs a table
of its own. Both hold for every seed and size.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cockpit.demo.plan import CITY_CODE

AS_OF = date(2026, 11, 21)  # of every size
RECORDS = Path(__file__).parent / "facts.toml"

# Where it is planted.
LAGGING, LAGGING_VILLAGE = "990102001000", "990102001200"  # 柳浦街道, 新河村
ESTATE_TOWN = "990103003000"  # 锦绣街道
LEFT_GRIDS = ("990104100001001", "990104100001002")  # in 盐仓镇
LATE = "990104101000"  # 长桥镇
DOUBLED = "990103001001"  # first community of 湖滨街道
OTHER_CHECKS = "990105100000"  # 沙湾镇
UNPLACED, UNORDERED = "990105101000", "990105102000"  # 枫林镇, 竹溪镇


@dataclass(frozen=True, kw_only=True)
class Fact:
    """`metric` of `unit` lies between `least` and `most`.

    A flow is counted from `start` to `end`, a stock on `end`; `where` narrows it by dimensions. With `against`, the
    value is divided by the answer to that question.
    """

    metric: str
    unit: str = CITY_CODE
    start: date = AS_OF - timedelta(days=29)
    end: date = AS_OF
    where: tuple[tuple[str, str], ...] = ()
    key: str = ""
    zh: str = ""
    en: str = ""
    least: float | None = None
    most: float | None = None
    against: Fact | None = None


@dataclass(frozen=True)
class Story:
    """Something the named tables tell, in words."""

    key: str
    zh: str
    en: str
    tables: tuple[str, ...]


def read_facts() -> tuple[Fact, ...]:
    """Every fact that a metric shows."""
    return tuple(_fact(row) for row in tomllib.loads(RECORDS.read_text(encoding="utf-8"))["fact"])


def read_stories() -> tuple[Story, ...]:
    """Everything else that is planted."""
    rows = tomllib.loads(RECORDS.read_text(encoding="utf-8"))["story"]
    return tuple(Story(row["key"], row["zh"], row["en"], tuple(row["tables"])) for row in rows)


def _fact(row: dict[str, Any]) -> Fact:
    against = row.pop("against", None)
    fact = Fact(**_plain(row))
    if not isinstance(against, dict):
        return fact
    return replace(fact, against=replace(fact, **_plain(against), least=None, most=None))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    where = row.get("where")
    return {**row, "where": tuple(where.items())} if isinstance(where, dict) else row
