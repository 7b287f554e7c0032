import threading

import pytest

from cockpit.errors import CockpitError
from cockpit.state import LONGEST_NAME, SavedView, State
from tests.test_app import served  # noqa: F401 - a fixture

VIEW = SavedView("柳浦 30 日", "/inspection", "unit=0101", "2026-11-21T08:00:00+00:00")


def test_a_view_is_kept_replaced_and_forgotten(tmp_path):
    state = State(tmp_path)
    assert state.views() == []
    assert not state.path.exists()  # looking writes nothing
    state.save_view(VIEW)
    later = SavedView(VIEW.name, "/", "unit=02", "2026-11-22T08:00:00+00:00")
    other = SavedView("b", "/", "", "2026-11-23T08:00:00+00:00")
    state.save_view(later)
    state.save_view(other)
    assert State(tmp_path).views() == [other, later]
    state.forget_view("b")
    state.forget_view("nothing of that name")
    assert state.views() == [later]


@pytest.mark.parametrize(
    "name", ["", "  ", "x" * (LONGEST_NAME + 1), "a\nb", "打 13912345678", "11010519491231002X 的视图"]
)
def test_a_name_is_a_name_and_nobodys_number(tmp_path, name):
    with pytest.raises(CockpitError):
        State(tmp_path).save_view(SavedView(name, "/", "", "x"))


def test_long_numbers_that_are_nobodys_are_names(tmp_path):
    State(tmp_path).save_view(SavedView("990102001000 近 30 日", "/", "", "x"))


def test_two_writers_at_once_lose_nothing(tmp_path):
    def write(at):
        State(tmp_path).save_view(SavedView(f"view {at}", "/", "", str(at)))

    threads = [threading.Thread(target=write, args=(at,)) for at in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(State(tmp_path).views()) == 12


def test_a_damaged_or_closed_folder_is_a_sentence(tmp_path):
    (tmp_path / "state").write_text("a file where the folder should be")
    with pytest.raises(CockpitError, match="cannot be"):
        State(tmp_path).save_view(VIEW)
    broken = tmp_path / "other"
    (broken / "state").mkdir(parents=True)
    (broken / "state" / "cockpit.sqlite").write_text("no database" * 100)
    with pytest.raises(CockpitError, match="cannot be used"):
        State(broken).views()


def test_views_over_http(served):  # noqa: F811
    assert served.get("/views").get_json() == {"views": []}
    asked = {"name": "我的", "page": "/inspection", "query": "unit=0101&nonsense=1&where=kind:rented"}
    [kept] = served.post("/views", json=asked).get_json()["views"]
    assert kept["page"] == "/inspection"
    assert kept["query"] == "unit=0101&where=kind:rented"
    assert served.delete("/views", json={"name": "我的"}).get_json() == {"views": []}


@pytest.mark.parametrize(
    ("asked", "headers"),
    [
        ({"name": "x", "page": "https://elsewhere", "query": ""}, {}),
        ({"name": "x", "page": "/", "query": 3}, {}),
        ({"name": 3}, {}),
        ([], {}),
        ({"name": "x", "page": "/", "query": "a" * 9000}, {}),
        ({"name": "x", "page": "/", "query": ""}, {"Sec-Fetch-Site": "cross-site"}),
    ],
)
def test_what_is_no_view_of_ours_is_refused(served, asked, headers):  # noqa: F811
    answer = served.post("/views", json=asked, headers=headers)
    assert answer.status_code == 409
    assert answer.get_json()["why"]
    assert served.get("/views").get_json() == {"views": []}
