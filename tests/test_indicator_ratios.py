"""Rates of two indicators, counted by hand: sums over sums of what two districts gave, whatever was given before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cockpit.catalogue import DEFAULTS, Metric, load_catalogue, parse_sum
from cockpit.store import Snapshot
from tests.city import AS_OF
from tests.village import ask, dwelling, opened, village

CATALOGUE = load_catalogue(DEFAULTS)
GIVEN = CATALOGUE.indicators


PEOPLE = {"residents": 100, "floating": 40}  # of the one dwelling of each district, twice as many in the second


def of_indicators(metric: Metric) -> bool:
    """Whether a rate is made of indicators that add up over units, and of nothing else but people."""
    keys = {key for terms in metric.sums for key, _ in terms}
    summed = {key for key in keys if key in GIVEN and GIVEN[key].over_units == "sum"}
    return metric.ratio and bool(summed) and keys - summed <= set(PEOPLE)


RATES = [metric for metric in CATALOGUE.metrics.values() if of_indicators(metric)]
KEYS = sorted({key for metric in RATES for terms in metric.sums for key, _ in terms})


def given(district: int, key: str) -> int:
    """What a district gave on the last day; an earlier month was another number."""
    if key in PEOPLE:
        return PEOPLE[key] * (1 + district)
    return 100 + 37 * KEYS.index(key) % 61 + 11 * district


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    city = village(["g", "h"])
    city.units.append({"code": "E", "parent": "C", "level": "district", "name": "东区"})
    next(row for row in city.units if row["code"] == "h")["parent"] = "E"
    for at, unit in enumerate(("D", "E")):
        for key in sorted(set(KEYS) - set(PEOPLE)):
            for day, value in ((AS_OF, given(at, key)), (date(2026, 4, 30), 5)):
                city.indicators.append({"tree": "admin", "unit": unit, "indicator": key, "date": day, "value": value})
    for at, grid in enumerate(("g", "h")):
        people = {key: given(at, key) for key in PEOPLE}
        city.dwellings.append(dwelling(f"d{at}", grid, registered=people["residents"] - people["floating"], **people))
    data: Path = tmp_path_factory.mktemp("rates")
    return opened(city, data)


def by_hand(metric: Metric, districts: tuple[int, ...]) -> float:
    sums = [
        sum(sign * given(at, key) for key, sign in parse_sum(text) for at in districts)
        for text in (metric.numerator or "", metric.denominator or "")
    ]
    return sums[0] / sums[1]


@pytest.mark.parametrize("metric", RATES, ids=lambda metric: metric.key)
def test_a_rate_is_a_sum_over_a_sum(snapshot: Snapshot, metric: Metric) -> None:
    whole = ask(snapshot, metric.key, end=AS_OF, start=date(2026, 6, 1)).total
    assert whole.value == pytest.approx(by_hand(metric, (0, 1)), rel=1e-12)
    parts = ask(snapshot, metric.key, "district", end=AS_OF, start=date(2026, 6, 1)).rows()
    assert [row.value for row in parts] == pytest.approx([by_hand(metric, (0,)), by_hand(metric, (1,))], rel=1e-12)
    grids = ask(snapshot, metric.key, "grid", end=AS_OF, start=date(2026, 6, 1)).rows()
    assert [row.state for row in grids] == ["empty", "empty"]


def test_the_plans_and_the_people_have_rates() -> None:
    assert {"patrol_completion", "special_visit_rate", "permit_rate", "volunteer_rate"} <= {
        metric.key for metric in RATES
    }
