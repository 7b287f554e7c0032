"""One frozen Settings from `cockpit.toml` and the environment, read once."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cockpit.errors import CockpitError, suggest

PREFIX = "COCKPIT_"


class Settings(BaseModel):
    """What the deployment chooses. Every field is a key of `cockpit.toml` or a variable COCKPIT_<FIELD>."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(Path("data"), description="folder of the editions")
    smallest_cell: int = Field(
        10, ge=0, description="counts of people below this, and above 0, are not shown; 0 shows all"
    )
    host: str = Field("127.0.0.1", description="address to serve on")
    port: int = Field(8050, ge=0, le=65535, description="port to serve on; 0 takes a free one")
    workers: int = Field(2, ge=1, description="serving processes")
    threads: int = Field(4, ge=1, description="threads of each serving process")
    public_url: str = Field("", description="address readers use, printed on links")
    tiled_above: int = Field(
        30_000,  # beyond, a browser is too slow to cut one file of shapes into tiles: docs/decisions/vector-tiles.md
        ge=0,
        description="units of one view of the map above which an edition is published with vector tiles of them",
    )
    exports: Path | None = Field(None, description="folder where slow exports wait; by default a temporary one")


def load_settings(folder: Path | None = None, **chosen: object) -> Settings:
    """Settings from FOLDER/cockpit.toml, then COCKPIT_* variables, then `chosen` (None means not chosen).

    Raises:
        CockpitError: an unknown key or an unusable value, naming file or variable.
    """
    path = (folder or Path.cwd()) / "cockpit.toml"
    values: dict[str, Any] = {}
    if path.exists():
        try:
            values.update(tomllib.loads(path.read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
            raise CockpitError(f"{path} cannot be read: {fault}.", "Mend the line named.") from fault
    for name in Settings.model_fields:
        variable = os.environ.get(f"{PREFIX}{name.upper()}")
        if variable:
            values[name] = variable
    values.update({name: value for name, value in chosen.items() if value is not None})
    try:
        return Settings(**values)
    except ValidationError as fault:
        raise CockpitError(_sentence(path, fault)) from fault


def _sentence(path: Path, fault: ValidationError) -> str:
    """One sentence that names the first unusable setting."""
    first = fault.errors()[0]
    name = str(first["loc"][0])
    near = suggest(name, Settings.model_fields)
    if first["type"] == "extra_forbidden":
        return f"{path}: there is no setting {name!r}." + (f" Did you mean {near!r}?" if near else "")
    return f"Setting {name!r} ({path} or {PREFIX}{name.upper()}) is {first['input']!r}: {first['msg']}."
