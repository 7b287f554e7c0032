"""The small demo city, made once, and its metrics counted in pandas: nothing here knows the cube."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from cockpit.catalogue import Catalogue, catalogue_folders, load_catalogue
from cockpit.demo import make_city
from cockpit.demo.facts import Fact


@cache
def small_city(seed: int = 1) -> DemoCity:
    """The extracts of the small city of `seed`; made once in a run of tests."""
    folder = tempfile.TemporaryDirectory()
    make_city(Path(folder.name), "small", seed, lambda _what, _share: None)
    return DemoCity(folder)


@dataclass
class DemoCity:
    """Frames of the extracts, as delivered."""

    folder: tempfile.TemporaryDirectory[str]

    @property
    def staging(self) -> Path:
        return Path(self.folder.name)

    @cached_property
    def _frames(self) -> dict[str, pd.DataFrame]:
        return {path.stem: pd.read_parquet(path) for path in (self.staging / "extracts").glob("*.parquet")}

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self._frames[table]

    @cached_property
    def catalogue(self) -> Catalogue:
        return load_catalogue(*catalogue_folders(self.staging))

    @cached_property
    def register(self) -> pd.DataFrame:
        """Dwellings with Timestamps for days; an open end is far away."""
        rows = self["dwellings"].copy()
        rows["from_date"] = pd.to_datetime(rows["from_date"])
        rows["to_date"] = pd.to_datetime(rows["to_date"]).fillna(pd.Timestamp("2200-01-01"))
        return rows

    @cached_property
    def visits(self) -> pd.DataFrame:
        """Inspections with the grid of their dwelling (which never moves) and the day."""
        grids = self["dwellings"].drop_duplicates("dwelling_id")[["dwelling_id", "grid"]]
        visits = self["inspections"].merge(grids, on="dwelling_id")
        return visits.assign(day=visits["inspected_at"].dt.normalize())

    def coverage(
        self, unit: str, day: date, where: tuple[tuple[str, str], ...] = (), *, entered: bool = False
    ) -> float:
        """Covered over due dwellings on `day`."""
        when = pd.Timestamp(day)
        rows = narrow(self.register, unit, where)
        rows = rows[(rows["from_date"] <= when) & (rows["to_date"] >= when)]
        rows = rows.assign(days=self._intervals(rows, day))
        rows = rows[rows["days"] > 0]
        visits = self.visits[(self.visits["day"] <= when) & (self.visits["entered"] | (not entered))]
        last = rows["dwelling_id"].map(visits.groupby("dwelling_id")["day"].max())
        covered = last > when - pd.to_timedelta(rows["days"], unit="D")
        return float(rows.loc[covered, "count"].sum() / rows["count"].sum())

    def _intervals(self, rows: pd.DataFrame, day: date) -> pd.Series:
        """Own, else by class, else by kind: the rule that began last."""
        rules: dict[str, dict[str, int]] = {"class": {}, "kind": {}}
        for rule in sorted(self.catalogue.intervals, key=lambda rule: rule.from_ or date.min):
            if (rule.from_ or date.min) <= day:
                rules["class" if rule.class_ else "kind"][str(rule.class_ or rule.kind)] = rule.days
        by_class, by_kind = rows["class"].map(rules["class"]), rows["kind"].map(rules["kind"])
        return rows["interval_days"].astype("float64").fillna(by_class).fillna(by_kind).fillna(0)

    def answer(self, fact: Fact) -> float:
        """The metric of a fact, divided by what it is held against."""
        value = float(self._count(fact))
        return value / self.answer(fact.against) if fact.against else value

    def _count(self, fact: Fact) -> float:  # noqa: PLR0911
        start, end = pd.Timestamp(fact.start), pd.Timestamp(fact.end) + pd.Timedelta(days=1)

        def within(table: pd.DataFrame, column: str) -> pd.DataFrame:
            rows = narrow(table, fact.unit, fact.where)
            return rows[(rows[column] >= start) & (rows[column] < end)]

        match fact.metric:
            case "inspection_coverage" | "inspection_coverage_entered":
                return self.coverage(fact.unit, fact.end, fact.where, entered=fact.metric.endswith("entered"))
            case "entry_rate":
                return float(within(self.visits, "inspected_at")["entered"].mean())
            case "dwellings" | "residents" | "inversion_ratio":
                rows = narrow(self.register, fact.unit, fact.where)
                day = pd.Timestamp(fact.end)
                sums: Any = rows[(rows["from_date"] <= day) & (rows["to_date"] >= day)].sum(numeric_only=True)
                by_name = {"dwellings": sums["count"], "residents": sums["residents"]}
                return float(by_name.get(fact.metric, sums["floating"] / max(sums["registered"], 1)))
            case "events_reported":
                return len(within(self["events"], "reported_at"))
            case "outside_share":
                return float((~within(self["events"], "reported_at")["category"].isin(self.catalogue.admitted)).mean())
            case "events_supervised":
                return int((within(self["events"], "reported_at")["verify_failures"] > 3).sum())
            case "on_time_rate":
                due = within(self["events"], "due_at")
                return float((due["closed_at"] <= due["due_at"]).mean())
            case "rework_rate":
                return float((within(self["events"], "closed_at")["returns"] > 0).mean())
        raise AssertionError(f"{fact.metric} is not counted here")


def narrow(rows: pd.DataFrame, unit: str, where: tuple[tuple[str, str], ...] = ()) -> pd.DataFrame:
    """The rows in a unit (a code is the beginning of the codes below it, but for zeros) that `where` lets through."""
    rows = rows[rows["grid"].str.startswith(_stem(unit))]
    for column, value in where:
        rows = rows[rows[column] == value]
    return rows


def _stem(unit: str) -> str:
    """City, district, town: the digits that are not filled up with zeros; a community's and a grid's are their own."""
    filled = next((zeros for zeros in (8, 6, 3) if len(unit) == 12 and unit.endswith("0" * zeros)), 0)
    return unit[: len(unit) - filled]
