"""`cockpit editions diff A B`: what a new edition says differently, per metric and unit."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from dataclasses import asdict, fields
from pathlib import Path

import typer

from cockpit.cli.asking import Days
from cockpit.cli.writing import Form, in_words, write_table
from cockpit.errors import CockpitError

_SHOWN = 40  # lines of a table on the terminal; csv and json have all


def write_differences(root: Path, before: str, after: str, days: Days, form: Form) -> None:
    """Write every difference in `form`; as a table the upper units first and not more than fit."""
    from cockpit.access import whole_city
    from cockpit.measure.differences import Difference, differences
    from cockpit.selection import Selection
    from cockpit.settings import load_settings
    from cockpit.store import Store

    if form is Form.PARQUET:
        raise CockpitError("Differences are not written as Parquet.", "Use --format csv.")
    store = Store(root)
    start, end, day = days
    selection = Selection(start=start, end=end, as_of=day)
    scope = whole_city(load_settings(data=root))
    found = list(differences(store.edition(before), store.edition(after), selection, scope))
    names = [field.name for field in fields(Difference)]
    if form is Form.JSON:
        typer.echo(json.dumps([asdict(row) for row in found], ensure_ascii=False, indent=1))
    elif form is Form.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([["" if value is None else value for value in asdict(row).values()] for row in found])
    elif not found:
        typer.echo(f"{before} and {after} say the same.")
    else:
        counts = Counter((row.metric, row.level) for row in found)
        write_table(names, [[in_words(value) for value in asdict(row).values()] for row in found[:_SHOWN]])
        typer.echo(f"{len(found)} numbers differ, of {len({metric for metric, _ in counts})} metrics.")
