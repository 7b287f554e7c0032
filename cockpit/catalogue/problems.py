"""Records of what policies name together: sets of categories, the five safeties, the parts of their scores."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cockpit.catalogue.records import Key, Keyed, Text

Status = Literal["stated", "national", "local", "masked"]
ADMISSION = "catalogue.admission"
"""What a measure needs that is counted by the admission list: a catalogue without one knows of nothing outside it."""


class ProblemSet(Keyed):
    """Categories that a policy text names together. `streak`: communities are watched for months without any of them.

    `admits`: it is the admission list, or a part of it: what grids may take up. Every other category is outside it.

    A category of the set that a city does not know has no events; a city names its own in a record of the same key.
    """

    key: Key
    label: Text
    categories: tuple[str, ...]
    clause: str = ""
    status: Status = "local"
    streak: bool = False
    admits: bool = False


class Safety(Keyed):
    """One of the safeties that categories belong to, with its weight in the composite."""

    key: Key
    label: Text
    weight: float = Field(1, gt=0)
    clause: str = ""
    status: Status = "local"


class ScorePart(Keyed):
    """A metric in every safety's score, by its key: the target it is divided by there, and its weight."""

    key: Key
    target: float = Field(gt=0)
    weight: float = Field(1, gt=0)
