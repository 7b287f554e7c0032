"""`cockpit serve`: the pages, by gunicorn."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from cockpit.cli import Data


def register(app: typer.Typer) -> None:
    """Add the subcommands to `app`."""
    app.command("serve")(serve)


def serve(
    host: Annotated[str | None, typer.Option(help="Address to serve on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on.")] = None,
    workers: Annotated[int | None, typer.Option(help="Serving processes.")] = None,
    data: Data = None,
) -> None:
    """Serve the pages until stopped."""
    from cockpit.settings import load_settings

    settings = load_settings(data=data, host=host, port=port, workers=workers)
    os.environ["COCKPIT_DATA"] = str(settings.data.resolve())
    os.environ["COCKPIT_WORKERS"] = str(settings.workers)
    typer.echo(f"The cockpit is at http://{settings.host}:{settings.port}/", err=True)
    command = [
        # The shell, app.py, lies beside the package, wherever the command is typed.
        *(sys.executable, "-m", "gunicorn", "app:server", "--pythonpath", str(Path(__file__).parents[2])),
        *("--config", "python:cockpit.cli.workers"),
        *("--bind", f"{settings.host}:{settings.port}"),
        *("--workers", str(settings.workers), "--threads", str(settings.threads), "--worker-class", "gthread"),
        *("--no-control-socket", "--log-level", "warning"),
    ]
    os.execv(sys.executable, command)  # noqa: S606  our own interpreter with our own words
