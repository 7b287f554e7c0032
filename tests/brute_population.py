"""People, crowded lets and links, row by row: the oracle of the population metrics."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.city import TinyCity

Answer = tuple[float | None, float | None, float | None, int]
Row = dict[str, Any]
OLD_AGE, PEOPLE_PER_ROOM, M2_PER_PERSON = 60, 2, 5


def ratio(numerator: float, denominator: float, n: int) -> Answer:
    return (numerator / denominator if denominator else None, numerator, denominator, n)


def band(low: int | None, high: int | None) -> str:
    """The band of an age group, by its youngest and its oldest."""
    if low is None and high is None:
        return ""
    youngest = low or 0
    if youngest >= 85:
        return "85+"
    if high is None:
        return f"{youngest:02d}+"
    first, last = youngest - youngest % 5, youngest - youngest % 5 + 4
    return f"{first:02d}-{last:02d}" if high <= last else f"{youngest:02d}-{high:02d}"


def person_row(row: Row) -> Row:
    """A row of the population table with the words of its dimensions."""
    return {
        **row,
        "residence": row["kind"] or "all",
        "sex": row["sex"] or "all",
        "age": band(row["age_from"], row["age_to"]),
    }


def latest_month(rows: list[Row], grid: str, day: date) -> date | None:
    """The latest month that the grid's district had delivered by `day`."""
    months = {row["month"] for row in rows if row["grid"][:2] == grid[:2] and row["month"] <= day}
    return max(months, default=None)


def crowded(row: Row) -> bool:
    people = row["residents"]
    by_room = bool(row["rooms"]) and people > PEOPLE_PER_ROOM * row["rooms"]
    by_floor = bool(row["area_m2"]) and row["area_m2"] < M2_PER_PERSON * people
    return by_room or by_floor


def measured_let(row: Row) -> bool:
    return row["kind"] == "rented" and row["residents"] > 0 and bool(row["rooms"] or row["area_m2"])


class PopulationBrute:
    """Answers to the metrics of metrics_population.toml; a part of Brute."""

    city: TinyCity

    def _holding(self, table: str, s: Any) -> list[Row]:
        """The rows of a monthly table that hold on the day, in the grids asked for, narrowed."""
        rows = [row for row in getattr(self.city, table) if row["grid"] in s.grids]
        months = {grid: latest_month(getattr(self.city, table), grid, s.as_of) for grid in s.grids}
        held = [row for row in rows if row["month"] == months[row["grid"]]]
        held = [person_row(row) for row in held] if table == "population" else held
        return [row for row in held if all((row.get(key) or "") in values for key, values in s.where.items())]

    def _register_sum(self, s: Any, column: str) -> Answer:
        return (sum(row[column] or 0 for row in s.register), None, None, len(s.register))

    def _registered(self, s: Any) -> Answer:
        return self._register_sum(s, "registered")

    def _elsewhere(self, s: Any) -> Answer:
        return self._register_sum(s, "elsewhere")

    def _floating(self, s: Any) -> Answer:
        return self._register_sum(s, "floating")

    def _overseas(self, s: Any) -> Answer:
        return self._register_sum(s, "overseas")

    def _absent(self, s: Any) -> Answer:
        return self._register_sum(s, "absent")

    def _absent_share(self, s: Any) -> Answer:
        absent = sum(row["absent"] or 0 for row in s.register)
        return ratio(absent, absent + sum(row["registered"] for row in s.register), len(s.register))

    def _separation_rate(self, s: Any) -> Answer:
        apart = sum(row["elsewhere"] + row["floating"] for row in s.register)
        return ratio(apart, sum(row["residents"] for row in s.register), len(s.register))

    def _crowded_lets(self, s: Any) -> Answer:
        lets = [row for row in s.register if measured_let(row)]
        n = sum(r["count"] for r in lets)
        return (sum(r["count"] for r in lets if crowded(r)) if n else None, None, None, n)

    def _crowded_share(self, s: Any) -> Answer:
        count, _, _, n = self._crowded_lets(s)
        return (count / n, count, n, n) if n and count is not None else (None, None, n, n)

    def _crowded_residents(self, s: Any) -> Answer:
        lets = [row for row in s.register if measured_let(row)]
        n = sum(r["count"] for r in lets)
        return (sum(r["residents"] for r in lets if crowded(r)) if n else None, None, None, n)

    def _population(self, s: Any) -> Answer:
        n = sum(row["count"] for row in self._holding("population", s) if row["residence"] != "absent")
        return (n, None, None, n)

    def _population_absent(self, s: Any) -> Answer:
        n = sum(row["count"] for row in self._holding("population", s) if row["residence"] == "absent")
        return (n, None, None, n)

    def _old_age_share(self, s: Any) -> Answer:
        here = [row for row in self._holding("population", s) if row["residence"] != "absent"]

        def youngest(row: Row) -> int | None:
            return 0 if row["age_from"] is None and row["age_to"] is not None else row["age_from"]

        old = sum(row["count"] for row in here if (youngest(row) or 0) >= OLD_AGE)
        young = sum(row["count"] for row in here if row["age_to"] is not None and row["age_to"] < OLD_AGE)
        return ratio(old, old + young, old + young)

    def _register_difference(self, s: Any) -> Answer:
        residents = sum(row["residents"] for row in s.register)
        return ((self._population(s)[0] or 0) - residents, None, None, len(s.register))

    def _register_gap(self, s: Any) -> Answer:
        residents = sum(row["residents"] for row in s.register)
        return ratio((self._population(s)[0] or 0) - residents, residents, len(s.register))

    def _link_rate(self, s: Any) -> Answer:
        rows = self._holding("links", s)
        total = sum(row["total"] for row in rows)
        return ratio(sum(row["linked"] for row in rows), total, total)
