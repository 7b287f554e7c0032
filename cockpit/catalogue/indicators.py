"""Facts that only a department knows: each is one record, and so a measure and a metric of its own."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cockpit.catalogue.records import Key, Keyed, Measure, Metric, Text


class Indicator(Keyed):
    """A number a department gives for a unit and a day, in the table `indicators`.

    `over_units`: "sum" adds up what the units below were given, unless the unit was given a number of its own; "none"
    leaves every unit with its own number only. `over_time`: "sum" adds up what is dated in the period, "latest" takes
    the newest number dated on or before the as-of day, "none" only one dated that very day.
    """

    key: Key
    label: Text
    unit: str
    better: Literal["higher", "lower", "neither"] = "neither"
    over_units: Literal["sum", "none"] = "sum"
    over_time: Literal["sum", "latest", "none"] = "latest"
    decimals: int = Field(4, ge=0, le=6)
    clause: str = ""

    @property
    def given(self) -> str:
        """Key of the measure that counts the rows given."""
        return f"{self.key}_given"

    def measures(self) -> tuple[Measure, Measure]:
        """The number itself, and the rows it was given in."""
        days: dict[str, str] = {"date": "date"}
        if self.over_time != "sum":
            days = {"enters": "date", "leaves": "until" if self.over_time == "latest" else "date + 1"}
        its = f"FILTER (indicator = '{self.key}')"
        number = {"key": self.key, "sql": f"sum(value) {its}", "decimals": self.decimals, "given": self.given}
        rows = {"key": self.given, "sql": f"count(*) {its}"}
        whole = {"view": "indicators", **days}
        return (
            Measure.model_validate({**whole, **number, "meaning": self.label.en}),
            Measure.model_validate({**whole, **rows, "meaning": f"rows of {self.key} given"}),
        )

    def metric(self) -> Metric:
        """The indicator as it is asked by its own name."""
        how = {
            "sum": Text(zh="本期各次之和", en="sum over the period"),
            "latest": Text(zh="截至当日最近一次", en="the newest by the day"),
            "none": Text(zh="当日", en="on the day"),
        }[self.over_time]
        said = {
            "label": self.label,
            "question": Text(zh=f"{self.label.zh}是多少？", en=f"{self.label.en}: how much?"),
            "formula": Text(zh=f"部门填报的{self.label.zh}，{how.zh}", en=f"{self.label.en} as reported, {how.en}"),
        }
        counted = {"key": self.key, "value": self.key, "n": self.given}
        if self.unit == "people":
            counted["people"] = self.key  # few people are suppressed, whoever counted them
        judged = {"unit": self.unit, "better": self.better, "clause": self.clause}
        hidden = {"people": self.key} if self.unit == "people" else {}  # people are counted, a few of them never shown
        return Metric.model_validate({**said, **counted, **judged, **hidden})
