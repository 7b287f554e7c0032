"""A board and a selection as a Deck: what every format writes, read once, so that all write the same numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cockpit import wording
from cockpit.access import Scope
from cockpit.catalogue import Board, Catalogue, Metric, Panel
from cockpit.errors import unknown
from cockpit.measure import CHILDREN, Measurement, Row
from cockpit.reading import (
    FILE_ROWS,
    STORY,
    Answers,
    Listing,
    PanelData,
    View,
    heading_of,
    look,
    read_panels,
    reference_of,
    rows_of,
)
from cockpit.selection import Selection
from cockpit.snapshot.findings import finding_of_change, finding_of_tiles, finding_of_values
from cockpit.snapshot.stamp import Stamp, stamp_of
from cockpit.store import Store, Unit
from cockpit.style import Bins, bins
from cockpit.wording import say

MOST_BESIDE = 3
MOST_COLUMNS = 6
"""Columns of a listing that can be read in a third of a slide."""
"""Panels that stand side by side on one page."""


@dataclass(frozen=True)
class Land:
    """The shapes of a map: its units in the order of the geometry file, and the bins their colours come from."""

    units: tuple[Unit, ...]
    file: Path
    bins: Bins
    selected: str | None


@dataclass(frozen=True)
class Part:
    """One panel. `rows` are those of its main answer in the order of the screen; without an answer `why` says why."""

    key: str
    panel: Panel
    title: str
    sub: str
    answers: Answers
    rows: tuple[Row, ...]
    heading: str
    land: Land | None = None

    @property
    def main(self) -> Measurement | None:
        """What the panel is about."""
        return self.answers.main

    @property
    def listing(self) -> Listing | None:
        """Its rows and columns, where it is not one answer."""
        return self.answers.listing if self.answers.main is None else None


@dataclass(frozen=True)
class Page:
    """Panels that belong together. `kind`: tiles, story (trend, map, ranking) or group; `title` states the finding."""

    kind: str
    title: str
    sub: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Definition:
    """How a metric is made and judged, and which clause asks for it."""

    key: str
    label: str
    formula: str
    unit: str
    target: str
    clause: str


@dataclass(frozen=True)
class Deck:
    """Everything a snapshot says, in the reader's language and within the reader's scope."""

    board: Board
    view: View
    title: str
    question: str
    stamp: Stamp
    total: Measurement
    pages: tuple[Page, ...]
    definitions: tuple[Definition, ...]

    @property
    def lang(self) -> str:
        """Language of every word."""
        return self.view.lang

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every panel, in the board's order."""
        places = {panel: at for at, panel in enumerate(map(id, self.board.panels))}
        return tuple(sorted((part for page in self.pages for part in page.parts), key=lambda p: places[id(p.panel)]))


def make_deck(
    store: Store,
    board: Board,
    selection: Selection,
    scope: Scope,
    *,
    when: datetime,
    public_url: str,
    only: str | None = None,
) -> Deck:
    """The deck of `board` for `selection`, as `scope` allows. `only` names one panel.

    Raises:
        UnknownName: a name the edition does not have; nothing falls back, because nobody would see it on paper.
        Denied: the unit lies outside the scope.
        Unavailable: no edition, or the board's metric is not in it.
    """
    view = look(store, scope, board, selection, FILE_ROWS)
    if view.strangers:
        raise view.strangers[0]
    found = read_panels(board, view)
    if only is not None:
        found = [data for data in found if data.key == only]
        if not found:
            raise unknown("panel", only, [data.key for data in read_panels(board, view)])
    parts = [_part(view, data) for data in found]
    total = view.measure(view.metric)
    return Deck(
        board,
        view,
        title=f"{view.unit.said(view.lang)} {board.label.said(view.lang)}",
        question=board.question.said(view.lang),
        stamp=stamp_of(board, view, total, when, public_url),
        total=total,
        pages=tuple(_pages(view, parts)),
        definitions=definitions_of(view.snapshot.catalogue, parts, view.metric, view.lang),
    )


def _part(view: View, data: PanelData) -> Part:
    lang, panel, answers = view.lang, data.panel, data.answers
    main = answers.main
    title = panel.title.said(lang) if panel.title else _title(answers, panel, lang)
    land = _land(view, main) if panel.kind == "map" and main is not None else None
    return Part(
        data.key,
        panel,
        title,
        sub=_sub(view, main) if main is not None else answers.listing.finding if answers.listing else answers.why,
        answers=answers,
        rows=tuple(rows_of(view, panel, main)) if main is not None else (),
        heading=heading_of(view, main),
        land=land,
    )


def _title(answers: Answers, panel: Panel, lang: str) -> str:
    """What the panel answers: the metric of a tile, the question of a map, a ranking or a trend."""
    if panel.kind == "tile" and answers.metric is not None:
        return answers.metric.label.said(lang)
    names = {"trend": "snapshot.when", "map": "snapshot.where", "ranking": "snapshot.how_much"}
    if panel.kind in names:
        return say(names[panel.kind], lang)
    return say(f"control.{panel.by}", lang) if f"control.{panel.by}" in wording.words() else panel.kind


def _sub(view: View, main: Measurement) -> str:
    """Metric, units or steps, day or period; and what it is not narrowed by."""
    lang, metric = view.lang, main.metric
    stock = view.snapshot.catalogue.stock(metric)
    words = [metric.label.said(lang)]
    if main.by in view.tree.levels or main.by == CHILDREN:
        level = view.level if main.by == CHILDREN else main.by
        label = view.snapshot.catalogue.label("level", level, lang)
        words.append(say("panel.units_below", lang, level=label, n=len(main)))
    if main.by in {"day", "week", "month"}:
        words += [wording.period(main.start, main.end, lang), say(f"panel.by_{main.by}", lang)]
    else:
        words.append(wording.day(main.as_of) if stock else wording.period(main.start, main.end, lang))
    ignored = [say(f"control.{key}", lang) for key in view.ignored(metric)]
    if ignored:
        words.append(say("state.not_narrowed", lang, names="、".join(ignored)))
    return " · ".join(words)


def _land(view: View, main: Measurement) -> Land | None:
    entry = view.snapshot.geo.get((view.tree.name, view.around.code, view.level))
    if entry is None:
        return None
    plain = bins(main.metric)
    parted = plain if plain.edges else bins(main.metric, reference_of(view, main).value)
    units = view.tree.descendants(view.around.code, view.level)
    chosen = None if view.around is view.unit else view.unit.code
    return Land(units, view.snapshot.path / "geo" / entry.file, parted, chosen)


def _pages(view: View, parts: list[Part]) -> list[Page]:
    """Tiles first, then the story of the board's metric, then the other panels by their place, three abreast."""
    lang, compare = view.lang, view.selection.compare
    pages = []
    tiles = tuple(part for part in parts if part.panel.kind == "tile")
    if tiles:
        totals = [part.main for part in tiles if part.main is not None]
        title = finding_of_tiles(totals, lang, compare) or say("snapshot.headlines", lang)
        pages.append(Page("tiles", title, say("snapshot.headlines", lang), tiles))
    story = tuple(sorted((p for p in parts if _tells(view, p)), key=lambda part: STORY.index(part.panel.kind)))
    if story:
        pages.append(Page("story", _story(view, story), view.metric.label.said(lang), story))
    areas: dict[str, list[Part]] = {}
    for part in parts:
        if part not in tiles and part not in story:
            areas.setdefault(part.panel.area, []).append(part)
    for group in areas.values():
        for beside in _abreast(group):
            found = [finding_of_values(part.main, lang) for part in beside if part.main is not None and part.main.by]
            found += [part.listing.finding for part in beside if part.listing is not None]
            title = next(filter(None, found), "") or " · ".join(part.title for part in beside)
            pages.append(Page("group", title, " · ".join(part.title for part in beside), beside))
    return pages


def _abreast(group: list[Part]) -> list[tuple[Part, ...]]:
    """Panels in their order, as many as stand side by side; a listing of many columns has a page of its own."""
    found: list[list[Part]] = [[]]
    for part in group:
        if _wide(part) or len(found[-1]) == MOST_BESIDE or (found[-1] and _wide(found[-1][-1])):
            found.append([])
        found[-1].append(part)
    return [tuple(beside) for beside in found if beside]


def _wide(part: Part) -> bool:
    return part.listing is not None and len(part.listing.columns) > MOST_COLUMNS


def _tells(view: View, part: Part) -> bool:
    return part.panel.kind in STORY and (part.answers.metric or view.metric).key == view.metric.key


def _story(view: View, story: tuple[Part, ...]) -> str:
    """The finding over trend, map and ranking, from the units that are listed, else from those of the map."""
    total = view.measure(view.metric, unit=view.around.code)
    listed = {part.panel.kind: part.main for part in story if part.main is not None}
    now = listed.get("ranking") or listed.get("map")
    if now is None:
        return wording.finding(view.measure(view.metric), view.lang, compare=view.selection.compare).rstrip("。.")
    window = total.window
    days = {"start": window.previous_start, "end": window.previous_end, "as_of": window.previous_as_of}
    then = view.measure(view.metric, now.by, unit=view.around.code, **days)  # type: ignore[arg-type]
    return finding_of_change(total, now, then, view.lang, view.selection.compare)


def definitions_of(catalogue: Catalogue, parts: list[Part], metric: Metric, lang: str) -> tuple[Definition, ...]:
    """Every metric that the parts show, and the board's own, each once."""
    shown = [each for part in parts for each in (part.answers.metric, *part.answers.metrics)]
    used = {each.key: each for each in [*shown, metric] if each is not None}
    return tuple(_definition(catalogue, each, lang) for each in used.values())


def _definition(catalogue: Catalogue, metric: Metric, lang: str) -> Definition:
    clause = catalogue.clauses.get(metric.clause)
    asked = f"{clause.source} {clause.text.said(lang)}" if clause else metric.clause
    goal = wording.bound(metric, lang)
    return Definition(
        metric.key,
        metric.label.said(lang),
        metric.formula.said(lang),
        wording.unit_word(metric.unit, lang),
        f"{goal}（{say(f'snapshot.status_{metric.status}', lang)}）" if goal else "",
        asked,
    )
