"""`cockpit snapshot`: a board as a file for a meeting, one for each unit of a level, or a whole meeting pack."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cockpit.cli import Data
from cockpit.cli.asking import Compare, Language, narrow, read_clause, read_days
from cockpit.cli.progress import bar

if TYPE_CHECKING:
    from cockpit.access import Scope
    from cockpit.catalogue import Board
    from cockpit.selection import Selection
    from cockpit.settings import Settings
    from cockpit.snapshot import Deck, Format, Means
    from cockpit.store import Store


class Theme(StrEnum):
    """Theme of pictures and PDF."""

    LIGHT = "light"
    DARK = "dark"


class Paper(StrEnum):
    """Layout of pictures and PDF."""

    A4 = "a4"
    WALL = "wall"


def register(app: typer.Typer) -> None:
    """Add the subcommand to `app`."""
    app.command("snapshot")(snapshot)


def snapshot(  # noqa: PLR0913, PLR0917  one parameter per word of the public command line
    board: Annotated[str | None, typer.Argument(help="Key of the board: overview, inspection ...")] = None,
    out: Annotated[Path | None, typer.Option(help="FILE.pptx, .pdf, .png, .xlsx, .csv or .parquet.")] = None,
    panel: Annotated[str | None, typer.Option(help="Only this panel; a wrong name lists them.")] = None,
    unit: Annotated[str | None, typer.Option(help="Code of the unit; the top when absent.")] = None,
    tree: Annotated[str, typer.Option(help="Tree of the unit.")] = "admin",
    metric: Annotated[str | None, typer.Option(help="Metric on the map; the board's first when absent.")] = None,
    level: Annotated[str | None, typer.Option(help="Level of the map.")] = None,
    from_: Annotated[str | None, typer.Option("--from", help="First day of the period.", metavar="DAY")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Last day of the period.", metavar="DAY")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Day of stock metrics.", metavar="DAY")] = None,
    where: Annotated[list[str] | None, typer.Option(help="KEY=VALUE, may be repeated.", metavar="KEY=VALUE")] = None,
    compare: Annotated[Compare, typer.Option(help="What changes are measured against.")] = Compare.PREVIOUS,
    edition: Annotated[str | None, typer.Option(help="Edition; the one in use when absent.")] = None,
    lang: Annotated[Language, typer.Option(help="Language of every word.")] = Language.ZH,
    theme: Annotated[Theme | None, typer.Option(help="Theme of pictures and PDF.")] = None,
    paper: Annotated[Paper, typer.Option(help="Layout of pictures and PDF.")] = Paper.A4,
    scale: Annotated[int, typer.Option(min=1, max=3, help="How much larger a picture is drawn.")] = 2,
    template: Annotated[Path | None, typer.Option(help="A .pptx whose masters and fonts are used.")] = None,
    each: Annotated[str | None, typer.Option(help="One file for each unit of this level.")] = None,
    pack: Annotated[Path | None, typer.Option(help="A meeting pack, TOML, instead of a board.")] = None,
    url: Annotated[str | None, typer.Option(help="A running cockpit, for pictures and PDF.")] = None,
    data: Data = None,
) -> None:
    """Write a board as slides, spreadsheet, table, PDF or picture, with the numbers of the screen."""
    from cockpit.selection import Selection
    from cockpit.settings import load_settings
    from cockpit.store import Store

    start, end, day = read_days(from_, to, as_of)
    clauses = [read_clause(text) for text in where or []]
    if (board is None) == (pack is None):
        raise typer.BadParameter("say either a board or --pack PACK.toml.")
    settings = load_settings(data=data)
    work = _Work(settings, Store(settings.data), template, url)
    if pack is not None:
        work.deliver_pack(pack, out)
        return
    if out is None:
        raise typer.BadParameter("--out FILE is missing.")
    opened = work.store.edition(edition) if edition else work.store.current()
    selection = Selection(
        unit=unit,
        tree=tree,
        metric=metric,
        start=start,
        end=end,
        as_of=day,
        compare=compare.value,
        where=narrow(clauses, opened.values),
        level=level,
        lang=lang.value,
        theme=theme.value if theme else "dark" if paper is Paper.WALL else None,
        edition=edition,
    )
    look = {"paper": paper.value, "scale": scale, "panel": panel}
    work.deliver(_board(board or ""), selection, out, each, look)


@dataclass(frozen=True)
class _Work:
    """What a call works with."""

    settings: Settings
    store: Store
    template: Path | None
    url: str | None

    @property
    def scope(self) -> Scope:
        """On this machine the whole city."""
        from cockpit.access import whole_city

        return whole_city(self.settings)

    def deck(self, board: Board, selection: Selection, only: str | None = None) -> Deck:
        """A deck, exported now."""
        from cockpit.snapshot import make_deck

        address = self.settings.public_url or f"http://{self.settings.host}:{self.settings.port}"
        when = datetime.now(UTC)
        return make_deck(self.store, board, selection, self.scope, when=when, public_url=address, only=only)

    def deliver(self, board: Board, selection: Selection, out: Path, each: str | None, look: dict[str, Any]) -> None:
        """One file, or one for each unit of a level."""
        from cockpit.snapshot import format_of, write_whole

        suffix = _suffix(out, zipped=each is not None)
        form = format_of(suffix)
        with self.means(form, look) as means:
            if each is None:
                write_whole(out, form.write([self.deck(board, selection, look["panel"])], means))
                typer.echo(f"{out} is written.")
            else:
                self._each(board, selection, out, each, (suffix, form, means, look))

    def _each(
        self, board: Board, selection: Selection, out: Path, level: str, how: tuple[str, Format, Means, dict[str, Any]]
    ) -> None:
        from cockpit.errors import CockpitError, Refused
        from cockpit.snapshot import clear_report, make_each, round_of, write_report
        from cockpit.store import Unit

        suffix, form, means, look = how
        opened = self.store.edition(selection.edition) if selection.edition else self.store.current()
        pinned = replace(selection, edition=opened.edition)  # a new edition may come meanwhile
        words = f"{board.key} {look} {self.template}"
        round_ = round_of(opened, self.scope, pinned, level, suffix, words)

        def make(unit: Unit) -> bytes:
            return form.write([self.deck(board, pinned.with_unit(unit.code), look["panel"])], means)

        try:
            with bar() as progress:
                written = make_each(round_, make, out, progress)
        except CockpitError as fault:
            write_report(out, [fault.message, *(fault.faults if isinstance(fault, Refused) else ())])
            raise
        clear_report(out)
        typer.echo(f"{len(round_.units)} files are written: {written[0]}{' ...' if len(written) > 1 else ''}")

    def deliver_pack(self, path: Path, out: Path | None) -> None:
        """All decks of a pack in one file; on any failure a report beside it and nothing else."""
        from cockpit.errors import CockpitError
        from cockpit.snapshot import clear_report, format_of, orders_of, read_pack, write_report, write_whole

        pack = read_pack(path)
        target = out or pack.out or Path(f"{path.stem}.pptx")
        try:
            form = format_of(_suffix(target, zipped=False))
            opened, decks = self.store.current(), []
            orders = orders_of(pack, _boards(), opened, self.scope)
            with bar() as progress, replace(self, template=pack.template or self.template).means(form, {}) as means:
                for at, order in enumerate(orders):
                    progress(order.board.label.zh, at / len(orders))
                    decks.append(self.deck(order.board, order.selection))
                write_whole(target, form.write(decks, means))
        except CockpitError as fault:
            write_report(target, [fault.message])
            raise
        clear_report(target)
        typer.echo(f"{target} is written: {len(decks)} boards, edition {opened.edition}.")

    @contextmanager
    def means(self, form: Format, look: dict[str, Any]) -> Iterator[Means]:
        """What a writer needs: for pictures a browser, and a running cockpit, our own where none was named."""
        from cockpit.snapshot import Means, Sight

        if not form.pictured:
            yield Means(self.template)
            return
        with _running(self.settings, self.url) as address:
            means = Means(self.template, sight=Sight(address, {}, **look))
            yield means
            means.browser.close()


@contextmanager
def _running(settings: Settings, url: str | None) -> Iterator[str]:
    """The address of a running cockpit: the one named, or one of our own on a free port, for as long as it is needed.

    We open the port and hand it over: whoever asks early waits in its queue, and nobody has to try again and again.
    """
    if url:
        yield url
        return
    with socket.socket() as port, tempfile.TemporaryFile() as log:
        port.bind(("127.0.0.1", 0))
        port.listen(64)
        os.set_inheritable(port.fileno(), True)
        words = [sys.executable, "-m", "gunicorn", "app:server", "--bind", f"fd://{port.fileno()}"]
        words += ["--pythonpath", str(Path(__file__).parents[2]), "--workers", "1"]
        words += ["--threads", "8", "--worker-class", "gthread", "--no-control-socket", "--log-level", "error"]
        environment = os.environ | {"COCKPIT_DATA": str(settings.data.resolve())}
        server = subprocess.Popen(  # noqa: S603  our own interpreter with our own words
            words, pass_fds=[port.fileno()], env=environment, stdout=log, stderr=log
        )
        try:
            yield f"http://127.0.0.1:{port.getsockname()[1]}"
        finally:
            server.terminate()
            server.wait(30)


def _suffix(out: Path, *, zipped: bool) -> str:
    """The format that a file's name asks for. FILE.zip holds pptx, FILE.xlsx.zip xlsx."""
    endings = [ending.removeprefix(".").casefold() for ending in out.suffixes]
    if zipped and endings and endings[-1] == "zip":
        from cockpit.snapshot import FORMATS

        return endings[-2] if len(endings) > 1 and endings[-2] in FORMATS else "pptx"
    return endings[-1] if endings else ""


def _boards() -> dict[str, Board]:
    """The product's boards by key."""
    from cockpit.catalogue import DEFAULTS, load_catalogue

    return dict(load_catalogue(DEFAULTS).boards)


def _board(key: str) -> Board:
    from cockpit.errors import unknown

    boards = _boards()
    if key not in boards:
        raise unknown("board", key, boards)
    return boards[key]
