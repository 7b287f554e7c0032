"""Metrics of facts that hang on units, row by row in plain Python: the oracle their ledgers are held against."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.brute import Answer, Brute, interval_on, ratio, valid_on
from tests.city import TinyCity
from tests.forces_city import BEATS, POLICE

Row = dict[str, Any]
Where = dict[str, set[str]]
NOTHING: Answer = (None, None, None, 0)
OVER_TIME = {"volunteers": "latest", "budget": "latest", "paid": "latest", "legal_talks": "sum", "pay": "none"}


class ForcesBrute:
    """Answers for one unit of one tree."""

    def __init__(self, city: TinyCity) -> None:
        self.city = city
        self.admin = Brute(city)
        self.rows = {"admin": city.units, POLICE: city.further_units}
        self.parents = {tree: {row["code"]: row["parent"] for row in rows} for tree, rows in self.rows.items()}
        self.levels = {tree: {row["code"]: row["level"] for row in rows} for tree, rows in self.rows.items()}

    def beat(self, grid: str) -> str | None:
        """The beat that most of the grid lies in."""
        shape = next(row["geometry"] for row in self.city.boundaries if row["code"] == grid)
        shares = {code: shape.intersection(ground).area for code, ground in BEATS.items()}
        best = max(shares, key=lambda code: shares[code])
        return best if shares[best] > 1e-9 else None

    def above(self, tree: str, code: str, asked: str) -> list[str]:
        """Units of tree `asked` that a fact of the unit `code` of `tree` counts for."""
        at: str | None = code
        if tree != asked:
            at = self.beat(code) if tree == "admin" and code in self.city.grids else None
        way = []
        while at:
            way.append(at)
            at = self.parents[asked][at]
        return way

    def below(self, tree: str, code: str) -> set[str]:
        """Base grids below a unit of any tree."""
        if tree == "admin":
            return self.city.below(code)
        return {grid for grid in self.city.grids if code in self.above("admin", grid, tree)}

    def facts(self, table: str, tree: str, code: str, where: Where) -> list[Row]:
        chosen = [row for row in getattr(self.city, table) if _matches(row, where)]
        return [row for row in chosen if code in self.above(row.get("tree", "admin"), row["unit"] or "00", tree)]

    def told(self, table: str, tree: str, code: str, where: Where) -> bool:
        """Whether facts are given for units of the level of `code`."""
        level = self.levels[tree][code]
        return any(self.facts(table, tree, other, where) for other, its in self.levels[tree].items() if its == level)

    def ask(
        self, metric: str, tree: str, code: str, start: date, end: date, as_of: date, where: Where | None = None
    ) -> Answer:
        """(value, numerator, denominator, n); nothing below the level a fact is given for."""
        how: Callable[..., Answer | None] | None = getattr(self, "_" + metric, None)
        if how is None:
            answer = self._count_of(metric, tree, code, (start, end, as_of), where or {})
        else:
            answer = how(tree, code, (start, end, as_of), where or {})
        return answer or (None, None, None, None)  # type: ignore[return-value]

    # --- posts --------------------------------------------------------------------------------------------------

    def _roster(self, tree: str, code: str, days: tuple[date, date, date], where: Where) -> list[Row] | None:
        if not self.told("posts", tree, code, where):
            return None
        rows = self.facts("posts", tree, code, where)
        return [row for row in rows if row["since"] is None or row["since"] <= days[2]]

    def _posts(self, *asked: Any) -> Answer | None:
        rows = self._roster(*asked)
        return None if rows is None else (len(rows), None, None, len(rows))

    def _posts_vacant(self, *asked: Any) -> Answer | None:
        rows = self._roster(*asked)
        return None if rows is None else (sum(not row["filled"] for row in rows), None, None, len(rows))

    def _share(self, asked: tuple[Any, ...], column: str, *, known: bool) -> Answer | None:
        rows = self._roster(*asked)
        if rows is None:
            return None
        base = [row for row in rows if row["filled"] and row[column] is not None] if known else rows
        return (*ratio(sum(row["filled"] and bool(row[column]) for row in base), len(base))[:3], len(base))

    def _post_fill_rate(self, *asked: Any) -> Answer | None:
        return self._share(asked, "filled", known=False)

    def _post_assigned_rate(self, *asked: Any) -> Answer | None:
        return self._share(asked, "duty", known=False)

    def _on_post_rate(self, *asked: Any) -> Answer | None:
        return self._share(asked, "on_post", known=True)

    def _certified_rate(self, *asked: Any) -> Answer | None:
        return self._share(asked, "certified", known=True)

    # --- ratings ------------------------------------------------------------------------------------------------

    def _given(self, tree: str, code: str, days: tuple[date, date, date], where: Where) -> list[Row] | None:
        if not self.told("ratings", tree, code, where):
            return None
        return [row for row in self.facts("ratings", tree, code, where) if days[0] <= row["rated_on"] <= days[1]]

    def _ratings(self, *asked: Any) -> Answer | None:
        rows = self._given(*asked)
        return None if rows is None else (len(rows), None, None, len(rows))

    def _rating_mean(self, *asked: Any) -> Answer | None:
        rows = self._given(*asked)
        if rows is None:
            return None
        return (*ratio(round(sum(row["score"] for row in rows), 2), len(rows))[:3], len(rows))

    # --- tasks --------------------------------------------------------------------------------------------------

    def _tasks_overdue(self, tree: str, code: str, days: tuple[date, date, date], where: Where) -> Answer | None:
        rows = self.facts("tasks", tree, code, where)
        if not self.told("tasks", tree, code, where):
            return None
        return (sum(row["state"] == "open" and row["due_on"] < days[2] for row in rows), None, None, len(rows))

    # --- indicators ---------------------------------------------------------------------------------------------

    def _numbers(self, key: str, tree: str, code: str, days: tuple[date, date, date]) -> list[float]:
        """What is told for the unit: its own numbers, else those of the nearest units below that have some."""
        given = {(r["tree"], r["unit"]) for r in self.city.indicators if r["indicator"] == key}
        if key == "pay":
            sources = [(tree, code)] if (tree, code) in given else []
        else:
            sources = self._sources(given, tree, code)
        found: list[float] = []
        for source in sources:
            rows = [r for r in self.city.indicators if (r["tree"], r["unit"]) == source and r["indicator"] == key]
            if OVER_TIME[key] == "sum":
                found += [r["value"] for r in rows if days[0] <= r["date"] <= days[1]]
            elif OVER_TIME[key] == "none":
                found += [r["value"] for r in rows if r["date"] == days[2]]
            else:
                rows = [r for r in rows if r["date"] <= days[2]]
                found += [max(rows, key=lambda r: r["date"])["value"]] if rows else []
        return found

    def _sources(self, given: set[tuple[str, str]], tree: str, code: str) -> list[tuple[str, str]]:
        if (tree, code) in given:
            return [(tree, code)]
        below = [other for other, parent in self.parents[tree].items() if parent == code]
        found = [source for other in below for source in self._sources(given, tree, other)]
        if tree != "admin" and not below:
            found += [("admin", g) for g in self.city.grids if self.beat(g) == code and ("admin", g) in given]
        return found

    def _count_of(self, key: str, tree: str, code: str, days: tuple[date, date, date], where: Where) -> Answer | None:
        assert not where
        numbers = self._numbers(key, tree, code, days)
        return (round(sum(numbers), 2), None, None, len(numbers)) if numbers else NOTHING

    def _part(self, key: str, tree: str, code: str, days: tuple[date, date, date]) -> float | None:
        numbers = self._numbers(key, tree, code, days)
        return sum(numbers) if numbers else None

    def _volunteers_per_resident(
        self, tree: str, code: str, days: tuple[date, date, date], _where: Where
    ) -> Answer | None:
        people = self.admin.ask("residents", self.below(tree, code), *days)[0] or 0
        part, n = self._part("volunteers", tree, code, days), len(self._numbers("volunteers", tree, code, days))
        return (part / people if part is not None and people else None, part, people, n)

    def _paid_share(self, tree: str, code: str, days: tuple[date, date, date], _where: Where) -> Answer | None:
        paid, budget = (self._part(key, tree, code, days) for key in ("paid", "budget"))
        n = len(self._numbers("budget", tree, code, days))
        return (paid / budget if paid is not None and budget else None, paid, budget, n)

    # --- facilities ---------------------------------------------------------------------------------------------

    def _places(self, tree: str, code: str, where: Where) -> list[Row]:
        grids = self.below(tree, code)
        return [row for row in self.city.facilities if row["grid"] in grids and _matches(row, where)]

    def _facilities(self, tree: str, code: str, _days: Any, where: Where) -> Answer:
        rows = self._places(tree, code, where)
        return (len(rows), None, None, len(rows))

    def _facility_area_mean(self, tree: str, code: str, _days: Any, where: Where) -> Answer:
        rows = self._places(tree, code, where)
        known = [row["area_m2"] for row in rows if row["area_m2"] is not None]
        return (*ratio(sum(known), len(known))[:3], len(rows))

    # --- work and load: of base grids ---------------------------------------------------------------------------

    def _done(self, tree: str, code: str, days: tuple[date, date, date], where: Where) -> list[Row]:
        grids = self.below(tree, code)
        events = [row for row in self.city.events if row["grid"] in grids and _matches(row, where)]
        return [row for row in events if row["closed_at"] and days[0] <= row["closed_at"].date() <= days[1]]

    def _team_events_closed(self, *asked: Any) -> Answer:
        n = len(self._done(*asked))
        return (n, None, None, n)

    def _team_hours_mean(self, *asked: Any) -> Answer:
        rows = self._done(*asked)
        timed = [row for row in rows if row.get("arrived_at") and row.get("handled_at")]
        hours = [max((row["handled_at"] - row["arrived_at"]).total_seconds() / 3600, 0) for row in timed]
        return (*ratio(sum(hours), len(timed))[:3], len(rows))

    def _team_inspections(self, tree: str, code: str, days: tuple[date, date, date], where: Where) -> Answer:
        grids = self.below(tree, code)
        teams: dict[str, str] = {}
        for post in sorted(self.city.posts, key=lambda row: row["post_id"]):
            if post["holder"]:
                teams.setdefault(post["holder"], post["team"] or "")
        rows = [{**row, "team": teams.get(row["inspector"], "")} for row in self.admin.placed if row["grid"] in grids]
        n = sum(days[0] <= row["inspected_at"].date() <= days[1] and _matches(row, where) for row in rows)
        return (n, None, None, n)

    def _dwellings_rented(self, tree: str, code: str, days: tuple[date, date, date], _where: Where) -> Answer:
        grids = self.below(tree, code)
        rows = [row for row in self.city.dwellings if row["grid"] in grids and valid_on(row, days[2])]
        return (sum(row["count"] for row in rows if row["kind"] == "rented"), None, None, len(rows))

    def _visits_due(self, tree: str, code: str, days: tuple[date, date, date], _where: Where) -> Answer:
        grids = self.below(tree, code)
        rows = [row for row in self.city.dwellings if row["grid"] in grids and valid_on(row, days[2])]
        due = [(row["count"], interval_on(row, days[2])) for row in rows if interval_on(row, days[2])]
        return (sum(count * 30 / interval for count, interval in due if interval), None, None, len(due))


def _matches(row: Row, where: Where) -> bool:
    names = {"facility": "kind", "task_state": "state"}
    return all((row.get(names.get(key, key)) or "") in values for key, values in where.items())
