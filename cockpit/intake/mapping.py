"""The mapping file: which file feeds which table, and how its columns are read. Every fault of it is named at once."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from cockpit.contract import TABLES, Table
from cockpit.editions import City
from cockpit.errors import CockpitError, Refused, suggest
from cockpit.intake.crs import name_system
from cockpit.intake.files import File, find_files
from cockpit.intake.spots import Spots, find_spots

Scalar = str | bool | int | float | date | datetime | time

# A table that means nothing without another one.
NEEDS = {"inspections": "dwellings", "event_steps": "events"}


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class Limits(_Record):
    """How much damage an edition may carry: the greatest share of rejected rows in any one table."""

    rejected_share: float = Field(0.05, ge=0, le=1)


class Heading(_Record):
    """The table `[city]` of the mapping file."""

    name: str = Field(min_length=1)
    name_en: str = ""
    timezone: str = "Asia/Shanghai"
    as_of: date | None = None
    demo: bool = False

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, given: str) -> str:
        if given not in available_timezones():
            near = suggest(given, available_timezones())
            raise ValueError(f"{given!r} is no time zone" + (f"; did you mean {near!r}?" if near else ""))
        return given


class Source(_Record):
    """One delivery of one table: its files, and how their columns become the table's."""

    table: str
    file: tuple[str, ...] = Field(min_length=1)
    encoding: str | None = None
    crs: str | None = None
    where: str | None = None
    columns: dict[str, str] = {}
    values: dict[str, dict[str, Scalar]] = {}
    constants: dict[str, Scalar] = {}
    formats: dict[str, tuple[str, ...]] = {}
    expressions: dict[str, str] = {}
    corrects: bool = False
    feed: str = ""
    owner: str = ""
    every: str = ""
    sheet: str | None = None
    layer: str | None = None
    delimiter: str | None = Field(None, min_length=1, max_length=1)

    @field_validator("file", mode="before")
    @classmethod
    def _listed(cls, given: object) -> object:
        return (given,) if isinstance(given, str) else given

    @field_validator("formats", mode="before")
    @classmethod
    def _each_listed(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        return {name: (form,) if isinstance(form, str) else form for name, form in given.items()}

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, given: str | None) -> str | None:
        try:
            return given and codecs.lookup(given).name and given
        except LookupError:
            raise ValueError(f"{given!r} is no encoding; usual ones are utf-8, gb18030, utf-16") from None

    @field_validator("crs")
    @classmethod
    def _known_system(cls, given: str | None) -> str | None:
        return given and name_system(given)


@dataclass(frozen=True)
class Mapping:
    """A mapping file that was read and found sound: every file of every source is there."""

    path: Path
    city: City
    limits: Limits
    sources: tuple[Source, ...]
    files: tuple[tuple[File, ...], ...]
    spots: Spots

    def feeding(self, table: str) -> list[int]:
        """Positions of the sources of `table`, in the order of the file."""
        return [i for i, source in enumerate(self.sources) if source.table == table]

    def place(self, position: int, key: str = "") -> str:
        """How a message names a source and a key of it."""
        return self.spots.source(position, self.sources[position].table, key)


def load_mapping(path: Path) -> Mapping:
    """Read and check a mapping file. Raises Refused naming every fault: line, source, key, what would be right."""
    text, document = _read(path)
    spots = find_spots(path.name, text)
    known = ("city", "limits", "source")
    faults = [f"{path.name}: {_unknown(key, known)}" for key in document if key not in known]
    tables = document.get("source")
    rows = [row if isinstance(row, dict) else {} for row in tables] if isinstance(tables, list) else []
    if not rows:
        faults.append(f"{path.name} names no [[source]]: nothing would be read.")
    heading = _make(Heading, document.get("city", {}), faults, lambda key: spots.head("city", key))
    limits = _make(Limits, document.get("limits", {}), faults, lambda key: spots.head("limits", key))
    sources, files = _make_sources(path, rows, spots, faults)
    if rows:
        faults += [f"{path.name}: {fault}" for fault in _missing_tables({str(row.get("table")) for row in rows})]
    if faults or heading is None or limits is None:
        raise Refused(f"The mapping file {path} is refused.", faults, "Mend the lines named and import again.")
    return Mapping(path, City(**heading.model_dump()), limits, tuple(sources), tuple(files), spots)


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return text, tomllib.loads(text)
    except FileNotFoundError:
        near = suggest(path.name, (p.name for p in path.parent.glob("*.toml"))) if path.parent.is_dir() else ""
        raise Refused(
            f"There is no mapping file {path}.", hint=f"Did you mean {near!r}?" if near else "Name a TOML file."
        ) from None
    except UnicodeDecodeError as fault:
        raise Refused(f"{path} is not UTF-8: {fault}.", hint="Save the mapping file as UTF-8.") from fault
    except tomllib.TOMLDecodeError as fault:
        raise Refused(f"{path} is not TOML: {fault}.", hint="Mend the line named.") from fault
    except OSError as fault:
        raise Refused(f"{path} cannot be read: {fault.strerror}.", hint="Name a TOML file.") from fault


def _make_sources(
    path: Path, rows: list[dict[str, Any]], spots: Spots, faults: list[str]
) -> tuple[list[Source], list[tuple[File, ...]]]:
    sources: list[Source] = []
    files: list[tuple[File, ...]] = []
    for i, row in enumerate(rows):
        place = partial(spots.source, i, str(row.get("table", "")))
        source = _make(Source, row, faults, place)
        if source is None:
            continue
        faults += [f"{place(key)}: {fault}" for key, fault in _contract_faults(source)]
        found: list[File] = []
        for pattern in source.file:
            try:
                found += find_files(pattern, path.parent)
            except CockpitError as fault:
                faults.append(f"{place('file')}: {fault}")
        faults += [f"{place(key)}: {fault}" for key, fault in _kind_faults(source, found)]
        sources.append(source)
        files.append(tuple(found))
    return sources, files


def _contract_faults(source: Source) -> Iterator[tuple[str, str]]:
    """Keys of a source that the contract does not know, or that contradict each other: (key, sentence)."""
    if source.table not in TABLES:
        near = suggest(source.table, TABLES)
        yield "table", f"there is no table {source.table!r}." + (f" Did you mean {near!r}?" if near else "")
        return
    table = TABLES[source.table]
    given: dict[str, str] = {}
    for key in ("columns", "constants", "expressions"):
        for name in getattr(source, key):
            if name in given:
                yield key, f"column {name!r} is also given by {given[name]}; one of the two must go."
            given[name] = key
    for key in ("columns", "values", "constants", "formats", "expressions"):
        for name in getattr(source, key):
            if name not in table.names:
                near = suggest(name, table.names)
                known = f" Did you mean {near!r}?" if near else f" It has {', '.join(table.names)}."
                yield key, f"table {table.name} has no column {name!r}.{known}"
    for name in source.formats:
        if name in table.names and table.column(name).type not in {"date", "time", "deadline"}:
            yield "formats", f"column {name!r} is {_article(table, name)}; formats are for dates and times."


def _article(table: Table, name: str) -> str:
    kind = table.column(name).type
    return f"an {kind}" if kind == "integer" else f"a {kind}"


def _kind_faults(source: Source, files: list[File]) -> Iterator[tuple[str, str]]:
    """Keys for a kind of file that the source does not have."""
    kinds = {file.kind for file in files}
    for key, kind, what in (
        ("sheet", "sheet", "workbooks"),
        ("layer", "layer", "layers"),
        ("delimiter", "delimited", "text"),
    ):
        if kinds and getattr(source, key) is not None and kind not in kinds:
            yield key, f"{key!r} is for files that hold {what}; {source.file[0]} does not."


def _missing_tables(given: set[str]) -> Iterator[str]:
    for table in ("units", "boundaries"):
        if table not in given:
            yield f"no source feeds table {table!r}; without it there is no map."
    for table, other in NEEDS.items():
        if table in given and other not in given:
            yield f"table {table!r} is fed but not {other!r}, which its rows refer to."


R = TypeVar("R", bound=_Record)


def _make(record: type[R], row: dict[str, Any], faults: list[str], place: Callable[[str], str]) -> R | None:
    """A record from its TOML table; what is wrong with it goes to `faults`, one sentence each."""
    try:
        return record(**row)
    except TypeError:
        faults.append(f"{place('')}: is not a table of keys.")
        return None
    except ValidationError as fault:
        faults += [f"{place(str(item['loc'][0]))}: {_sentence(record, item)}" for item in fault.errors()]
        return None


def _sentence(record: type[_Record], item: ErrorDetails) -> str:
    key = str(item["loc"][0])
    if item["type"] == "extra_forbidden":
        return _unknown(key, tuple(record.model_fields))
    where = ".".join(str(part) for part in item["loc"])
    if item["type"] == "missing":
        return f"key {where!r} is missing."
    said = item["msg"].removeprefix("Value error, ")
    return f"key {where!r}: {said}" + ("" if said.endswith("?") else ".")


def _unknown(key: str, known: tuple[str, ...]) -> str:
    near = suggest(key, known)
    return f"there is no key {key!r}." + (f" Did you mean {near!r}?" if near else f" Known: {', '.join(known)}.")
