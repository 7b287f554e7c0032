"""The `cockpit` command: thin. Each subcommand imports the rooms it needs when it is called.

Exit status: 0 done; 1 the work was refused, with a reason; 2 the words of the call were wrong.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from cockpit.errors import CockpitError, Refused

Data = Annotated[
    Path | None,
    typer.Option("--data", help="Folder of the editions (default data/, or COCKPIT_DATA).", show_default=False),
]
MOST_FAULTS = 20


def command() -> typer.Typer:
    """The command with all its subcommands."""
    from cockpit.cli import answers, panels, publishing, serving, snapshots

    app = typer.Typer(
        name="cockpit",
        help="The municipal governance cockpit: files become an edition, an edition becomes answers and pages.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    for room in (answers, panels, publishing, serving, snapshots):
        room.register(app)
    return app


def main() -> None:
    """Run the command; a refusal is one sentence on stderr and exit status 1, never a traceback."""
    try:
        command()()
    except CockpitError as fault:
        _say(fault)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of a pipe has seen enough.
        sys.stderr.close()
        sys.exit(0)
    except Exception as fault:
        if os.environ.get("COCKPIT_DEBUG"):
            raise
        _say(CockpitError(f"Something unexpected: {type(fault).__name__}: {fault}", "COCKPIT_DEBUG=1 shows where."))
        sys.exit(1)


def _say(fault: CockpitError) -> None:
    print(f"cockpit: {fault.message}", file=sys.stderr)  # noqa: T201
    if isinstance(fault, Refused):
        for line in fault.faults[:MOST_FAULTS]:
            print(f"  - {line}", file=sys.stderr)  # noqa: T201
        if len(fault.faults) > MOST_FAULTS:
            print(f"  ... and {len(fault.faults) - MOST_FAULTS} more.", file=sys.stderr)  # noqa: T201
    if fault.hint:
        print(f"  {fault.hint}", file=sys.stderr)  # noqa: T201
