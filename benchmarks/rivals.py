"""The same counts by other means: plain DuckDB over an edition's Parquet, and pandas with everything in memory.

Both give an answer as {key: numbers}, the key being a child, a grid, a day or a category, so that answers can be
compared. Only questions of QUESTIONS can be asked. Words spliced into SQL are the benchmark's own edition's.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import duckdb
import pandas as pd

from cockpit.contract import ADMIN
from cockpit.cube.rules import rule_periods
from cockpit.store import Snapshot, Unit

Case = tuple[Unit, date, date, dict[str, str]]
Answer = dict[str, tuple[int, ...]]

QUESTIONS = {
    "tile, 30 days and those before": "SELECT '', count(*), count(*) FILTER (closed_at <= due_at) FROM {e} WHERE {due}",
    "children ranked, 30 days": (
        "SELECT {below}, count(*), count(*) FILTER (returns > 0) FROM {e} WHERE {closed} GROUP BY 1"
    ),
    "all grids, 30 days": "SELECT {grid}, count(*) FROM {e} WHERE {reported} GROUP BY 1",
    "all grids, a year": "SELECT {grid}, count(*) FROM {e} WHERE {reported} GROUP BY 1",
    "daily trend of a year": (
        "SELECT CAST(CAST(closed_at AS DATE) AS VARCHAR), count(*) FROM {e} WHERE {closed} GROUP BY 1"
    ),
    "categories, a year": "SELECT category, count(*) FROM {e} WHERE {reported} GROUP BY 1",
    "coverage, a tile": (
        "SELECT '', sum(weight), coalesce(sum(weight) FILTER (last + days > DATE '{end}'), 0) FROM ("
        "SELECT coalesce(count, 1) AS weight, dwelling_id, CAST(coalesce(interval_days, r.days) AS INTEGER) AS days "
        "FROM {d} LEFT JOIN rule AS r ON r.class = coalesce(d.class, '') AND r.kind = coalesce(d.kind, '') "
        "WHERE {valid}) LEFT JOIN (SELECT dwelling_id, max(CAST(inspected_at AS DATE)) AS last FROM inspections "
        "WHERE inspected_at < DATE '{end}' + 1 GROUP BY 1) USING (dwelling_id) WHERE days > 0"
    ),
}


def measured(question: str, rows: list[Any]) -> Answer:
    """The store's rows in the same form."""
    ratio = question.startswith(("tile", "children", "coverage"))
    said = {row.key: (row.denominator, row.numerator) if ratio else (row.value,) for row in rows}
    return {key: tuple(int(part or 0) for part in parts) for key, parts in said.items() if parts[0]}


class Plain:
    """DuckDB over the edition's Parquet, as whoever has no cube would ask."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.connection = duckdb.connect()
        extracts = snapshot.path / "extracts"
        self.connection.register("ancestors", ancestors(snapshot))
        for table in ("events", "inspections", "dwellings"):
            self.connection.execute(f"CREATE VIEW {table} AS FROM read_parquet('{extracts / table}.parquet')")

    def ask(self, question: str, case: Case) -> Answer:
        """Answer one question."""
        if question.startswith("coverage"):
            self.connection.register("rule", rules_on(self.snapshot, case[2]))
        rows = self.connection.execute(statement(self.snapshot, question, case)).fetchall()
        return {str(key): tuple(int(part) for part in parts) for key, *parts in rows if parts[0]}


class Frames:
    """pandas, with everything it needs in memory; what that takes is part of the answer."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        extracts, up = snapshot.path / "extracts", ancestors(snapshot)
        columns = ["grid", "category", "channel", "reported_at", "closed_at", "due_at", "returns"]
        self.events = pd.read_parquet(extracts / "events.parquet", columns=columns)
        groups = {key: category.group for key, category in snapshot.catalogue.categories.items()}
        self.events["category_group"] = self.events["category"].map(groups).fillna("")
        self.events = self._placed(self.events, up, ("category", "channel", "category_group"))
        columns = ["dwelling_id", "grid", "kind", "class", "count", "interval_days", "from_date", "to_date"]
        homes = pd.read_parquet(extracts / "dwellings.parquet", columns=columns)
        visits = pd.read_parquet(extracts / "inspections.parquet", columns=["dwelling_id", "inspected_at"])
        for name in ("from_date", "to_date"):
            homes[name] = pd.to_datetime(homes[name])
        known = pd.CategoricalDtype(homes["dwelling_id"].unique())
        homes["dwelling"] = homes["dwelling_id"].astype(known).cat.codes
        visits["dwelling"] = visits["dwelling_id"].astype(known).cat.codes
        self.visits = visits.drop(columns="dwelling_id")
        self.homes = self._placed(homes.drop(columns="dwelling_id"), up, ("kind", "class"))

    @staticmethod
    def _placed(frame: pd.DataFrame, up: pd.DataFrame, words: tuple[str, ...]) -> pd.DataFrame:
        frame = frame.merge(up, left_on="grid", right_on="code").drop(columns="code")
        for name in (*words, "grid", *up.columns.drop("code")):
            frame[name] = frame[name].fillna("").astype("category")
        return frame

    def ask(self, question: str, case: Case) -> Answer:
        """Answer one question."""
        unit, start, end, where = case
        if question.startswith("coverage"):
            return self._coverage(case)
        day = {"tile": "due_at", "children": "closed_at", "daily": "closed_at"}.get(
            question.split(maxsplit=1)[0].strip(","), "reported_at"
        )
        frame = self.events
        mask = (frame[day] >= pd.Timestamp(start)) & (frame[day] < pd.Timestamp(end + timedelta(days=1)))
        mask &= frame[f"l{unit.depth}"] == unit.code
        for key, value in where.items():
            mask &= frame[key] == value
        found = frame[mask]
        if question.startswith("tile"):
            whole = {"": (len(found), int((found["closed_at"] <= found["due_at"]).sum()))}
            return whole if len(found) else {}
        if question.startswith("children"):
            below = found.groupby(f"l{min(unit.depth + 1, 4)}", observed=True)["returns"]
            both = below.agg(["size", lambda returns: (returns > 0).sum()])
            return {str(key): (int(row.iloc[0]), int(row.iloc[1])) for key, row in both.iterrows()}
        by = f"l{len(self.snapshot.tree().levels) - 1}" if "grids" in question else "category"
        keys = found["closed_at"].dt.date if question.startswith("daily") else found[by]
        return {str(key): (int(n),) for key, n in found.groupby(keys, observed=True).size().items()}

    def _coverage(self, case: Case) -> Answer:
        unit, _, end, where = case
        day, homes = pd.Timestamp(end), self.homes
        mask = (homes[f"l{unit.depth}"] == unit.code) & ~(homes["from_date"] > day) & ~(homes["to_date"] < day)
        for key, value in where.items():
            mask &= homes[key] == value
        found = homes[mask].merge(rules_on(self.snapshot, end), on=["class", "kind"], how="left")
        days = found["interval_days"].astype("float64").fillna(found["days"])
        found, days = found[days > 0], days[days > 0]
        seen = self.visits[self.visits["inspected_at"] < day + pd.Timedelta(days=1)]
        last = seen.groupby("dwelling")["inspected_at"].max().dt.normalize().reindex(found["dwelling"])
        covered = last.to_numpy() + pd.to_timedelta(days, unit="D").to_numpy() > day.to_datetime64()
        weight = found["count"].astype("float64").fillna(1)
        whole = (int(weight.sum()), int(weight[covered].sum()))
        return {"": whole} if whole[0] else {}


def ancestors(snapshot: Snapshot) -> pd.DataFrame:
    """Code of each base grid, and l0, l1 ...: the codes of the units above it, the last its own.

    A grid that was given up stands with the units of the one that follows it.
    """
    tree = snapshot.tree()
    units = pd.read_parquet(snapshot.path / "extracts" / "units.parquet")
    units = units[units["tree"].fillna(ADMIN) == ADMIN]
    over = units[pd.to_datetime(units["valid_to"]) < pd.Timestamp(snapshot.manifest.as_of)].dropna(subset=["successor"])
    follows = dict(over[["code", "successor"]].itertuples(index=False))
    rows = []
    for code in units["code"]:
        own = code
        while own in follows:
            own = follows[own]
        if tree.get(own) is not None and tree.unit(own).leaf:
            rows.append({"code": code, **{f"l{up.depth}": up.code for up in tree.ancestors(own)}})
    return pd.DataFrame(rows)


def rules_on(snapshot: Snapshot, day: date) -> pd.DataFrame:
    """The interval that holds on `day` for each class and kind."""
    sorts = [(class_, kind) for class_ in snapshot.values["class"] for kind in snapshot.values["kind"]]
    held = [
        (period.class_, period.kind, period.days)
        for period in rule_periods(snapshot.catalogue.intervals, sorts)
        if period.starts <= day and (period.ends is None or day < period.ends)
    ]
    return pd.DataFrame(held, columns=["class", "kind", "days"])


def statement(snapshot: Snapshot, question: str, case: Case) -> str:
    """The question as SQL over the extracts."""
    unit, start, end, where = case
    groups = ", ".join(f"('{key}', '{item.group}')" for key, item in snapshot.catalogue.categories.items())
    homely = "d." if question.startswith("coverage") else ""
    narrowed = "".join(f" AND coalesce({homely}{key}, '') = '{value}'" for key, value in where.items())
    within = f" AND l{unit.depth} = '{unit.code}'{narrowed}"
    days = {
        said: f"{said}_at >= DATE '{start}' AND {said}_at < DATE '{end}' + 1{within}"
        for said in ("reported", "closed", "due")
    }
    events = "events JOIN ancestors ON code = grid"
    if "category_group" in where:
        events += f" LEFT JOIN (VALUES {groups}) AS c(category, category_group) USING (category)"
    valid = (
        f"coalesce(from_date, DATE '1-1-1') <= DATE '{end}' AND coalesce(to_date, DATE '{end}') >= DATE '{end}'{within}"
    )
    return QUESTIONS[question].format(
        e=events,
        d="dwellings AS d JOIN ancestors ON code = grid",
        end=end,
        valid=valid,
        grid=f"l{len(snapshot.tree().levels) - 1}",
        below=f"l{min(unit.depth + 1, len(snapshot.tree().levels) - 1)}",
        **days,
    )
