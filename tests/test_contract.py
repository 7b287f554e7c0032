"""The contract holds what was promised to operators, and the dictionary says what the contract says."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.contract import FAMILIES, SQL_TYPES, TABLES, VIEW_TABLES, VIEWS, bucket_sql, render_dictionary, table
from cockpit.contract.records import Column, read_columns
from cockpit.errors import UnknownName
from cockpit.measure.quantiles import bucket_middle
from tests.house import ROOT

# The promise, written out apart from the code: key | columns; "?" marks an optional one. Never rename, only add.
PLACE = "grid? lon? lat?"
PROMISED = {
    "units": "tree code | code parent? level name name_en? tree? type? valid_from? valid_to? successor?",
    "boundaries": "tree code | code geometry tree?",
    "dwellings": f"dwelling_id from_date | dwelling_id {PLACE} building? sequence? kind? class? count? rooms? area_m2? "
    "residents? registered? absent? elsewhere? floating? overseas? interval_days? from_date? to_date?",
    "inspections": "dwelling_id inspected_at | dwelling_id inspected_at inspector? entered? persons_found? changed? "
    "hazards? hazards_fixed?",
    "events": f"event_id | event_id {PLACE} dwelling_id? category reported_at channel? severity? department? team? "
    "responsibility? filed_at? dispatched_at? arrived_at? handled_at? verified_at? closed_at? due_at? handle_due_at? "
    "response_due_at? responded_at? returns? bounces? verify_failures? extensions? supervised_at? supervise_due_at? "
    "reopened_at? resolved? satisfied? satisfaction? reporter? verifier? minor? urgent? refused? operation? follows?",
    "event_steps": "event_id at step | event_id at step department? team? result? due_at?",
    "population": "grid month kind sex age_from age_to | grid month count kind? sex? age_from? age_to?",
    "links": "grid month department | grid month department linked total",
    "facilities": f"facility_id | facility_id kind {PLACE} area_m2? hours_per_day?",
    "posts": "post_id | post_id unit tree? team role holder? duty? filled? on_post? certified? since?",
    "ratings": "unit team rater rated_on | unit tree? team? rater rater_role rated_on score",
    "targets": "tree unit metric due_on | unit tree? metric due_on value clause?",
    "indicators": "tree unit indicator date | tree? unit indicator date value",
    "tasks": "task_id | task_id title unit? owner due_on state progress? milestones? clause?",
    "calendar": "date | date working",
}


def test_every_promised_table_is_there() -> None:
    assert set(PROMISED) <= set(TABLES)


@pytest.mark.parametrize("name", PROMISED)
def test_every_promised_column_is_there(name: str) -> None:
    key, columns = PROMISED[name].split(" | ")
    assert set(key.split()) <= set(TABLES[name].key)
    for promised in columns.split():
        column = TABLES[name].column(promised.removesuffix("?"))
        assert column.required is not promised.endswith("?"), f"{name}.{column.name}"


@pytest.mark.parametrize("name", TABLES)
def test_every_column_says_what_it_is(name: str) -> None:
    assert len(set(TABLES[name].names)) == len(TABLES[name].names)
    assert set(TABLES[name].key) <= set(TABLES[name].names)
    for column in TABLES[name]:
        assert column.meaning, column.name
        assert column.type in SQL_TYPES
        assert not (column.required and column.default is not None), column.name


def test_what_stands_where_a_row_is_silent() -> None:
    defaults = {f"{t.name}.{c.name}": c.default for t in TABLES.values() for c in t if c.default is not None}
    trees = {f"{name}.tree": "admin" for name in ("units", "boundaries", "posts", "ratings", "targets", "indicators")}
    zeros = {f"events.{name}": 0 for name in ("returns", "bounces", "verify_failures", "extensions")}
    every = {"population.kind": "all", "population.sex": "all"}
    assert defaults == {"dwellings.count": 1, "inspections.entered": True, **trees, **zeros, **every}


def test_deadlines_are_the_days_by_which() -> None:
    deadlines = {f"{t.name}.{c.name}" for t in TABLES.values() for c in t if c.type == "deadline"}
    names = ("due_at", "handle_due_at", "response_due_at", "supervise_due_at")
    assert deadlines == {*(f"events.{name}" for name in names), "event_steps.due_at"}


def test_which_tables_lie_in_a_grid_by_point() -> None:
    assert {name for name, item in TABLES.items() if item.placed} == {"dwellings", "events", "facilities"}


def test_columns_are_read_from_their_notation() -> None:
    assert read_columns("a text! | what | unit\nb integer | how many | | 0\nc boolean | whether | | true") == (
        Column("a", "text", "what", "unit", required=True),
        Column("b", "integer", "how many", default=0),
        Column("c", "boolean", "whether", default=True),
    )


def test_an_unknown_name_is_told_with_the_near_one() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'dwellings'"):
        table("dwelings")
    with pytest.raises(UnknownName, match="Did you mean 'inspected_at'"):
        table("inspections").column("inspectedat")
    assert table("calendar") is TABLES["calendar"]


def test_every_view_has_a_family_and_tables() -> None:
    assert set(VIEWS) == set(VIEW_TABLES)
    assert set(VIEWS.values()) == set(FAMILIES)
    assert {name for names in VIEW_TABLES.values() for name in names} <= set(TABLES)


def test_the_dictionary_in_the_data_folder_is_the_contract() -> None:
    text = (ROOT / "data/README.md").read_text(encoding="utf-8")
    assert text == render_dictionary(), "say: make dictionary"
    for item in TABLES.values():
        section = text.split(f"\n## {item.name}\n")[1].split("\n## ")[0]
        assert re.findall(r"^\| (\w+) \|", section, flags=re.MULTILINE)[1:] == list(item.names)


@given(value=st.one_of(st.floats(-1e6, 1e6), st.sampled_from([0.0, 0.0003, -0.0003, 0.000312, 1e-9])))
def test_a_bucket_stands_for_its_values_within_two_percent(value: float) -> None:
    import duckdb
    import numpy as np

    [[bucket]] = duckdb.execute(f"SELECT {bucket_sql('v')} FROM (SELECT ?::DOUBLE AS v)", [value]).fetchall()
    middle = bucket_middle(np.array([bucket]))[0]
    assert abs(middle - value) <= max(0.02 * abs(value), 0.0003)
