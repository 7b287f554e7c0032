import gzip
import json
from pathlib import Path

import pytest
from dash import no_update

import app
from cockpit.access import Scope
from cockpit.board import desk
from cockpit.errors import UnknownName
from tests.components import text


@pytest.fixture
def served(tiny_data, monkeypatch):
    """A client of the server, on the generated city."""
    monkeypatch.setenv("COCKPIT_DATA", str(tiny_data))
    desk.the_settings.cache_clear()
    desk.the_store.cache_clear()
    yield app.server.test_client()
    desk.the_settings.cache_clear()
    desk.the_store.cache_clear()


def collect(words, address=""):
    ids = [{"control": word} for word in words]
    return app.collect(list(words.values()), ids, "/", address)


# --- the one writer ------------------------------------------------------------------------------------------------


def test_collect_writes_store_and_address():
    assert collect({"unit": "01", "metric": ""}) == ({"page": "/", "query": "unit=01"}, "?unit=01", None)
    assert collect({"unit": ""}, "?unit=01") == ({"page": "/", "query": ""}, "", None)


@pytest.mark.parametrize("address", ["?unit=01", "?nonsense=1&unit=01", "?unit=01&lang=fr"])
def test_an_address_that_already_says_it_is_left_alone(address):
    assert collect({"unit": "01"}, address)[1] is no_update


def test_no_page_is_kept_in_the_process():
    first = collect({"unit": "01"})
    collect({"unit": "02"})
    assert collect({"unit": "01"}) == first


def test_errors_become_notices(monkeypatch):
    told = {}
    monkeypatch.setattr(app, "set_props", lambda id_, props: told.update({id_: props}))
    app.explain(UnknownName("There is no unit 'x'.", "Known: 00."))
    assert text(told["failure"]["children"]) == "There is no unit 'x'. Known: 00."


def test_unexpected_errors_are_logged_under_their_reference(monkeypatch, caplog):
    told = {}
    monkeypatch.setattr(app, "set_props", lambda id_, props: told.update({id_: props}))
    app.explain(ZeroDivisionError("inner detail"))
    words = text(told["failure"]["children"])
    assert "inner detail" not in words
    [record] = caplog.records
    assert record.args[0] in words


# --- geometry ------------------------------------------------------------------------------------------------------


def geo(served, name="", **headers):
    snapshot = desk.the_store().current()
    file = name or snapshot.geo[("admin", "00", "district")].file
    return served.get(f"/geo/{snapshot.edition}/{file}", headers=headers)


def test_geometry_is_packed_and_kept_for_a_year(served):
    answer = geo(served, **{"Accept-Encoding": "gzip, br"})
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    shapes = json.loads(gzip.decompress(answer.data))
    units = desk.the_store().current().tree().children("00")
    assert [feature["id"] for feature in shapes["features"]] == list(range(len(units)))
    assert [feature["properties"]["code"] for feature in shapes["features"]] == [unit.code for unit in units]


def test_geometry_is_unpacked_for_those_who_cannot(served):
    answer = geo(served, **{"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in answer.headers
    assert json.loads(answer.data)["type"] == "FeatureCollection"


@pytest.mark.parametrize(
    "name",
    [
        "index.json",
        "tree.parquet",
        "nothing.geojson.gz",
        "..%2Fmanifest.json",
        "../manifest.json",
        "..%2f..%2f..%2f..%2fetc%2fpasswd",
        "%00",
    ],
)
def test_no_other_file_is_served(served, name):
    answer = geo(served, name)
    # What is no address of ours is a page of the cockpit; it is never a file.
    assert answer.status_code == 404 or answer.mimetype == "text/html"


def test_an_unknown_edition_has_no_geometry(served):
    assert served.get("/geo/nothing/x.geojson.gz").status_code == 404
    assert served.get("/geo/../x").status_code == 404


def test_letters_are_those_of_names_the_reader_may_see(served):
    from cockpit.routes.letters import letters

    snapshot = desk.the_store().current()
    answer = served.get(f"/letters/{snapshot.edition}")
    assert "immutable" in answer.headers["Cache-Control"]
    said = answer.get_data(as_text=True)
    tree = snapshot.tree()
    assert set("".join(unit.name for unit in tree.units if not unit.leaf)) <= set(said)
    assert len(said) == len(set(said))
    with app.server.test_request_context():
        within = letters(desk.the_store(), Scope(unit="01"), snapshot.edition)
    assert within.headers["Cache-Control"].startswith("private")
    assert set(within.get_data(as_text=True)) < set(said)
    assert served.get("/letters/nothing").status_code == 404


def test_geometry_outside_the_scope_is_refused(served, monkeypatch):
    from cockpit.routes.geometry import geometry

    snapshot = desk.the_store().current()
    with app.server.test_request_context(headers={"Accept-Encoding": "gzip"}):
        inside = geometry(
            desk.the_store(), Scope(unit="01"), snapshot.edition, snapshot.geo[("admin", "01", "town")].file
        )
        assert inside.headers["Cache-Control"].startswith("private")
        with pytest.raises(Exception, match="403"):
            geometry(
                desk.the_store(), Scope(unit="01"), snapshot.edition, snapshot.geo[("admin", "00", "district")].file
            )


# --- health and headers --------------------------------------------------------------------------------------------


def test_health_names_the_edition(served):
    answer = served.get("/health")
    assert answer.get_json() == {"ok": True, "edition": desk.the_store().current().edition, "as_of": "2026-06-30"}


def test_health_without_an_edition(served, monkeypatch, tmp_path):
    monkeypatch.setenv("COCKPIT_DATA", str(tmp_path))
    desk.the_settings.cache_clear()
    desk.the_store.cache_clear()
    answer = served.get("/health")
    assert answer.status_code == 503
    assert answer.get_json()["ok"] is False


def test_a_page_loads_nothing_from_elsewhere(served):
    answer = served.get("/")
    policy = dict(rule.strip().split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert "unsafe" not in policy["script-src"]
    assert policy["frame-ancestors"] == "'self'"
    assert "https://" not in answer.text
    assert "http://" not in answer.text


def test_scripts_and_sheets_are_kept_by_the_browser(served):
    page = served.get("/").text
    [address] = [part.split('"')[0] for part in page.split('src="') if part.startswith("/assets/map.js")]
    assert "immutable" in served.get(address).headers["Cache-Control"]


def test_the_shell_is_short():
    assert len(Path(app.__file__).read_text(encoding="utf-8").splitlines()) <= 120
