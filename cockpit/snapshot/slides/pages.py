"""The kinds of slides: title, headlines, the story of one metric, panels side by side, long tables, definitions."""

from __future__ import annotations

from cockpit import wording
from cockpit.measure import CHILDREN
from cockpit.snapshot.deck import Deck, Page, Part
from cockpit.snapshot.slides.canvas import BODY_BOTTOM, BODY_TOP, MARGIN, WIDTH, Canvas, Run
from cockpit.snapshot.slides.charts import MOST_BARS, bar_chart, spark_chart, trend_chart
from cockpit.snapshot.slides.listings import draw_listing, listing_sheet, rows_shown
from cockpit.snapshot.slides.map import draw_map
from cockpit.snapshot.slides.tables import ROW, Sheet, answer_sheet, draw_sheet
from cockpit.wording import say

GAP = 30
TOP = BODY_TOP + 66
ROOM = BODY_BOTTOM - TOP
STEPS = ("day", "week", "month")
ROWS_BESIDE = 14
"""Rows of a table that stands beside a chart; the others follow on slides of their own."""
ROWS_A_COLUMN = 16
"""Rows of a long table's column; two columns a slide."""
MOST_LISTED = 4 * ROWS_A_COLUMN
"""Rows of a listing that stand on slides; who wants them all takes the spreadsheet."""


def columns(count: int) -> list[tuple[float, float]]:
    """Left and width of `count` columns; of three the middle one is a little narrower than the first."""
    room = WIDTH - 2 * MARGIN - GAP * (count - 1)
    shares = {3: (0.36, 0.34, 0.30)}.get(count, (1 / count,) * count)
    places, x = [], float(MARGIN)
    for share in shares:
        places.append((x, room * share))
        x += room * share + GAP
    return places


def title_page(canvas: Canvas, deck: Deck) -> None:
    """City, board, question, what and when; and the headline of the board's metric."""
    stamp, lang = deck.stamp, deck.lang
    canvas.rule(MARGIN, 430, WIDTH - 2 * MARGIN, px=2.4)
    canvas.text((MARGIN, 448, 1100, 40), [[(deck.question, "text-2", False)]], 26)
    facts: list[list[Run]] = [
        [(f"{label}  ", "text-3", False), (words, "text", False)] for label, words in stamp.lines()[:-1]
    ]
    canvas.text((MARGIN, 508, 1100, 260), facts, 19)
    if stamp.demo:
        canvas.block(WIDTH - MARGIN - 150, 456, 150, 40, "surface", edge="text-3")
        canvas.text(
            (WIDTH - MARGIN - 150, 456, 150, 40), [[(stamp.demo, "text-2", True)]], 19, align="center", middle=True
        )
    canvas.text(
        (MARGIN, 360, 1300, 60),
        [[(wording.finding(deck.total, lang, compare=deck.view.selection.compare), "text", False)]],
        20,
    )


def tiles_page(canvas: Canvas, deck: Deck, page: Page) -> None:
    """Up to six headlines, three abreast: name, lamp in words, value, the two changes, and the last days."""
    count = max(len(page.parts), 1)
    across = min(3, count)
    down = -(-count // across)
    height = min((BODY_BOTTOM - BODY_TOP - GAP * (down - 1)) / down, 330)
    for at, part in enumerate(page.parts):
        room = (WIDTH - 2 * MARGIN - GAP * 2) / 3
        x, w = MARGIN + (at % across) * (room + GAP), room
        _tile(canvas, deck, part, (x, BODY_TOP + (at // across) * (height + GAP), w, height))


def _tile(canvas: Canvas, deck: Deck, part: Part, place: tuple[float, float, float, float]) -> None:
    x, y, w, h = place
    lang, compare = deck.lang, deck.view.selection.compare
    answers, main = part.answers, part.main
    if main is None:
        canvas.rule(x, y, w, px=2.4)
        canvas.text((x, y + 10, w, 60), [[(part.title, "text", True)], [(answers.why, "text-3", False)]], 17)
        return
    row, metric = main.total, main.metric
    verdict = wording.verdict(metric, row.value, row.state)
    warm = verdict == "missed"
    canvas.rule(x, y, w, px=4 if warm else 2.4, ink="alarm" if warm else "text")
    canvas.text((x, y + 12, w * 0.66, 28), [[(part.title, "text", True)]], 19)
    lamp = (
        say(f"state.{row.state}", lang) if row.state in {"few", "suppressed", "empty"} else wording.lamp(verdict, lang)
    )
    inks = {"missed": "alarm", "near": "warn", "met": "good"}
    canvas.text((x + w * 0.6, y + 14, w * 0.4, 24), [[(lamp, inks.get(verdict, "text-3"), True)]], 16, align="right")
    said = wording.judged(metric, row.value, lang) if row.state in {"ok", "approx"} else None
    value = wording.said(metric, row.value, row.state, lang) if said is None else said.number
    near = "≈ " if row.state == "approx" else ""
    words: list[Run] = [(near + value, "alarm" if warm else "text", True)]
    words += [(f" {said.unit}", "text-2", False)] if said and said.unit else []
    box = canvas.text((x, y + 46, w * 0.55, 66), [words], 46)
    for run in box.text_frame.paragraphs[0].runs[1:]:
        run.font.size = canvas.points(20)
    facts = [wording.fraction(metric, row.numerator, row.denominator, lang), wording.target(metric, lang)]
    canvas.text((x, y + 122, w * 0.55, 24), [[(" · ".join(filter(None, facts)), "text-3", False)]], 15)
    pairs = [(compare, main), ({"previous": "year", "year": "previous"}[compare], answers.other)]
    lines: list[list[Run]] = []
    for name, answer in pairs:
        if answer is not None:
            moved = wording.change(answer.metric, answer.total.value, answer.total.previous, lang)
            ink = {"good": "good", "bad": "bad", "neutral": "text-2"}[moved.sense]
            lines.append([(f"{wording.comparison(name, lang)}  ", "text-3", False), (str(moved), ink, True)])
    canvas.text((x, y + 154, w * 0.55, 60), lines, 17)
    if answers.series is not None:
        spark_chart(canvas, (x + w * 0.52, y + 48, w * 0.48, min(h - 60, 190)), answers.series, lang)


def story_page(canvas: Canvas, deck: Deck, page: Page) -> None:
    """Since when, where, how much: trend, map and ranking side by side."""
    for part, (x, w) in zip(page.parts, columns(len(page.parts)), strict=True):
        canvas.head(x, w, part.title, part.sub)
        _body(canvas, deck, part, x, w)


def group_page(canvas: Canvas, deck: Deck, page: Page) -> None:
    """Panels side by side, each a chart over its table; of a single one the table stands beside the chart."""
    only = page.parts[0]
    if len(page.parts) == 1 and only.main is not None and _barred(deck, only) and len(only.rows) > MOST_BARS:
        (x, w), (right, room) = columns(2)
        canvas.head(x, w, only.title, only.sub)
        bar_chart(canvas, (x, TOP - 10, w, ROOM), only, deck.lang)
        canvas.rule(right, BODY_TOP, room, px=2.4)
        _table(canvas, deck, only, (right, BODY_TOP + 16, room), _fitting(deck, only, room, ROOM + 40))
        return
    for part, (x, w) in zip(page.parts, columns(len(page.parts)), strict=True):
        canvas.head(x, w, part.title, part.sub)
        _body(canvas, deck, part, x, w)


def _body(canvas: Canvas, deck: Deck, part: Part, x: float, w: float) -> None:
    """What a panel shows, by what it is about; a panel without data says so."""
    main, lang = part.main, deck.lang
    if part.listing is not None and part.listing.lines:
        draw_listing(canvas, (x, TOP - 2, w, ROOM), part.listing, part.title, lang)
    elif main is None or not part.rows or all(row.state == "empty" for row in part.rows):
        why = part.answers.why or say("state.nothing" if deck.view.selection.where else "state.empty", lang)
        canvas.text((x, TOP + 60, w, 80), [[("∅", "text-3", False)], [(why, "text-2", False)]], 19, align="center")
    elif part.land is not None:
        draw_map(canvas, (x, TOP, w, ROOM), part, part.land, lang)
    elif main.by in STEPS:
        notes = tuple(deck.view.snapshot.catalogue.annotations.values())
        earlier = say(f"compare.before_{deck.view.selection.compare}", lang)
        trend_chart(canvas, (x, TOP, w, ROOM), main, part.answers.before, notes, (lang, earlier))
    elif _units(deck, part):
        _table(canvas, deck, part, (x, TOP - 2, w), beside(deck, part, w))
    else:
        chart = chart_height(part)
        bar_chart(canvas, (x, TOP - 10, w, chart), part, lang)
        _table(canvas, deck, part, (x, TOP + chart, w), beside(deck, part, w))


def chart_height(part: Part) -> float:
    """Height of the bars over a table: as much as they need, leaving room for six rows."""
    bars = 60 + 30 * min(len(part.rows), MOST_BARS)
    return min(bars, ROOM - (min(len(part.rows), 6) + 1.5) * ROW)


def beside(deck: Deck, part: Part, w: float) -> int:
    """How many rows of a table `w` wide stand beside or under its chart."""
    room = ROOM if _units(deck, part) else ROOM - chart_height(part)
    return _fitting(deck, part, w, room)


def _fitting(deck: Deck, part: Part, w: float, room: float) -> int:
    """How many rows of a table `w` wide stand in `room`, with room for a word on the others."""
    most = min(len(part.rows), ROWS_BESIDE)
    while most > 1:
        spare = 0 if most == len(part.rows) else 26
        if sum(_sheet(deck, part, w, most).heights) + spare <= room:
            break
        most -= 1
    return most


def _barred(deck: Deck, part: Part) -> bool:
    """Whether a panel is drawn as bars: values of a dimension, or what no other figure is for."""
    return part.land is None and part.main is not None and part.main.by not in STEPS and not _units(deck, part)


def _units(deck: Deck, part: Part) -> bool:
    by = part.main.by if part.main is not None else ""
    return by == CHILDREN or by in deck.view.tree.levels


def _sheet(deck: Deck, part: Part, w: float, most: int) -> Sheet:
    """The first rows of a panel's answer as a table, units with their total."""
    main = part.main
    if main is None:
        raise ValueError("a panel without an answer has no table")
    total = deck.view.measure(main.metric, unit=main.unit.code).total if _units(deck, part) else None
    words = (deck.lang, deck.view.selection.compare)
    return answer_sheet(main, part.rows[:most], part.heading, w, words, total)


def _table(canvas: Canvas, deck: Deck, part: Part, place: tuple[float, float, float], most: int) -> None:
    x, y, w = place
    end = draw_sheet(canvas, x, y, _sheet(deck, part, w, most))
    if len(part.rows) > most:
        words = say("snapshot.more_rows", deck.lang, n=len(part.rows) - most)
        canvas.text((x, end + 4, w, 22), [[(words, "text-3", False)]], 14.5)


def left_over(deck: Deck, page: Page) -> list[tuple[Part, int, int]]:
    """Tables of `page` that do not stand on it whole: part, first row, row after the last; whole tables again."""
    found = []
    for part, (_, w) in zip(page.parts, columns(len(page.parts)), strict=True):
        main = part.main
        if part.listing is not None:
            shown = rows_shown(part.listing, w, ROOM, deck.lang)
            whole = min(len(part.listing.lines), MOST_LISTED)
            found += [
                (part, at, min(at + ROWS_A_COLUMN, whole))
                for at in range(0, whole, ROWS_A_COLUMN)
                if shown < len(part.listing.lines)
            ]
            continue
        if main is None or page.kind == "tiles" or main.by in STEPS or part.land is not None:
            continue
        if len(part.rows) > beside(deck, part, w):
            step = 2 * ROWS_A_COLUMN
            found += [(part, at, min(at + step, len(part.rows))) for at in range(0, len(part.rows), step)]
    return found


def table_page(canvas: Canvas, deck: Deck, part: Part, first: int, last: int) -> None:
    """Rows `first` to `last` of a long table in two columns."""
    main = part.main
    canvas.head(MARGIN, WIDTH - 2 * MARGIN, part.title, part.sub)
    if part.listing is not None:
        sheet = listing_sheet(part.listing, slice(first, last), WIDTH - 2 * MARGIN, part.title, deck.lang)
        draw_sheet(canvas, MARGIN, BODY_TOP + 40, sheet)
    if main is None:
        return
    words = (deck.lang, deck.view.selection.compare)
    each = max(-(-(last - first) // 2), 8)
    for (x, w), at in zip(columns(2), range(first, last, each), strict=False):
        some = part.rows[at : min(at + each, last)]
        draw_sheet(canvas, x, BODY_TOP + 40, answer_sheet(main, some, part.heading, w, words))
