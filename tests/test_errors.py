"""Errors are sentences: what and where, then what to do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.errors import CockpitError, Refused, Unavailable, UnknownName, suggest, unknown

KNOWN = ["inspection_coverage", "inspections", "residents"]


def test_the_whole_sentence_is_message_and_hint() -> None:
    assert str(CockpitError("The file a.csv is empty.", "Deliver it again.")) == (
        "The file a.csv is empty. Deliver it again."
    )
    assert str(CockpitError("The file a.csv is empty.")) == "The file a.csv is empty."


def test_a_refusal_carries_every_fault() -> None:
    fault = Refused("The edition is refused.", ["a is missing.", "b is missing."], "Mend them.")
    assert fault.faults == ("a is missing.", "b is missing.")
    assert (fault.message, fault.hint) == ("The edition is refused.", "Mend them.")


@pytest.mark.parametrize("kind", [Refused, UnknownName, Unavailable])
def test_every_error_of_ours_is_one_tree(kind: type[CockpitError]) -> None:
    assert issubclass(kind, CockpitError)


@pytest.mark.parametrize(
    ("name", "near"),
    [("inspection_coverag", "inspection_coverage"), ("resident", "residents"), ("zebra", ""), ("", "")],
)
def test_suggest(name: str, near: str) -> None:
    assert suggest(name, KNOWN) == near


def test_unknown_suggests_or_lists() -> None:
    assert unknown("metric", "resident", KNOWN).hint == "Did you mean 'residents'?"
    assert unknown("metric", "zebra", KNOWN).hint == "Known: inspection_coverage, inspections, residents."
    assert unknown("metric", "zebra", KNOWN, most=1).hint == "Known: inspection_coverage ..."
    assert unknown("edition", "zebra", []).hint == "There is no edition here at all."
    assert unknown("metric", "zebra", KNOWN).message == "There is no metric 'zebra'."


@given(name=st.text(max_size=200), known=st.lists(st.text(max_size=20), max_size=20))
def test_no_name_is_too_strange_to_be_unknown(name: str, known: list[str]) -> None:
    fault = unknown("unit", name, iter(known))
    assert fault.message
    assert fault.hint
