"""The catalogue: measures, metrics, categories, intervals, boards and words, read from TOML.

A city's own folder overrides records of the same key and adds new ones. An edition carries the merged catalogue, so
its definitions are frozen with it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from cockpit.catalogue.records import (
    Annotation,
    Board,
    Category,
    Clause,
    Interval,
    Measure,
    Metric,
    Panel,
    Record,
    Spread,
    Text,
)
from cockpit.errors import CockpitError, suggest, unknown

__all__ = [
    "DEFAULTS",
    "Annotation",
    "Board",
    "Catalogue",
    "Category",
    "Clause",
    "Interval",
    "Measure",
    "Metric",
    "Panel",
    "Spread",
    "Text",
    "load_catalogue",
]

DEFAULTS = Path(__file__).parent

R = TypeVar("R", bound=Record)

# file -> (array in it, record, whether records have keys and so override one another)
_FILES: dict[str, tuple[tuple[str, type[Record]], ...]] = {
    "measures.toml": (("measure", Measure), ("spread", Spread)),
    "metrics.toml": (("metric", Metric),),
    "categories.toml": (("category", Category),),
    "intervals.toml": (("interval", Interval),),
    "clauses.toml": (("clause", Clause),),
    "annotations.toml": (("annotation", Annotation),),
    "boards.toml": (("board", Board),),
}


@dataclass(frozen=True)
class Catalogue:
    """All records of one edition, by key. `labels` are words for dimension values: labels["kind"]["rented"]."""

    measures: Mapping[str, Measure] = field(default_factory=dict)
    spreads: Mapping[str, Spread] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    categories: Mapping[str, Category] = field(default_factory=dict)
    intervals: tuple[Interval, ...] = ()
    clauses: Mapping[str, Clause] = field(default_factory=dict)
    annotations: Mapping[str, Annotation] = field(default_factory=dict)
    boards: Mapping[str, Board] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)

    def metric(self, key: str) -> Metric:
        """The metric `key`. Raises UnknownName with a "did you mean"."""
        if key not in self.metrics:
            raise unknown("metric", key, self.metrics)
        return self.metrics[key]

    def view(self, metric: Metric) -> str:
        """The fact view `metric` is counted over: it decides which dimensions it has."""
        if metric.of is not None:
            return self.spreads[metric.of].view
        return self.measures[metric.measures[0]].view

    def stock(self, metric: Metric) -> bool:
        """Whether `metric` is read on the as-of day rather than over the period."""
        return metric.of is None and self.measures[metric.measures[0]].stock

    def label(self, dimension: str, value: str, lang: str) -> str:
        """Words for `value` of `dimension`; the value itself when the catalogue has none."""
        category = self.categories.get(value) if dimension == "category" else None
        text = (category.label if category else None) or self.labels.get(dimension, {}).get(value)
        return text.said(lang) if text else value


def load_catalogue(*folders: Path) -> Catalogue:
    """The catalogue of `folders`, later ones overriding earlier records of the same key.

    Raises:
        CockpitError: a file that cannot be read, an unknown field, or a metric over a measure that does not exist.
    """
    found: dict[str, dict[str, Record]] = {name: {} for arrays in _FILES.values() for name, _ in arrays}
    intervals: tuple[Interval, ...] = ()
    labels: dict[str, dict[str, Text]] = {}
    thresholds: dict[str, float] = {}
    for folder in folders:
        _refuse_strangers(folder)
        for file, arrays in _FILES.items():
            document = _read(folder / file)
            for name, record in arrays:
                records = [_make(record, row, folder / file, name) for row in document.get(name, [])]
                if record is Interval and records:
                    intervals = tuple(item for item in records if isinstance(item, Interval))
                else:
                    found[name].update({item.key: item for item in records})  # type: ignore[attr-defined]
        for dimension, words in _read(folder / "labels.toml").items():
            labels.setdefault(dimension, {}).update({key: Text.model_validate(text) for key, text in words.items()})
        thresholds.update(_read(folder / "thresholds.toml"))
    catalogue = Catalogue(
        measures=found["measure"],  # type: ignore[arg-type]
        spreads=found["spread"],  # type: ignore[arg-type]
        metrics=found["metric"],  # type: ignore[arg-type]
        categories=found["category"],  # type: ignore[arg-type]
        intervals=intervals,
        clauses=found["clause"],  # type: ignore[arg-type]
        annotations=found["annotation"],  # type: ignore[arg-type]
        boards=found["board"],  # type: ignore[arg-type]
        labels=labels,
        thresholds=thresholds,
    )
    _check(catalogue)
    return catalogue


def _refuse_strangers(folder: Path) -> None:
    """Refuse a TOML file in `folder` that nothing reads: a misspelt file name must not pass silently."""
    known = {*_FILES, "labels.toml", "thresholds.toml"}
    for path in sorted(folder.glob("*.toml")):
        if path.name not in known:
            near = suggest(path.name, known)
            raise CockpitError(
                f"{path}: the catalogue has no file {path.name!r}.",
                f"Did you mean {near!r}?" if near else f"Known: {', '.join(sorted(known))}.",
            )


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise CockpitError(f"{path} cannot be read: {fault}.", "Mend the line named.") from fault


def _make(record: type[R], row: dict[str, Any], path: Path, name: str) -> R:
    """A record from its TOML table; the error names file, record and field."""
    try:
        return record(**row)
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        key = row.get("key", "without key")
        raise CockpitError(f"{path}: {name} {key}: {where}: {first['msg']}.") from fault


def _check(catalogue: Catalogue) -> None:
    """Every metric reads measures and spreads that exist."""
    for metric in catalogue.metrics.values():
        for key in metric.measures:
            if key not in catalogue.measures:
                raise unknown(f"measure (read by metric {metric.key})", key, catalogue.measures)
        if metric.of is not None and metric.of not in catalogue.spreads:
            raise unknown(f"spread (read by metric {metric.key})", metric.of, catalogue.spreads)
