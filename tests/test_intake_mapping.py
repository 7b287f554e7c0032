"""The mapping file: every key as specified, every slip named with its line and what was probably meant."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.delivery import DWELLINGS, EVENTS, INSPECTIONS, Delivery, as_csv, city

__all__ = ["city"]

moment = datetime.fromisoformat

SLIPS = [
    ('tabel = "events"', "source 3, tabel: there is no key 'tabel'. Did you mean 'table'?"),
    ('file = "events.csv"', "key 'table' is missing"),
    ('table = "events"', "key 'file' is missing"),
    ('table = "event"\nfile = "events.csv"', "there is no table 'event'. Did you mean 'events'?"),
    (
        'table = "events"\nfile = "event.csv"',
        "there is no file 'event.csv' beside the mapping file. Did you mean 'events.csv'?",
    ),
    ('table = "events"\nfile = "nowhere/*.csv"', "there is no file 'nowhere/*.csv'"),
    ('table = "events"\nfile = "events.pdf"', "files of kind '.pdf' are not read"),
    (
        'table = "events"\nfile = "events.csv"\ncolums = { grid = "g" }',
        "there is no key 'colums'. Did you mean 'columns'?",
    ),
    (
        'table = "events"\nfile = "events.csv"\ncolumns = { chanel = "x" }',
        "has no column 'chanel'. Did you mean 'channel'?",
    ),
    ('table = "events"\nfile = "events.csv"\nvalues.kinds = { a = "b" }', "table events has no column 'kinds'"),
    (
        'table = "events"\nfile = "events.csv"\nformats = { channel = "%d" }',
        "'channel' is a text; formats are for dates and times",
    ),
    (
        'table = "events"\nfile = "events.csv"\nconstants = { channel = "a" }\nexpressions = { channel = "grid" }',
        "column 'channel' is also given by constants; one of the two must go",
    ),
    ('table = "events"\nfile = "events.csv"\nencoding = "utf-88"', "'utf-88' is no encoding"),
    ('table = "events"\nfile = "events.csv"\ncrs = "EPSG:1"', "'EPSG:1' is no coordinate system"),
    ('table = "events"\nfile = "events.csv"\nsheet = "1"', "'sheet' is for files that hold workbooks"),
    ('table = "events"\nfile = "events.csv"\ndelimiter = ";;"', "key 'delimiter'"),
    ('table = "events"\nfile = "events.csv"\nwhere = "grid ="', "where: events.csv: 'grid =' is not SQL"),
    (
        'table = "events"\nfile = "events.csv"\nwhere = "gird = \'G1\'"',
        "names column 'gird', which is not there. Did you mean 'grid'?",
    ),
    ('table = "events"\nfile = "events.csv"\nexpressions = { channel = "sum(grid)" }', "calls 'sum'"),
    ('table = "inspections"\nfile = "events.csv"', "table 'inspections' is fed but not 'dwellings'"),
]


@pytest.mark.parametrize(("toml", "said"), SLIPS)
def test_a_slip_is_named(city: Delivery, toml: str, said: str) -> None:
    city.write("events.csv", as_csv(EVENTS))
    city.write("events.pdf", "")
    city.source("slip", toml)
    answer = city.refuse()
    assert said in answer
    line = city.mapping().read_text(encoding="utf-8").splitlines().index(toml.splitlines()[-1]) + 1
    assert any(f"mapping.toml, line {n}, " in answer for n in range(line - 3, line + 1)) or "mapping.toml: " in answer


def test_a_slip_below_a_heading_of_its_own_names_that_line(city: Delivery) -> None:
    city.write("events.csv", as_csv(EVENTS))
    city.source("slip", 'table = "events"\nfile = "events.csv"\n\n[source.columns]\nchannel = "grid"\nchanel = "x"')
    line = city.mapping().read_text(encoding="utf-8").splitlines().index("[source.columns]") + 1
    assert (
        f"mapping.toml, line {line}, source 3 (events), columns: table events has no column 'chanel'" in city.refuse()
    )


def test_sources_that_are_none_are_named(city: Delivery) -> None:
    city.sources = {}
    city.head = "source = [1]\n" + city.head
    assert "key 'table' is missing" in city.refuse()


HEADS = [
    (
        '[city]\nname = "x"\ntimezone = "Asia/Shangai"\n',
        "'Asia/Shangai' is no time zone; did you mean 'Asia/Shanghai'?",
    ),
    ('[city]\nnane = "x"\n', "there is no key 'nane'. Did you mean 'name'?"),
    ('[city]\nname = "x"\nas_of = "soon"\n', "line 3, [city]: key 'as_of'"),
    ('[city]\nname = "x"\n[limit]\nrejected_share = 0.1\n', "there is no key 'limit'. Did you mean 'limits'?"),
    ('[city]\nname = "x"\n[limits]\nrejected_share = 5\n', "key 'rejected_share'"),
    ("", "key 'name' is missing"),
]


@pytest.mark.parametrize(("head", "said"), HEADS)
def test_a_slip_in_the_head_is_named(city: Delivery, head: str, said: str) -> None:
    city.head = head
    assert said in city.refuse()


def test_a_mapping_that_is_no_toml_names_its_line(city: Delivery) -> None:
    city.head = '[city\nname = "x"\n'
    assert "is not TOML" in city.refuse()


def test_units_and_boundaries_are_needed(city: Delivery) -> None:
    del city.sources["boundaries"]
    assert "no source feeds table 'boundaries'" in city.refuse()


def test_what_a_source_may_say(city: Delivery) -> None:
    rows = [
        {
            "编号": f"A{i}",
            "网格": "G1",
            "类": "出租" if i else "别墅",
            "报": f"{1 + i:02}/06/2026 09:{i:02}",
            "旧": "2026-07-01",
            "新": "",
        }
        for i in range(4)
    ]
    city.with_dwellings()
    city.give(
        "events",
        rows,
        """columns = { event_id = "编号", grid = "网格", category = "类", reported_at = "报" }
values.category = { "出租" = "letting" }
constants = { channel = "patrol", returns = 2, urgent = true, filed_at = 2026-06-01T08:30:00, due_at = 2026-06-09 }
formats = { reported_at = "%d/%m/%Y %H:%M" }
expressions = { handle_due_at = "coalesce(新, 旧)", responsibility = "lower(编号) || '-' || 网格" }
feed = "网格中心"
owner = "城运中心"
every = "1 day"
""",
    )
    report = city.read().report
    columns = ("event_id", "category", "channel", "returns", "urgent", "reported_at", "filed_at", "responsibility")
    assert city.extract("events", *columns)[0] == (
        *("A0", "别墅", "patrol", 2, True),
        *(moment("2026-06-01 09:00"), moment("2026-06-01 08:30"), "a0-G1"),
    )
    # a date without a time in a due column means the end of that day
    assert city.extract("events", "due_at", "handle_due_at")[0] == (
        moment("2026-06-09 23:59:59.999999"),
        moment("2026-07-01 23:59:59.999999"),
    )
    told = report.sources[-1]
    assert (told.feed, told.owner, told.every, told.newest) == ("网格中心", "城运中心", "1 day", date(2026, 6, 4))
    assert [(word.column, word.value, word.rows) for word in told.unlisted] == [("category", "别墅", 1)]


def test_several_files_and_sources_feed_one_table(city: Delivery) -> None:
    city.with_dwellings()
    for i in range(4):
        city.write(f"months/2026-{i + 1:02}.csv", as_csv(INSPECTIONS[3 * i : 3 * i + 3]))
    city.write("late.csv", as_csv(INSPECTIONS[12:]))
    city.source("glob", 'table = "inspections"\nfile = "months/*.csv"')
    city.source("late", 'table = "inspections"\nfile = ["late.csv", "months/2026-01.csv"]')
    report = city.read().report
    assert len(city.extract("inspections")) == 20
    told = next(item for item in report.tables if item.table == "inspections")
    assert (told.rows, told.identical) == (23, 3)
    assert report.sources[-2].files[0].file == "months/2026-01.csv"


def test_a_correction_replaces_rows_of_the_same_key(city: Delivery) -> None:
    city.with_dwellings()
    city.write("fixed.csv", as_csv([DWELLINGS[0] | {"kind": "owner"}, {"dwelling_id": "NEW", "grid": "G1"}]))
    city.source("fixed", 'table = "dwellings"\nfile = "fixed.csv"\ncorrects = true')
    report = city.read().report
    kinds = dict(city.extract("dwellings", "dwelling_id", "kind"))
    assert (kinds["H00"], kinds["H01"], kinds["NEW"], len(kinds)) == ("owner", "rented", None, 21)
    told = next(item for item in report.tables if item.table == "dwellings")
    assert (told.corrected, told.rejected) == (1, 0)


def test_a_correction_that_is_faulty_replaces_nothing(city: Delivery) -> None:
    city.with_dwellings()
    city.write("fixed.csv", as_csv([DWELLINGS[0] | {"grid": "G9"}, DWELLINGS[1] | {"kind": "owner"}]))
    city.source("fixed", 'table = "dwellings"\nfile = "fixed.csv"\ncorrects = true')
    city.read()
    kinds = dict(city.extract("dwellings", "dwelling_id", "kind"))
    assert (kinds["H00"], kinds["H01"]) == ("rented", "owner")


def test_the_report_names_what_was_not_read(city: Delivery) -> None:
    city.give("dwellings", [row | {"remark": "x", "联系电话": "none"} for row in DWELLINGS])
    report = city.read().report
    (file,) = report.sources[-1].files
    assert file.unread == ("remark", "联系电话")
    assert file.personal == ("联系电话",)


def test_the_city_is_as_the_mapping_says(city: Delivery) -> None:
    city.head = '[city]\nname = "试城"\nname_en = "Testville"\ntimezone = "Asia/Urumqi"\nas_of = 2026-06-30\n'
    found = city.read().city
    assert (found.name, found.name_en, found.timezone) == ("试城", "Testville", "Asia/Urumqi")
    assert (found.as_of, found.demo) == (date(2026, 6, 30), False)
