"""What an edition says of itself: its city, its days, its tables, and every file with its sha256."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, field_validator


class City(BaseModel):
    """The city an edition is about, as its mapping says. `demo` marks fictional data (演示数据)."""

    model_config = ConfigDict(frozen=True)

    name: str
    name_en: str = ""
    timezone: str = "Asia/Shanghai"
    as_of: date | None = None
    demo: bool = False


class Span(BaseModel):
    """The days an edition knows: the as-of day, and the first and last day anything happened."""

    model_config = ConfigDict(frozen=True)

    as_of: date
    first_day: date
    last_day: date


class FileRecord(BaseModel):
    """A file of an edition: sha256 of its bytes and its size."""

    model_config = ConfigDict(frozen=True)

    sha256: str
    bytes: int


class Manifest(BaseModel):
    """What an edition says of itself."""

    model_config = ConfigDict(frozen=True)

    edition: str
    format: int = 1
    created: datetime
    city: City
    span: Span
    tables: dict[str, int]
    files: dict[str, FileRecord]

    @field_validator("files")
    @classmethod
    def _inside(cls, files: dict[str, FileRecord]) -> dict[str, FileRecord]:
        """A name that leads out of the edition is no file of it, whoever wrote the manifest."""
        for name in files:
            if name.startswith("/") or ".." in name.split("/"):
                raise ValueError(f"{name!r} leads out of the edition")
        return files

    @property
    def as_of(self) -> date:
        """The last complete day of the data."""
        return self.span.as_of
