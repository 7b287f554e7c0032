"""The catalogue: every record whole, slips refused by name, and a new number is one record."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cockpit.access import Scope
from cockpit.catalogue import (
    DEFAULTS,
    Catalogue,
    Interval,
    Measure,
    Metric,
    Text,
    catalogue_folders,
    copy_defaults,
    load_catalogue,
)
from cockpit.catalogue.records import parse_sum
from cockpit.contract import VIEWS
from cockpit.errors import CockpitError, UnknownName
from cockpit.measure import measure
from cockpit.selection import Selection
from cockpit.store import Store
from tests.city import AS_OF, CATALOGUE, TinyCity, publish_city

# What every edition answers, from the definitions published with the product.
PROMISED = [
    *("dwellings", "residents", "floating_share", "inversion_ratio", "inspections", "entry_rate"),
    *("inspection_coverage", "inspection_overdue", "inspection_coverage_entered", "events_reported", "events_closed"),
    *("events_open", "closure_rate", "on_time_rate", "rework_rate", "events_supervised", "handling_hours_median"),
]
MINIMAL = """
[[metric]]
key = "mine"
label = "Mine"
question = "How many?"
formula = "all"
unit = "count"
better = "neither"
value = "events_reported"
n = "events_reported"
"""


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load_catalogue(DEFAULTS)


def loaded(folder: Path, **files: str) -> Catalogue:
    """The defaults with a city's own files over them."""
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return load_catalogue(DEFAULTS, folder)


# --- what ships ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", PROMISED)
def test_every_promised_metric_exists(shipped: Catalogue, key: str) -> None:
    assert shipped.metric(key).key == key


@pytest.mark.parametrize("metric", load_catalogue(DEFAULTS).metrics.values(), ids=lambda metric: metric.key)
def test_every_metric_is_whole(shipped: Catalogue, metric: Metric) -> None:
    for text in (metric.label, metric.question, metric.formula):
        assert text.zh.strip()
        assert text.en.strip()
        assert text.zh != text.en
    assert metric.question.zh.endswith("？")
    assert metric.question.en.endswith("?")
    assert metric.clause in shipped.clauses
    assert set(metric.measures) <= set(shipped.measures)
    assert metric.unit
    if metric.target is not None and metric.alarm is not None:
        assert (metric.target > metric.alarm) is (metric.better == "higher")
    if metric.bins is not None:
        assert list(metric.bins) == sorted(metric.bins, reverse=metric.better == "higher")


def test_metrics_about_people_have_their_smallest_cell(shipped: Catalogue) -> None:
    about_people = {key for key, metric in shipped.metrics.items() if metric.people}
    assert about_people >= {"residents", "floating_share", "inversion_ratio", "population", "crowded_lets", "link_rate"}
    assert about_people >= {key for key, metric in shipped.metrics.items() if metric.unit == "people"}
    assert all(metric.smallest_cell is None for metric in shipped.metrics.values())


def test_every_measure_is_over_a_view_and_says_what_it_counts(shipped: Catalogue) -> None:
    for item in (*shipped.measures.values(), *shipped.spreads.values()):
        assert item.view in VIEWS
        assert item.meaning


def test_no_measure_is_left_over(shipped: Catalogue) -> None:
    """A measure costs a column per unit and day; one that nothing reads is told apart on purpose."""
    read = {key for metric in shipped.metrics.values() for key in metric.measures}
    assert set(shipped.measures) - read == set()


def test_words_for_values_are_in_both_languages(shipped: Catalogue) -> None:
    for words in shipped.labels.values():
        for text in words.values():
            assert text.zh
            assert text.en
    assert shipped.label("kind", "rented", "zh") == "出租"
    assert shipped.label("kind", "rented", "en") == "Rented"
    assert shipped.label("kind", "houseboat", "zh") == "houseboat"
    assert shipped.label("nothing", "x", "en") == "x"


def test_a_file_may_be_parted_by_subject(tmp_path: Path) -> None:
    (tmp_path / "metrics.toml").write_bytes(MINIMAL.encode())
    (tmp_path / "clauses_more.toml").write_text('[[clause]]\nkey = "X-1"\ntext = "x"\nsource = "X"\n')
    assert "X-1" in load_catalogue(DEFAULTS, tmp_path).clauses
    (tmp_path / "metrics_more.toml").write_bytes(MINIMAL.encode())
    with pytest.raises(CockpitError, match="stands there twice"):
        load_catalogue(DEFAULTS, tmp_path)


def test_the_files_are_those_that_ship() -> None:
    names = {path.name for path in DEFAULTS.glob("*.toml")}
    assert {
        "measures.toml",
        "metrics.toml",
        "intervals.toml",
        "clauses.toml",
        "labels.toml",
        "thresholds.toml",
    } <= names
    for name in names:
        assert tomllib.loads((DEFAULTS / name).read_text(encoding="utf-8"))


# --- a city's own --------------------------------------------------------------------------------------------------


def test_a_city_overrides_by_key_and_adds(tmp_path: Path, shipped: Catalogue) -> None:
    own = MINIMAL + MINIMAL.replace('"mine"', '"residents"')
    catalogue = loaded(tmp_path, metrics=own, labels='[kind]\nrented = "Let"\nhouseboat = "Afloat"')
    assert set(catalogue.metrics) == {*shipped.metrics, "mine"}
    assert catalogue.metrics["residents"].label == Text(zh="Mine", en="Mine")
    assert catalogue.label("kind", "rented", "zh") == "Let"
    assert catalogue.label("kind", "houseboat", "en") == "Afloat"
    assert catalogue.label("kind", "shop", "zh") == shipped.label("kind", "shop", "zh")


def test_intervals_of_a_city_replace_all(tmp_path: Path, shipped: Catalogue) -> None:
    rules = '[[interval]]\nkind = "rented"\ndays = 30\nfrom = 2026-01-01'
    catalogue = loaded(tmp_path, intervals=rules)
    assert catalogue.intervals == (Interval(kind="rented", days=30, from_=date(2026, 1, 1)),)
    assert load_catalogue(DEFAULTS, tmp_path / "nothing").intervals == shipped.intervals


def test_thresholds_are_overridden(tmp_path: Path) -> None:
    assert loaded(tmp_path, thresholds="supervision_failures = 5").thresholds["supervision_failures"] == 5


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "metrics.toml").write_bytes(b"\xef\xbb\xbf" + MINIMAL.encode())
    assert load_catalogue(DEFAULTS, tmp_path).metric("mine")


def test_copy_defaults_makes_them_fresh_and_leaves_the_city_alone(tmp_path: Path) -> None:
    default, city = catalogue_folders(tmp_path)
    default.mkdir(parents=True)
    (default / "old.toml").write_text("")
    city.mkdir()
    (city / "metrics.toml").write_text(MINIMAL)
    assert copy_defaults(tmp_path) == city
    assert {path.name for path in default.iterdir()} == {path.name for path in DEFAULTS.glob("*.toml")}
    assert load_catalogue(default, city).metric("mine")


# --- slips ---------------------------------------------------------------------------------------------------------


def metric_text(old: str, new: str) -> str:
    """The smallest metric with one thing wrong."""
    assert old in MINIMAL
    return MINIMAL.replace(old, new)


def measure_text(key: str = "a", view: str = "events", day: str = 'date = "x"') -> str:
    return f'[[measure]]\nkey = "{key}"\nview = "{view}"\n{day}\nsql = "1"\nmeaning = "x"'


COUNTED = 'value = "events_reported"'
BOARD = '[[board]]\nkey = "x"\npath = "/x"\nlabel = "x"\nquestion = "x"\nmetrics = ["residentz"]\npanels = []'

# what is wrong: file, its text, words of the refusal, words of the hint
SLIPS = {
    "unknown field": ("metrics", MINIMAL + "taget = 0.9", "metric mine: taget:", "'target'"),
    "wrong word": ("metrics", metric_text('"neither"', '"up"'), "metric mine: better:", ""),
    "no such measure": ("metrics", metric_text(COUNTED, 'value = "events_reportd"'), "reportd", "'events_reported'"),
    "no such n": ("metrics", metric_text('n = "events_reported"', 'n = "rows"'), "by metric mine", ""),
    "bad expression": ("metrics", metric_text(COUNTED, 'value = "a * b"'), "not a sum of measures", ""),
    "two kinds at once": ("metrics", MINIMAL + 'quantile = 0.5\nof = "handling_hours"', "needs value, or", ""),
    "no such spread": ("metrics", metric_text(COUNTED, 'quantile = 0.5\nof = "hours"'), "spread", ""),
    "half a ratio": ("metrics", metric_text("value =", "numerator ="), "needs value, or", ""),
    "no such clause": ("metrics", MINIMAL + 'clause = "S0-99"', "clause (cited by metric mine)", "'S0-9'"),
    "bad key": ("metrics", metric_text('"mine"', '"Mine!"'), "not a key", ""),
    "key with two bars": ("metrics", metric_text('"mine"', '"mi__ne"'), "not a key", ""),
    "twice in one file": ("metrics", MINIMAL + MINIMAL, "mine stands there twice", ""),
    "misspelt array": ("metrics", metric_text("[[metric]]", "[[metrics]]"), "[[metrics]]", "'metric'"),
    "no array": ("metrics", metric_text("[[metric]]", "[metric]"), "not a list of records", "[[metric]]"),
    "no TOML": ("metrics", "[[metric]", "cannot be read", "Mend"),
    "measure that hides a column": ("measures", measure_text(key="kind"), "'kind'", ""),
    "measure key with SQL": ("measures", measure_text(key="a, b"), "not a key", ""),
    "no such view": ("measures", measure_text(view="event"), "view (read by a)", "'events'"),
    "neither flow nor stock": ("measures", measure_text(day=""), "either date", ""),
    "interval of nothing": ("intervals", "[[interval]]\ndays = 3", "either a class or a kind", ""),
    "interval below zero": ("intervals", '[[interval]]\nkind = "x"\ndays = -3', "days", ""),
    "limit of nothing": ("categories", '[[category]]\nkey = "x"\nlimit_days = 0', "limit_days", ""),
    "board of nothing": ("boards", BOARD, "board x", "'residents'"),
    "words that are none": ("labels", "[kind]\nrented = 3", "kind.rented", ""),
    "labels without dimension": ("labels", 'rented = "x"', "rented", ""),
    "a threshold that is no number": ("thresholds", 'supervision_failures = "three"', "supervision_failures", ""),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_refused_with_file_and_name(tmp_path: Path, slip: str) -> None:
    file, text, said, hint = SLIPS[slip]
    with pytest.raises(CockpitError) as fault:
        loaded(tmp_path, **{file: text})
    assert said in fault.value.message
    assert hint in fault.value.hint
    if not isinstance(fault.value, UnknownName) and "called" not in fault.value.message:
        assert str(tmp_path / f"{file}.toml") in fault.value.message


def test_a_misspelt_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CockpitError, match=r"no file 'metric\.toml'\. Did you mean 'metrics\.toml'"):
        loaded(tmp_path, metric=MINIMAL)


def test_a_file_in_another_encoding_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "metrics.toml").write_bytes(MINIMAL.replace("Mine", "我的").encode("gb18030"))
    with pytest.raises(CockpitError, match="cannot be read"):
        load_catalogue(DEFAULTS, tmp_path)


def test_records_do_not_change(shipped: Catalogue) -> None:
    with pytest.raises(ValidationError):
        shipped.metric("residents").key = "x"  # type: ignore[misc]


# --- formulas ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("due", (("due", 1),)),
        ("due - covered", (("due", 1), ("covered", -1))),
        (" a+b -c ", (("a", 1), ("b", 1), ("c", -1))),
        ("-a + b", (("a", -1), ("b", 1))),
    ],
)
def test_a_sum_of_measures(text: str, terms: tuple[tuple[str, int], ...]) -> None:
    assert parse_sum(text) == terms


@pytest.mark.parametrize("text", ["", " ", "a b", "a -", "a * b", "a - - b", "2 * a", "a; DROP TABLE x", "a)", "A"])
def test_what_is_no_sum(text: str) -> None:
    with pytest.raises(ValueError, match="not a sum of measures"):
        parse_sum(text)


@given(
    terms=st.lists(
        st.tuples(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), st.sampled_from([1, -1])), min_size=1
    )
)
def test_a_sum_written_is_the_sum_read(terms: list[tuple[str, int]]) -> None:
    text = " ".join(("-" if sign < 0 else "+") + " " + key for key, sign in terms)
    assert parse_sum(text) == tuple(terms)


# --- a new number is one record ------------------------------------------------------------------------------------

NEW_MEASURES = """
[[measure]]
key = "hotline_urgent"
view = "events"
date = "reported_at"
sql = "count(*) FILTER (channel = 'hotline' AND severity = 'high')"
meaning = "grave events from the hotline"
[[measure]]
key = "flats_let"
view = "dwellings"
enters = "from_date"
leaves = "to_date + 1"
sql = "sum(count) FILTER (kind = 'rented')"
meaning = "dwellings let"
[[measure]]
key = "floor_area"
view = "dwellings"
enters = "from_date"
leaves = "to_date + 1"
sql = "sum(CAST(residents * 12.35 AS DECIMAL(18, 2)))"
decimals = 2
meaning = "a quantity that is no whole number"
"""
NEW_METRICS = "".join(
    MINIMAL.replace('"mine"', f'"{key}"')
    .replace(COUNTED, f'value = "{key}"')
    .replace('n = "events_reported"', 'n = "dwelling_rows"' if key != "hotline_urgent" else 'n = "events_reported"')
    for key in ("hotline_urgent", "flats_let", "floor_area")
)


def test_a_new_measure_and_metric_are_one_record_each(tiny: TinyCity, tmp_path: Path) -> None:
    publish_city(tiny, tmp_path, catalogue={"measures.toml": NEW_MEASURES, "metrics.toml": NEW_METRICS})
    snapshot = Store(tmp_path).current()
    for unit in ("00", "01", "0102"):
        grids = tiny.below(unit)
        start, end = date(2026, 2, 1), date(2026, 4, 30)
        grave = [
            e
            for e in tiny.events
            if e["grid"] in grids and (e.get("channel"), e.get("severity")) == ("hotline", "high")
        ]
        valid = [
            row
            for row in tiny.dwellings
            if row["grid"] in grids
            and (row["from_date"] is None or row["from_date"] <= end)
            and (row["to_date"] is None or end <= row["to_date"])
        ]
        expected = {
            "hotline_urgent": sum(start <= e["reported_at"].date() <= end for e in grave),
            "flats_let": sum(row["count"] for row in valid if row["kind"] == "rented"),
            "floor_area": round(sum(row["residents"] for row in valid) * 12.35, 2),
        }
        for key, value in expected.items():
            for where in ((), (("kind", snapshot.values["kind"]),) if key != "hotline_urgent" else ()):
                asked = Selection(unit=unit, start=start, end=end, where=where)
                answer = measure(snapshot, snapshot.catalogue.metric(key), asked, Scope(None, 0))
                assert answer.total.value == value


def test_a_measure_that_cannot_be_computed_is_named(tiny: TinyCity, tmp_path: Path) -> None:
    wrong = NEW_MEASURES.replace("channel = 'hotline'", "chanel = 'hotline'")
    with pytest.raises(CockpitError, match=r"hotline_urgent(?s:.*) cannot be computed(?s:.*)chanel"):
        publish_city(tiny, tmp_path, catalogue={"measures.toml": wrong})


def test_a_measure_reading_an_unknown_threshold_is_named(tiny: TinyCity, tmp_path: Path) -> None:
    wrong = NEW_MEASURES.replace("severity = 'high'", "returns > $patience")
    with pytest.raises(CockpitError, match="hotline_urgent reads threshold 'patience'"):
        publish_city(tiny, tmp_path, catalogue={"measures.toml": wrong})


def test_the_catalogue_of_an_edition_is_frozen_with_it(tiny: TinyCity, tmp_path: Path) -> None:
    publish_city(tiny, tmp_path, catalogue={"thresholds.toml": "supervision_failures = 0"})
    snapshot = Store(tmp_path).current()
    assert snapshot.catalogue.thresholds["supervision_failures"] == 0
    asked = Selection(start=date(2025, 1, 1), end=AS_OF)
    answer = measure(snapshot, snapshot.catalogue.metric("events_supervised"), asked, Scope(None, 0))
    assert answer.total.value == sum(event["verify_failures"] > 0 for event in tiny.events)


def test_the_city_of_the_tests_has_every_kind_of_rule() -> None:
    rules = tomllib.loads(CATALOGUE["intervals.toml"])["interval"]
    assert any("from" in rule for rule in rules)
    assert any(rule["days"] == 0 for rule in rules)
    assert Measure(key="a", view="events", sql="1", date="x", meaning="x").stock is False
