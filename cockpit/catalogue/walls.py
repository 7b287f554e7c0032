"""Records of walls: scenes in rotation."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cockpit.catalogue.records import Key, Keyed, Record, Text


class Scene(Record):
    """One picture of a wall: the address of a page, and for how many seconds it is shown."""

    link: str
    seconds: int = Field(30, ge=3, le=3600)
    transition: Literal["fade", "cut"] = "fade"
    title: Text | None = None

    @property
    def path(self) -> str:
        """The page of the address."""
        return self.link.partition("?")[0]


class Wall(Keyed):
    """Scenes in rotation; a touch or a key stops it for `pause` seconds."""

    key: Key
    label: Text
    pause: int = Field(300, ge=10, le=86_400)
    scenes: tuple[Scene, ...] = Field(min_length=1)
