"""What stands on every page of every format: of what, from when, against what, as of when, and how to reopen it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import segno

from cockpit import wording
from cockpit.catalogue import Board
from cockpit.measure import Measurement
from cockpit.reading import View
from cockpit.wording import say


@dataclass(frozen=True)
class Stamp:
    """The words of the footer. `demo` is "" for real data; `link` reopens exactly this view on this edition."""

    lang: str
    path: str
    period: str
    compare: str
    filters: str
    withheld: str
    as_of: str
    edition: str
    exported: str
    demo: str
    link: str

    def lines(self) -> list[tuple[str, str]]:
        """Label and words of each fact, in the order they are read; the link last."""
        lang = self.lang
        return [
            (say("snapshot.path", lang), self.path),
            (say("snapshot.period", lang), self.period),
            (say("snapshot.compare", lang), self.compare),
            (say("snapshot.filters", lang), self.filters),
            (say("snapshot.withheld", lang), self.withheld),
            (say("app.as_of", lang), self.as_of),
            (say("app.edition", lang), self.edition),
            (say("snapshot.exported", lang), self.exported),
            (say("snapshot.link", lang), self.link),
        ]

    def qr(self, scale: int = 4) -> bytes:
        """The link as a QR code, PNG."""
        sink = BytesIO()
        segno.make(self.link, error="m", micro=False).save(sink, kind="png", scale=scale, border=1)
        return sink.getvalue()


def stamp_of(board: Board, view: View, total: Measurement, when: datetime, public_url: str) -> Stamp:
    """The stamp of `view` on `board`. `when` is the time of export, told in the city's own time."""
    lang, manifest = view.lang, view.snapshot.manifest
    window, join = total.window, "、" if lang == "zh" else ", "
    against = f"{wording.comparison(view.selection.compare, lang)} "
    smallest = view.scope.smallest_cell
    return Stamp(
        lang=lang,
        path=_path(view),
        period=_period(view, total),
        compare=against + wording.period(window.previous_start, window.previous_end, lang),
        filters=_filters(view, join),
        withheld=say("snapshot.withheld_why", lang, smallest=smallest) if smallest else say("snapshot.shows_all", lang),
        as_of=wording.end_of_day(manifest.as_of),
        edition=manifest.edition,
        exported=local_time(when, manifest.city.timezone),
        demo=say("app.demo", lang) if manifest.city.demo else "",
        link=link_of(board, view, public_url),
    )


def link_of(board: Board, view: View, public_url: str) -> str:
    """The address that reopens `view`: the edition pinned, the unit named where the reader's top is not the city's."""
    selection = view.selection.pinned(view.snapshot.edition)
    if view.unit is not view.tree.root:
        selection = replace(selection, unit=view.unit.code)
    return f"{public_url.rstrip('/')}{board.path}?{selection.to_query()}"


def local_time(when: datetime, timezone: str) -> str:
    """`when` as the city's clock shows it, to the minute; UTC where the zone is unknown to this machine."""
    try:
        return when.astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M")
    except (ZoneInfoNotFoundError, ValueError):
        return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _path(view: View) -> str:
    """From the top of the tree to the unit, and to the units chosen together below it."""
    names = [unit.said(view.lang) for unit in view.tree.ancestors(view.unit.code)]
    return " › ".join(names + ([wording.together(view.units, view.lang)] if view.units else []))


def _period(view: View, total: Measurement) -> str:
    """The period, and the day of stock metrics where the reader chose another."""
    said = wording.period(total.start, total.end, view.lang)
    day = f" · {say('control.as_of', view.lang)} {wording.day(total.as_of)}"
    return said + day if total.as_of != total.end else said


def _filters(view: View, join: str) -> str:
    """What the reader narrowed by, in words: 渠道：热线、网格巡查."""
    catalogue, lang = view.snapshot.catalogue, view.lang
    colon = "：" if lang == "zh" else ": "
    said = [
        say(f"control.{key}", lang) + colon + join.join(catalogue.label(key, value, lang) for value in values)
        for key, values in view.selection.where
    ]
    return ("；" if lang == "zh" else "; ").join(said) or say("snapshot.no_filters", lang)
