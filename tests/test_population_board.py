"""The panels of the population board: what they read from the generated city, how they are drawn, what they hide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from cockpit import figures, panels
from cockpit.access import Scope
from cockpit.board import the_boards
from cockpit.insight import Forecast
from cockpit.measure import Row, Target
from cockpit.reading import Cell, Listing, View, look, read_listing
from cockpit.reading.population import Pyramid
from cockpit.reading.targets import Bullet, month_ends
from cockpit.selection import Selection
from cockpit.store import Store
from tests.answers import metric, unit
from tests.city import AS_OF, TABLES_OF_A_CITY, TinyCity, publish_city
from tests.drawn import checked, plain

BOARD = the_boards()["population"]
EVERYTHING = Scope(smallest_cell=0)


@pytest.fixture(scope="module")
def peopled(tiny: TinyCity, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated city with control targets: one that is kept, one that is not, one for a type."""
    data = tmp_path_factory.mktemp("peopled")
    targets = [
        {"unit": "01", "metric": "residents", "due_on": date(2026, 12, 31), "value": 10, "clause": "S0-9"},
        {"unit": "02", "metric": "residents", "due_on": date(2026, 12, 31), "value": 100_000, "clause": "S0-9"},
    ]
    publish_city(replace(tiny, targets=targets), data)
    return data


def see(data: Path, scope: Scope = EVERYTHING, **chosen: object) -> View:
    return look(Store(data), scope, BOARD, Selection(**chosen))  # type: ignore[arg-type]


def listed(view: View, key: str) -> Listing:
    data, listing = read_listing(view, BOARD, key)
    assert listing is not None, data.answers.why
    return listing


def column(listing: Listing, key: str) -> list[Cell]:
    at = [column.key for column in listing.columns].index(key)
    return [line.cells[at] for line in listing.lines]


# --- what is read --------------------------------------------------------------------------------------------------


def test_structure_adds_up(peopled: Path) -> None:
    view = see(peopled)
    listing = listed(view, "structure")
    asked = [view.measure(view.snapshot.catalogue.metric(line.key)).total.value for line in listing.lines]
    assert [cell.value for cell in column(listing, "people")] == asked
    assert column(listing, "share")[-1].value == 1
    assert listing.lines[-1].strong


def test_pyramid_is_the_population_by_sex_and_age(peopled: Path) -> None:
    view = see(peopled, unit="01")
    listing = listed(view, "pyramid")
    assert [one.key for one in listing.columns] == ["age", "male", "female", "all"]
    whole = view.measure(view.snapshot.catalogue.metric("population")).total.value
    bars = [cell.value for key in ("male", "female", "all") for cell in column(listing, key)]
    assert sum(value for value in bars if isinstance(value, int | float)) == whole
    assert "2026-06" in listing.finding


def test_a_late_district_is_told_by_its_month(peopled: Path) -> None:
    assert "2026-05–2026-06" in listed(see(peopled), "pyramid").finding
    assert "2026-05" in listed(see(peopled, unit="02"), "pyramid").finding


def test_inverted_places_are_those_above_one_with_their_checks(peopled: Path) -> None:
    view = see(peopled)
    listing = listed(view, "inverted")
    catalogue = view.snapshot.catalogue
    ratios = {row.key: row.value for row in view.measure(catalogue.metric("inversion_ratio"), "town").rows()}
    assert {line.key for line in listing.lines} == {code for code, ratio in ratios.items() if ratio and ratio > 1}
    made = {row.key: row.value for row in view.measure(catalogue.metric("inspections"), "town").rows()}
    assert [cell.value for cell in column(listing, "inspections")] == [made[line.key] for line in listing.lines]
    values = [cell.value for cell in column(listing, "inversion_ratio")]
    assert values == sorted(values, reverse=True)  # type: ignore[type-var]


def test_registers_are_held_against_each_other(peopled: Path) -> None:
    view = see(peopled)
    listing = listed(view, "registers")
    gap = view.measure(view.snapshot.catalogue.metric("register_gap")).total
    [whole] = [line for line in listing.lines if line.strong]
    assert [cell.value for cell in whole.cells[1:]] == [
        gap.denominator,
        (gap.denominator or 0) + (gap.numerator or 0),
        gap.numerator,
        gap.value,
    ]


def test_matrix_of_links_has_every_department_and_the_whole(peopled: Path) -> None:
    view = see(peopled)
    listing = listed(view, "links")
    assert [one.key for one in listing.columns] == ["name", "all", "civil", "police", "roads"]
    for line in listing.lines[1:]:
        for at, department in enumerate(("civil", "police", "roads"), start=2):
            within = (("department", (department,)),)
            rate = view.measure(view.snapshot.catalogue.metric("link_rate"), unit=line.key, within=within).total
            assert line.cells[at].value == rate.value


def test_targets_are_ceilings(peopled: Path) -> None:
    listing = listed(see(peopled), "targets")
    assert [line.key for line in listing.lines] == ["01", "02"]
    assert [cell.verdict for cell in column(listing, "gap")] == ["missed", ""]
    assert all(isinstance(cell.value, int) for key in ("low", "forecast", "high") for cell in column(listing, key))
    assert "S0(九)" in listing.note


def test_month_ends() -> None:
    found = month_ends(AS_OF, date(2025, 11, 20))
    assert found[0] == date(2025, 11, 30)
    assert found[-1] == date(2026, 5, 31)
    assert len(month_ends(AS_OF, date(2020, 1, 1))) == 12


# --- what is hidden ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["structure", "pyramid", "registers", "links", "crowded", "ageing", "register-gaps"])
def test_small_numbers_of_people_are_hidden(peopled: Path, key: str) -> None:
    """At a size that hides most of the generated city: no cell below it is shown, and what is hidden has no value."""
    least = 70
    view = see(peopled, Scope(smallest_cell=least), unit="0102" if key != "links" else "01")
    cells = [
        (col, cell)
        for line in listed(view, key).lines
        for col, cell in zip(listed(view, key).columns[1:], line.cells[1:], strict=True)
    ]
    assert any(cell.state == "suppressed" for _, cell in cells)
    assert all(cell.value is None for _, cell in cells if cell.state == "suppressed")
    people = [cell.value for col, cell in cells if col.key in {"people", "male", "female", "dwellings", "table"}]
    assert not [value for value in people if isinstance(value, int | float) and 0 < value < least]


# --- tables that are not there -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "table"),
    [("pyramid", "population"), ("registers", "population"), ("links", "links"), ("targets", "targets")],
)
def test_a_missing_table_is_named(tiny: TinyCity, tmp_path: Path, key: str, table: str) -> None:
    publish_city(tiny, tmp_path, delivered=tuple(name for name in TABLES_OF_A_CITY if name != table))
    data, listing = read_listing(see(tmp_path), BOARD, key)
    assert listing is None
    assert table in data.answers.why


def test_checks_are_left_out_where_there_are_no_inspections(tiny: TinyCity, tmp_path: Path) -> None:
    publish_city(tiny, tmp_path, delivered=("units", "dwellings"))
    listing = listed(see(tmp_path), "inverted")
    assert [one.key for one in listing.columns] == ["name", "inversion_ratio", "floating"]
    assert "巡查次数" in listing.note


# --- what is drawn -------------------------------------------------------------------------------------------------


@pytest.fixture
def drawing(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


BANDS = ("0–4", "5–9", "85+")
MEN = ("male", "男", (Cell(120), Cell(90), Cell(30)))
WOMEN = ("female", "女", (Cell(110), Cell(95), Cell(None, "suppressed")))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pyramid(drawing: SnapshotAssertion, theme: str) -> None:
    assert plain(figures.pyramid(Pyramid(BANDS, (MEN, WOMEN)), theme=theme)) == drawing


def test_pyramid_of_one_side_and_of_nobody(drawing: SnapshotAssertion) -> None:
    assert plain(figures.pyramid(Pyramid(BANDS, (MEN,)), theme="light", lang="en")) == drawing(name="one")
    nobody = ("all", "未分", (Cell(0), Cell(0), Cell(0)))
    assert plain(figures.pyramid(Pyramid(BANDS, (nobody,)), theme="light")) == drawing(name="nobody")


def test_a_hidden_bar_has_one_length_whatever_it_holds() -> None:
    figure = checked(figures.pyramid(Pyramid(BANDS, (MEN, WOMEN)), theme="light"))
    assert figure.data[1].x[2] == pytest.approx(0.03 * 120)
    assert "已抑制" in figure.data[1].customdata[2]


def bullet(at: int, value: float | None, state: str = "ok", *, ahead: bool = True) -> Bullet:
    row = Row(f"T{at}", f"镇{at}", value, None, None, 10, None, state)
    due = date(2026, 12, 31)
    expected = Forecast(due, 1010 + at, 990, 1030, 0.1, 13) if ahead else None
    return Bullet(unit(f"T{at}", f"镇{at}", at), row, Target(1000, due, "S0-9"), expected)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_bullets(drawing: SnapshotAssertion, theme: str) -> None:
    held = [bullet(0, 1040), bullet(1, 995), bullet(2, 960, ahead=False)]
    assert [one.verdict for one in held] == ["missed", "near", "met"]
    assert plain(figures.bullets(metric("residents"), held, theme=theme)) == drawing


def test_bullets_of_hidden_units_are_not_drawn(drawing: SnapshotAssertion) -> None:
    held = [bullet(0, None, "suppressed")]
    assert held[0].verdict == ""
    assert plain(figures.bullets(metric("residents"), held, theme="light")) == drawing


@pytest.mark.parametrize(("values", "side"), [((980, 970), "right"), ((1030, 1020), "left"), ((960, 1040), "center")])
def test_the_word_over_the_goal_is_not_cut(values: tuple[float, ...], side: str) -> None:
    held = [bullet(at, value, ahead=False) for at, value in enumerate(values)]
    drawn = figures.bullets(metric("residents"), held, theme="light")
    assert drawn["layout"]["annotations"][0]["xanchor"] == side


def test_matrix_paints_by_the_map_and_hatches_what_is_hidden(peopled: Path) -> None:
    view = see(peopled, Scope(smallest_cell=600))
    shown = str(panels.link_matrix(listed(view, "links"), metric("link_rate"), "light", "zh"))
    assert "hatch" in shown
    assert "background" in shown


# --- columns that hold nothing -------------------------------------------------------------------------------------


def test_what_nobody_counted_is_not_shown_as_nought(tiny: TinyCity, tmp_path: Path) -> None:
    bare = [
        {key: value for key, value in row.items() if key not in {"floating", "registered"}} for row in tiny.dwellings
    ]
    publish_city(replace(tiny, dwellings=bare), tmp_path)
    view = see(tmp_path)
    for key in ("inverted", "tile-floating_share", "tile-inversion_ratio"):
        data, listing = read_listing(view, BOARD, key)
        assert listing is None
        assert "dwellings.floating" in data.answers.why
    assert [cell.state for cell in column(listed(view, "structure"), "people")] == ["empty", "ok", "empty", "ok", "ok"]


def test_a_metric_the_edition_cannot_tell_gives_way_to_one_it_can(tiny: TinyCity, tmp_path: Path) -> None:
    publish_city(tiny, tmp_path, delivered=("units", "dwellings"))
    assert see(tmp_path, metric="link_rate").metric.key == BOARD.metrics[0]
    assert see(tmp_path, metric="density").metric.key == "density"
