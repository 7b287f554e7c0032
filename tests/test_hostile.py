"""What a reader types is a value or a name that is looked up; it is never part of a question to the engine."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cockpit.access import Scope
from cockpit.errors import CockpitError, UnknownName
from cockpit.measure import measure
from cockpit.selection import Selection
from cockpit.store import Snapshot

SPLICES = ("' OR '1'='1", "x'; DROP TABLE totals; --", '" UNION SELECT 1', "$1", "?", "%s", "{0}", "\\", "''", "\x00")
TEXTS = st.one_of(st.sampled_from(SPLICES), st.text(max_size=40))
METRIC = "events_reported"


def value_of(snapshot: Snapshot, selection: Selection, by: str = "") -> list[float]:
    metric = snapshot.catalogue.metric(METRIC)
    return list(measure(snapshot, metric, selection, Scope(), by).value)


@given(text=TEXTS)
@example(text=SPLICES[0])
@example(text=SPLICES[1])
def test_a_value_nobody_has_counts_nothing(snapshot_of_tiny: Snapshot, text: str) -> None:
    if text in {"", "-"} or text in snapshot_of_tiny.values["channel"]:
        return
    assert value_of(snapshot_of_tiny, Selection(where=(("channel", (text,)),))) == [0.0]


@given(text=TEXTS)
def test_a_name_nobody_has_is_refused_by_name(snapshot_of_tiny: Snapshot, text: str) -> None:
    if text.strip() == "" or text in snapshot_of_tiny.trees or snapshot_of_tiny.tree("admin").get(text):
        return
    for selection, by in ((Selection(unit=text), ""), (Selection(tree=text), ""), (Selection(), f"{text} x")):
        with pytest.raises(UnknownName):
            value_of(snapshot_of_tiny, selection, by)
    with pytest.raises(UnknownName):
        value_of(snapshot_of_tiny, Selection(where=((text, ("x",)),)))


@given(query=st.dictionaries(st.sampled_from(["unit", "tree", "from", "to", "asof", "where", "compare"]), TEXTS))
def test_an_address_gives_an_answer_or_a_sentence(snapshot_of_tiny: Snapshot, query: dict[str, str]) -> None:
    with suppress(CockpitError):  # any other fault would be ours
        assert len(value_of(snapshot_of_tiny, Selection.from_query(query))) == 1
