"""Nothing that identifies a person enters an extract: such columns are refused when mapped and unread when not.

Every number below is made up; identity numbers are built from a region code that does not exist.
"""

from __future__ import annotations

import pytest

from cockpit.intake.people import is_identity_number, is_mobile_number, is_personal_name
from tests.delivery import DWELLINGS, EVENTS, Delivery, city

__all__ = ["city"]

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(i: int, born: str = "19900101") -> str:
    """A made-up identity number with a valid check digit."""
    body = f"999999{born}{i:03}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


PERSONAL = (
    *("姓名", "报告人姓名", "身份证", "身份证号码", "证件号", "联系电话", "电话", "手机", "手机号码", "户主"),
    *("phone", "Phone Number", "contactPhone", "TEL", "mobile_no", "id card", "ID_CARD", "idcard", "full name"),
    *("first_name", "OwnerName", "inspector name", "passport", "家庭住址", "home address"),
)
HARMLESS = (
    *("编号", "网格名称", "街道名称", "name", "name_en", "street name", "kind name", "dwelling_id", "id", "unit_id"),
    *(
        "telegraph",
        "automobile park",
        "category",
        "reporter",
        "inspector",
        "面积",
        "地块",
        "电压",
        "telic",
        "address type",
    ),
)


@pytest.mark.parametrize("name", PERSONAL)
def test_a_personal_name_is_seen(name: str) -> None:
    assert is_personal_name(name)


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_name_is_let_through(name: str) -> None:
    assert not is_personal_name(name)


def test_an_identity_number_has_a_birth_date_and_a_check_digit() -> None:
    whole = identity(1)
    assert is_identity_number(whole)
    assert is_identity_number(identity(2).lower())
    assert not is_identity_number(whole[:-1] + str((int(whole[-1].replace("X", "0")) + 1) % 10))
    assert not is_identity_number(identity(1, born="19901301"))
    assert not is_identity_number(identity(1, born="02200101"))
    assert not is_identity_number(whole[:-1])


@pytest.mark.parametrize("text", ["13800000000", "19912345678", "8613800000000", "+8613800000000", "13800000000.0"])
def test_a_mobile_number_is_seen(text: str) -> None:
    assert is_mobile_number(text)


@pytest.mark.parametrize("text", ["12800000000", "1380000000", "138000000000", "36005000200", "2026-06-30"])
def test_other_numbers_are_not_mobile_numbers(text: str) -> None:
    assert not is_mobile_number(text)


@pytest.mark.parametrize("name", ["姓名", "phone", "身份证号"])
@pytest.mark.parametrize("key", ["columns", "expressions"])
def test_a_mapped_personal_column_refuses(city: Delivery, name: str, key: str) -> None:
    rows = [row | {name: f"p{i}"} for i, row in enumerate(EVENTS)]
    city.give(
        "events",
        rows,
        f"{key} = {{ reporter = '\"{name}\"' }}" if key == "expressions" else f"columns = {{ reporter = '{name}' }}",
    )
    said = city.refuse()
    assert f"column '{name}', read for reporter, holds by its name what identifies people" in said


def test_a_plain_name_is_no_pseudonym(city: Delivery) -> None:
    city.give("events", [row | {"name": "x"} for row in EVENTS], 'columns = { reporter = "name" }')
    assert "column 'name', read for reporter" in city.refuse()


@pytest.mark.parametrize(
    "value",
    [
        lambda i: f"138{i:08}",
        lambda i: f"138 {i:04} 0000",
        lambda i: f"+86-139-{i:04}-0000",
        identity,
        lambda i: identity(i).lower(),
        lambda i: identity(i) if i % 2 else "",  # all of the non-empty values
        lambda i: identity(i) if i % 2 else "R1",  # exactly half
    ],
)
def test_a_mapped_column_of_personal_numbers_refuses(city: Delivery, value: object) -> None:
    rows = [row | {"who": value(i)} for i, row in enumerate(EVENTS)]  # type: ignore[operator]
    city.give("events", rows, 'columns = { reporter = "who" }')
    assert "column 'who' holds identity or mobile numbers" in city.refuse()


def test_fewer_than_half_personal_numbers_pass(city: Delivery) -> None:
    rows = [row | {"who": f"138{i:08}" if i < 9 else f"R{i}"} for i, row in enumerate(EVENTS)]
    city.give("events", rows, 'columns = { reporter = "who" }')
    city.read()
    assert len(city.extract("events")) == 20


def test_unmapped_personal_columns_are_named_and_left_out(city: Delivery) -> None:
    rows = [row | {"remark": f"139{i:08}", "户主": "某", "note": "x"} for i, row in enumerate(DWELLINGS)]
    city.give("dwellings", rows)
    report = city.read().report
    assert report.sources[-1].files[0].personal == ("remark", "户主")
    raw = (city.staging / "extracts" / "dwellings.parquet").read_bytes() + (city.staging / "report.json").read_bytes()
    assert b"139000" not in raw


def test_a_where_may_look_at_what_an_extract_may_not_hold(city: Delivery) -> None:
    rows = [row | {"电话": "" if i else "none"} for i, row in enumerate(DWELLINGS)]
    city.give("dwellings", rows, 'where = "电话 IS NULL"')
    city.read()
    assert len(city.extract("dwellings")) == 19


def test_a_rejected_malformed_row_is_not_copied(city: Delivery) -> None:
    city.with_dwellings()
    text = (city.folder / "dwellings.csv").read_text(encoding="utf-8")
    city.write("dwellings.csv", text + "H98,G1,rented,1,1,13800000000,more\n")
    city.read()
    assert city.rejected("dwellings") == [(22, "", "", "has 7 values, the header has 5")]
