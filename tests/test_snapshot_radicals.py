"""Words of a PDF are characters, not radicals that look like them."""

from __future__ import annotations

import pytest

from cockpit.snapshot.radicals import character, restored


@pytest.mark.parametrize(
    ("radical", "expected"),
    [("⽰", "示"), ("⾄", "至"), ("⼈", "人"), ("⻓", "长"), ("⻔", "门"), ("示", "示"), ("A", "A")],
)
def test_a_radical_is_its_character(radical: str, expected: str) -> None:
    assert character(radical) == expected


def test_tables_are_put_right_in_entries_and_ranges() -> None:
    table = b"2 beginbfchar\n<01> <2F70>\n<0002> <4E2D>\nendbfchar\n"
    table += b"1 beginbfrange\n<0003> <0004> <2F08>\n<07> <09> <0041>\nendbfrange"
    done = restored(table)
    assert b"<01> <793A>\n<0002> <4E2D>" in done
    assert b"<0003> <0004> [<4EBA> <513F>]" in done
    assert b"<07> <09> <0041>" in done
