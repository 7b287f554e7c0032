"""One request resolved: which edition, which unit, which level of the map, and what could not be understood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from cockpit.access import Denied, Scope, visible
from cockpit.catalogue import ADMISSION, Board, Metric
from cockpit.errors import UnknownName, unknown
from cockpit.measure import Measurement, measure, missing_columns, missing_tables, narrowings, unfounded_columns
from cockpit.selection import Selection, Where
from cockpit.store import Snapshot, Store, Tree, Unit
from cockpit.wording import say

SCREEN_ROWS = 12
FILE_ROWS = 20_000
"""Rows of a long list on one page of the screen, and in a file."""

MOST_ON_A_WALL = 45
"""Units of a map whose names can be read from five metres."""


@dataclass(frozen=True)
class View:
    """What one drawing of a board looks at.

    `selection` is the reader's with unknown names put back to their defaults. `around` is the unit whose parts the
    map draws at `level`: the chosen unit, or its parent when it has no parts. `strangers` are the names in the
    address that this edition does not have, as errors with their hints. `rows` is how many rows of a long list are
    read at once: a page of the screen, or all that a file holds. `incomplete` is how many days of the chosen period
    have passed, of how many, where it reaches beyond the data: then the days that have passed are asked, and compared
    with as many.
    """

    snapshot: Snapshot
    scope: Scope
    selection: Selection
    metric: Metric
    tree: Tree
    unit: Unit
    around: Unit
    levels: tuple[str, ...]
    level: str
    strangers: tuple[UnknownName, ...] = ()
    rows: int = SCREEN_ROWS
    incomplete: tuple[int, int] | None = None
    _asked: dict[tuple[object, ...], Measurement] = field(default_factory=dict, compare=False, repr=False)

    @property
    def lang(self) -> str:
        """Language of every word."""
        return self.selection.lang

    @property
    def theme(self) -> str:
        """Theme of every colour; the desk is light unless asked otherwise."""
        return self.selection.look

    def measure(
        self,
        metric: Metric,
        by: str = "",
        unit: str | None = None,
        within: Where = (),
        *,
        compared: bool = True,
        **changes: object,
    ) -> Measurement:
        """`metric` for this view, `unit` instead of the chosen one or ones when given, narrowed as far as it can be.

        `within` narrows it further, as a panel's own part does. Several panels ask the same; it is calculated once per
        drawing. A quantile that is not `compared` has no `previous`.
        """
        units, where = () if unit else self.selection.units, (*self.narrowings(metric), *within)
        asked: dict[str, object] = {"end": self.newest} if self.incomplete else {}
        asked |= changes
        selection = replace(self.selection, unit=unit or self.unit.code, units=units, where=where, **asked)  # type: ignore[arg-type]
        question = (metric.key, by, selection, compared)
        if question not in self._asked:
            self._asked[question] = measure(self.snapshot, metric, selection, self.scope, by, compared=compared)
        return self._asked[question]

    def narrowings(self, metric: Metric) -> Where:
        """The filters that `metric` can take; of others its panel says that it is not narrowed."""
        known = narrowings(self.snapshot.catalogue, metric)
        return tuple((key, values) for key, values in self.selection.where if key in known)

    def ignored(self, metric: Metric) -> tuple[str, ...]:
        """Dimensions the reader narrowed by that `metric` does not have."""
        known = narrowings(self.snapshot.catalogue, metric)
        return tuple(key for key, _ in self.selection.where if key not in known)

    def unfounded(self, metric: Metric) -> tuple[str, ...]:
        """Columns that hold nothing in this edition, so that `metric` is nought without anyone having counted."""
        return unfounded_columns(self.snapshot, metric)

    def missing(self, metric: Metric) -> str:
        """Which tables or columns `metric` lacks in this edition, in the reader's words; "" when it has all."""
        tables = missing_tables(self.snapshot, metric)
        if tables:
            return say("inspection.no_table", self.lang, names=", ".join(tables), metric=metric.label.said(self.lang))
        columns = missing_columns(self.snapshot, metric)
        names = ", ".join(say("problems.admission", self.lang) if each == ADMISSION else each for each in columns)
        return say("inspection.no_column", self.lang, names=names, metric=metric.label.said(self.lang)) if names else ""

    def first_row(self, panel: str) -> int:
        """Place of the first row that panel `panel` shows of its list, counted from 0: that of the chosen page."""
        key, _, number = (self.selection.page or "").rpartition(":")
        return (int(number) - 1) * self.rows if key == panel and number.isdecimal() and int(number) > 0 else 0

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units chosen together, in id order."""
        return tuple(sorted(map(self.tree.unit, self.selection.units), key=lambda unit: unit.id))

    @property
    def way(self) -> tuple[Unit, ...]:
        """From the top of what the reader may see to the chosen unit."""
        home = visible(self.snapshot, self.scope, self.tree.name, None)
        return tuple(unit for unit in self.tree.ancestors(self.unit.code) if unit.depth >= home.depth)

    @property
    def newest(self) -> date:
        """The edition's as-of day."""
        return self.snapshot.manifest.as_of


def look(store: Store, scope: Scope, board: Board, selection: Selection, rows: int = SCREEN_ROWS) -> View:
    """The view of `selection` on `board`. Names the edition does not have fall back and are told.

    Raises:
        Unavailable: there is no edition, or it is damaged.
        Denied: the unit lies outside the scope.
    """
    strangers: list[UnknownName] = []
    snapshot, selection = _edition(store, selection, strangers)
    if selection.tree not in snapshot.trees:
        _told(strangers, snapshot.tree, selection.tree)
        selection = replace(selection, tree=Selection().tree)
    tree = snapshot.tree(selection.tree)
    if selection.unit is not None and tree.get(selection.unit) is None:
        _told(strangers, tree.unit, selection.unit)
        selection = replace(selection, unit=None)
    selection = _together(tree, selection, strangers)
    selection = _narrowable(snapshot, selection, strangers)
    metric = _answerable(snapshot, board, _metric(snapshot, board, selection, strangers))
    unit = visible(snapshot, scope, selection.tree, selection.unit)
    around = unit if _drawn(snapshot, tree, unit) else _above(snapshot, scope, tree, unit)
    levels = _drawn(snapshot, tree, around)
    level = selection.level if selection.level in levels else _first(snapshot, tree, around, levels, selection)
    told, passed = tuple(strangers), _passed(snapshot, selection)
    return View(snapshot, scope, selection, metric, tree, unit, around, levels, level or "", told, rows, passed)


def _edition(store: Store, selection: Selection, strangers: list[UnknownName]) -> tuple[Snapshot, Selection]:
    if selection.edition is not None:
        try:
            return store.edition(selection.edition), selection
        except UnknownName as fault:
            strangers.append(fault)
            selection = selection.pinned(None)
    return store.current(), selection


def _passed(snapshot: Snapshot, selection: Selection) -> tuple[int, int] | None:
    """Days of the chosen period that the data knows, and all its days, where these are more."""
    start, end, newest = selection.start, selection.end, snapshot.manifest.as_of
    if start is None or end is None or not start <= newest < end:
        return None
    return (newest - start).days + 1, (end - start).days + 1


def _together(tree: Tree, selection: Selection, strangers: list[UnknownName]) -> Selection:
    """The selection with those of its units that this tree has."""
    for code in selection.units:
        if tree.get(code) is None:
            _told(strangers, tree.unit, code)
    return replace(selection, units=tuple(code for code in selection.units if tree.get(code) is not None))


def _narrowable(snapshot: Snapshot, selection: Selection, strangers: list[UnknownName]) -> Selection:
    """The selection without dimensions that no metric has."""
    if not selection.where:
        return selection
    metrics = snapshot.catalogue.metrics.values()
    known = {name for metric in metrics for name in narrowings(snapshot.catalogue, metric)}
    strangers += [unknown("dimension", key, sorted(known)) for key, _ in selection.where if key not in known]
    return replace(selection, where=tuple(clause for clause in selection.where if clause[0] in known))


def _metric(snapshot: Snapshot, board: Board, selection: Selection, strangers: list[UnknownName]) -> Metric:
    """The chosen metric; the board's own when it is for another page, or for none."""
    if selection.metric is not None and selection.metric not in snapshot.catalogue.metrics:
        _told(strangers, snapshot.catalogue.metric, selection.metric)
    elif selection.metric is not None and (board.every or selection.metric in board.metrics):
        return snapshot.catalogue.metric(selection.metric)
    return snapshot.catalogue.metric(board.metrics[0])


def _answerable(snapshot: Snapshot, board: Board, metric: Metric) -> Metric:
    """`metric`, or the board's first that can be told where the edition lacks what it is counted from."""
    metrics = snapshot.catalogue.metrics
    for candidate in (metric, *(metrics[key] for key in board.metrics if key in metrics)):
        if not missing_tables(snapshot, candidate) and not missing_columns(snapshot, candidate):
            return candidate
    return metric


def _drawn(snapshot: Snapshot, tree: Tree, unit: Unit) -> tuple[str, ...]:
    """Levels below `unit` that a map can draw, from the top down."""
    return tuple(
        level for level in tree.levels if (tree.name, unit.code, level) in snapshot.geo and level != unit.level
    )


def _first(snapshot: Snapshot, tree: Tree, unit: Unit, levels: tuple[str, ...], selection: Selection) -> str:
    """The level drawn when none is chosen: the next one down; on a wall the lowest that can be read from afar."""
    legible = [level for level in levels if snapshot.geo[tree.name, unit.code, level].n <= MOST_ON_A_WALL]
    return (legible[-1] if selection.wall and legible else (levels or ("",))[0]) or ""


def _above(snapshot: Snapshot, scope: Scope, tree: Tree, unit: Unit) -> Unit:
    """The unit above, whose parts are `unit`'s company; `unit` itself where the reader may not see more."""
    if unit.parent is None:
        return unit
    try:
        return visible(snapshot, scope, tree.name, unit.parent)
    except Denied:
        return unit


def _told(strangers: list[UnknownName], find: Callable[[str], object], name: str) -> None:
    """Remember why `find(name)` does not find it."""
    try:
        find(name)
    except UnknownName as fault:
        strangers.append(fault)
