"""Filters that the cube does not hold: counted row by row, equal to plain Python, and named."""

from __future__ import annotations

from datetime import date

import pytest

from cockpit.access import Scope
from cockpit.contract import ROW_FILTERS
from cockpit.errors import UnknownName
from cockpit.measure import Measurement, measure, narrowings, row_filters
from cockpit.selection import Selection, Where
from cockpit.store import Snapshot
from tests.brute import Brute
from tests.city import TinyCity

EVERYTHING = Scope(unit=None, smallest_cell=0)
START, END = date(2026, 2, 1), date(2026, 5, 20)
TRUTHS = {
    "refused": lambda _brute, event: bool(event["refused"]),
    "returned": lambda _brute, event: event["returns"] > 0,
    "bounced": lambda _brute, event: event["bounces"] > 0,
    "reopened": lambda _brute, event: event["reopened_at"] is not None,
    "repeating": lambda brute, event: brute._repeats(event),
}
METRICS = (
    *("events_reported", "events_open", "on_time_rate", "filing_rate", "rework_rate", "events_supervised"),
    *("check_points", "handling_hours_median", "handled_hours_p90"),
)


@pytest.fixture(scope="module")
def brute(tiny: TinyCity) -> Brute:
    return Brute(tiny)


def ask(snapshot: Snapshot, metric: str, by: str, where: Where) -> Measurement:
    asked = Selection(unit="01", start=START, end=END, where=where)
    return measure(snapshot, snapshot.catalogue.metric(metric), asked, EVERYTHING, by)


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("key", TRUTHS)
@pytest.mark.parametrize("by", ["", "town", "channel", "month"])
def test_what_the_cube_has_no_filter_for_is_counted_row_by_row(
    snapshot_of_tiny: Snapshot, tiny: TinyCity, brute: Brute, metric: str, key: str, by: str
) -> None:
    for value in ("yes", "no"):
        kept = [event for event in tiny.events if TRUTHS[key](brute, event) == (value == "yes")]
        answer = ask(snapshot_of_tiny, metric, by, (("channel", ("", "app")), (key, (value,))))
        assert answer.tables == ("events_rows",)
        whole = tiny.events
        tiny.events = kept
        try:
            for at, name in enumerate(answer.keys):
                window = answer.windows[at if by == "month" else 0]
                grids = tiny.below(name if by == "town" else "01")
                channels = {name} if by == "channel" else {"", "app"}
                days = (window.start, window.end, window.as_of)
                value_, numerator, denominator, n = brute.ask(metric, grids, *days, {"channel": channels})
                row = answer.row(at)
                assert row.value == (pytest.approx(value_) if value_ is not None else None)
                assert (row.numerator, row.denominator, row.n) == (numerator, denominator, n)
        finally:
            tiny.events = whole


def test_both_ways_give_the_same_answer(snapshot_of_tiny: Snapshot) -> None:
    """Row by row, with a filter that lets everything through, and from the ledgers."""
    everything = (("minor", ("no", "yes")),)
    for key, metric in snapshot_of_tiny.catalogue.metrics.items():
        if not row_filters(snapshot_of_tiny.catalogue, metric):
            continue
        for by in ("town", "week", ""):
            counted = ask(snapshot_of_tiny, key, by, everything)
            held = ask(snapshot_of_tiny, key, by, ())
            assert [row.value for row in counted.rows()] == pytest.approx(
                [row.value for row in held.rows()], nan_ok=True
            )


def test_other_views_have_no_such_filter(snapshot_of_tiny: Snapshot) -> None:
    catalogue = snapshot_of_tiny.catalogue
    assert set(ROW_FILTERS["events"]) <= set(narrowings(catalogue, catalogue.metric("on_time_rate")))
    assert row_filters(catalogue, catalogue.metric("entry_rate")) == ()
    with pytest.raises(UnknownName):
        ask(snapshot_of_tiny, "entry_rate", "", (("minor", ("yes",)),))
