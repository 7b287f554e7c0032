from datetime import date
from urllib.parse import parse_qs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cockpit.selection import COMPARISONS, LANGUAGES, LONGEST, THEMES, Selection

text = (
    st.text(
        st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Zs", "Co", "Cn")), min_size=1, max_size=LONGEST
    )
    .map(str.strip)
    .filter(lambda value: value and value.isprintable())
)
days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
value = st.one_of(st.just(""), text)


@st.composite
def selections(draw):
    start, end = draw(st.one_of(st.none(), days)), draw(st.one_of(st.none(), days))
    if start and end and start > end:
        start, end = end, start
    where = draw(st.dictionaries(text, st.sets(value, min_size=1, max_size=3), max_size=3))
    return Selection(
        unit=draw(st.none() | text),
        units=tuple(sorted(draw(st.sets(text, max_size=3)))),
        tree=draw(st.just("admin") | text),
        metric=draw(st.none() | text),
        start=start,
        end=end,
        as_of=draw(st.none() | days),
        compare=draw(st.sampled_from(COMPARISONS)),
        where=tuple((key, tuple(sorted(values))) for key, values in sorted(where.items())),
        level=draw(st.none() | text),
        lang=draw(st.sampled_from(LANGUAGES)),
        theme=draw(st.none() | st.sampled_from(THEMES)),
        edition=draw(st.none() | text),
        by=draw(st.none() | text),
        show=draw(st.none() | text),
        focus=draw(st.none() | text),
        page=draw(st.none() | text),
    )


@given(selections())
@example(Selection(where=(("a:b", ("", "%2C", ",", ";")),)))
def test_an_address_says_everything(selection):
    assert Selection.read(selection.to_query()) == selection
    assert Selection.read("?" + selection.to_query()) == selection


@given(selections())
def test_controls_say_everything(selection):
    assert Selection.from_words(selection.words()) == selection


@given(selections())
def test_the_pages_router_reads_the_same(selection):
    # Dash hands a page single words as texts and repeated words as lists.
    query = {
        key: found[0] if len(found) == 1 else found
        for key, found in parse_qs(selection.to_query(), keep_blank_values=True).items()
    }
    assert Selection.from_query(query) == selection


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.sampled_from(list(Selection().words())) | st.text(), junk))
def test_junk_never_raises_and_settles(query):
    selection = Selection.from_query(query)
    assert Selection.read(selection.to_query()) == selection


@given(st.text())
def test_any_text_can_be_read_as_an_address(address):
    Selection.read(address)


@pytest.mark.parametrize(
    "address",
    [
        "from=2026-13-01",
        "from=yesterday",
        "from=20260101",
        "from=2026-06-30&to=2026-06-01",
        "compare=never",
        "lang=fr",
        "theme=pink",
        "unit=",
        "unit=%00",
        "unit=" + "x" * (LONGEST + 1),
        "where=category",
        "where=:a",
        "nonsense=1",
    ],
)
def test_junk_is_the_default(address):
    assert Selection.read(address) == Selection()
    assert Selection.read(address).to_query() == ""


def test_an_address_is_legible():
    selection = Selection(
        unit="310101", metric="on_time_rate", start=date(2026, 6, 1), end=date(2026, 6, 30)
    ).with_where("category", ["b", "a"])
    assert selection.to_query() == "unit=310101&metric=on_time_rate&from=2026-06-01&to=2026-06-30&where=category:a,b"


def test_repeated_clauses_of_one_key_join():
    assert Selection.read("where=channel:b&where=channel:a,b&where=kind:x").where == (
        ("channel", ("a", "b")),
        ("kind", ("x",)),
    )


def test_an_empty_value_is_a_value():
    assert Selection.read("where=channel:").where == (("channel", ("",)),)


def test_changes_leave_the_rest():
    selection = Selection(unit="a", metric="m", lang="en")
    assert selection.with_unit("b") == Selection(unit="b", metric="m", lang="en")
    assert selection.with_where("kind", ["x"]).with_where("kind", []) == selection
    assert selection.with_compare("nonsense").compare == "previous"
    assert selection.pinned("E").pinned(None) == selection


def test_days_beyond_all_data_are_junk() -> None:
    for day in ("0001-01-01", "1799-12-31", "2200-01-01", "9999-12-31"):
        assert (
            Selection.read(f"from={day}") == Selection.read(f"to={day}") == Selection.read(f"asof={day}") == Selection()
        )
