"""The catalogue's records: what is measured, how it is judged, and in which words."""

from __future__ import annotations

import re
import zlib
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from cockpit.catalogue.sums import Sum, keys_of, parse_sum, sums_of
from cockpit.contract import SPARSE_VIEWS, UNIT_VIEWS

KEY = re.compile(r"[a-z][a-z0-9_]*")


class Record(BaseModel):
    """A frozen record; an unknown field is refused with its name."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Keyed(Record):
    """A record with a key of its own; a city's record replaces the default one of the same key."""

    key: str


def _plain(key: str) -> str:
    """Keys that stand in SQL and in addresses are plain words."""
    if not KEY.fullmatch(key) or "__" in key:
        raise ValueError(f"{key!r} is not a key: lower-case letters, digits and single underscores")
    return key


Key = Annotated[str, AfterValidator(_plain)]


@cache
def _slug(expression: str) -> str:
    """A SQL expression as part of a table's name: as it is when it is plain words, else with its checksum."""
    plain = re.sub(r"\W+", "_", expression.strip()).lower()
    if re.fullmatch(r"\w+( \w+)*", expression.strip()) and len(plain) <= 40:
        return plain
    return f"{plain[:12].rstrip('_')}_{zlib.crc32(expression.encode()):08x}"


class Text(Record):
    """Words in the interface's two languages; Chinese is the first."""

    zh: str
    en: str

    @model_validator(mode="before")
    @classmethod
    def _one_for_both(cls, given: object) -> object:
        """A plain string stands for both languages: a city need not translate its own words."""
        return {"zh": given, "en": given} if isinstance(given, str) else given

    def said(self, lang: str) -> str:
        """The words in `lang`, Chinese for any other."""
        return self.en if lang == "en" else self.zh


class Measure(Keyed):
    """An additive count over one fact view of the cube: a flow by its day, a stock between two days.

    `sql` is a DuckDB aggregate over the view's columns. A flow is counted on `date`. A stock is counted from the day
    of `enters` until the day before the day of `leaves` (NULL: never leaves). Its changes are kept in whole
    numbers, or to `decimals` digits after the point; sums of them are exact. `given` names the measure of the rows it
    was given in: where there are none it has no value, rather than zero. A `sparse` measure is asked seldom: it has no
    dense running totals and is summed from its changes.
    """

    key: Key
    view: str
    sql: str
    date: str | None = None
    enters: str | None = None
    leaves: str | None = None
    decimals: int = Field(0, ge=0, le=6)
    sparse: bool = False
    given: str | None = None
    needs: tuple[str, ...] = Field((), description="columns without which it says nothing: inspections.hazards")
    wants: tuple[str, ...] = Field((), description="columns without which it is nought, which no board shows as a fact")
    meaning: str

    @model_validator(mode="after")
    def _flow_or_stock(self) -> Measure:
        if (self.date is None) == (self.enters is None):
            raise ValueError(f"measure {self.key} needs either date (a flow) or enters and leaves (a stock)")
        return self

    @property
    def stock(self) -> bool:
        """Whether it is read on a day rather than summed over a period."""
        return self.enters is not None

    @property
    def ledger(self) -> str:
        """The cube's table of its changes; measures of one view that are counted by the same days share one."""
        if self.date is not None:
            return f"flow_{self.view}_{_slug(self.date)}"
        return f"stock_{self.view}_{_slug(f'{self.enters} {self.leaves}')}"

    @property
    def of_units(self) -> bool:
        """Whether its facts hang on units of any level rather than on base grids."""
        return self.view in UNIT_VIEWS

    @property
    def dense(self) -> bool:
        """Whether the cube holds its running totals for every unit and day."""
        return not self.sparse and self.view not in SPARSE_VIEWS

    @property
    def sql_type(self) -> str:
        """The DuckDB type of its sums."""
        return f"DECIMAL(18, {self.decimals})" if self.decimals else "BIGINT"


class Spread(Keyed):
    """A quantity per row whose quantiles are asked: exact while rows are few, else from a mergeable histogram."""

    key: Key
    view: str
    sql: str
    date: str
    meaning: str


class Metric(Keyed):
    """A formula over measures, with how it is said, judged and cited.

    A count has `value`; a ratio has `numerator` and `denominator`; a quantile has `quantile` and `of` (a spread).
    A ratio's value is a fraction: 0.959 is said 95.9 %.
    """

    key: Key
    label: Text
    question: Text
    unit: str
    better: Literal["higher", "lower", "neither"]
    value: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    quantile: float | None = Field(None, gt=0, lt=1)
    of: str | None = None
    n: str
    target: float | None = None
    alarm: float | None = None
    clause: str = ""
    status: Literal["stated", "national", "local", "masked"] = "local"
    formula: Text
    fewest: int = 5
    people: tuple[str, ...] = Field((), description="sums of the people a row is about; one that is small hides it")
    smallest_cell: int | None = Field(None, ge=0, description="overrides the deployment's smallest cell")
    bins: tuple[float, ...] | None = Field(None, description="inner edges of the map's bins, best first as given")
    where: dict[str, tuple[str, ...]] = Field({}, description="what it is of: dimensions with the values counted")

    @field_validator("people", mode="before")
    @classmethod
    def _several(cls, given: object) -> object:
        """One sum of people, "residents", or several of which none may be small."""
        return (given,) if isinstance(given, str) else given

    @model_validator(mode="after")
    def _one_kind(self) -> Metric:
        kinds = [self.value is not None, self.numerator is not None, self.quantile is not None]
        if (
            sum(kinds) != 1
            or (self.numerator is None) != (self.denominator is None)
            or kinds[2] != (self.of is not None)
        ):
            raise ValueError(f"metric {self.key} needs value, or numerator and denominator, or quantile and of")
        for expression in (self.value, self.numerator, self.denominator, *self.people):
            if expression is not None:
                parse_sum(expression)
        return self

    @property
    def ratio(self) -> bool:
        """Whether it is a numerator over a denominator."""
        return self.numerator is not None

    @property
    def sums(self) -> tuple[Sum, ...]:
        """Its sums of measures: (value,) or (numerator, denominator); empty for a quantile."""
        return sums_of(self.value, self.numerator, self.denominator)

    @property
    def measures(self) -> tuple[str, ...]:
        """Keys of every measure it reads, each once, in order."""
        return keys_of(self.sums, self.n, self.people)


class Category(Keyed):
    """A kind of event: its group and its time limit, in hours or in working days."""

    label: Text | None = None
    group: str = ""
    limit_hours: float | None = Field(None, gt=0)
    limit_days: int | None = Field(None, gt=0, description="working days")
    safety: str = ""
    minor: bool = False


class Interval(Record):
    """How often dwellings of a class or a kind must be inspected, from a day on. 0 days means not inspected."""

    class_: str | None = Field(None, alias="class")
    kind: str | None = None
    from_: date | None = Field(None, alias="from")
    days: int = Field(ge=0)
    clause: str = ""

    @model_validator(mode="after")
    def _of_one_sort(self) -> Interval:
        if (self.class_ is None) == (self.kind is None):
            raise ValueError("an interval names either a class or a kind")
        return self


class Clause(Keyed):
    """A clause of a policy text that a number answers to."""

    text: Text
    source: str


class Annotation(Keyed):
    """A dated note drawn on trends: a policy date, a change of definition."""

    date: date
    text: Text
    metrics: tuple[str, ...] = ()


class Panel(Record):
    """One panel of a board: what is drawn (`kind`) of which metric and how it is broken down.

    `key` names it in addresses and files; without one its kind, metric and breakdown do.
    """

    kind: str
    key: str = ""
    metric: str | None = None
    by: str | None = None
    area: str = ""
    title: Text | None = None
    options: dict[str, Any] = {}


class Board(Keyed):
    """A page as a record, so that screen, wall and snapshot draw the same thing.

    `metrics` may be put on its map, the first by default; with `every`, so may any other metric of the edition. `order`
    is its place in the navigation.
    """

    key: Key
    path: str
    order: int = 50
    label: Text
    question: Text
    metrics: tuple[str, ...]
    every: bool = False
    panels: tuple[Panel, ...]
