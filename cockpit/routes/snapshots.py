"""Snapshots over HTTP: quick ones at once, slow ones as a job with a page that tells how far it is, without script."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from urllib.parse import quote

from flask import Flask, Response, abort, redirect, request, send_file
from werkzeug.wrappers import Response as Answer

from cockpit.access import Denied, Scope
from cockpit.catalogue import Board
from cockpit.editions import Progress
from cockpit.errors import CockpitError, UnknownName
from cockpit.selection import Selection
from cockpit.settings import Settings
from cockpit.snapshot import (
    Browser,
    Deck,
    Means,
    Round,
    Sight,
    format_of,
    make_deck,
    make_each,
    round_of,
    write_whole,
)
from cockpit.snapshot.jobs import Jobs, State
from cockpit.store import Store, Unit
from cockpit.wording import say

JOB = re.compile(r"[0-9a-f]{32}")
MOST_EACH = 500
PAPERS = ("a4", "wall")


@dataclass(frozen=True)
class Counter:
    """Where snapshots are handed out: what they are made from, for whom, and the queue of the slow ones."""

    store: Store
    scope: Scope
    settings: Settings
    boards: Mapping[str, Board]
    jobs: Jobs
    browser: Browser

    def deck(self, board: Board, selection: Selection, address: str, only: str | None) -> Deck:
        """The deck as it is asked for now."""
        when = datetime.now(UTC)
        return make_deck(self.store, board, selection, self.scope, when=when, public_url=address, only=only)


def add_snapshots(server: Flask, store: Store, scope: Scope, settings: Settings, boards: Mapping[str, Board]) -> None:
    """Serve /snapshot/<board>.<format> and /snapshot/jobs/<id> from `server`."""
    folder = settings.exports or Path(tempfile.gettempdir()) / f"cockpit-exports-{os.getuid()}"
    counter = Counter(store, scope, settings, boards, Jobs(folder), Browser())
    server.add_url_rule("/snapshot/<board>.<form>", "snapshot", lambda board, form: _snapshot(counter, board, form))
    server.add_url_rule("/snapshot/jobs/<name>", "snapshot_job", lambda name: _job(counter, name))
    server.add_url_rule("/snapshot/jobs/<name>/file", "snapshot_file", lambda name: _file(counter, name))


def _snapshot(counter: Counter, board: str, form: str) -> Answer:
    """The file itself where it is quick, else the page of its job."""
    selection = Selection.from_query(request.args.to_dict(flat=False))
    if board not in counter.boards:
        abort(404)
    try:
        return _made(counter, counter.boards[board], form, selection)
    except UnknownName as fault:
        return _refusal(fault, selection.lang, 404)
    except Denied as fault:
        return _refusal(fault, selection.lang, 403)
    except CockpitError as fault:
        return _refusal(fault, selection.lang, 409)


def _made(counter: Counter, board: Board, form: str, selection: Selection) -> Answer:
    format_ = format_of(form)
    opened = counter.store.edition(selection.edition) if selection.edition else counter.store.current()
    selection = selection.pinned(opened.edition)
    address = counter.settings.public_url or request.host_url
    panel, level = request.args.get("panel") or None, request.args.get("each") or None
    means = Means(browser=counter.browser, sight=_sight(panel) if format_.pictured else None)
    name = f"{board.key}-{selection.unit or 'all'}-{opened.edition}"

    def make(unit: Unit | None = None) -> bytes:
        chosen = selection.with_unit(unit.code) if unit else selection
        return format_.write([counter.deck(board, chosen, address, panel)], means)

    if level is None and not format_.pictured:
        content = make()
        return _attached(b"\xef\xbb\xbf" + content if form == "csv" else content, f"{name}.{form}", format_.mime)
    if level is None:
        counter.deck(board, selection, address, panel)  # what cannot be made is refused now, not in the queue
        work = _one(make)
        state = State(f"{name}.{form}", str(counter.scope), request.full_path)
    else:
        words = f"{board.key} {panel} {address} {means.sight}"
        round_ = round_of(opened, counter.scope, selection, level, form, words)
        if len(round_.units) > MOST_EACH:
            raise CockpitError(f"{len(round_.units)} files are too many for a page.", "`cockpit snapshot` makes them.")
        work = _many(round_, make)
        state = State(f"{name}-{level}.{form}.zip", str(counter.scope), request.full_path)
    question = {"path": request.path, "query": selection.to_query(), "each": level or "", "sight": str(means.sight)}
    job = counter.jobs.ask(question | {"panel": panel or ""}, state, work)
    return redirect(f"/snapshot/jobs/{job}?lang={selection.lang}", 303)


def _one(make: Callable[[], bytes]) -> Callable[[Path, Progress], None]:
    return lambda target, _progress: write_whole(target, make())


def _many(round_: Round, make: Callable[[Unit], bytes]) -> Callable[[Path, Progress], None]:
    def work(target: Path, progress: Progress) -> None:
        make_each(round_, make, target, progress)

    return work


def _sight(panel: str | None) -> Sight:
    """Our own page, reached by this machine's own address, with the reader's rights."""
    host, port = request.environ["SERVER_NAME"], request.environ["SERVER_PORT"]
    host = "127.0.0.1" if host in {"", "0.0.0.0", "::"} else host  # noqa: S104 - not bound, only compared
    paper = request.args.get("paper", PAPERS[0])
    scale = request.args.get("scale", "2")
    return Sight(
        f"http://{host}:{port}",
        dict(request.cookies),
        paper=paper if paper in PAPERS else PAPERS[0],
        scale=int(scale) if scale in {"1", "2", "3"} else 2,
        panel=panel,
    )


def _job(counter: Counter, name: str) -> Answer:
    """How far a job is; the page asks again by itself, and when it is done fetches the file."""
    lang = "en" if request.args.get("lang") == "en" else "zh"
    state = _mine(counter, name)
    if state.word == "failed":
        again = f'<p><a href="{escape(state.again)}">{say("snapshot.again", lang)}</a></p>'
        return _page(say("snapshot.failed", lang), f"<p>{escape(state.why)}</p>{again}", lang, "", 500)
    if state.word == "done":
        file = f"/snapshot/jobs/{name}/file"
        link = f'<p><a href="{file}">{say("snapshot.ready", lang)}</a></p>'
        return _page(say("snapshot.ready", lang), link, lang, f"0;url={file}", 200)
    before = counter.jobs.before(name) if state.word == "waiting" else 0
    words = say("snapshot.waiting", lang, n=before) if before else say("snapshot.making", lang)
    bar = f'<progress max="1" value="{state.share:.3f}"></progress> {state.share:.0%} {escape(state.what)}'
    return _page(words, f"<p>{bar}</p>", lang, "1", 200)


def _file(counter: Counter, name: str) -> Answer:
    state = _mine(counter, name)
    path = counter.jobs.file(name, state)
    if state.word != "done" or not path.exists():
        abort(404)
    answer = send_file(path, as_attachment=True, download_name=state.name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _mine(counter: Counter, name: str) -> State:
    """The state of a job; only those hear of it who may see the same."""
    state = counter.jobs.state(name) if JOB.fullmatch(name) else None
    if state is None:
        abort(404)
    if state.owner != str(counter.scope):
        abort(403)
    return state


def _attached(content: bytes, name: str, mime: str) -> Response:
    answer = Response(content, mimetype=mime)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _refusal(fault: CockpitError, lang: str, status: int) -> Response:
    words = "".join(f"<p>{escape(text)}</p>" for text in (fault.message, fault.hint) if text)
    return _page(say("snapshot.failed", lang), words, lang, "", status)


def _page(title: str, body: str, lang: str, refresh: str, status: int) -> Response:
    """A page of plain HTML in the product's own type."""
    again = f'<meta http-equiv="refresh" content="{refresh}">' if refresh else ""
    sheet = '<link rel="stylesheet" href="/assets/10-tokens.css">'
    head = f'<meta charset="utf-8">{again}<title>{escape(title)}</title>{sheet}'
    style = "font:16px/1.6 var(--font);max-width:40rem;margin:15vh auto;padding:0 1rem;color:var(--text)"
    told = f'<body style="{style}"><h1>{escape(title)}</h1>{body}</body>'
    html = f'<!doctype html><html lang="{lang}"><head>{head}</head>{told}</html>'
    answer = Response(html, status=status, mimetype="text/html")
    answer.headers["Cache-Control"] = "no-store"
    return answer
