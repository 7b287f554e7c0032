"""Metric + Selection + Scope -> Measurement. The only calculation.

A ratio is a sum over a sum at every grain; nothing is ever averaged. Deterministic for one edition: no clock, no state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from cockpit.access import Scope, visible
from cockpit.catalogue import Catalogue, Metric
from cockpit.contract import FAMILIES, VIEWS
from cockpit.errors import Unavailable, unknown
from cockpit.measure.columns import Reading
from cockpit.measure.holders import Change, Cover, Holder, changes_of, cover_of, holders_of, retired_of
from cockpit.measure.measurement import Measurement, Row, numbers
from cockpit.measure.months import months_held
from cockpit.measure.needs import missing_columns, missing_tables, unfounded_columns
from cockpit.measure.periods import STEPS, Window, days_needed, steps, window
from cockpit.measure.rows import Rows, RowSource, read_rows
from cockpit.measure.rowwise import lets_through, row_filters
from cockpit.measure.targets import Target, targets_of
from cockpit.measure.together import together
from cockpit.measure.totals import Groups, fetch_totals
from cockpit.selection import Selection, Where
from cockpit.store import Snapshot, Unit

__all__ = [
    "CHILDREN",
    "Change",
    "Cover",
    "Holder",
    "Measurement",
    "Row",
    "RowSource",
    "Rows",
    "Target",
    "Window",
    "breakdowns",
    "changes_of",
    "cover_of",
    "dimensions",
    "holders_of",
    "lets_through",
    "measure",
    "missing_columns",
    "missing_tables",
    "months_held",
    "narrowings",
    "numbers",
    "read_rows",
    "retired_of",
    "row_filters",
    "targets_of",
    "unfounded_columns",
]

CHILDREN = "children"


def measure(
    snapshot: Snapshot, metric: Metric, selection: Selection, scope: Scope, by: str = "", *, compared: bool = True
) -> Measurement:
    """What `metric` is for the selection, as a total or broken down `by`.

    `by` is "" (one row), "children", a level (its units below the selected one), "day", "week", "month", or a dimension
    the metric has. Units come in tree order with zeros and empties, series complete and in order, dimension values
    sorted and only those that occur. Where the selection names several units, their sum is asked: a ratio is the sum of
    numerators over the sum of denominators, and "children" are the units themselves. Quantiles that are not `compared`
    have no `previous`: each takes as long as the quantile itself.

    Raises:
        UnknownName: no such tree, unit, breakdown, or narrowing dimension.
        Denied: the unit lies outside the scope.
        Unavailable: the edition has no table the metric needs.
    """
    unit = visible(snapshot, scope, selection.tree, selection.unit)
    _refuse_unanswerable(snapshot, metric, selection.where)
    selection = replace(selection, where=_narrowed(metric, selection.where))
    whole = window(selection.start, selection.end, selection.as_of, selection.compare, snapshot.manifest.as_of)
    units = together(snapshot, selection, scope)
    groups = _groups(snapshot, metric, unit, units, selection.tree, by)
    windows = steps(whole.start, whole.end, by, selection.compare) if by in STEPS else [whole]
    counted = snapshot.catalogue.counted(metric)
    days = days_needed(snapshot.catalogue, metric, windows)
    totals = fetch_totals(snapshot, counted, groups, days, selection.where)
    reading = Reading(snapshot, metric, selection, groups, totals, windows, compared=compared)
    columns = reading.columns(scope)
    keys = tuple(step.label for step in windows) if by in STEPS else totals.keys
    if not by:
        keys = ("",)
    return Measurement(
        metric=metric,
        unit=unit,
        tree=selection.tree,
        by=by,
        window=whole,
        windows=tuple(windows),
        edition=snapshot.edition,
        keys=keys,
        names=_names(snapshot, groups, keys, by, selection.lang),
        tables=totals.tables,
        sql=totals.sql + reading.asked,
        units=units,
        **vars(columns),
    )


def dimensions(catalogue: Catalogue, metric: Metric) -> tuple[str, ...]:
    """The dimensions `metric` can be broken down and narrowed by: those that all its measures have."""
    return _shared(catalogue.views(metric))


@cache
def _shared(views: tuple[str, ...]) -> tuple[str, ...]:
    """The dimensions that all of `views` have."""
    first, *others = (FAMILIES[family] for family in sorted({VIEWS[view] for view in views}))
    return tuple(name for name in first if all(name in other for other in others))


def narrowings(catalogue: Catalogue, metric: Metric) -> tuple[str, ...]:
    """Everything `metric` can be narrowed by: its dimensions, and what is counted row by row."""
    return (*dimensions(catalogue, metric), *row_filters(catalogue, metric))


def breakdowns(snapshot: Snapshot, metric: Metric, tree: str) -> tuple[str, ...]:
    """Every `by` that `metric` can be asked with."""
    return (CHILDREN, *snapshot.tree(tree).levels, *STEPS, *dimensions(snapshot.catalogue, metric))


def _groups(snapshot: Snapshot, metric: Metric, unit: Unit, units: tuple[Unit, ...], tree: str, by: str) -> Groups:
    """What the answer has rows for."""
    about = units or (unit,)
    if not by or by in STEPS:
        return Groups(about, together=len(about) > 1)
    if by == CHILDREN:
        return Groups(units or snapshot.tree(tree).children(unit.code))
    if by in dimensions(snapshot.catalogue, metric):
        return Groups(about, by)
    if by in snapshot.tree(tree).levels:
        if len(about) == 1:
            return Groups(snapshot.tree(tree).descendants(unit.code, by))
        below = [part for one in about for part in snapshot.tree(tree).descendants(one.code, by)]
        return Groups(tuple(sorted(below, key=lambda part: part.id)))
    raise unknown(f"breakdown of {metric.key}", by, breakdowns(snapshot, metric, tree))


def _refuse_unanswerable(snapshot: Snapshot, metric: Metric, where: Where) -> None:
    """Refuse a metric the edition cannot count, and a narrowing it lacks: an ignored filter would be a wrong number."""
    absent = missing_tables(snapshot, metric)
    if absent:
        raise Unavailable(f"This edition has no table {' and '.join(absent)}, which {metric.key} is counted from.")
    silent = missing_columns(snapshot, metric)
    if silent:
        raise Unavailable(f"This edition has nothing in {' and '.join(silent)}, which {metric.key} is counted from.")
    known = narrowings(snapshot.catalogue, metric)
    for key, _ in where:
        if key not in known:
            raise unknown(f"dimension of {metric.key}", key, known)


def _narrowed(metric: Metric, where: Where) -> Where:
    """What `metric` itself is of, and of that what the reader chose."""
    if not metric.where:
        return where
    chosen = {key: set(values) for key, values in where}
    of = {key: set(values) & chosen.pop(key, set(values)) for key, values in metric.where.items()}
    return tuple((key, tuple(sorted(values))) for key, values in sorted({**chosen, **of}.items()))


def _names(snapshot: Snapshot, groups: Groups, keys: Sequence[str], by: str, lang: str) -> tuple[str, ...]:
    """Words for the keys: unit names, catalogue words for dimension values, the step itself."""
    if groups.dimension:
        return tuple(snapshot.catalogue.label(groups.dimension, key, lang) for key in keys)
    if by in STEPS:
        return tuple(keys)
    names = groups.listed.names(lang)
    return (("、" if lang == "zh" else ", ").join(names),) if groups.together else names
