"""The planner: which table answers each question the pages ask, and that every choice agrees with a plain count."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pytest

from cockpit.access import Scope
from cockpit.catalogue import DEFAULTS, load_catalogue
from cockpit.contract import LEADS, MONTHLY
from cockpit.cube import Limits
from cockpit.measure import Measurement, breakdowns, changes, measure
from cockpit.measure.plan import LARGE, LEDGER, MONTH, RUNNING
from cockpit.recall import Recall, bytes_of
from cockpit.selection import Selection
from cockpit.store import Snapshot, Store
from tests.brute import Brute
from tests.city import AS_OF, TinyCity, publish_city

EVERYTHING = Scope(unit=None, smallest_cell=0)
JUNE = (date(2026, 6, 1), AS_OF)
HALF_YEAR = (date(2026, 1, 5), date(2026, 6, 19))
# In the way the issue of scale lists them: plain, by category, by its group, by channel, by both, by kind of dwelling.
WAYS: dict[str, dict[str, set[str]]] = {
    "plain": {},
    "category": {"category": {"litter", "noise"}},
    "group": {"category_group": {"home"}},
    "channel": {"channel": {"app"}},
    "both": {"category": {"litter"}, "channel": {"app", ""}},
    "kind": {"kind": {"rented"}},
}


@dataclass(frozen=True)
class Question:
    """A question of a page: of a unit, by what, over a period; and the kind of table that answers it, by way of
    narrowing. A way that is left out is not asked."""

    metric: str
    by: str = ""
    unit: str = "00"
    period: tuple[date, date] = JUNE
    kinds: dict[str, str] = field(default_factory=dict)


EVENTS = ("category", "group", "channel", "both")


def ways(plain: str, narrowed: str, **others: str) -> dict[str, str]:
    """The kind of table of the plain question and of those narrowed by what events have.

    No table of large units has both category and channel.
    """
    both = {"both": LEDGER} if narrowed == LARGE else {}
    return {"plain": plain, **dict.fromkeys(EVENTS, narrowed), **both, **others}


def homes(plain: str, narrowed: str) -> dict[str, str]:
    return {"plain": plain, "kind": narrowed}


# The city and district 01 are large in this city, the others are not.
QUESTIONS = {
    "tile of the city": Question("on_time_rate", kinds=ways(RUNNING, LARGE)),
    "tile of a district": Question("on_time_rate", unit="01", kinds=ways(RUNNING, LARGE)),
    "tile of a town": Question("on_time_rate", unit="0101", kinds=ways(RUNNING, LEDGER)),
    "tile of a grid": Question("on_time_rate", unit="010100", kinds=ways(RUNNING, LEDGER)),
    "tile of a year": Question(
        "on_time_rate", unit="0101", period=HALF_YEAR, kinds=ways(RUNNING, LEDGER, group=MONTH, channel=MONTH)
    ),
    "tile of a stock": Question("events_open", unit="0101", kinds=ways(RUNNING, LEDGER, group=MONTH, channel=MONTH)),
    "children ranked": Question("rework_rate", "children", kinds=ways(RUNNING, LARGE)),
    "towns ranked": Question("rework_rate", "town", kinds=ways(RUNNING, LEDGER)),
    "grids of a town": Question("rework_rate", "children", unit="0101", kinds=ways(RUNNING, LEDGER)),
    "all grids on the map": Question("events_reported", "grid", kinds=ways(RUNNING, LEDGER)),
    "all grids, half a year": Question(
        "events_reported", "grid", period=HALF_YEAR, kinds=ways(RUNNING, LEDGER, group=MONTH, channel=MONTH)
    ),
    "all grids of a stock": Question("events_open", "grid", kinds=ways(RUNNING, LEDGER, group=MONTH, channel=MONTH)),
    "trend of the city": Question("events_closed", "day", period=HALF_YEAR, kinds=ways(RUNNING, LARGE)),
    "trend of a town": Question("events_closed", "day", unit="0101", period=HALF_YEAR, kinds=ways(RUNNING, LEDGER)),
    "trend of a grid": Question("events_closed", "day", unit="010100", period=HALF_YEAR, kinds=ways(LEDGER, LEDGER)),
    "trend by months": Question("events_closed", "month", unit="01", period=HALF_YEAR, kinds=ways(RUNNING, LARGE)),
    "categories of the city": Question("events_reported", "category", kinds=ways(LARGE, LARGE, channel=LEDGER)),
    "categories of a town": Question("events_reported", "category", unit="0101", kinds=ways(LEDGER, LEDGER)),
    "funnel of the city": Question("events_closed", "category_group", kinds=ways(LARGE, LARGE)),
    "departments of a town": Question("events_reported", "department", unit="0101", kinds=ways(LEDGER, LEDGER)),
    "departments of a district": Question(
        "events_reported", "department", unit="01", kinds=ways(LARGE, LEDGER, channel=LARGE)
    ),
    "coverage of the city": Question("inspection_coverage", kinds=homes(RUNNING, LARGE)),
    "coverage of the districts": Question("inspection_coverage", "children", kinds=homes(RUNNING, LARGE)),
    "coverage of the towns": Question("inspection_coverage", "town", kinds=homes(RUNNING, MONTH)),
    "coverage of all grids": Question("inspection_coverage", "grid", kinds=homes(RUNNING, MONTH)),
    "coverage of a town by kind": Question("inspection_coverage", "kind", unit="0101", kinds=homes(MONTH, MONTH)),
    "coverage of a district by class": Question("inspection_coverage", "class", unit="01", kinds=homes(LARGE, LARGE)),
    "trend of coverage": Question(
        "inspection_coverage", "day", unit="0101", period=HALF_YEAR, kinds=homes(RUNNING, LEDGER)
    ),
    "inspections of all grids": Question("inspections", "grid", kinds=homes(RUNNING, LEDGER)),
    "overdue by grid": Question("inspection_overdue", "grid", unit="01", kinds=homes(RUNNING, MONTH)),
}
CASES = [(name, way) for name, question in QUESTIONS.items() for way in question.kinds]


@pytest.fixture(scope="module")
def parted(tiny: TinyCity, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The tiny city with few large units, counted in passes as a megacity is."""
    data = tmp_path_factory.mktemp("parted")
    publish_city(tiny, data, Limits(large_share=0.4, large_least=1, pass_rows=10))
    return Store(data).current()


@pytest.fixture(scope="module")
def brute(tiny: TinyCity) -> Brute:
    return Brute(tiny)


def ask(snapshot: Snapshot, question: Question, way: str) -> Measurement:
    where = tuple((key, tuple(sorted(values))) for key, values in WAYS[way].items())
    start, end = question.period
    selection = Selection(unit=question.unit, start=start, end=end, where=where)
    return measure(snapshot, snapshot.catalogue.metric(question.metric), selection, EVERYTHING, question.by)


def kind_of(tables: tuple[str, ...]) -> str:
    """The kind of an answer's tables. One by months takes the days at the ends from the ledger."""
    for kind in (MONTH, RUNNING, LARGE):
        if any(table.startswith(f"{kind}_") for table in tables):
            return kind
    assert all(table.startswith(("flow_", "stock_")) for table in tables), tables
    return LEDGER


@pytest.mark.parametrize(("name", "way"), CASES)
def test_the_table_of_every_question(parted: Snapshot, name: str, way: str) -> None:
    question = QUESTIONS[name]
    assert kind_of(ask(parted, question, way).tables) == question.kinds[way]


@pytest.mark.parametrize(("name", "way"), CASES)
def test_every_choice_is_what_is_counted(parted: Snapshot, tiny: TinyCity, brute: Brute, name: str, way: str) -> None:
    question, where = QUESTIONS[name], WAYS[way]
    answer = ask(parted, question, way)
    for at, key in enumerate(answer.keys):
        window = answer.windows[at if len(answer.windows) > 1 else 0]
        grids, narrowed = tiny.below(question.unit), dict(where)
        if question.by in {"children", "town", "grid"}:
            grids = tiny.below(key)
        elif question.by not in {"", "day", "month"}:
            narrowed[question.by] = {key} & narrowed.get(question.by, {key})
        for shown, days in (
            (answer.row(at).value, (window.start, window.end, window.as_of)),
            (answer.row(at).previous, (window.previous_start, window.previous_end, window.previous_as_of)),
        ):
            value = brute.ask(question.metric, grids, *days, narrowed)[0]
            assert shown == (pytest.approx(value, rel=1e-9) if value is not None else None), (key, days)


def test_nothing_falls_back_to_rows(parted: Snapshot) -> None:
    """Tables that lists are read from hold rows of facts: no number is counted from them."""
    known = ("flow_", "stock_", "running_", "large_", "month_")
    for metric in parted.catalogue.metrics.values():
        for by in breakdowns(parted, metric, "admin"):
            answer = measure(parted, metric, Selection(), EVERYTHING, by)
            assert all(table.startswith(known) for table in answer.tables)


def test_passes_and_large_units_change_no_answer(parted: Snapshot, snapshot_of_tiny: Snapshot) -> None:
    assert parted.large > snapshot_of_tiny.large
    for question in QUESTIONS.values():
        for way in question.kinds:
            one, other = ask(parted, question, way), ask(snapshot_of_tiny, question, way)
            assert one.keys == other.keys
            np.testing.assert_array_equal(one.value, other.value)


def test_many_grids_are_summed_by_unit_in_the_question(parted: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = {(name, way): ask(parted, QUESTIONS[name], way) for name, way in CASES}
    monkeypatch.setattr(changes, "_MOST_SUMMED", 10)
    joined = 0
    for (name, way), before in plain.items():
        now = ask(parted, QUESTIONS[name], way)
        assert (now.keys, now.tables) == (before.keys, before.tables)
        np.testing.assert_array_equal(now.value, before.value)
        np.testing.assert_array_equal(now.previous, before.previous)
        joined += any("JOIN held" in sql for sql in now.sql)
    assert joined


def test_units_of_other_trees_are_planned_alike(parted: Snapshot) -> None:
    for tree in set(parted.trees) - {"admin"}:
        root = parted.tree(tree).root.code
        metric = parted.catalogue.metric("events_reported")
        for by in ("", "children", "day"):
            plain = measure(parted, metric, Selection(tree=tree, unit=root), EVERYTHING, by)
            assert kind_of(plain.tables) == RUNNING
            channels = parted.values["channel"]
            narrowed = measure(
                parted, metric, Selection(tree=tree, unit=root, where=(("channel", channels),)), EVERYTHING, by
            )
            np.testing.assert_array_equal(plain.value, narrowed.value)


def test_an_edition_made_before_is_asked_for_what_it_has(parted: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    metric = parted.catalogue.metric("events_reported")
    narrowed = Selection(unit="01", where=(("channel", parted.values["channel"][:2]),))
    asked = (Selection(unit="01"), narrowed)
    now = {where: measure(parted, metric, where, EVERYTHING, "department") for where in asked}
    table = f"large_department_{parted.catalogue.measures['events_reported'].ledger}"
    monkeypatch.setitem(parted.tables, table, parted.tables[table] - {"channel"})
    monkeypatch.setattr(parted, "_recall", Recall(bytes_of))
    before = {where: measure(parted, metric, where, EVERYTHING, "department") for where in asked}
    assert [kind_of(answer.tables) for answer in before.values()] == [LARGE, LEDGER]
    assert all("d.channel" not in sql for sql in before[Selection(unit="01")].sql)
    for where, answer in now.items():
        assert list(answer.rows()) == list(before[where].rows())


def test_leading_dimensions_are_dimensions() -> None:
    from cockpit.contract import FAMILIES

    for family, names in LEADS.items():
        assert set(names) <= set(FAMILIES[family])
    for family, sets in MONTHLY.items():
        assert all(set(names) <= set(FAMILIES[family]) for names in sets)
    assert load_catalogue(DEFAULTS).measures
