"""Snapshots over HTTP: files at once, slow ones as jobs; nothing beyond the scope, no half answers."""

from __future__ import annotations

import io
import threading
import zipfile
from pathlib import Path

import pytest
from dash.development.base_component import Component
from flask import Flask
from flask.testing import FlaskClient

from cockpit.access import Scope
from cockpit.errors import CockpitError
from cockpit.panels import export_menu
from cockpit.routes import add_snapshots
from cockpit.selection import Selection
from cockpit.settings import Settings
from cockpit.snapshot.jobs import Jobs, State
from cockpit.store import Store
from tests.meeting import BOARDS, components, slides_of


def client_for(data: Path, folder: Path, scope: Scope) -> FlaskClient:
    server = Flask("test")
    add_snapshots(server, Store(data), scope, Settings(data=data, exports=folder), BOARDS)
    return server.test_client()


@pytest.fixture
def client(tiny_data: Path, tmp_path: Path) -> FlaskClient:
    return client_for(tiny_data, tmp_path, Scope())


def finished(client: FlaskClient, address: str) -> bytes:
    """The file of a job, once its page says that it is ready."""
    for _ in range(2000):
        page = client.get(address)
        if page.status_code != 200 or b"0;url=" in page.data:
            break
        threading.Event().wait(0.05)
    assert page.status_code == 200, page.text
    return client.get(f"{address.partition('?')[0]}/file").data


def test_quick_formats_come_at_once(client: FlaskClient) -> None:
    for form, begin in {"pptx": b"PK", "xlsx": b"PK", "csv": b"\xef\xbb\xbfpanel", "parquet": b"PAR1"}.items():
        answer = client.get(f"/snapshot/inspection.{form}?lang=en")
        assert answer.status_code == 200
        assert answer.data.startswith(begin)
        assert f".{form}" in answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_one_for_each_unit_is_a_job_with_a_page(client: FlaskClient) -> None:
    answer = client.get("/snapshot/inspection.pptx?each=district")
    assert answer.status_code == 303
    content = finished(client, answer.headers["Location"])
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        assert found.namelist()
        assert slides_of(found.read(found.namelist()[0]))
    again = client.get("/snapshot/inspection.pptx?each=district")
    assert again.headers["Location"] == answer.headers["Location"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/snapshot/nothing.pptx", 404),
        ("/snapshot/overview.docx", 404),
        ("/snapshot/overview.pptx?unit=nobody", 404),
        ("/snapshot/overview.pptx?panel=nothing", 404),
        ("/snapshot/overview.pptx?each=galaxy", 404),
        ("/snapshot/overview.pptx?edition=20000101T000000", 404),
        ("/snapshot/jobs/0123456789abcdef0123456789abcdef", 404),
        ("/snapshot/jobs/..%2f..%2fetc", 404),
    ],
)
def test_what_is_not_there_is_said(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_scope_holds_over_http(tiny_data: Path, tmp_path: Path) -> None:
    tree = Store(tiny_data).current().tree()
    home, other = tree.children(tree.root.code)[:2]
    mine = client_for(tiny_data, tmp_path, Scope(unit=home.code))
    assert mine.get(f"/snapshot/overview.csv?unit={other.code}").status_code == 403
    assert mine.get(f"/snapshot/overview.pptx?each=town&unit={other.code}").status_code == 403
    theirs = client_for(tiny_data, tmp_path, Scope(unit=other.code))
    job = mine.get("/snapshot/overview.csv?each=town").headers["Location"]
    content = finished(mine, job)
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        codes = {name.partition("-")[0] for name in found.namelist()}
    assert len(codes) == len(tree.descendants(home.code, "town"))
    assert theirs.get(job).status_code == 403
    assert theirs.get(f"{job.partition('?')[0]}/file").status_code == 403


def test_a_job_that_fails_says_why_and_can_be_tried_again(tmp_path: Path) -> None:
    jobs, tries = Jobs(tmp_path), []

    def work(target: Path, _progress: object) -> None:
        tries.append(target)
        if len(tries) == 1:
            raise CockpitError("no paper")
        target.write_bytes(b"x")

    state = State("a.pdf", "me", "/again")
    name = jobs.ask({"q": "1"}, state, work)
    jobs._turn.submit(lambda: None).result()
    assert jobs.state(name).word == "failed"  # type: ignore[union-attr]
    assert "no paper" in jobs.state(name).why  # type: ignore[union-attr]
    assert jobs.ask({"q": "1"}, state, work) == name
    jobs._turn.submit(lambda: None).result()
    assert jobs.state(name).word == "done"  # type: ignore[union-attr]
    assert jobs.ask({"q": "1"}, State("a.pdf", "you", "/again"), work) != name


def test_the_menu_offers_what_there_is() -> None:
    def words(menu: Component) -> str:
        return " ".join(str(c.children) for c in components(menu) if isinstance(getattr(c, "children", None), str))

    selection = Selection(unit="C", edition="20260101T000000")
    whole = export_menu("overview", selection, {"town": ("街镇", 13), "grid": ("网格", 20_000)}, "")
    links = [c.href for c in components(whole) if hasattr(c, "href")]
    assert all("unit=C" in link and "edition=20260101T000000" in link for link in links)
    assert {link.partition("?")[0].rpartition(".")[2] for link in links} == {
        "pptx",
        "xlsx",
        "csv",
        "parquet",
        "pdf",
        "png",
    }
    assert [link for link in links if "each=town" in link]
    assert not [link for link in links if "each=grid" in link]
    poor = export_menu("overview", selection, {}, "chromium")
    assert "chromium" in words(poor)
    assert not [c for c in components(poor) if ".pdf" in getattr(c, "href", "")]
