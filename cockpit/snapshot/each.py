"""One file for each unit of a level: in the reader's scope, with progress, and taken up again where it was left.

Files are made in a folder beside the target, which remembers the question it was made for. Only when all are there do
they become the target: a zip, or files beside each other. So there is never a half of either.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cockpit.access import Scope, visible
from cockpit.editions import Progress
from cockpit.errors import CockpitError, Refused
from cockpit.selection import Selection
from cockpit.snapshot.files import write_whole
from cockpit.store import Snapshot, Unit

Make = Callable[[Unit], bytes]
ASKED = "question.json"


@dataclass(frozen=True)
class Round:
    """What is made for each unit: the units, the ending of their files, and the question, for taking up again."""

    units: tuple[Unit, ...]
    suffix: str
    question: str


def round_of(snapshot: Snapshot, scope: Scope, selection: Selection, level: str, suffix: str, words: str) -> Round:
    """The units of `level` below the chosen unit that `scope` may see. `words` say what else the files depend on.

    Raises:
        UnknownName: no such tree, unit or level.
        Denied: the unit lies outside the scope.
        CockpitError: there is no unit of that level.
    """
    top = visible(snapshot, scope, selection.tree, selection.unit)
    units = snapshot.tree(selection.tree).descendants(top.code, level)
    if not units:
        raise CockpitError(f"{top.name} has no unit of level {level}.", "Choose a level below it.")
    asked = "|".join([snapshot.edition, selection.to_query(), level, suffix, words, str(scope)])
    return Round(units, suffix, hashlib.sha256(asked.encode()).hexdigest())


def make_each(round_: Round, make: Make, target: Path, progress: Progress) -> list[Path]:
    """Make the files of `round_` and put them at `target`; the paths written.

    A target ending in .zip holds one file per unit; any other gives NAME-CODE.ext beside it. A unit that fails does not
    stop the others, but then nothing is put at the target, and the next call makes only what is missing.

    Raises:
        Refused: units that failed, each with its reason.
    """
    folder = parts_folder(target)
    _begin(folder, round_.question)
    faults = []
    for at, unit in enumerate(round_.units):
        progress(unit.name, at / len(round_.units))
        place = folder / part_name(unit, round_.suffix)
        if place.exists():
            continue
        try:
            write_whole(place, make(unit))
        except CockpitError as fault:
            faults.append(f"{unit.name} ({unit.code}): {fault.message}")
    if faults:
        raise Refused(
            f"{len(faults)} of {len(round_.units)} files could not be made; nothing is written to {target}.",
            faults,
            "Say the same again: what is made already is kept.",
        )
    written = _deliver(round_, folder, target)
    shutil.rmtree(folder)
    progress("", 1.0)
    return written


def parts_folder(target: Path) -> Path:
    """Where the files wait until all are there."""
    return target.with_name(f".{target.name}.parts")


def part_name(unit: Unit, suffix: str) -> str:
    """A unit's file: its code, which is unique, then its name as far as file systems allow."""
    name = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", unit.name).strip(". ")
    return f"{re.sub(r'[^0-9A-Za-z._-]', '_', unit.code)}-{name[:40]}.{suffix}"


def _begin(folder: Path, question: str) -> None:
    """Keep what was made for the same question; clear away what was made for another."""
    asked = folder / ASKED
    if folder.exists() and not (asked.exists() and json.loads(asked.read_text())["question"] == question):
        shutil.rmtree(folder)
    write_whole(asked, json.dumps({"question": question}).encode())


def _deliver(round_: Round, folder: Path, target: Path) -> list[Path]:
    names = [part_name(unit, round_.suffix) for unit in round_.units]
    if target.suffix == ".zip":
        aside = folder / "whole.zip"
        with zipfile.ZipFile(aside, "w", zipfile.ZIP_STORED) as whole:  # office files are packed already
            for name in names:
                whole.write(folder / name, name)
        aside.replace(target)
        return [target]
    places = [target.with_name(f"{target.stem}-{unit.code}{target.suffix}") for unit in round_.units]
    for name, place in zip(names, places, strict=True):
        (folder / name).replace(place)
    return places


def write_report(target: Path, faults: Sequence[str]) -> Path:
    """What went wrong, beside the target, for whoever looks in the morning."""
    place = target.with_name(f"{target.name}.report.txt")
    write_whole(place, ("\n".join(faults) + "\n").encode())
    return place


def clear_report(target: Path) -> None:
    """Take away the report of an earlier failure once all is well."""
    target.with_name(f"{target.name}.report.txt").unlink(missing_ok=True)
