"""What stands beside the code says what the code does: README, changelog, decisions, dictionary, pins, assets."""

from __future__ import annotations

import re
import shlex
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from typer.main import get_command

from cockpit.cli import command
from cockpit.contract import render_dictionary
from cockpit.settings import Settings
from tests.house import PRODUCT, ROOT, Module, read_modules, read_texts

README = ROOT / "README.md"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT, CONTRACTS = PYPROJECT["project"], PYPROJECT["tool"]["importlinter"]["contracts"]


def _commands() -> dict[str, set[str]]:
    """Every subcommand of the command line with its options."""
    commands = get_command(command()).commands  # type: ignore[attr-defined]
    return {
        name: {word for param in command.params for word in param.opts if word.startswith("--")}
        for name, command in commands.items()
    }


def _code_lines(path: Path) -> list[str]:
    """Lines of the blocks of a page that are to be typed, comments cut off."""
    blocks = re.findall(r"^```sh\n(.*?)^```", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [line.split(" # ")[0].strip() for block in blocks for line in block.splitlines()]


# --- README --------------------------------------------------------------------------------------------------------


def test_readme_names_every_make_target_and_no_other() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    told = set(
        re.findall(
            r"`?make ([a-z-]+)", "\n".join([*_code_lines(README), *re.findall(r"`[^`\n]+`", README.read_text())])
        )
    )
    assert targets == told
    phony = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == targets


def test_readme_names_every_subcommand_and_option_and_no_other() -> None:
    text = README.read_text(encoding="utf-8")
    told: dict[str, set[str]] = {}
    for line in re.findall(r"^\| `cockpit (.*?)` \|", text, flags=re.MULTILINE):
        name = line.split()[0]
        told.setdefault(name, set()).update(re.findall(r"--[a-z-]+", line))
    everywhere = {"--data", "--help"}
    assert {name: words - everywhere for name, words in _commands().items()} == told


def test_readme_draws_the_order_of_imports_as_the_contracts_hold_it() -> None:
    [chain] = re.findall(r"^cli > .*?(?=^```)", README.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    told = [{room.strip() for room in place.split(",")} for place in chain.split(">")]
    [layers] = [contract["layers"] for contract in CONTRACTS if contract["type"] == "layers"]
    assert told == [{room.strip().removeprefix("cockpit.") for room in layer.split("|")} for layer in layers]


def test_readme_names_every_setting() -> None:
    text = README.read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"`{name}`" not in text] == []


def test_every_cockpit_line_in_the_papers_can_be_typed() -> None:
    commands = _commands()
    pages = [README, *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "examples").rglob("*.md"))]
    for page in pages:
        for line in _code_lines(page):
            words = shlex.split(line.replace("$ ", "", 1).split("|")[0]) if "cockpit " in line else []
            start = next((i for i, word in enumerate(words) if word.rpartition("/")[2] == "cockpit"), None)
            if start is None or len(words) == start + 1:
                continue
            name, rest = words[start + 1], words[start + 2 :]
            assert name in commands, f"{page.name}: {line}"
            options = {word.split("=")[0] for word in rest if word.startswith("--")}
            assert options <= commands[name] | {"--data", "--help"}, f"{page.name}: {line}"


def test_readme_links_lead_somewhere() -> None:
    for page in [README, *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "examples").rglob("*.md"))]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} links to {target}"


# --- dictionary, changelog, decisions ------------------------------------------------------------------------------


def test_the_data_dictionary_is_the_contract() -> None:
    assert (ROOT / "data/README.md").read_text(encoding="utf-8") == render_dictionary(), "say: make dictionary"


def test_the_changelog_tells_of_this_version() -> None:
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert headings
    assert headings[0] in {"Unreleased", PROJECT["version"]}


def test_decisions_say_what_holds_and_why() -> None:
    folder = ROOT / "docs/decisions"
    listed = set(re.findall(r"\]\(([\w.-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8")))
    pages = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md") if path.name != "README.md"}
    assert listed == set(pages)
    for name, text in pages.items():
        assert text.startswith("# "), name
        assert re.search(r"^Status: (in force|replaced by .+|dropped)", text, flags=re.MULTILINE), f"{name}: no status"
        assert re.search(r"^## Why", text, flags=re.MULTILINE), f"{name}: no why"
        assert len(text.splitlines()) <= 60, f"{name} is longer than a page"


# --- pins ----------------------------------------------------------------------------------------------------------


def _pins(file: str) -> dict[str, str]:
    """Package -> its pin with all hashes."""
    text = re.sub(r"\\\n", " ", (ROOT / file).read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {re.split(r"[=<>! ]", line)[0]: line for line in lines}


def _wanted(lines: list[str]) -> set[str]:
    return {re.split(r"[\[<>=! ]", line)[0].lower() for line in lines}


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt", "requirements-spark.txt"])
def test_every_package_is_pinned_with_hashes(file: str) -> None:
    for name, line in _pins(file).items():
        assert re.match(rf"{name}==\S+ ", line), line[:60]
        assert "--hash=sha256:" in line, name
        assert "://" not in line, name


def test_the_pins_are_those_of_the_project() -> None:
    run, test = _pins("requirements.txt"), _pins("requirements-dev.txt")
    assert _wanted(PROJECT["dependencies"]) <= set(run), "say: make lock"
    assert _wanted(PROJECT["optional-dependencies"]["dev"]) <= set(test), "say: make lock"
    assert {name: test.get(name) for name in run} == run


def _not_asked_for(modules: Iterable[Module], wanted: set[str], ours: set[str]) -> list[str]:
    """Imports of packages that are here only because another brought them: they may be gone with its next version."""
    from_package = packages_distributions()
    return [
        f"{module.name} imports {top}"
        for module in modules
        for top in {name.partition(".")[0] for name in module.imports} - sys.stdlib_module_names - ours
        if not {name.lower().replace("_", "-") for name in from_package.get(top, [top])} & wanted
    ]


def test_what_is_imported_is_asked_for() -> None:
    run = _wanted(PROJECT["dependencies"])
    dev, spark = (_wanted(PROJECT["optional-dependencies"][extra]) for extra in ("dev", "spark"))
    ours = {"cockpit", "layouts", "app"}
    engine = [module for module in PRODUCT if module.name.startswith("cockpit.cube.spark.")]
    assert _not_asked_for([module for module in PRODUCT if module not in engine], run, ours) == []
    assert _not_asked_for(engine, run | spark, ours) == []
    tests = tuple(read_modules("tests", "tools", "benchmarks"))
    ours |= {"tests", "tools", "benchmarks", *(module.name.rpartition(".")[2] for module in tests)}
    assert _not_asked_for(tests, run | dev | spark, ours) == []


# --- what must stand nowhere ---------------------------------------------------------------------------------------

# Written in pieces, or this page would find itself.
PLACES = [f"/{name}/" for name in ("work", "root", "home")] + ["bash_" + "jobs", "." + "library"]
REGISTRIES = [
    ".".join(words)
    for words in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("debian", "org"))
]
TEXTS = dict(read_texts())


def strange_words(text: str) -> list[str]:
    """Paths of one machine and addresses of registries in `text`."""
    paths = [place for place in PLACES if re.search(rf"(?<![\w.}}]){re.escape(place)}", text)]
    return paths + [host for host in REGISTRIES if host in text]


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_tells_of_one_machine_or_a_registry(name: str) -> None:
    assert strange_words(TEXTS[name]) == []


def test_a_machine_path_is_seen() -> None:
    assert strange_words(f"see {PLACES[0]}main or https://{REGISTRIES[0]}/simple") == [PLACES[0], REGISTRIES[0]]
    assert strange_words("./framework/x and data/work/x") == []


def test_the_product_needs_no_address_outside() -> None:
    names = [name for name in TEXTS if name.startswith(("assets/", "layouts/", "cockpit/", "app.py"))]
    hosts = re.compile(r"(?:https?:)?//(?!www\.w3\.org/|127\.0\.0\.1|localhost)[a-z0-9-]+\.[a-z][\w.-]*")
    clouds = re.compile(r"cdn\.|unpkg|googleapis|gstatic|jsdelivr|mapbox://|openstreetmap")
    for name in names:
        assert not hosts.search(TEXTS[name]), name
        assert not clouds.search(TEXTS[name]), name
