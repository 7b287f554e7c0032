"""The command line people script: every word, every form, every exit status."""

from __future__ import annotations

import io
import itertools
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cockpit.catalogue import DEFAULTS, load_catalogue
from cockpit.cli import main
from cockpit.contract import render_dictionary
from cockpit.store import Snapshot
from tests.city import publish_city
from tests.command import Call
from tests.village import ask as measured
from tests.village import dwelling, village

FIELDS = ["value", "numerator", "denominator", "n", "previous", "state"]


@pytest.fixture
def cockpit(tiny_data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.delenv("COCKPIT_DATA", raising=False)
    return Call(tiny_data, capsys, monkeypatch)


# --- ask ------------------------------------------------------------------------------------------------------------


def test_json_has_the_published_fields(cockpit: Call, snapshot_of_tiny: Snapshot) -> None:
    answer = cockpit("ask", "inspection_coverage", "--by", "district", "--format", "json").json
    expected = measured(snapshot_of_tiny, "inspection_coverage", "district")
    assert list(answer) == ["metric", "unit", "tree", "by", "from", "to", "as_of", "edition", "rows"]
    assert answer | {"rows": []} == {
        "metric": "inspection_coverage",
        "unit": "00",
        "tree": "admin",
        "by": "district",
        "from": "2026-06-01",
        "to": "2026-06-30",
        "as_of": "2026-06-30",
        "edition": snapshot_of_tiny.edition,
        "rows": [],
    }
    rows = answer["rows"]
    assert isinstance(rows, list)
    assert list(rows[0]) == ["code", "name", *FIELDS]
    assert [row["value"] for row in rows] == expected.value.tolist()
    assert [(row["code"], row["name"]) for row in rows] == [("01", "1区"), ("02", "2区")]
    assert isinstance(rows[0]["n"], int)


@pytest.mark.parametrize(
    ("metric", "by", "heads", "first"),
    [
        ("dwellings", "", ["code", "name"], {"code": "00", "name": "测试市"}),
        ("dwellings", "children", ["code", "name"], {"code": "01"}),
        ("dwellings", "grid", ["code", "name"], {"code": "010100"}),
        ("events_reported", "day", ["period"], {"period": "2026-06-01"}),
        ("events_reported", "week", ["period"], {"period": "2026-W23"}),
        ("events_reported", "month", ["period"], {"period": "2026-06"}),
        ("events_reported", "channel", ["channel"], {"channel": ""}),
        ("events_reported", "category_group", ["category_group"], {"category_group": ""}),
        ("inspection_coverage", "kind", ["kind"], {"kind": ""}),
        ("inspection_coverage", "class", ["class"], {"class": ""}),
    ],
)
def test_rows_say_which_they_are(cockpit: Call, metric: str, by: str, heads: list[str], first: dict[str, str]) -> None:
    words = ["--by", by] if by else []
    ended = cockpit("ask", metric, *words, "--format", "csv")
    assert ended.status == 0
    assert ended.out.splitlines()[0] == ",".join([*heads, *FIELDS])
    assert ended.rows[0].items() >= first.items()
    assert list(cockpit("ask", metric, *words, "--format", "json").json["rows"][0]) == [*heads, *FIELDS]  # type: ignore[index]


def test_every_form_tells_the_same(cockpit: Call, tmp_path: Path, tiny_data: Path) -> None:
    words = ["ask", "on_time_rate", "--by", "grid", "--from", "2026-05-01", "--to", "2026-06-30"]
    rows = cockpit(*words, "--format", "json").json["rows"]
    assert isinstance(rows, list)
    as_csv = cockpit(*words, "--format", "csv").rows
    shown = cockpit(*words, "--format", "table").out.splitlines()
    assert len(as_csv) == len(rows) == len(shown) - 1 == 14
    command = [sys.executable, "-c", "from cockpit.cli import main; main()", *words, "--format", "parquet"]
    content = subprocess.run([*command, "--data", str(tiny_data)], capture_output=True, check=True).stdout
    table = pq.read_table(io.BytesIO(content))
    assert table.to_pylist() == rows
    for row, line, text in zip(rows, as_csv, shown[1:], strict=True):
        assert {key: "" if value is None else str(value) for key, value in row.items()} == line
        assert row["code"] in text
        assert row["state"] in text
    # The columns and types do not depend on what the rows hold.
    types = {"code": "string", "name": "string", **dict.fromkeys(FIELDS, "double"), "n": "int64", "state": "string"}
    assert {field.name: str(field.type) for field in table.schema} == types


@pytest.mark.parametrize("form", ["csv", "json", "table"])
def test_an_answer_without_rows_still_has_its_head(cockpit: Call, form: str) -> None:
    ended = cockpit("ask", "dwellings", "--unit", "010100", "--by", "children", "--format", form)
    assert ended.status == 0
    if form == "json":
        assert ended.json["rows"] == []
    else:
        assert ended.out.replace(",", " ").split() == ["code", "name", *FIELDS]
    if form == "csv":
        none = cockpit("ask", "dwellings", "--where", "kind=none", "--by", "class", "--format", form)
        assert none.out == f"class,{','.join(FIELDS)}\n"


def test_numbers_are_exact_and_nothing_is_null(cockpit: Call, snapshot_of_tiny: Snapshot) -> None:
    answer = cockpit("ask", "inspection_coverage", "--format", "json")
    exact = measured(snapshot_of_tiny, "inspection_coverage").total.value
    assert answer.json["rows"][0]["value"] == exact  # type: ignore[index]
    empty = cockpit("ask", "inspection_coverage", "--unit", "020203", "--format", "json")
    assert '"value": null' in empty.out
    assert "NaN" not in empty.out
    assert cockpit("ask", "inspection_coverage", "--unit", "020203", "--format", "csv").rows[0]["value"] == ""


def test_unit_tree_period_and_as_of(cockpit: Call, snapshot_of_tiny: Snapshot) -> None:
    words = ["--unit", "0103", "--tree", "admin", "--from", "2026-03-01", "--to", "2026-03-31"]
    stock = cockpit("ask", "dwellings", *words, "--as-of", "2026-02-10", "--format", "json").json
    period = {"start": date(2026, 3, 1), "end": date(2026, 3, 31), "as_of": date(2026, 2, 10)}
    expected = measured(snapshot_of_tiny, "dwellings", unit="0103", **period).total
    assert (stock["unit"], stock["from"], stock["to"], stock["as_of"]) == (
        *("0103", "2026-03-01", "2026-03-31", "2026-02-10"),
    )
    assert stock["rows"][0]["value"] == expected.value  # type: ignore[index]
    flow = [cockpit("ask", "inspections", *words, *more).out for more in ([], ["--as-of", "2026-02-10"])]
    assert flow[0] == flow[1]


def test_compare(cockpit: Call, snapshot_of_tiny: Snapshot) -> None:
    words = ["ask", "events_reported", "--from", "2026-05-01", "--format", "json"]
    before = {
        compare: cockpit(*words, *more).json["rows"][0]["previous"]  # type: ignore[index]
        for compare, more in {"": [], "previous": ["--compare", "previous"], "year": ["--compare", "year"]}.items()
    }
    period = {"start": date(2026, 5, 1)}
    expected = {
        compare: measured(snapshot_of_tiny, "events_reported", compare=compare, **period).total.previous
        for compare in ("previous", "year")
    }
    assert before == {"": expected["previous"], **expected}


def test_where_repeated_means_any_of_a_key_and_all_of_several(cockpit: Call, snapshot_of_tiny: Snapshot) -> None:
    where = (("category", ("litter", "noise")), ("channel", ("", "app")))
    expected = measured(snapshot_of_tiny, "events_reported", where=where).total.value
    spelled = [
        ["category=litter", "category=noise", "channel=", "channel=app"],
        ["category=litter,noise", "channel=,app"],
        ["channel=app", "category=noise", "category=litter", "channel="],
    ]
    for clauses in spelled:
        words = [word for clause in clauses for word in ("--where", clause)]
        answer = cockpit("ask", "events_reported", *words, "--format", "json")
        assert answer.json["rows"][0]["value"] == expected  # type: ignore[index]
        assert answer.err == ""


def test_a_value_that_does_not_occur_is_noted_and_counts_nothing(cockpit: Call) -> None:
    ended = cockpit("ask", "events_reported", "--where", "category=litre", "--format", "csv")
    assert (ended.status, ended.rows[0]["value"]) == (0, "0")
    assert "category 'litre' does not occur" in ended.err


def test_edition(cockpit: Call, tmp_path: Path) -> None:
    city = village(["g"])
    names = []
    for count in (1, 5):
        city.dwellings = [dwelling("d", "g", count=count)]
        names.append(publish_city(city, tmp_path))
    for words, name, value in (([], names[1], 5), (["--edition", names[0]], names[0], 1)):
        answer = cockpit("ask", "dwellings", *words, "--format", "json", data=tmp_path).json
        assert (answer["edition"], answer["rows"][0]["value"]) == (name, value)  # type: ignore[index]


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_explain(cockpit: Call, form: str) -> None:
    words = ["ask", "inspection_coverage", "--by", "district", "--format", form]
    plain, told = cockpit(*words), cockpit(*words, "--explain")
    if form == "table":
        lines = told.out.splitlines()
        assert lines[0] == "table: running_stock_covers_enters_leaves, running_stock_dues_enters_leaves"
        assert lines[1].startswith("SELECT unit, dt, dwellings_covered FROM running_stock_covers_enters_leaves")
        assert "\n".join([*lines[3:], ""]) == plain.out
    elif form == "json":
        assert list(told.json)[-3:] == ["tables", "sql", "rows"]
        assert told.json["tables"] == ["running_stock_covers_enters_leaves", "running_stock_dues_enters_leaves"]
        assert told.json["rows"] == plain.json["rows"]
    else:
        assert told.out == plain.out
        assert told.err.startswith(
            "table: running_stock_covers_enters_leaves, running_stock_dues_enters_leaves\nSELECT"
        )


def test_small_cells_follow_the_deployment(cockpit: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["ask", "residents", "--by", "grid", "--format", "csv"]
    for size, least in (("0", 1), ("10", 10), ("60", 60)):
        monkeypatch.setenv("COCKPIT_SMALLEST_CELL", size)
        for row in cockpit(*words).rows:
            assert (row["state"] == "suppressed") is (row["value"] == "" and row["n"] == "")
            assert row["value"] == "" or float(row["value"]) == 0 or float(row["value"]) >= least


# --- exit status ----------------------------------------------------------------------------------------------------

REFUSED = {
    "unknown metric": (["ask", "inspection_coverag"], "Did you mean 'inspection_coverage'?"),
    "unknown unit": (["ask", "dwellings", "--unit", "0101x"], "Did you mean '0101'?"),
    "unknown tree": (["ask", "dwellings", "--tree", "admi"], "Did you mean 'admin'?"),
    "unknown breakdown": (["ask", "dwellings", "--by", "kinds"], "Did you mean 'kind'?"),
    "unknown dimension": (["ask", "dwellings", "--where", "kid=x"], "Did you mean 'kind'?"),
    "unknown edition": (["ask", "dwellings", "--edition", "1"], "There is no edition '1'"),
    "edition to use": (["editions", "use", "../x"], "There is no edition '../x'"),
    "edition to verify": (["editions", "verify", "1"], "There is no edition '1'"),
    "edition of metrics": (["metrics", "--edition", "1"], "There is no edition '1'"),
    "engine": (["build", "--engine", "abacus"], "Engine 'abacus'"),
    "address of a cluster": (["build", "--engine", "spark://master"], "Write spark://HOST:PORT."),
    "mapping file": (["import", "nowhere.toml"], "nowhere.toml"),
}
MISSPOKEN = {
    "no metric": ["ask"],
    "no such subcommand": ["asks"],
    "no such option": ["ask", "dwellings", "--colour", "red"],
    "no such form": ["ask", "dwellings", "--format", "xml"],
    "no such comparison": ["ask", "dwellings", "--compare", "month"],
    "no day": ["ask", "dwellings", "--from", "yesterday"],
    "no day of this calendar": ["ask", "dwellings", "--to", "2026-02-30"],
    "a day beyond all data": ["ask", "dwellings", "--as-of", "0001-01-01"],
    "a period backwards": ["ask", "dwellings", "--from", "2026-06-02", "--to", "2026-06-01"],
    "a clause without value": ["ask", "dwellings", "--where", "kind"],
    "editions of nothing": ["editions", "list-all"],
    "use of nothing": ["editions", "use"],
    "prune without a number": ["editions", "prune"],
    "prune of all": ["editions", "prune", "--keep", "0"],
    "no such size": ["demo", "--size", "village"],
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_ends_with_1_and_a_sentence(cockpit: Call, case: str) -> None:
    words, said = REFUSED[case]
    ended = cockpit(*words)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("cockpit: ")
    assert said in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("case", MISSPOKEN)
def test_wrong_words_end_with_2(cockpit: Call, case: str, tmp_path: Path) -> None:
    for data in (None, tmp_path):  # whether or not there is an edition
        ended = cockpit(*MISSPOKEN[case], data=data)
        assert ended.status == 2
        assert ended.err


@pytest.mark.parametrize("words", [["ask", "dwellings"], ["editions", "verify"], ["build"], ["editions", "use", "x"]])
def test_without_an_edition_there_is_a_sentence(cockpit: Call, tmp_path: Path, words: list[str]) -> None:
    ended = cockpit(*words, data=tmp_path)
    assert ended.status == 1
    assert "no edition" in ended.err.lower()
    assert list(tmp_path.rglob("*.tmp")) == []


def test_a_slip_in_the_settings_is_a_sentence(cockpit: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cockpit.toml").write_text("smalest_cell = 3")
    ended = cockpit("ask", "dwellings")
    assert (ended.status, "Did you mean 'smallest_cell'" in ended.err) == (1, True)


def test_the_unexpected_is_a_sentence_too(cockpit: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("the sky fell")

    monkeypatch.setattr("cockpit.settings.load_settings", broken)
    monkeypatch.delenv("COCKPIT_DEBUG", raising=False)
    ended = cockpit("ask", "dwellings")
    assert ended.status == 1
    assert ended.err.splitlines()[0] == "cockpit: Something unexpected: RuntimeError: the sky fell"


# --- metrics and editions -------------------------------------------------------------------------------------------


def test_metrics(cockpit: Call, tmp_path: Path) -> None:
    for data in (None, tmp_path):  # an edition's catalogue, and the one that ships
        rows = json.loads(cockpit("metrics", "--format", "json", data=data).out)
        assert {row["key"] for row in rows} >= set(load_catalogue(DEFAULTS).metrics)
        for row in rows:
            assert {"label", "question", "formula", "unit", "better", "target", "alarm", "clause", "stock"} <= set(row)
            assert set(row["label"]) == {"zh", "en"}
        table = cockpit("metrics", data=data).out
        assert all(row["key"] in table and row["formula"]["zh"] in table for row in rows)
    stocks = {row["key"]: row["stock"] for row in rows}
    assert stocks["inspection_coverage"]
    assert stocks["events_open"]
    assert not stocks["on_time_rate"]
    assert not stocks["handling_hours_median"]


def test_serve_finds_the_shell_wherever_it_is_typed(
    cockpit: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[list[str]] = []
    monkeypatch.setattr("os.execv", lambda _program, words: said.append(words))
    monkeypatch.setenv("COCKPIT_DATA", "elsewhere")
    monkeypatch.chdir(tmp_path)
    ended = cockpit("serve", "--host", "127.0.0.1", "--port", "8123", "--workers", "3", data=tmp_path / "data")
    assert (ended.status, ended.err) == (0, "The cockpit is at http://127.0.0.1:8123/\n")
    [words] = said
    options = dict(itertools.pairwise(words))
    assert (Path(options["--pythonpath"]) / "app.py").exists()
    assert (options["--bind"], options["--workers"]) == ("127.0.0.1:8123", "3")
    assert os.environ["COCKPIT_DATA"] == str(tmp_path / "data")


LOADED = """
import contextlib, io, json, sys
from cockpit.cli import main
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    main()
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_ask_loads_no_screen_and_no_maps(tiny_data: Path, form: str) -> None:
    words = ["ask", "handling_hours_median", "--by", "children", "--format", form, "--data", str(tiny_data)]
    told = subprocess.run([sys.executable, "-c", LOADED, *words], capture_output=True, text=True, check=True).stdout
    loaded = set(json.loads(told))
    assert loaded & {"dash", "plotly", "flask", "geopandas", "shapely", "pyproj", "pandas", "pyarrow"} == set()
    assert {"cockpit", "duckdb", "numpy"} <= loaded


def test_contract(cockpit: Call, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["cockpit", "contract"])
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().out == render_dictionary()
