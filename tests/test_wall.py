"""Walls: scenes from a name, from a list in the address, from a deployment's own file; never nothing."""

import html
import json
import re
from datetime import date

import pytest

import app
from cockpit.board import desk, the_boards, the_walls
from cockpit.board.wall import PAUSE, rotation
from cockpit.catalogue import load_walls
from cockpit.errors import CockpitError, UnknownName
from cockpit.reading import freshness
from cockpit.selection import Selection

BOARDS = the_boards()
OWN = """
[[wall]]
key = "foyer"
label = "前厅"
pause = 60
scenes = [
  { link = "/inspection?metric=inspection_overdue&lang=en", seconds = 12, transition = "cut", title = "Overdue" },
  { link = "/" },
]
"""


def asked(wall, path="/", own=None, **query):
    return rotation(path, {"wall": [wall], **query}, BOARDS, the_walls(), own)


def test_every_wall_that_ships_shows_pages_there_are():
    for key, wall in the_walls().items():
        found = asked(key)
        assert [scene.seconds for scene in found.scenes] == [scene.seconds for scene in wall.scenes]
        assert found.pause == wall.pause
        assert not found.why


def test_scenes_are_made_on_the_spot():
    found = asked("overview:40, inspection:30,overview")
    assert [(scene.link, scene.seconds) for scene in found.scenes] == [
        ("/?wall=scene", 40),
        ("/inspection?wall=scene", 30),
        ("/?wall=scene", 30),
    ]
    assert [scene.title for scene in found.scenes] == ["总览", "人房巡查", "总览"]


@pytest.mark.parametrize(
    "word", ["", "1", "nothing", "nothing:3", "overview:soon", "<script>", "x" * 5000, "overview;3"]
)
def test_anything_else_is_a_wall_of_this_very_page(word):
    found = asked(word, "/inspection", unit=["01"], metric=["inspection_overdue"])
    assert [scene.link for scene in found.scenes] == ["/inspection?unit=01&metric=inspection_overdue&wall=scene"]
    assert found.pause == PAUSE


def test_seconds_stay_within_reason():
    assert [scene.seconds for scene in asked("overview:0,inspection:99999").scenes] == [3, 3600]


def test_scenes_take_on_where_and_how_but_not_what():
    found = asked("city", unit=["01"], lang=["en"], metric=["residents"], edition=["e"])
    assert {Selection.read(scene.link.partition("?")[2]) for scene in found.scenes} == {
        Selection(unit="01", lang="en", edition="e", wall=True)
    }
    assert found.scenes[0].title == "Overview"


def test_a_deployment_has_walls_of_its_own(tmp_path):
    own = tmp_path / "walls.toml"
    own.write_text(OWN, encoding="utf-8")
    found = asked("foyer", own=own, unit=["01"])
    first, second = found.scenes
    assert first.link == "/inspection?unit=01&metric=inspection_overdue&lang=en&wall=scene"
    assert (first.title, first.seconds, first.transition) == ("Overdue", 12, "cut")
    assert (second.link, second.title, second.seconds) == ("/?unit=01&wall=scene", "总览", 30)
    assert found.pause == 60


@pytest.mark.parametrize(
    "text", ["[[wall]", '[[wall]]\nkey = "foyer"\nlabel = "x"\nscenes = []', OWN.replace("/inspection", "/nowhere")]
)
def test_a_wall_that_cannot_be_meant_still_shows_and_says_why(tmp_path, text):
    own = tmp_path / "walls.toml"
    own.write_text(text, encoding="utf-8")
    found = asked("city", own=own)
    assert len(found.scenes) == len(the_walls()["city"].scenes)
    assert found.why
    with pytest.raises(CockpitError):
        load_walls(own, BOARDS)


def test_a_scene_names_a_page(tmp_path):
    own = tmp_path / "walls.toml"
    own.write_text(OWN.replace("/inspection", "/inspections"), encoding="utf-8")
    with pytest.raises(UnknownName, match="foyer"):
        load_walls(own, BOARDS)


# --- over HTTP -----------------------------------------------------------------------------------------------------


@pytest.fixture
def served(tiny_data, monkeypatch):
    monkeypatch.setenv("COCKPIT_DATA", str(tiny_data))
    desk.the_settings.cache_clear()
    desk.the_store.cache_clear()
    yield app.server.test_client()
    desk.the_settings.cache_clear()
    desk.the_store.cache_clear()


def plan_of(answer):
    return json.loads(html.unescape(re.search(r'data-wall="([^"]*)"', answer.text)[1]))


def test_a_wall_is_a_page_of_its_own(served):
    answer = served.get("/?wall=city&lang=en")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "_dash" not in answer.text
    assert 'data-theme="dark"' in answer.text
    assert len(plan_of(answer)["scenes"]) == len(the_walls()["city"].scenes)
    assert plan_of(answer)["words"]["lost"] == "The server does not answer"
    assert "unsafe" not in answer.headers["Content-Security-Policy"].split("script-src")[1]
    for address in re.findall(r'(?:src|href)="(/assets/[^"]*)"', answer.text):
        assert served.get(html.unescape(address)).status_code == 200


def test_a_scene_and_a_desk_are_pages(served):
    for address in ("/?wall=scene", "/", "/inspection?wall=scene&unit=01"):
        assert "react-entry-point" in served.get(address).text


def test_what_stands_in_the_address_never_becomes_script(served):
    answer = served.get("/?wall=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&unit=%22onload=%22")
    assert "<script>alert" not in answer.text
    assert answer.text.count("<script") == 1


def test_the_edition_is_told_and_never_kept(served):
    answer = served.get("/edition")
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.get_json()
    assert told["edition"] == desk.the_store().current().edition
    assert told["until"] == "2026-06-30 24:00"
    assert {"days", "fresh", "feeds", "late", "demo"} < set(told)


def test_without_an_edition_the_reason_is_told(served, monkeypatch, tmp_path):
    monkeypatch.setenv("COCKPIT_DATA", str(tmp_path))
    desk.the_settings.cache_clear()
    desk.the_store.cache_clear()
    answer = served.get("/edition")
    assert answer.status_code == 503
    assert "cockpit demo" not in answer.text
    assert answer.get_json()["why"]


# --- how old the data is -------------------------------------------------------------------------------------------


class _Edition:
    """As much of an edition as its freshness needs."""

    def __init__(self, path, as_of, demo=False):
        from types import SimpleNamespace

        self.path = path
        self.manifest = SimpleNamespace(as_of=as_of, city=SimpleNamespace(demo=demo))


@pytest.mark.parametrize(("today", "days"), [(1, 0), (2, 1), (4, 3)])
def test_yesterdays_data_is_fresh(tmp_path, today, days):
    found = freshness(_Edition(tmp_path, date(2026, 6, 30)), date(2026, 7, today))
    assert (found.days, found.feeds) == (days, 0)


def test_a_fictional_city_is_never_late(tmp_path):
    assert freshness(_Edition(tmp_path, date(2026, 6, 30), demo=True), date(2030, 1, 1)).days == 0


def test_each_feed_is_late_by_its_own_measure(tmp_path):
    sources = [
        {"table": "events", "feed": "12345", "owner": "hotline", "every": "1 day", "newest": "2026-06-28"},
        {"table": "population", "feed": "register", "owner": "", "every": "1 month", "newest": "2026-06-01"},
        {"table": "units", "feed": "", "owner": "", "every": "", "newest": None},
        {"table": "inspections", "feed": "", "owner": "", "every": "now and then", "newest": "2026-06-30T12:00:00"},
    ]
    (tmp_path / "report.json").write_text(json.dumps({"sources": sources}), encoding="utf-8")
    found = freshness(_Edition(tmp_path, date(2026, 6, 30)), date(2026, 7, 1))
    assert (found.fresh, found.feeds) == (2, 3)
    [late] = found.late
    assert (late.feed, late.owner, late.newest, late.days) == ("12345", "hotline", date(2026, 6, 28), 2)
    assert late.table == "events"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"sources": 3}'])
def test_a_damaged_report_is_no_reason_to_stop(tmp_path, text):
    (tmp_path / "report.json").write_text(text, encoding="utf-8")
    assert freshness(_Edition(tmp_path, date(2026, 6, 30)), date(2026, 7, 1)).feeds == 0
