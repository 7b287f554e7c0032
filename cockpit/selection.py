"""What the reader has chosen: a frozen value, equal to the address, knowing nothing of pages.

An address is typed by people, cut off by mailers and edited by hand, so reading never fails: a word that makes no
sense is as if it had not been written. Whether a unit, metric or edition exists is for those who own them to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qs, quote, unquote, urlencode

from cockpit.contract import EARLIEST, LATEST

LANGUAGES = ("zh", "en")
THEMES = ("light", "dark")
COMPARISONS = ("previous", "year")
SCENE = "scene"
"""The word `wall` of a page that is one scene of a wall; any other asks for a whole wall (cockpit/board/wall.py)."""
LONGEST = 80
"""Characters a code, level or dimension value may have; longer ones are junk."""
LONGEST_LIST = 400
"""Characters a list of panels may have."""
MOST_UNITS = 200
"""Units that may be chosen together: an address must stay short enough to be sent."""

Where = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class Selection:
    """One reader's choice. None means "the default": the whole city, the board's metric, the last 30 days.

    `start` and `end` are both included. `as_of` moves stock metrics only. `where` narrows by dimension: several
    values of one key mean any of them, several keys mean all. `edition` pins an edition; without it CURRENT is
    followed. `by` is a breakdown, `show` the panels shown as tables, `focus` the one row looked at, `over` the tree
    whose borders are laid over the map, `page` the page of a long list as PANEL:NUMBER, `spots` how events lie over the
    map; what they name is for the pages to say. `wall` says that it is a scene of a wall. `units` are units chosen
    together, whose sum is asked in place of `unit`, which stays where the reader is.
    """

    unit: str | None = None
    units: tuple[str, ...] = ()
    tree: str = "admin"
    metric: str | None = None
    start: date | None = None
    end: date | None = None
    as_of: date | None = None
    compare: str = "previous"
    where: Where = ()
    level: str | None = None
    lang: str = "zh"
    theme: str | None = None
    edition: str | None = None
    wall: bool = False
    by: str | None = None
    show: str | None = None
    focus: str | None = None
    over: str | None = None
    page: str | None = None
    spots: str | None = None

    @classmethod
    def from_query(cls, query: Mapping[str, object]) -> Selection:
        """The selection an address means; `query` maps words to a text or a list of texts. Never raises."""
        start, end = _day(query.get("from")), _day(query.get("to"))
        if start is not None and end is not None and start > end:
            start = end = None
        return cls(
            unit=_text(query.get("unit")),
            units=_codes(query.get("units")),
            tree=_text(query.get("tree")) or "admin",
            metric=_text(query.get("metric")),
            start=start,
            end=end,
            as_of=_day(query.get("asof")),
            compare=_one_of(query.get("compare"), COMPARISONS) or "previous",
            where=_where(query.get("where")),
            level=_text(query.get("level")),
            lang=_one_of(query.get("lang"), LANGUAGES) or "zh",
            theme=_one_of(query.get("theme"), THEMES),
            edition=_text(query.get("edition")),
            wall=_text(query.get("wall")) is not None,
            by=_text(query.get("by")),
            show=_text(query.get("show"), LONGEST_LIST),
            focus=_text(query.get("focus")),
            over=_text(query.get("over")),
            page=_text(query.get("page")),
            spots=_text(query.get("spots")),
        )

    @classmethod
    def read(cls, address: str) -> Selection:
        """The selection of a query string, with or without its question mark."""
        return cls.from_query(parse_qs(address.removeprefix("?"), keep_blank_values=True))

    def to_query(self) -> str:
        """The address words that differ from the default, always in the same order; "" when nothing was chosen."""
        words = [(word, value) for word, value in self.words().items() if word != "where" and value]
        words += [("where", _clause(key, values)) for key, values in self.where]
        return urlencode(words, safe=":,", quote_via=quote)

    def words(self) -> dict[str, str]:
        """Every address word with its text, "" for a default: what the controls of a page hold."""
        plain = Selection()
        return {
            "unit": self.unit or "",
            "units": ",".join(map(_escaped, self.units)),
            "tree": "" if self.tree == plain.tree else self.tree,
            "metric": self.metric or "",
            "from": self.start.isoformat() if self.start else "",
            "to": self.end.isoformat() if self.end else "",
            "asof": self.as_of.isoformat() if self.as_of else "",
            "compare": "" if self.compare == plain.compare else self.compare,
            "where": ";".join(_clause(key, values) for key, values in self.where),
            "level": self.level or "",
            "lang": "" if self.lang == plain.lang else self.lang,
            "theme": self.theme or "",
            "edition": self.edition or "",
            "wall": SCENE if self.wall else "",
            "by": self.by or "",
            "show": self.show or "",
            "focus": self.focus or "",
            "over": self.over or "",
            "page": self.page or "",
            "spots": self.spots or "",
        }

    @property
    def look(self) -> str:
        """The theme it is seen in: as chosen, else dark on a wall and light at the desk."""
        return self.theme or ("dark" if self.wall else "light")

    @classmethod
    def from_words(cls, words: Mapping[str, object]) -> Selection:
        """The selection of a page's controls: like an address, but `where` is one text with ";" between clauses."""
        where = words.get("where")
        clauses = where.split(";") if isinstance(where, str) else []
        return cls.from_query({**words, "where": clauses})

    def with_unit(self, unit: str | None) -> Selection:
        """The same question about another unit; units that were chosen together are let go."""
        return replace(self, unit=unit, units=())

    def with_units(self, units: Iterable[str]) -> Selection:
        """The same question about the sum of `units`; none lift the choice."""
        return replace(self, units=tuple(sorted(set(units))[:MOST_UNITS]))

    def with_metric(self, metric: str | None) -> Selection:
        """The same place and time, another metric."""
        return replace(self, metric=metric)

    def with_period(self, start: date | None, end: date | None) -> Selection:
        """The same question over another period, both days included."""
        return replace(self, start=start, end=end)

    def with_level(self, level: str | None) -> Selection:
        """The same question with the map at another level."""
        return replace(self, level=level)

    def with_compare(self, compare: str) -> Selection:
        """The same question against another period: "previous" or "year"."""
        return replace(self, compare=compare if compare in COMPARISONS else "previous")

    def with_where(self, key: str, values: Iterable[str]) -> Selection:
        """The same question narrowed to `values` of dimension `key`; no values lift the narrowing."""
        kept = {name: chosen for name, chosen in self.where if name != key}
        return replace(self, where=_normal({**kept, key: set(values)}))

    def with_lang(self, lang: str) -> Selection:
        """The same picture in another language."""
        return replace(self, lang=lang if lang in LANGUAGES else "zh")

    def with_theme(self, theme: str | None) -> Selection:
        """The same picture in another theme."""
        return replace(self, theme=theme if theme in THEMES else None)

    def pinned(self, edition: str | None) -> Selection:
        """The same question of one edition for ever: what "copy link" copies."""
        return replace(self, edition=edition)


def _text(given: object, longest: int = LONGEST) -> str | None:
    """A short printable text, or None. Of a word written several times the last counts."""
    value = given[-1] if isinstance(given, list | tuple) and given else given
    if not isinstance(value, str):
        return None
    value = value.strip()
    return value if 0 < len(value) <= longest and value.isprintable() else None


def _one_of(given: object, allowed: tuple[str, ...]) -> str | None:
    value = _text(given)
    return value if value in allowed else None


def _day(given: object) -> date | None:
    """A date written 2026-06-30; other ISO spellings are not offered, so that an address has one form."""
    value = _text(given)
    if value is None or len(value) != len("2026-06-30"):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def _codes(given: object) -> tuple[str, ...]:
    """Codes with commas between them, sorted and without repetition, so that equal choices are equal addresses."""
    value = given[-1] if isinstance(given, list | tuple) and given else given
    if not isinstance(value, str):
        return ()
    codes = {unquote(code).strip() for code in value.split(",")}
    return tuple(sorted(code for code in codes if code and _printable(code))[:MOST_UNITS])


def _where(given: object) -> Where:
    """Clauses "key:value,value", written once or several times."""
    clauses = given if isinstance(given, list | tuple) else [given]
    found: dict[str, set[str]] = {}
    for clause in clauses:
        if not isinstance(clause, str) or ":" not in clause:
            continue
        key, _, listed = clause.partition(":")
        values = {unquote(value).strip() for value in listed.split(",")}
        key = unquote(key).strip()
        if key and _printable(key) and all(map(_printable, values)):
            found.setdefault(key, set()).update(values)
    return _normal(found)


def _normal(found: Mapping[str, Iterable[str]]) -> Where:
    """Sorted and without repetition, so that equal narrowings are equal values and equal addresses."""
    return tuple((key, tuple(sorted(set(values)))) for key, values in sorted(found.items()) if list(values))


def _printable(value: str) -> bool:
    return len(value) <= LONGEST and value.isprintable()


def _clause(key: str, values: Iterable[str]) -> str:
    """One narrowing as text; what separates clauses and values is escaped inside them."""
    return f"{_escaped(key)}:{','.join(map(_escaped, values))}"


def _escaped(value: str) -> str:
    for sign in "%,:;":
        value = value.replace(sign, f"%{ord(sign):02X}")
    return value
