"""What is planted in the demo city is there, counted in pandas."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from cockpit.demo.facts import (
    AS_OF,
    DOUBLED,
    ESTATE_TOWN,
    LAGGING,
    LATE,
    LEFT_GRIDS,
    OTHER_CHECKS,
    UNORDERED,
    UNPLACED,
    Fact,
    read_facts,
    read_stories,
)
from tests.demo_city import DemoCity, narrow, small_city

FACTS = read_facts()
STORIES = {story.key: story for story in read_stories()}


@pytest.fixture(scope="module")
def city() -> DemoCity:
    return small_city()


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.key)
def test_a_fact_is_there(city: DemoCity, fact: Fact) -> None:
    answer = city.answer(fact)
    assert fact.least is not None or fact.most is not None
    assert fact.least is None or answer >= fact.least, answer
    assert fact.most is None or answer <= fact.most, answer


def test_every_fact_is_about_a_metric_and_a_unit_of_the_city(city: DemoCity) -> None:
    codes = set(city["units"]["code"])
    assert {fact.metric for fact in FACTS} <= set(city.catalogue.metrics)
    assert {fact.unit for fact in FACTS} <= codes
    assert len({*STORIES, *(fact.key for fact in FACTS)}) == len(STORIES) + len(FACTS)


def test_the_lagging_town_is_the_lowest(city: DemoCity) -> None:
    towns = city["units"].query("level == 'town'")["code"]
    coverage = {code: city.coverage(code, AS_OF) for code in towns}
    assert min(coverage, key=lambda code: coverage[code]) == LAGGING
    below = [code for code, value in coverage.items() if value < 0.95]
    assert 3 <= len(below) <= 6  # the map shows cold and warm
    assert max(coverage.values()) > 0.98


def test_vacant_posts(city: DemoCity) -> None:
    posts = city["posts"].query("role == 'grid_worker'").set_index("unit")
    assert not posts.loc[list(LEFT_GRIDS), "filled"].any()
    assert posts.loc[list(LEFT_GRIDS), "holder"].isna().all()
    units = city["units"][city["units"]["valid_to"].isna()]
    assert len(posts) == units["type"].isin(["basic_grid", "special_grid"]).sum()


def test_absent_team(city: DemoCity) -> None:
    posts = city["posts"].query("team == 'rectify'")
    present = posts.groupby("unit")["on_post"].mean()
    assert present[LATE] < 0.9
    scores = city["ratings"].query("team == 'rectify' and rater_role == 'community'").groupby("unit")["score"].mean()
    assert scores.idxmin() == LATE


def test_police_rooms_control_centres_and_culture(city: DemoCity) -> None:
    facilities = city["facilities"]
    communities = set(city["units"].query("level == 'community'")["code"])
    have = set(facilities.query("kind == 'police_room'")["grid"].str[:12])
    assert len(communities - have) == 2
    centres = facilities.query("kind == 'control_centre'")
    assert ((centres["area_m2"] < 300) | (centres["hours_per_day"] < 24)).sum() == 2
    assert set(facilities.query("kind == 'affairs_centre'")["grid"].str[:9]) - set(
        facilities.query("kind == 'culture_centre'")["grid"].str[:9]
    ) == {ESTATE_TOWN[:9]}


def test_broken_link(city: DemoCity) -> None:
    links = city["links"].query("department == 'education'").copy()
    links["new_town"] = links["grid"].str.startswith(ESTATE_TOWN[:6])
    links["since"] = pd.to_datetime(links["month"]) >= "2026-06-01"
    sums = links.groupby(["new_town", "since"])[["linked", "total"]].sum()
    rate = sums["linked"] / sums["total"]
    assert rate[True, True] < rate[True, False] - 0.15
    assert abs(rate[False, True] - rate[False, False]) < 0.02


def test_doubled_register(city: DemoCity) -> None:
    month = pd.Timestamp(AS_OF).replace(day=1)
    people = city["population"]
    people = people[(pd.to_datetime(people["month"]) == month) & (people["kind"] == "floating")]
    rows = city.register[(city.register["from_date"] <= month) & (city.register["to_date"] >= month)]
    gap = people.groupby(people["grid"].str[:12])["count"].sum() / rows.groupby(rows["grid"].str[:12])["floating"].sum()
    assert gap.idxmax() == DOUBLED
    assert gap[DOUBLED] > 1.12
    assert 0.98 < gap.drop(DOUBLED).median() < 1.02


def test_over_target(city: DemoCity) -> None:
    targets = city["targets"].query("metric == 'residents'").set_index("unit")["value"]
    residents = {code: city.answer(Fact(metric="residents", unit=code)) for code in targets.index}
    assert [code for code, value in targets.items() if residents[code] > value] == [LAGGING]


def test_a_town_that_misses_its_plan(city: DemoCity) -> None:
    """Planned and done of every town over all months; hits only where something was done."""
    numbers = city["indicators"]
    towns = city["units"].query("tree == 'admin'").set_index("code")["parent"]
    sums = numbers.assign(town=numbers["unit"].map(towns)).pivot_table("value", "town", "indicator", aggfunc="sum")
    share = (sums["patrols_done"] / sums["patrols_planned"]).dropna()
    assert share.idxmin() == LATE
    assert share.min() < 0.8
    assert share.drop(LATE).min() > 0.93
    assert (sums["patrol_hits"].dropna() > 0).all()


def test_few_volunteers(city: DemoCity) -> None:
    latest = city["indicators"].query("indicator == 'volunteers'").sort_values("date").groupby("unit").tail(1)
    kinds = latest["unit"].map(city["units"].query("tree == 'admin'").set_index("code")["type"])
    people = latest["unit"].map(lambda code: city.answer(Fact(metric="residents", unit=code)))
    rate = (latest["value"] / people).groupby(kinds).median()
    assert rate["urban_village"] < 0.7 * rate["neighbourhood"]


def test_other_checks(city: DemoCity) -> None:
    checked = city["events"].dropna(subset=["reporter", "verifier"])
    other = checked["reporter"] != checked["verifier"]
    assert other[checked["grid"].str.startswith(OTHER_CHECKS[:9])].mean() > 0.28
    assert other[~checked["grid"].str.startswith(OTHER_CHECKS[:9])].mean() < 0.05


def test_unordered(city: DemoCity) -> None:
    for code, ordered, placed in ((UNORDERED, False, True), (UNPLACED, False, False), (LAGGING, True, True)):
        rows = narrow(city["dwellings"], code)
        assert rows["sequence"].notna().all() == rows["sequence"].notna().any() == ordered
        assert rows["lon"].notna().all() == rows["lon"].notna().any() == placed


def test_crossing_beats(city: DemoCity) -> None:
    bounds = city["boundaries"]
    shapes = shapely.from_wkb(bounds["geometry"].to_numpy())
    beats, grids = shapes[bounds["tree"] == "police"], shapes[bounds["tree"] == "admin"]
    touching = shapely.STRtree(beats).query(grids, predicate="intersects")
    share = shapely.area(shapely.intersection(grids[touching[0]], beats[touching[1]])) / shapely.area(
        grids[touching[0]]
    )
    assert ((share > 0.1) & (share < 0.9)).any()
    assert shapely.area(shapely.union_all(beats)) == pytest.approx(shapely.area(shapely.union_all(grids)), rel=1e-6)


def test_every_story_is_checked_here() -> None:
    tests = {
        *("vacant_posts", "absent_team", "no_police_room", "small_centre", "no_culture", "broken_link"),
        *(
            "doubled_register",
            "over_target",
            "few_volunteers",
            "plan_missed",
            "other_checks",
            "unordered",
            "crossing_beats",
        ),
    }
    assert set(STORIES) == tests
