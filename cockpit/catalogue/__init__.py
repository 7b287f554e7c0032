"""The catalogue: measures, metrics, categories, intervals, boards and words, read from TOML.

A city's own folder overrides records of the same key and adds new ones. An edition carries both folders, so its
definitions are frozen with it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from cockpit.catalogue.catalogue import Catalogue
from cockpit.catalogue.indicators import Indicator
from cockpit.catalogue.loader import load_catalogue, load_walls
from cockpit.catalogue.problems import ADMISSION, ProblemSet, Safety, ScorePart
from cockpit.catalogue.records import (
    Annotation,
    Board,
    Category,
    Clause,
    Interval,
    Measure,
    Metric,
    Panel,
    Spread,
    Text,
)
from cockpit.catalogue.sums import parse_sum
from cockpit.catalogue.walls import Scene, Wall

__all__ = [
    "ADMISSION",
    "DEFAULTS",
    "Annotation",
    "Board",
    "Catalogue",
    "Category",
    "Clause",
    "Indicator",
    "Interval",
    "Measure",
    "Metric",
    "Panel",
    "ProblemSet",
    "Safety",
    "Scene",
    "ScorePart",
    "Spread",
    "Text",
    "Wall",
    "catalogue_folders",
    "copy_defaults",
    "load_catalogue",
    "load_walls",
    "parse_sum",
]

# The catalogue that ships with the product.
DEFAULTS = Path(__file__).parent


def catalogue_folders(edition: Path) -> tuple[Path, Path]:
    """The two catalogue folders of an edition, or of one being built: the defaults, and the city's own over them."""
    return edition / "catalogue" / "default", edition / "catalogue" / "city"


def copy_defaults(staging: Path) -> Path:
    """Give the edition being built in `staging` the defaults as they ship now. Returns the folder of the city's own.

    Defaults that lie there already are replaced; the city's folder is made where there is none and else left alone.
    """
    default, city = catalogue_folders(staging)
    shutil.rmtree(default, ignore_errors=True)
    default.mkdir(parents=True)
    for path in sorted(DEFAULTS.glob("*.toml")):
        shutil.copyfile(path, default / path.name)
    city.mkdir(exist_ok=True)
    return city
