"""All records of one edition, by key, and the questions that need more than one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cockpit.catalogue.indicators import Indicator
from cockpit.catalogue.problems import ProblemSet, Safety, ScorePart
from cockpit.catalogue.records import Annotation, Board, Category, Clause, Interval, Measure, Metric, Spread, Text
from cockpit.catalogue.walls import Wall
from cockpit.errors import unknown


@dataclass(frozen=True)
class Catalogue:
    """All records of one edition, by key. `labels` are words for dimension values: labels["kind"]["rented"]."""

    measures: Mapping[str, Measure] = field(default_factory=dict)
    spreads: Mapping[str, Spread] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    categories: Mapping[str, Category] = field(default_factory=dict)
    intervals: tuple[Interval, ...] = ()
    clauses: Mapping[str, Clause] = field(default_factory=dict)
    annotations: Mapping[str, Annotation] = field(default_factory=dict)
    boards: Mapping[str, Board] = field(default_factory=dict)
    walls: Mapping[str, Wall] = field(default_factory=dict)
    problem_sets: Mapping[str, ProblemSet] = field(default_factory=dict)
    safeties: Mapping[str, Safety] = field(default_factory=dict)
    score_parts: Mapping[str, ScorePart] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)

    def metric(self, key: str) -> Metric:
        """The metric `key`. Raises UnknownName with a "did you mean"."""
        if key not in self.metrics:
            raise unknown("metric", key, self.metrics)
        return self.metrics[key]

    def counted(self, metric: Metric) -> tuple[str, ...]:
        """Every measure an answer of `metric` needs: those it reads, and those that say whether they were given."""
        given = [self.measures[key].given for key in metric.measures]
        return tuple(dict.fromkeys([*metric.measures, *(key for key in given if key is not None)]))

    def beside(self, measure: Measure) -> tuple[Measure, ...]:
        """All measures of the ledger of `measure`, in catalogue order."""
        return self._ledgers[measure.ledger]

    @cached_property
    def _ledgers(self) -> dict[str, tuple[Measure, ...]]:
        found: dict[str, list[Measure]] = {}
        for measure in self.measures.values():
            found.setdefault(measure.ledger, []).append(measure)
        return {ledger: tuple(measures) for ledger, measures in found.items()}

    def view(self, metric: Metric) -> str:
        """The fact view `metric` is counted over: it decides which dimensions it has."""
        if metric.of is not None:
            return self.spreads[metric.of].view
        return self.measures[metric.measures[0]].view

    def views(self, metric: Metric) -> tuple[str, ...]:
        """Every fact view `metric` reads, each once."""
        read = [self.measures[key].view for key in metric.measures]
        if metric.of is not None:
            read.append(self.spreads[metric.of].view)
        return tuple(dict.fromkeys(read))

    def needs(self, metric: Metric) -> tuple[str, ...]:
        """Columns of the contract without which `metric` says nothing, each once: inspections.hazards."""
        return tuple(dict.fromkeys(need for key in metric.measures for need in self.measures[key].needs))

    def wants(self, metric: Metric) -> tuple[str, ...]:
        """Columns without which `metric` is nought although nobody counted, each once."""
        return tuple(dict.fromkeys(want for key in metric.measures for want in self.measures[key].wants))

    def stock(self, metric: Metric) -> bool:
        """Whether `metric` is read on the as-of day rather than over the period."""
        return metric.of is None and self.measures[metric.measures[0]].stock

    def of_safety(self, safety: str) -> tuple[str, ...]:
        """Keys of the categories that belong to `safety`."""
        return tuple(category.key for category in self.categories.values() if category.safety == safety)

    @property
    def admitted(self) -> frozenset[str]:
        """Keys of the categories on the admission list; empty where there is no list."""
        return frozenset(key for found in self.problem_sets.values() if found.admits for key in found.categories)

    def label(self, dimension: str, value: str, lang: str) -> str:
        """Words for `value` of `dimension`; the value itself when the catalogue has none."""
        records: Mapping[str, Category | Indicator] = {}
        if dimension in {"category", "indicator"}:
            records = self.categories if dimension == "category" else self.indicators
        record = records.get(value)
        text = (record.label if record else None) or self.labels.get(dimension, {}).get(value)
        return text.said(lang) if text else value
