"""Who may see what: the top of a reader's scope, and nothing beside or above it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.access import Denied, Scope, visible, whole_city
from cockpit.errors import CockpitError, UnknownName
from cockpit.measure import measure
from cockpit.selection import Selection
from cockpit.settings import Settings
from cockpit.store import Snapshot

CODES = ["00", "01", "02", "0101", "0103", "0202", "010100", "010302", "020203"]


def test_without_accounts_the_whole_city_is_seen() -> None:
    assert whole_city(Settings(data=Path("x"), smallest_cell=7)) == Scope(unit=None, smallest_cell=7)


def test_the_default_hides_small_cells() -> None:
    assert Scope().smallest_cell == 10


def test_the_whole_city_sees_every_unit(snapshot_of_tiny: Snapshot) -> None:
    assert visible(snapshot_of_tiny, Scope(), "admin", None).code == "00"
    assert visible(snapshot_of_tiny, Scope(), "admin", "").code == "00"
    for unit in snapshot_of_tiny.tree().units:
        assert visible(snapshot_of_tiny, Scope(), "admin", unit.code) == unit


@given(home=st.sampled_from(CODES), code=st.sampled_from(CODES))
def test_a_reader_sees_what_lies_below_home_and_nothing_else(snapshot_of_tiny: Snapshot, home: str, code: str) -> None:
    scope = Scope(unit=home)
    assert visible(snapshot_of_tiny, scope, "admin", None).code == home
    if code.startswith(home) or home == "00":
        assert visible(snapshot_of_tiny, scope, "admin", code).code == code
    else:
        with pytest.raises(Denied) as fault:
            visible(snapshot_of_tiny, scope, "admin", code)
        assert snapshot_of_tiny.tree().unit(home).name in fault.value.hint


def test_every_row_of_every_answer_lies_below_home(snapshot_of_tiny: Snapshot) -> None:
    tree = snapshot_of_tiny.tree()
    for home in ("01", "0101", "010100"):
        below = {unit.code for unit in tree.units if tree.unit(home) in tree.ancestors(unit.code)}
        for by in ("children", *tree.levels):
            answer = measure(
                snapshot_of_tiny, snapshot_of_tiny.catalogue.metric("dwellings"), Selection(), Scope(home), by
            )
            assert set(answer.keys) <= below


def test_dimensions_and_series_are_of_home_alone(snapshot_of_tiny: Snapshot) -> None:
    metric = snapshot_of_tiny.catalogue.metric("events_reported")
    for by in ("", "channel", "week"):
        scoped = measure(snapshot_of_tiny, metric, Selection(), Scope("0103"), by)
        asked = measure(snapshot_of_tiny, metric, Selection(unit="0103"), Scope(), by)
        assert scoped.rows() == asked.rows()


def test_unknown_names_are_no_way_around(snapshot_of_tiny: Snapshot) -> None:
    with pytest.raises(UnknownName):
        visible(snapshot_of_tiny, Scope(), "admin", "nowhere")
    with pytest.raises(UnknownName):
        visible(snapshot_of_tiny, Scope(), "no such tree", None)
    with pytest.raises(CockpitError):
        visible(snapshot_of_tiny, Scope("0101"), "police", "0101")
    # A home that the edition does not have shows nothing, not everything.
    with pytest.raises(UnknownName):
        visible(snapshot_of_tiny, Scope("gone"), "admin", None)


def test_an_empty_home_is_not_the_whole_city(snapshot_of_tiny: Snapshot) -> None:
    with pytest.raises(UnknownName):
        visible(snapshot_of_tiny, Scope(""), "admin", None)
