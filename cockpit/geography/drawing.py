"""How units are drawn in the files: each level with no more detail than its views can show."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from cockpit.geography.coverage import choose_tolerance, dissolve, fits, simplify_coverage
from cockpit.geography.nesting import Nesting
from cockpit.geography.plane import Plane, Shapes


def draw_levels(tree: pd.DataFrame, shapes: Shapes) -> Shapes:
    """Polygons of one tree (degrees) -> the same, every level above the leaves simplified as one coverage.

    A level is drawn among the children of its parents, so the width of those views sets its tolerance. A
    level that is made of leaves stays as it is: it was simplified before anything was made of it.
    """
    nesting, plane = Nesting.of(tree), Plane.around(shapes)
    boxes = shapely.bounds(plane.flatten(shapes))
    drawn = shapes.copy()
    for level in tree["level"].drop_duplicates():
        units = np.flatnonzero((tree["level"] == level).to_numpy())
        if nesting.leaf[units].all():
            continue
        flat = plane.flatten(shapes[units])
        if fits(flat):
            tolerance = choose_tolerance(nesting.view_spans(units, boxes), shapely.area(flat))
            drawn[units] = plane.unflatten(simplify_coverage(flat, tolerance))
    return drawn


def draw_outlines(tree: pd.DataFrame, shapes: Shapes, drawn: Shapes) -> Shapes:
    """The border of each unit as its own view shows it: exactly the outer borders of its drawn children.

    Children of different levels were simplified apart, so there the full detail is taken.
    """
    nesting = Nesting.of(tree)
    levels = np.array(tree["level"], dtype=object)
    outlines = shapes.copy()
    for i in nesting.uppers():
        inner = slice(nesting.start[i], nesting.stop[i])
        if not nesting.leaf[inner].all() and len(set(levels[inner])) == 1:
            outlines[i] = dissolve(drawn[inner])
    return outlines
