"""The files of the project, as the tests of the house read them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KITCHEN = ("cockpit.intake", "cockpit.geography", "cockpit.cube", "cockpit.demo")


@dataclass(frozen=True)
class Module:
    """One Python file of ours: its dotted name, its text, its tree."""

    name: str
    text: str = field(repr=False)

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def imports(self) -> Iterator[str]:
        """Dotted names of the modules it imports, wherever in the file."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module

    def within(self, *rooms: str) -> bool:
        """Whether the module is one of `rooms` or inside one."""
        return any(self.name == room or self.name.startswith(f"{room}.") for room in rooms)


def read_modules(*places: str) -> Iterator[Module]:
    """The Python files of folders and single files, named by their place under the root."""
    for place in places:
        top = ROOT / place
        for path in [top] if top.is_file() else sorted(top.rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            yield Module(name, path.read_text(encoding="utf-8"))


def read_texts() -> Iterator[tuple[str, str]]:
    """Every text file that git knows or would add: its path under the root and its text."""
    for path in sorted(_listed()):
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            yield path.relative_to(ROOT).as_posix(), content.decode("utf-8")


def _listed() -> list[Path]:
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):  # an unpacked archive: what the archive holds, made things apart
        made = {".venv", "data", "shots", "__pycache__"}
        return [path for path in ROOT.rglob("*") if not made & set(path.parts) and "_cache" not in str(path)]
    return [ROOT / name for name in listed.stdout.splitlines()]


PRODUCT = tuple(read_modules("app.py", "layouts", "cockpit"))
DINING_ROOM = tuple(module for module in PRODUCT if not module.within(*KITCHEN))
