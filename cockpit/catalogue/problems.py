"""Records of what policies name together: sets of categories, the five safeties, the parts of their scores."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cockpit.catalogue.records import Key, Keyed, Text

Status = Literal["stated", "national", "local", "masked"]


class ProblemSet(Keyed):
    """Categories that a policy text names together. `streak`: communities are watched for months without any of them.

    A category of the set that a city does not know has no events; a city names its own in a record of the same key.
    """

    key: Key
    label: Text
    categories: tuple[str, ...]
    clause: str = ""
    status: Status = "local"
    streak: bool = False


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
