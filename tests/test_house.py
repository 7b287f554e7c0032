"""The rules of the house, as tests. Every scan is also shown a planted fault: a rule that cannot fail is no rule.

The order of imports is kept by the contracts in pyproject.toml (`make lint`); here stands what they cannot say.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cockpit.contract import TABLES
from tests.house import DINING_ROOM, KITCHEN, PRODUCT, ROOT, Module, read_modules

MODULE_LINES, FUNCTION_LINES, TEST_LINES, SCRIPT_LINES = 300, 40, 450, 350

# Larger than the rule on purpose, with the reason. The list may shrink.
LARGE_MODULES: dict[str, str] = {}
LARGE_FUNCTIONS: dict[str, str] = {}


# --- 1 and 2: who may know which library ---------------------------------------------------------------------------

SCREEN = ("cockpit.panels", "cockpit.board", "cockpit.routes", "layouts", "app")
MAY_IMPORT = {
    "duckdb": (*KITCHEN, "cockpit.store"),
    "geopandas": KITCHEN,
    "shapely": KITCHEN,
    "pyogrio": KITCHEN,
    "pyproj": KITCHEN,
    "plotly": SCREEN,
    "dash": SCREEN,
    "dash_ag_grid": SCREEN,
    "dash_mantine_components": SCREEN,
    "flask": (*SCREEN, "cockpit.cli"),
}


def strangers(module: Module) -> list[str]:
    """Libraries that `module` imports and may not know."""
    tops = {name.partition(".")[0] for name in module.imports}
    return sorted(top for top in tops if top in MAY_IMPORT and not module.within(*MAY_IMPORT[top]))


@pytest.mark.parametrize("module", PRODUCT, ids=lambda module: module.name)
def test_a_room_imports_only_libraries_it_may_know(module: Module) -> None:
    assert strangers(module) == []


def test_a_stranger_is_seen() -> None:
    assert strangers(
        Module("cockpit.measure", "import duckdb\ndef f():\n    from plotly.graph_objects import Bar")
    ) == [
        "duckdb",
        "plotly",
    ]


def test_every_room_stands_in_the_import_contracts() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    named = set(re.findall(r"cockpit\.\w+", json.dumps(contracts)))
    rooms = {".".join(module.name.split(".")[:2]) for module in PRODUCT if module.name.startswith("cockpit.")}
    assert rooms - named == set()


def test_the_shell_stands_on_top() -> None:
    """app.py is a file, not a package, so the contracts do not see it."""
    [shell] = [module for module in PRODUCT if module.name == "app"]
    assert [name for name in shell.imports if Module(name, "").within(*KITCHEN, "cockpit.cli", "cockpit.store")] == []
    below = [module.name for module in PRODUCT if module.name != "app" and "app" in set(module.imports)]
    assert below == []


COLD_START = """
import contextlib, json, sys
sys.argv = ["cockpit", *{words!r}]
from cockpit.cli import main
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(sys.stderr):
    main()
print(json.dumps(sorted(sys.modules)))
"""


SCREEN_LIBRARIES = {"dash", "plotly", "flask", "geopandas", "shapely", "pyogrio"}


def loaded_by(*words: str) -> set[str]:
    """The modules that `cockpit WORDS` has loaded when it is done."""
    code = COLD_START.format(words=words)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("words", [["--help"], ["ask", "--help"], ["contract"]], ids=" ".join)
def test_the_command_line_starts_without_the_screen(words: list[str]) -> None:
    loaded = loaded_by(*words)
    assert "cockpit.cli" in loaded
    assert loaded & SCREEN_LIBRARIES == set()


def test_an_answer_needs_no_screen(tiny_data: Path) -> None:
    loaded = loaded_by("ask", "dwellings", "--by", "children", "--format", "json", f"--data={tiny_data}")
    assert "cockpit.measure" in loaded
    assert loaded & SCREEN_LIBRARIES == set()


# --- 3 and 6: what a reader types never becomes SQL, and nobody asks around the store ------------------------------

ASKS = ("cockpit.store", "cockpit.measure", "cockpit.insight")
SPLICED_BY_NOBODY = {"selection", "scope", "request", "query", "args", "params", "kwargs", "where"}
SQL_WORDS = re.compile(r"\b(SELECT|FROM|WHERE|GROUP BY|JOIN)\b")


def splices(module: Module) -> list[str]:
    """Places where SQL is run outside the store, or where text of SQL takes in what a reader chose."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            verb = node.func.attr
            if verb in {"execute", "executemany"} and not module.within("cockpit.store", "cockpit.state"):
                found.append(f"{module.name}:{node.lineno} runs SQL outside the store")
            jobs = ast.unparse(node.func.value).endswith("jobs")  # a queue of snapshots is asked for work, not numbers
            if verb == "ask" and not jobs and not module.within(*ASKS):
                found.append(f"{module.name}:{node.lineno} asks the store around measure")
        if isinstance(node, ast.JoinedStr) and SQL_WORDS.search(ast.unparse(node)):
            names = {
                name.id
                for part in node.values
                if isinstance(part, ast.FormattedValue)
                for name in ast.walk(part.value)
                if isinstance(name, ast.Name)
            }
            found += [f"{module.name}:{node.lineno} splices {name}" for name in sorted(names & SPLICED_BY_NOBODY)]
    return found


@pytest.mark.parametrize("module", DINING_ROOM, ids=lambda module: module.name)
def test_what_a_reader_chose_is_never_text_of_sql(module: Module) -> None:
    assert splices(module) == []


def test_a_splice_is_seen() -> None:
    text = "def f(s, selection):\n    return s.ask(f\"SELECT 1 FROM t WHERE unit = '{selection.unit}'\")"
    assert splices(Module("layouts.overview", text)) == [
        "layouts.overview:2 asks the store around measure",
        "layouts.overview:2 splices selection",
    ]


# --- 4: the city's words belong to the catalogue -------------------------------------------------------------------


def _records(file: str, name: str) -> list[dict[str, object]]:
    parts = sorted((ROOT / "cockpit" / "catalogue").glob(f"{file.removesuffix('.toml')}*.toml"))
    return [record for path in parts for record in tomllib.loads(path.read_text(encoding="utf-8")).get(name, [])]


def _city_words() -> set[str]:
    """Metric keys, category keys and groups, level names; less what is also a word of the contract."""
    words = {str(record["key"]) for record in _records("metrics.toml", "metric")}
    for record in _records("categories.toml", "category"):
        words |= {str(record["key"]), str(record.get("group", ""))}
    labels = tomllib.loads((ROOT / "cockpit/catalogue/labels.toml").read_text(encoding="utf-8"))
    words |= {*labels.get("level", {}), *labels.get("category_group", {})}
    # "city" is also the first table of a mapping file, and "other" says what is left over.
    ours = {*TABLES, *(name for table in TABLES.values() for name in table.names), "city", "other", "", "None"}
    return words - ours


CITY_WORDS = _city_words()


def city_words_in(module: Module) -> list[str]:
    """String literals of `module`, docstrings apart, that name a metric, a category or a level."""
    tree = module.tree
    comments = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        f"{module.name}:{node.lineno} {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in CITY_WORDS and id(node) not in comments
    ]


@pytest.mark.parametrize(
    "module",
    [module for module in PRODUCT if not module.within("cockpit.catalogue", "cockpit.demo")],
    ids=lambda module: module.name,
)
def test_no_metric_level_or_category_is_named_in_code(module: Module) -> None:
    assert city_words_in(module) == []


def test_a_metric_named_in_code_is_seen() -> None:
    assert "inspection_coverage" in CITY_WORDS
    assert "town" in CITY_WORDS
    text = '"""inspection_coverage"""\nKEY = "inspection_coverage"'
    assert city_words_in(Module("cockpit.board", text)) == ["cockpit.board:2 inspection_coverage"]


def test_no_metric_level_or_category_is_named_in_scripts() -> None:
    for path in sorted((ROOT / "assets").glob("*.js")):
        quoted = set(re.findall(r"[\"'`]([\w-]+)[\"'`]", path.read_text(encoding="utf-8")))
        assert quoted & CITY_WORDS == set(), path.name


# --- 5: the same question on the same edition has the same answer for ever -----------------------------------------

TIMELESS = ("cockpit.measure", "cockpit.insight", "cockpit.figures", "cockpit.wording")
CLOCKS = {"now", "today", "utcnow", "perf_counter", "monotonic", "localtime", "gmtime"}


def clocks(module: Module) -> list[str]:
    """Where `module` reads a clock, draws at random or changes a global."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            found.append(f"{module.name}:{node.lineno} {node.func.attr}()")
        if isinstance(node, ast.Global):
            found.append(f"{module.name}:{node.lineno} global {', '.join(node.names)}")
    return found + [f"{module.name} imports {name}" for name in module.imports if name in {"time", "random", "os"}]


@pytest.mark.parametrize(
    "module", [module for module in PRODUCT if module.within(*TIMELESS)], ids=lambda module: module.name
)
def test_answers_and_figures_know_no_clock(module: Module) -> None:
    assert clocks(module) == []


def test_a_clock_is_seen() -> None:
    text = "import time\nfrom datetime import date\ndef f():\n    return date.today()"
    assert clocks(Module("cockpit.measure", text)) == ["cockpit.measure:4 today()", "cockpit.measure imports time"]


# --- size and names ------------------------------------------------------------------------------------------------

OURS = (*PRODUCT, *read_modules("tools", "benchmarks"))
TESTS = tuple(read_modules("tests"))


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function's body; signature and docstring are not work, and explaining is never punished."""
    docstring = isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)
    work = node.body[1:] if docstring else node.body
    return (work[-1].end_lineno or 0) - work[0].lineno + 1 if work else 0


def function_lengths(module: Module) -> dict[str, int]:
    """Lines of every function of `module`, by its dotted name."""
    functions = (node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {f"{module.name}.{node.name}": _length(node) for node in functions}


def large_functions(module: Module) -> dict[str, int]:
    """Functions of `module` beyond FUNCTION_LINES and not excused, with their lines."""
    lengths = function_lengths(module)
    return {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES and name not in LARGE_FUNCTIONS}


@pytest.mark.parametrize("module", OURS, ids=lambda module: module.name)
def test_modules_and_functions_stay_readable(module: Module) -> None:
    lines = len(module.text.splitlines())
    assert lines <= MODULE_LINES or module.name in LARGE_MODULES, f"{lines} lines: split by subject"
    assert large_functions(module) == {}


@pytest.mark.parametrize("module", TESTS, ids=lambda module: module.name)
def test_lists_of_cases_stay_readable(module: Module) -> None:
    assert len(module.text.splitlines()) <= TEST_LINES, "split by subject"


def test_a_long_function_is_seen() -> None:
    text = "def f():\n" + "    x = 1\n" * (FUNCTION_LINES + 1)
    assert large_functions(Module("cockpit.x", text)) == {"cockpit.x.f": FUNCTION_LINES + 1}


def test_the_exceptions_are_still_needed() -> None:
    large = {module.name for module in OURS if len(module.text.splitlines()) > MODULE_LINES}
    assert set(LARGE_MODULES) <= large
    lengths = {name for module in OURS for name, lines in function_lengths(module).items() if lines > FUNCTION_LINES}
    assert set(LARGE_FUNCTIONS) <= lengths


@pytest.mark.parametrize("module", PRODUCT, ids=lambda module: module.name)
def test_modules_are_named_for_what_they_hold(module: Module) -> None:
    empty = {"utils", "util", "helpers", "helper", "manager", "core", "base", "common", "misc", "tools", "functions"}
    assert set(re.split(r"[._]", module.name)) & empty == set()


def test_the_browser_script_stays_small() -> None:
    lines = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "assets").glob("*.js")}
    assert {name: count for name, count in lines.items() if count > SCRIPT_LINES} == {}
