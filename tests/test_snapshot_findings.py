"""Titles are computed from the numbers: a fall carried by one unit, a change of rank, nothing notable."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cockpit.measure import Measurement
from cockpit.snapshot.findings import (
    carrier,
    finding_of_change,
    finding_of_tiles,
    finding_of_values,
    largest_shift,
    notable,
)
from tests.answers import CATALOGUE, answer, metric

COVERAGE, OVERDUE = "inspection_coverage", "inspection_overdue"


def total_of(units: Measurement, then: Measurement) -> Measurement:
    """The whole of `units`, compared with the whole of `then`."""

    def whole(of: Measurement) -> float:
        return float(of.numerator.sum() / of.denominator.sum() if of.metric.ratio else of.value.sum())

    return answer(units.metric, [whole(units)], by="", previous=[whole(then)])


def title(values: list[float], before: list[float], of: str = COVERAGE, lang: str = "zh") -> str:
    then = answer(of, before)
    now = replace(answer(of, values, previous=before))
    return finding_of_change(total_of(now, then), now, then, lang, "previous")


def test_a_fall_carried_by_one_unit() -> None:
    before = [0.96, 0.97, 0.96, 0.98]
    after = [0.87, 0.95, 0.96, 0.98]
    assert title(after, before) == "云澜市人房巡查覆盖率下降 2.8 点，82% 来自柳浦街道"
    assert title(after, before, lang="en") == "Inspection coverage of Town 0 fell by 2.8 pt, 82% of it in 柳浦街道"


def test_a_rise_of_an_amount_carried_by_one_unit() -> None:
    assert title([900, 510, 300], [500, 500, 300], OVERDUE) == "云澜市到期未巡上升 31.5%，98% 来自柳浦街道"


def test_a_fall_of_many_is_carried_by_nobody() -> None:
    assert title([0.93] * 4, [0.96] * 4).endswith("没有哪个单位占到一半")


def test_a_fall_against_the_others() -> None:
    assert "主要来自柳浦街道" in title([0.70, 0.97, 0.97], [0.96, 0.95, 0.95])


def test_a_change_of_rank() -> None:
    before = [0.97, 0.960, 0.965, 0.962, 0.93]
    after = [0.955, 0.961, 0.966, 0.963, 0.944]
    assert title(after, before) == "柳浦街道人房巡查覆盖率从第 1 位降到第 4 位，共 5 个单位"


def test_nothing_notable() -> None:
    before = [0.96, 0.97, 0.961, 0.94]
    after = [0.961, 0.969, 0.960, 0.941]
    assert title(after, before) == "云澜市人房巡查覆盖率 95.8%，与上期相比没有明显变化，1 个单位未达标"


def test_without_data_nothing_is_claimed() -> None:
    nothing = answer(COVERAGE, [None], by="", states={0: "empty"})
    assert "无数据" in finding_of_change(nothing, answer(COVERAGE, [None]), None, "zh", "previous")


def test_a_withheld_unit_makes_nobody_the_carrier() -> None:
    then = answer("residents", [20, 500, 400])
    now = answer("residents", [None, 900, 400], states={0: "suppressed"}, previous=[None, 500, 400])
    assert carrier(now, then) is None


counts = st.lists(st.tuples(*[st.integers(1, 10_000)] * 4), min_size=2, max_size=12)


@given(counts)
def test_the_parts_of_a_ratio_s_change_add_up(rows: list[tuple[int, int, int, int]]) -> None:
    """Their shares sum to one, whatever the weights do."""
    n, d, n0, d0 = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    now = replace(answer(COVERAGE, list(n / d)), numerator=n, denominator=d)
    then = replace(answer(COVERAGE, list(n0 / d0)), numerator=n0, denominator=d0)
    change = n.sum() / d.sum() - n0.sum() / d0.sum()
    found = carrier(now, then)
    if found is None or abs(change) < 1e-6:
        return
    old = n0.sum() / d0.sum()
    parts = (n - old * d) / d.sum() - (n0 - old * d0) / d0.sum()
    assert np.isclose(parts.sum(), change)
    assert np.isclose(found.share, (parts / parts.sum()).max())


def test_small_counts_are_not_news() -> None:
    assert not notable(metric(OVERDUE), 4, 3)
    assert notable(metric(OVERDUE), 400, 300)
    assert not notable(metric(COVERAGE), 0.955, 0.95)
    assert largest_shift(answer(COVERAGE, [0.9, 0.8], previous=[0.8, 0.9])) is None


def test_titles_of_headlines() -> None:
    low = answer(COVERAGE, [0.91], by="", previous=[0.95])
    high = answer("on_time_rate", [0.97], by="", previous=[0.97])
    assert finding_of_tiles([low, high], "zh", "previous") == "2 项指标中 1 项未达标：人房巡查覆盖率 91.0%"
    more = answer("events_open", [150], by="", previous=[100])
    assert finding_of_tiles([high, more], "zh", "previous").startswith("变化最大的是在办事件")
    assert finding_of_tiles([high], "zh", "previous") == "有目标的 1 项指标都没有越过警戒线"
    assert finding_of_tiles([], "zh", "previous") == ""


def test_titles_of_breakdowns() -> None:
    rates = answer(COVERAGE, [0.97, 0.88], by="kind", keys=["owner", "rented"], names=["自住", "出租"])
    assert finding_of_values(rates, "zh") == "人房巡查覆盖率：出租最低，88.0%"
    amounts = answer("events_open", [75, 25], by="channel", keys=["a", "b"], names=["热线", "随手拍"])
    assert finding_of_values(amounts, "zh") == "在办事件：热线最多，75 件，占 75%"
    assert finding_of_values(answer("events_open", [], by="channel"), "zh") == ""
    assert CATALOGUE.metrics
