"""Units chosen together: their sum equals a brute-force count over all their grids, whatever was chosen."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.access import Denied, Scope
from cockpit.errors import UnknownName
from cockpit.measure import CHILDREN, dimensions, measure, missing_tables
from cockpit.measure.quantiles import EXACT_ROWS
from cockpit.selection import MOST_UNITS, Selection
from cockpit.store import Snapshot
from tests.brute import Brute
from tests.city import AS_OF, TinyCity
from tests.test_truth import EVERYTHING, METRICS, agrees, ask

START = date(2026, 3, 11)


@pytest.fixture(scope="module")
def brute(tiny: TinyCity) -> Brute:
    return Brute(tiny)


def grids_of(tiny: TinyCity, codes: tuple[str, ...]) -> set[str]:
    return set().union(*(tiny.below(code) for code in codes))


@settings(max_examples=60)
@given(data=st.data())
def test_the_sum_of_units_is_counted_once(
    snapshot_of_tiny: Snapshot, tiny: TinyCity, brute: Brute, data: st.DataObject
) -> None:
    codes = data.draw(st.lists(st.sampled_from([row["code"] for row in tiny.units]), min_size=1, max_size=6))
    metric = data.draw(st.sampled_from(METRICS))
    units = Selection().with_units(codes).units
    grids = grids_of(tiny, units)
    total = ask(snapshot_of_tiny, metric, units=units, start=START, end=AS_OF)
    assert len(total) == 1
    agrees(total, 0, brute.ask(metric, grids, START, AS_OF, AS_OF))
    months = ask(snapshot_of_tiny, metric, "month", units=units, start=START, end=AS_OF)
    for at, window in enumerate(months.windows):
        agrees(months, at, brute.ask(metric, grids, window.start, window.end, window.end))
    known = dimensions(snapshot_of_tiny.catalogue, snapshot_of_tiny.catalogue.metric(metric))
    partings = [name for name in known if name in {"kind", "class", "category", "channel"}]
    if not partings:  # communities without an event of a category, say, are not parted by category
        return
    by = data.draw(st.sampled_from(partings))
    parted = ask(snapshot_of_tiny, metric, by, units=units, start=START, end=AS_OF)
    for at, value in enumerate(parted.keys):
        agrees(parted, at, brute.ask(metric, grids, START, AS_OF, AS_OF, {by: {value}}))


@pytest.mark.parametrize("metric", METRICS)
def test_the_parts_of_a_sum_are_its_units(
    snapshot_of_tiny: Snapshot, tiny: TinyCity, brute: Brute, metric: str
) -> None:
    units = ("0101", "0103", "02")
    parts = ask(snapshot_of_tiny, metric, CHILDREN, units=units, start=START, end=AS_OF)
    assert set(parts.keys) == set(units)
    grids = ask(snapshot_of_tiny, metric, "grid", units=units, start=START, end=AS_OF)
    assert set(grids.keys) == grids_of(tiny, units)
    for answer in (parts, grids):
        for at, code in enumerate(answer.keys):
            agrees(answer, at, brute.ask(metric, tiny.below(code), START, AS_OF, AS_OF))


def test_a_unit_within_another_is_counted_with_it(snapshot_of_tiny: Snapshot) -> None:
    answer = ask(snapshot_of_tiny, "dwellings", units=("01", "0101", "0102"))
    assert [unit.code for unit in answer.units] == ["01"]
    assert answer.code == "01"
    assert answer.total.value == ask(snapshot_of_tiny, "dwellings", unit="01").total.value


def test_a_filter_and_a_histogram_hold_for_a_sum(
    snapshot_of_tiny: Snapshot, tiny: TinyCity, brute: Brute, monkeypatch: pytest.MonkeyPatch
) -> None:
    units, metric = ("0101", "02"), "handling_hours_median"
    chosen = {"units": units, "start": START, "end": AS_OF}
    narrowed = ask(snapshot_of_tiny, metric, where=(("channel", ("hotline", "patrol")),), **chosen)
    want = brute.ask(metric, grids_of(tiny, units), START, AS_OF, AS_OF, {"channel": {"hotline", "patrol"}})
    agrees(narrowed, 0, want)
    assert EXACT_ROWS > 0
    monkeypatch.setattr("cockpit.measure.quantiles.EXACT_ROWS", 0)
    rough = ask(snapshot_of_tiny, metric, **chosen).total
    exact = brute.ask(metric, grids_of(tiny, units), START, AS_OF, AS_OF)[0]
    assert rough.state == "approx"
    assert rough.value == pytest.approx(exact, rel=0.02)


def test_each_of_them_must_be_seen_and_known(snapshot_of_tiny: Snapshot) -> None:
    metric = snapshot_of_tiny.catalogue.metric("dwellings")
    with pytest.raises(Denied):
        measure(snapshot_of_tiny, metric, Selection(unit="01", units=("0101", "02")), Scope(unit="01"))
    with pytest.raises(UnknownName):
        measure(snapshot_of_tiny, metric, Selection(units=("nowhere",)), EVERYTHING)


def test_people_of_a_sum_are_suppressed_by_their_sum(snapshot_of_tiny: Snapshot) -> None:
    """Few people in each unit may be enough together; few together are never shown."""
    kinds = {"where": (("kind", ("shop",)),)}
    grids = ask(snapshot_of_tiny, "residents", "grid", **kinds)
    few = [row for row in grids.rows() if row.value and row.value < 10]
    assert len(few) > 1
    for units in ((few[0].key,), tuple(row.key for row in few)):
        people = sum(row.value for row in few if row.key in units)
        shown = ask(snapshot_of_tiny, "residents", scope=Scope(smallest_cell=int(people)), units=units, **kinds).total
        assert (shown.state, shown.value) == ("ok", people)
        least = Scope(smallest_cell=int(people) + 1)
        hidden = ask(snapshot_of_tiny, "residents", scope=least, units=units, **kinds).total
        assert (hidden.state, hidden.value) == ("suppressed", None)


def test_an_address_holds_only_so_many() -> None:
    many = Selection().with_units(f"{at:05}" for at in range(MOST_UNITS + 50))
    assert len(many.units) == MOST_UNITS
    assert Selection.read(many.to_query()) == many
    assert Selection.read("units=b,a,,a") == Selection(units=("a", "b"))
    assert many.with_unit("x") == Selection(unit="x")


def test_every_metric_of_the_catalogue_adds_up(snapshot_of_tiny: Snapshot) -> None:
    """A sum is that of its units' parts; where a part is not told, or a number does not add up, there is none."""
    units, catalogue = ("0101", "0102", "0103"), snapshot_of_tiny.catalogue
    for metric in catalogue.metrics.values():
        if metric.quantile is not None or missing_tables(snapshot_of_tiny, metric):
            continue
        chosen = {"start": START, "end": AS_OF, "units": units}
        whole = ask(snapshot_of_tiny, metric.key, **chosen).total
        parts = ask(snapshot_of_tiny, metric.key, CHILDREN, **chosen)
        columns = [parts.numerator, parts.denominator] if metric.ratio else [parts.value]
        shown = [whole.numerator, whole.denominator] if metric.ratio else [whole.value]
        alone = any(
            catalogue.indicators[key].over_units == "none" for key in metric.measures if key in catalogue.indicators
        )
        for column, value in zip(columns, shown, strict=True):
            if value is None:
                assert alone or np.isnan(column).any(), metric.key
            else:
                assert value == pytest.approx(np.nansum(column)), metric.key
