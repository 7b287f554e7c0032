"""Folders of TOML become a Catalogue; what cannot be meant is refused with file, record and field."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from cockpit.catalogue.catalogue import Catalogue
from cockpit.catalogue.indicators import Indicator
from cockpit.catalogue.problems import ADMISSION, ProblemSet, Safety, ScorePart
from cockpit.catalogue.records import (
    Annotation,
    Board,
    Category,
    Clause,
    Interval,
    Keyed,
    Measure,
    Metric,
    Record,
    Spread,
    Text,
)
from cockpit.catalogue.walls import Wall
from cockpit.contract import FAMILIES, TABLES, VIEWS
from cockpit.errors import CockpitError, suggest, unknown

R = TypeVar("R", bound=Record)
K = TypeVar("K", bound=Keyed)
T = TypeVar("T")

# file -> the arrays of records it may hold; the two files of words and numbers have free keys. A file may be parted by
# subject: measures_events.toml holds what measures.toml may.
_ARRAYS: dict[str, tuple[str, ...]] = {
    "measures.toml": ("measure", "spread"),
    "metrics.toml": ("metric",),
    "indicators.toml": ("indicator",),
    "categories.toml": ("category",),
    "intervals.toml": ("interval",),
    "clauses.toml": ("clause",),
    "annotations.toml": ("annotation",),
    "boards.toml": ("board",),
    "walls.toml": ("wall",),
    "problems.toml": ("problem_set",),
    "scores.toml": ("safety", "score_part"),
}
_LABELS, _THRESHOLDS = "labels.toml", "thresholds.toml"
_WORDS: TypeAdapter[dict[str, dict[str, Text]]] = TypeAdapter(dict[str, dict[str, Text]])
_NUMBERS: TypeAdapter[dict[str, float]] = TypeAdapter(dict[str, float])

# Columns of the cube's tables: a measure of such a name would hide one.
_TAKEN = {"g", "dt", "unit", "until", "cell", *(name for names in FAMILIES.values() for name in names)}


def load_catalogue(*folders: Path) -> Catalogue:
    """The catalogue of `folders`, later ones overriding earlier records of the same key.

    Intervals have no keys: a folder that gives any replaces those of the folders before it.

    Raises:
        CockpitError: a file that cannot be read, or holds what the catalogue does not know.
        UnknownName: a record that names a measure, spread, view, metric or clause that does not exist.
    """
    for folder in folders:
        _refuse_strangers(folder)
    intervals = [
        [rule for path in _parts(folder, "intervals.toml") for rule in _records(path, "interval", Interval)]
        for folder in folders
    ]
    labels: dict[str, dict[str, Text]] = {}
    thresholds: dict[str, float] = {}
    for folder in folders:
        for path in _parts(folder, _LABELS):
            for dimension, words in _checked(_WORDS, path).items():
                labels.setdefault(dimension, {}).update(words)
        for path in _parts(folder, _THRESHOLDS):
            numbers = _checked(_NUMBERS, path)
            thresholds.update(numbers)
    indicators = _merged(folders, "indicators.toml", "indicator", Indicator)
    catalogue = Catalogue(
        measures=_with_indicators(_merged(folders, "measures.toml", "measure", Measure), indicators),
        spreads=_merged(folders, "measures.toml", "spread", Spread),
        # An indicator is asked by its own name, unless a metric of that name says more about it.
        metrics={item.key: item.metric() for item in indicators.values()}
        | _told(_merged(folders, "metrics.toml", "metric", Metric), thresholds),
        indicators=indicators,
        categories=_merged(folders, "categories.toml", "category", Category),
        intervals=next((tuple(given) for given in reversed(intervals) if given), ()),
        clauses=_merged(folders, "clauses.toml", "clause", Clause),
        annotations=_merged(folders, "annotations.toml", "annotation", Annotation),
        boards=dict(sorted(_merged(folders, "boards.toml", "board", Board).items(), key=lambda item: item[1].order)),
        walls=_merged(folders, "walls.toml", "wall", Wall),
        problem_sets=_merged(folders, "problems.toml", "problem_set", ProblemSet),
        safeties=_merged(folders, "scores.toml", "safety", Safety),
        score_parts=_merged(folders, "scores.toml", "score_part", ScorePart),
        labels=labels,
        thresholds=thresholds,
    )
    _check_measures(catalogue)
    _check_metrics(catalogue)
    _check_mentions(catalogue)
    return catalogue


def load_walls(file: Path, boards: Mapping[str, Board]) -> dict[str, Wall]:
    """The walls of one file by key; none when it is not there.

    Raises:
        CockpitError: the file cannot be read, or holds what a wall does not know.
        UnknownName: a scene's link leads to no board.
    """
    walls = {wall.key: wall for wall in _records(file, "wall", Wall)}
    _check_scenes(walls, boards)
    return walls


def _check_scenes(walls: Mapping[str, Wall], boards: Mapping[str, Board]) -> None:
    """Every scene is a page there is."""
    paths = [board.path for board in boards.values()]
    for wall in walls.values():
        for scene in wall.scenes:
            if scene.path not in paths:
                raise unknown(f"page (a scene of wall {wall.key})", scene.path, paths)


def _refuse_strangers(folder: Path) -> None:
    """Refuse a TOML file in `folder` that nothing reads: a misspelt file name must not pass silently."""
    known = {*_ARRAYS, _LABELS, _THRESHOLDS}
    for path in sorted(folder.glob("*.toml")):
        if _whole(path) not in known:
            raise CockpitError(f"{path}: the catalogue has no file {path.name!r}.", _near(path.name, known))


def _whole(path: Path) -> str:
    """The file that `path` is a part of: "measures.toml" of measures_events.toml."""
    return f"{path.stem.partition('_')[0]}.toml"


def _parts(folder: Path, file: str) -> list[Path]:
    """`file` of `folder` and its parts by subject, the whole first."""
    return [folder / file, *sorted(folder.glob(f"{file.removesuffix('.toml')}_*.toml"))]


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
        raise CockpitError(f"{path} cannot be read: {fault}.", "Mend the line named.") from fault


def _records(path: Path, array: str, record: type[R]) -> list[R]:
    """The records [[array]] of one file."""
    document = _read(path)
    for name, rows in document.items():
        known = _ARRAYS[_whole(path)]
        if name not in known:
            raise CockpitError(f"{path}: there are no records [[{name}]] here.", _near(name, known))
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise CockpitError(f"{path}: {name} is not a list of records.", f"Head each one with [[{name}]].")
    return [_make(record, row, path, array) for row in document.get(array, [])]


def _merged(folders: Sequence[Path], file: str, array: str, record: type[K]) -> dict[str, K]:
    """Records by key over all folders; the same key twice in one folder is a slip, not an override."""
    found: dict[str, K] = {}
    for folder in folders:
        own: dict[str, K] = {}
        for path in _parts(folder, file):
            for item in _records(path, array, record):
                if item.key in own:
                    raise CockpitError(f"{path}: {array} {item.key} stands there twice.", "Keep one of them.")
                own[item.key] = item
        found.update(own)
    return found


def _told(metrics: dict[str, Metric], thresholds: Mapping[str, float]) -> dict[str, Metric]:
    """The metrics with $names in their formulas replaced by the thresholds of this catalogue."""
    numbers = {name: f"{value:g}" for name, value in thresholds.items()}
    found = {}
    for key, metric in metrics.items():
        zh, en = (Template(text).safe_substitute(numbers) for text in (metric.formula.zh, metric.formula.en))
        found[key] = metric.model_copy(update={"formula": Text(zh=zh, en=en)})
    return found


def _with_indicators(measures: dict[str, Measure], indicators: dict[str, Indicator]) -> dict[str, Measure]:
    """The measures, and those that the indicators are."""
    for indicator in indicators.values():
        for measure in indicator.measures():
            if measure.key in measures:
                raise CockpitError(f"Indicator {indicator.key}: there is a measure {measure.key}.", "Rename one.")
            measures[measure.key] = measure
    return measures


def _make(record: type[R], row: dict[str, Any], path: Path, name: str) -> R:
    """A record from its TOML table; the error names file, record and field."""
    try:
        return record(**row)
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        fields = {field.alias or name for name, field in record.model_fields.items()}
        hint = _near(where, fields) if first["type"] == "extra_forbidden" else ""
        said = f"{path}: {name} {row.get('key', 'without key')}: {where}: {first['msg']}."
        raise CockpitError(said.replace(": : ", ": "), hint) from fault


def _checked(form: TypeAdapter[T], path: Path) -> T:
    """A file of free keys in its form; the error names file and key."""
    try:
        return form.validate_python(_read(path))
    except ValidationError as fault:
        first = fault.errors()[0]
        raise CockpitError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from fault


def _near(name: str, known: Iterable[str]) -> str:
    listed = sorted(known)
    near = suggest(name, listed)
    return f"Did you mean {near!r}?" if near else f"Known: {', '.join(listed)}."


def _check_measures(catalogue: Catalogue) -> None:
    """Every measure and spread is counted over a view, and has a name of its own in the cube."""
    counts: tuple[Measure | Spread, ...] = (*catalogue.measures.values(), *catalogue.spreads.values())
    for counted in counts:
        if counted.view not in VIEWS:
            raise unknown(f"view (read by {counted.key})", counted.view, VIEWS)
        if counted.key in _TAKEN:
            raise CockpitError(f"A measure cannot be called {counted.key!r}: a column of the cube is.", "Rename it.")
    columns = {ADMISSION, *(f"{table.name}.{column.name}" for table in TABLES.values() for column in table)}
    for measure in catalogue.measures.values():
        for need in (*measure.needs, *measure.wants):
            if need not in columns:
                raise unknown(f"column (needed by {measure.key})", need, columns)


def _check_metrics(catalogue: Catalogue) -> None:
    """Every metric reads measures and spreads that exist."""
    for metric in catalogue.metrics.values():
        for key in metric.measures:
            if key not in catalogue.measures:
                raise unknown(f"measure (read by metric {metric.key})", key, catalogue.measures)
        if metric.of is not None and metric.of not in catalogue.spreads:
            raise unknown(f"spread (read by metric {metric.key})", metric.of, catalogue.spreads)
        for name in metric.where:
            for view in catalogue.views(metric):
                if name not in FAMILIES[VIEWS[view]]:
                    raise unknown(f"dimension (of metric {metric.key})", name, FAMILIES[VIEWS[view]])


def _check_mentions(catalogue: Catalogue) -> None:
    """Clauses that are cited and metrics that boards and notes name exist."""
    cited = [(f"metric {metric.key}", metric.clause) for metric in catalogue.metrics.values()]
    cited += [(f"the interval of {rule.class_ or rule.kind}", rule.clause) for rule in catalogue.intervals]
    cited += [(f"problem set {found.key}", found.clause) for found in catalogue.problem_sets.values()]
    cited += [(f"safety {safety.key}", safety.clause) for safety in catalogue.safeties.values()]
    for who, clause in cited:
        if clause and clause not in catalogue.clauses:
            raise unknown(f"clause (cited by {who})", clause, catalogue.clauses)
    named = [(f"note {note.key}", key) for note in catalogue.annotations.values() for key in note.metrics]
    named += [("the score", key) for key in catalogue.score_parts]
    for board in catalogue.boards.values():
        keys = [*board.metrics, *(panel.metric for panel in board.panels if panel.metric)]
        named += [(f"board {board.key}", key) for key in keys]
    _check_scenes(catalogue.walls, catalogue.boards)
    for who, key in named:
        if key not in catalogue.metrics:
            raise unknown(f"metric (named by {who})", key, catalogue.metrics)
