"""What is said: numbers as officials write them, and never a word against the verdict."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit import wording
from cockpit.errors import UnknownName
from cockpit.wording import MINUS
from tests.answers import AS_OF, CATALOGUE, answer, metric, wave

ROOT = Path(__file__).parent.parent
coverage, rework = metric("inspection_coverage"), metric("rework_rate")
overdue, residents, opened = metric("inspection_overdue"), metric("residents"), metric("events_open")
hours = metric("handling_hours_median")


# -- words --------------------------------------------------------------------------------------------------------


def test_every_word_has_both_languages():
    for key, text in wording.words().items():
        assert {"zh", "en"} <= set(text) <= {"zh", "en", "one"}, key
        assert set(re.findall(r"{\w+}", text["zh"])) == set(re.findall(r"{\w+}", text["en"])), key


def test_every_word_asked_for_exists():
    known = wording.words()
    groups = {key.split(".")[0] for key in known}
    for source in [*(ROOT / "cockpit").rglob("*.py"), *(ROOT / "layouts").rglob("*.py"), ROOT / "app.py"]:
        if not source.exists():
            continue
        for key in re.findall(r"say\(\s*\"([a-z_]+\.[a-z_]+)\"", source.read_text(encoding="utf-8")):
            assert key.split(".")[0] in groups, f"{source.name}: {key}"
            assert key in known, f"{source.name}: {key}"


def test_an_unknown_word_is_refused():
    with pytest.raises(UnknownName, match=r"verdict\.mett"):
        wording.say("verdict.mett")


def test_words_take_values_and_any_other_language_is_chinese():
    assert wording.say("control.last_days", "fr", n=7) == "近 7 日"


# -- numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (0, "0 户", "0 dwellings"),
        (1, "1 户", "1 dwelling"),
        (8077, "8,077 户", "8,077 dwellings"),
        (9999, "9,999 户", "9,999 dwellings"),
        (9999.6, "1.00 万户", "10.0k dwellings"),
        (10_000, "1.00 万户", "10.0k dwellings"),
        (42_600, "4.26 万户", "42.6k dwellings"),
        (99_960, "10.0 万户", "100.0k dwellings"),
        (6_128_000, "612.8 万户", "6.13M dwellings"),
        (9_999_600, "1,000 万户", "10.0M dwellings"),
        (99_994_000, "9,999 万户", "100.0M dwellings"),
        (99_995_000, "1.00 亿户", "100.0M dwellings"),
        (127_000_000, "1.27 亿户", "127.0M dwellings"),
        (None, "—", "—"),
        (float("nan"), "—", "—"),
    ],
)
def test_counts(value, zh, en):
    assert str(wording.quantity(value, "households")) == zh
    assert str(wording.quantity(value, "households", "en")) == en


def test_unit_stands_apart_for_a_tile():
    said = wording.judged(overdue, 42_600)
    assert (said.number, said.unit) == ("4.26", "万户")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.959, "95.9%"), (0.9999, "99.99%"), (1, "100.0%"), (0.00004, "0.004%"), (0, "0.0%"), (0.0005, "0.1%")],
)
def test_rates_are_never_a_false_nought_or_a_false_whole(value, text):
    assert str(wording.quantity(value, "percent")) == text


def test_other_units():
    assert str(wording.judged(hours, 18.61)) == "18.6 时"
    assert str(wording.judged(hours, 18.61, "en")) == "18.6 h"
    assert str(wording.judged(metric("inversion_ratio"), 0.738)) == "0.74"
    assert str(wording.quantity(3, "furlongs")) == "3 furlongs"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.9496, "94.96%"), (0.94996, "94.996%"), (0.95, "95.0%"), (0.91996, "91.996%"), (0.92, "92.0%")],
)
def test_one_more_digit_where_rounding_would_contradict(value, text):
    assert str(wording.judged(coverage, value)) == text


def test_more_digits_below_where_lower_is_better():
    assert str(wording.judged(rework, 0.0604)) == "6.04%"
    assert str(wording.judged(rework, 0.06)) == "6.0%"


def test_more_digits_at_the_edges_of_a_map():
    assert str(wording.quantity(39_996, "people", lines=(40_000,))) == "39,996 人"
    assert str(wording.quantity(40_004, "people", lines=(40_000,))) == "4.00 万人"
    assert str(wording.quantity(40_004, "people", lines=(40_000,), closed=-1)) == "40,004 人"


@given(st.floats(0, 1), st.sampled_from(["inspection_coverage", "on_time_rate", "rework_rate"]))
def test_the_text_is_never_on_the_other_side_of_the_target(value, key):
    asked = metric(key)
    shown = float(wording.short(asked, value)) / 100
    met = value >= asked.target if asked.better == "higher" else value <= asked.target
    shown_met = shown >= asked.target - 1e-12 if asked.better == "higher" else shown <= asked.target + 1e-12
    assert met == shown_met


@given(st.floats(0, 1e10), st.sampled_from(["zh", "en"]))
def test_counts_round_to_three_digits_at_most_a_half_percent_off(value, lang):
    said = wording.quantity(value, "count", lang)
    factor = {"万": 1e4, "亿": 1e8, "k": 1e3, "M": 1e6}
    word = said.unit or said.number.lstrip("0123456789.,")
    shown = float(said.number.rstrip("kM").replace(",", "")) * factor.get(word, 1)
    assert abs(shown - value) <= max(0.5, 0.005 * value)


# -- judgement ----------------------------------------------------------------------------------------------------


def test_verdicts_are_made_on_the_exact_value():
    assert [wording.verdict(coverage, v) for v in (0.95, 0.94999, 0.92, 0.91999)] == ["met", "near", "near", "missed"]
    assert [wording.verdict(rework, v) for v in (0.06, 0.0600001, 0.09, 0.091)] == ["met", "near", "near", "missed"]
    assert wording.verdict(metric("inspection_coverage", alarm=None), 0.949) == "missed"
    assert wording.verdict(metric("inspection_coverage", alarm=0.96), 0.955) == "near"
    assert wording.verdict(residents, 5) == "none"
    assert [wording.verdict(coverage, 0.9, state) for state in ("few", "suppressed", "empty")] == ["unjudged"] * 3
    assert wording.verdict(coverage, None) == "unjudged"


def test_meeting_a_target_is_yes_no_or_not_judged():
    assert [wording.meets(coverage, v) for v in (0.95, 0.93, None)] == [True, False, None]
    assert wording.meets(residents, 3) is None


def test_lamps_and_targets():
    lamps = [wording.lamp(key) for key in ("met", "near", "missed", "none", "unjudged")]
    assert lamps == ["● 达标", "▲ 临近", "■ 未达标", "○ 无目标", "○ 不判定"]
    assert wording.target(coverage) == "目标 ≥95%"
    assert wording.target(rework, "en") == "Target ≤6%"
    assert wording.target(residents) == ""
    assert wording.target(metric("events_open", target=39_000)) == "目标 ≤3.9 万件"


def test_states_in_words():
    said = [wording.said(coverage, 0.9, state) for state in ("ok", "few", "suppressed", "empty")]
    assert said == ["90.0%", "90.0%", "<10", "90.0%"]
    assert wording.said(coverage, None, "empty") == "—"
    assert wording.said(hours, 18.6, "approx") == "≈ 18.6 时"


@pytest.mark.parametrize(
    ("of", "now", "then", "text", "sense"),
    [
        (coverage, 0.959, 0.955, "▲ +0.4 点", "good"),
        (coverage, 0.872, 0.958, f"▼ {MINUS}8.6 点", "bad"),
        (overdue, 42_600, 40_150, "▲ +6.1%", "bad"),
        (overdue, 35_420, 40_150, f"▼ {MINUS}11.8%", "good"),
        (opened, 38, 33, "▲ +5 件", "bad"),
        (residents, 103, 100, "+3.0%", "neutral"),
        (hours, 18.6, 20.7, f"▼ {MINUS}2.1 时", "good"),
        (coverage, 0.95, 0.95, "持平", "neutral"),
        (coverage, 0.95, None, "—", "neutral"),
        (coverage, 0.95, 0.9498, "▲ +0.02 点", "good"),
        (opened, 5, 0, "▲ +5 件", "bad"),
        (overdue, 2_000_000, 1_000, "▲ +199,900%", "bad"),
    ],
)
def test_changes_are_signed_and_judged_by_direction(of, now, then, text, sense):
    moved = wording.change(of, now, then)
    assert (str(moved), moved.sense) == (text, sense)


def test_changes_within_the_noise_are_not_judged():
    assert wording.change(coverage, 0.951, 0.95, noise=0.002).sense == "neutral"
    assert wording.change(coverage, 0.955, 0.95, noise=0.002).sense == "good"


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.sampled_from(sorted(CATALOGUE.metrics)))
def test_a_change_never_shows_a_hyphen_or_a_signed_nought(now, then, key):
    text = wording.change(metric(key), now, then).text
    assert "-" not in text
    assert not re.fullmatch(rf"[+{MINUS}]0(\.0*)?\D*", text)


def test_fractions():
    assert wording.fraction(coverage, 8077, 63_100) == "8,077 / 6.31 万"
    assert wording.fraction(overdue, 1, 2) == ""
    assert wording.fraction(coverage, None, None) == ""


# -- dates --------------------------------------------------------------------------------------------------------


def test_dates():
    start = date(2026, 8, 23)
    assert wording.end_of_day(AS_OF) == "2026-11-21 24:00"
    assert wording.period(start, AS_OF) == "2026-08-23 至 11-21"
    assert wording.period(date(2025, 8, 23), AS_OF, "en") == "2025-08-23 to 2026-11-21"
    assert wording.period(AS_OF, AS_OF) == "2026-11-21"
    assert (wording.short_day(date(2026, 9, 7)), wording.day(start)) == ("9-07", "2026-08-23")
    assert (wording.weekday(date(2026, 11, 22)), wording.weekday(date(2026, 11, 22), "en")) == ("周日", "Sun")


def test_steps():
    said = [wording.step(key) for key in ("2026-06-30", "2026-W26", "2026-06", "2026-01")]
    assert said == ["6-30", "W26", "6月", "2026-01"]
    assert wording.step("2026-06", "en") == "Jun"
    assert [wording.step(key, long=True) for key in ("2026-06-30", "2026-W26")] == ["2026-06-30", "2026 年第 26 周"]


# -- findings -----------------------------------------------------------------------------------------------------


def test_finding_of_a_total():
    total = answer(coverage, [0.872], by="", previous=[0.958])
    assert (
        wording.finding(total)
        == f"云澜市人房巡查覆盖率 87.2%，目标 ≥95%，未达标，环比 {MINUS}8.6 点，截至 2026-11-21。"
    )
    assert wording.finding(total, "en", compare="year") == (
        f"Inspection coverage of Town 0 is 87.2%, target ≥95%, off target, {MINUS}8.6 pt vs last yr, as of 2026-11-21."
    )
    few = answer(coverage, [0.5], by="", states={0: "few"})
    assert "样本太少" in wording.finding(few)
    assert "不判定" in wording.finding(few)
    assert "<10" in wording.finding(answer(residents, [None], by="", states={0: "suppressed"}))


def test_finding_of_units():
    units = answer(coverage, [0.872, 0.931, 0.98, None], states={3: "few"})
    assert wording.finding_of_units(units) == (
        "云澜市的 4 个单位，人房巡查覆盖率，最差 柳浦街道 87.2%，最好 长桥镇 98.0%，2 个未达目标，1 个不判定，"
        "截至 2026-11-21。"
    )
    assert "最多 长桥镇 4.26 万人" in wording.finding_of_units(answer(residents, [5, 8077, 42_600]))
    assert wording.finding_of_units(answer(residents, [None])) == "云澜市实有人口：没有数据"


def test_finding_of_a_series():
    series = answer("inspection_coverage", wave(40, 0.955, 0.004, 0.05), by="day", days=40)
    said = wording.finding_of_series(series)
    assert said.startswith("云澜市人房巡查覆盖率，2026-10-13 至 11-21，从 ")
    assert "目标 ≥95%" in said
    assert "最低" in said
    weeks = answer("events_reported", [300.0] * 5 + [120], by="week", days=38)
    assert wording.finding_of_series(weeks, "en").endswith("the last step is incomplete.")
