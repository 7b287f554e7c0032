"""The SQL of the cube as files with gaps, and the few things that may fill them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).parent / "sql"


def fill(name: str, **values: str) -> str:
    """The SQL of sql/NAME.sql with its $gaps filled."""
    return Template((_FOLDER / f"{name}.sql").read_text(encoding="utf-8")).substitute(values)


def day_sql(day: date) -> str:
    """A day as SQL."""
    return f"DATE '{day}'"


def path_sql(path: Path) -> str:
    """A path as SQL text."""
    return "'" + str(path).replace("'", "''") + "'"
