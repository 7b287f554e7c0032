"""The base grids: found sound or faulty, closed against each other and simplified, once for all levels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from cockpit.geography.coverage import choose_tolerance, close_coverage, find_holes, fits, simplify_coverage
from cockpit.geography.nesting import Nesting
from cockpit.geography.overlaps import LARGE_SHARE, Overlap, find_overlaps, split_retired
from cockpit.geography.plane import Plane, Points, Positions, Shapes, round_degrees
from cockpit.geography.polygons import pick_polygons
from cockpit.geography.units import ADMIN, find_leaves

MOST_NOTES = 20  # of one kind; the rest is counted


@dataclass(frozen=True)
class Survey:
    """The polygons of the base grids compared with each other; positions run in code order."""

    units: pd.DataFrame  # the tidied rows of the base grids that have a sound polygon
    given: Shapes  # degrees
    plane: Plane
    overlaps: list[Overlap]  # of grids valid at the same time
    retired: set[int]

    def faults(self) -> Iterator[str]:
        """Grids that lie mostly on another: one sentence each."""
        for overlap in self.overlaps:
            if overlap.share > LARGE_SHARE:
                yield (
                    f"Table boundaries, tree {ADMIN!r}: base grids {self.tell(overlap)}: "
                    f"more than half of the smaller one, so one of the two polygons is wrong."
                )

    def notes(self) -> list[str]:
        """Smaller overlaps, largest first, and the grids that were replaced."""
        pairs = sorted(self.overlaps, key=lambda overlap: -overlap.area)
        notes = [
            f"Base grids {self.tell(pair)}; the shared ground belongs to {self.units['code'].iloc[pair.a]}."
            for pair in pairs[:MOST_NOTES]
        ]
        notes += count_rest(len(pairs), "pairs of base grids overlap")
        if self.retired:
            codes = list(self.units["code"].iloc[sorted(self.retired)])
            notes.append(
                f"Base grids replaced by later ones on the same ground, drawn only where no later one lies "
                f"({len(codes)}): {list_some(codes)}."
            )
        return notes

    def tell(self, overlap: Overlap) -> str:
        """Both grids with code and name, and what they share."""
        rows = self.units.iloc[[overlap.a, overlap.b]]
        one, other = (f"{code} ({name})" for code, name in zip(rows["code"], rows["name"], strict=True))
        return f"{one} and {other} overlap by {overlap.area / 1e6:.4f} km2 ({overlap.share:.1%} of the smaller)"


def survey_grids(rows: pd.DataFrame, bounds: pd.DataFrame) -> Survey | None:
    """Compare the sound polygons of the base grids; None when there is none to compare."""
    codes = find_leaves(rows, ADMIN)
    shapes, have = pick_polygons(bounds, ADMIN, codes)
    if not have.any():
        return None
    mine = rows[rows["tree"] == ADMIN].drop_duplicates("code").set_index("code", drop=False)
    units = mine.loc[[code for code, there in zip(codes, have, strict=True) if there]].reset_index(drop=True)
    given = shapes[have]
    plane = Plane.around(given)
    overlaps, retired = split_retired(find_overlaps(plane.flatten(given)), units)
    return Survey(units, given, plane, overlaps, retired)


@dataclass(frozen=True)
class Ground:
    """The base grids in the order of g."""

    given: Shapes  # degrees, as delivered (repaired)
    flat: Shapes  # the same in metres
    drawn: Shapes  # metres, closed and simplified: what every level is made of
    area: Points  # m2; ground shared by two grids counts once
    late: NDArray[np.bool_]  # replaced by later grids: their ground counts for those
    first: Positions  # g's, best first: who gets ground that two grids claim
    plane: Plane
    notes: list[str]


def lay_ground(survey: Survey, admin: pd.DataFrame) -> Ground:
    """Close and simplify the surveyed grids; `admin` are the numbered rows of the admin tree."""
    nesting = Nesting.of(admin)
    leaves = np.flatnonzero(nesting.leaf)[np.argsort(admin["g"].to_numpy()[nesting.leaf])]
    place = {code: i for i, code in enumerate(survey.units["code"])}
    order = np.array([place[code] for code in admin["code"].iloc[leaves]], dtype=np.int64)
    given = survey.given[order]
    late = np.isin(order, list(survey.retired))
    first = np.argsort(late, kind="stable")
    flat = survey.plane.flatten(given)
    stored = survey.plane.flatten(round_degrees(given))  # so that what is written later is already rounded
    boxes = np.full((len(admin), 4), np.nan)
    boxes[leaves] = shapely.bounds(stored)
    spans = nesting.view_spans(leaves, nesting.spread(boxes))
    tolerance = choose_tolerance(spans, shapely.area(stored))
    shared = _shared(survey, len(given))[order]
    closed, faulty = close_coverage(stored, first, shared, tolerance, survey.plane)
    area = np.where(late, shapely.area(flat), shapely.area(closed))
    notes = [*_closing_notes(closed, faulty), *_gap_notes(closed, list(admin["code"].iloc[leaves]))]
    return Ground(given, flat, simplify_coverage(closed, tolerance), area, late, first, survey.plane, notes)


def _shared(survey: Survey, count: int) -> Points:
    """The area each surveyed grid (code order) shares with others; all of it where it was replaced."""
    shared = np.zeros(count)
    for overlap in survey.overlaps:
        shared[[overlap.a, overlap.b]] += overlap.area
    shared[list(survey.retired)] = np.inf
    return shared


def _closing_notes(closed: Shapes, count: int) -> Iterator[str]:
    if count and fits(closed):
        yield (
            f"Base grids whose borders do not match their neighbours' exactly: {count}; "
            f"the slivers between them are closed for drawing."
        )
    elif count:
        yield (
            f"Base grids whose borders do not match their neighbours' and could not be closed: {count}; "
            f"all are drawn nearly as delivered, with their gaps and overlaps."
        )


def _gap_notes(closed: Shapes, codes: list[str]) -> Iterator[str]:
    """Holes in the union of all grids: a lake, or ground that nobody has."""
    holes = find_holes(closed)
    if not len(holes):
        return
    areas = shapely.area(holes)
    yield (
        f"{len(holes)} {'gap' if len(holes) == 1 else 'gaps'} enclosed by base grids, "
        f"together {areas.sum() / 1e6:.4f} km2: ground (or water) of no grid."
    )
    known = shapely.STRtree(closed)
    for i in np.lexsort((shapely.bounds(holes)[:, 0], -areas))[:MOST_NOTES]:
        near = sorted(codes[j] for j in known.query(holes[i], predicate="intersects"))
        yield f"Gap of {areas[i] / 1e6:.4f} km2 between base grids {list_some(near)}."


def count_rest(count: int, kind: str) -> list[str]:
    """The note that stands for the notes of one kind beyond the first MOST_NOTES, if there are any."""
    return [f"{count - MOST_NOTES} more {kind}."] if count > MOST_NOTES else []


def list_some(codes: Sequence[str], most: int = 8) -> str:
    """The first codes, and how many more there are."""
    more = len(codes) - most
    return ", ".join(codes[:most]) + (f" and {more} more" if more > 0 else "")
