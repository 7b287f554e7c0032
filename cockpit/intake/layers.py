"""Files of shapes: GeoJSON, Shapefile and GeoPackage. A point becomes lon and lat, a polygon may be asked for whole."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

import numpy as np
import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from cockpit.errors import Refused, suggest
from cockpit.intake.deliveries import Delivery, Tally, as_text, drop_blank, make_batch, tidy_names
from cockpit.intake.files import File
from cockpit.intake.shapes import POINT, SHAPE, shape_columns, step_aside


def open_layer(file: File, layer: str | None, encoding: str | None, shapes: bool) -> Delivery:
    """Open a layer; `shapes` asks for the column "geometry", otherwise each shape gives "lon" and "lat".

    Coordinates stay in the file's own system. Raises Refused where the file cannot be read or its text is a riddle.
    """
    if file.suffix == ".shp":
        _refuse_riddle(file, encoding)
        _refuse_cut(file)
    chosen = _choose_layer(file, layer)
    try:
        info = pyogrio.read_info(file.gdal, layer=chosen, encoding=encoding)
    except (DataSourceError, DataLayerError, ValueError, UnicodeDecodeError, LookupError) as fault:
        raise Refused(f"{file.name} cannot be read: {str(fault).rstrip('.')}.") from fault
    added = (SHAPE,) if shapes else POINT if info["geometry_type"] else ()
    fields = [str(name) for name in info["fields"]]
    names, twice = tidy_names(step_aside(fields, added))
    return Delivery(
        (*names, *added),
        lambda tally: _read(file, chosen, encoding, shapes, len(added), tally),
        system=info["crs"] or "",
        twice=twice,
        typed=True,
    )


def _choose_layer(file: File, layer: str | None) -> str | None:
    """The layer to read; a file with several must have one named."""
    try:
        names = [str(name) for name in pyogrio.list_layers(file.gdal)[:, 0]]
    except (DataSourceError, ValueError) as fault:
        raise Refused(f"{file.name} cannot be read: {str(fault).rstrip('.')}.") from fault
    if layer is not None and file.suffix == ".gpkg" and layer not in names:
        near = suggest(layer, names)
        raise Refused(
            f"{file.name} has no layer {layer!r}.",
            hint=f"Did you mean {near!r}?" if near else f"It has {', '.join(names)}.",
        )
    if layer is None and len(names) > 1:
        raise Refused(f"{file.name} has several layers: {', '.join(names)}.", hint="Name one with layer = '...'.")
    return layer if file.suffix == ".gpkg" else None


def _refuse_riddle(file: File, encoding: str | None) -> None:
    """A shapefile whose text is not ASCII and which does not say how it is encoded would be read as nonsense."""
    if encoding is not None or _beside(file, ".cpg"):
        return
    table = _beside(file, ".dbf")
    if table is not None and any(byte > 127 for byte in table[32:]):
        raise Refused(
            f"{file.name} has text that is not ASCII and no .cpg beside it that names its encoding.",
            hint="Write encoding = 'gb18030' (or what it is) into the mapping.",
        )


def _refuse_cut(file: File) -> None:
    """A shapefile that ends too early would be read as rows without shapes: its head says how long it is."""
    whole = _beside(file, ".shp")
    if whole is None or file.packed == ".gz":
        return
    said = 2 * int.from_bytes(whole[24:28], "big")  # it counts words of two bytes
    if len(whole) < said:
        raise Refused(
            f"{file.name} is damaged: it has {len(whole):,} bytes and says it has {said:,}.", hint="Deliver it again."
        )


def _beside(file: File, suffix: str) -> bytes | None:
    """The companion of a shapefile, on disk or in its zip, whatever the case of its ending."""
    if file.packed == ".zip":
        wanted = str(PurePosixPath(file.member).with_suffix(suffix)).lower()
        with zipfile.ZipFile(file.path) as box:
            found = [name for name in box.namelist() if name.lower() == wanted]
            return box.read(found[0]) if found else None
    for path in file.path.parent.glob(f"{file.path.stem}.*"):
        if path.suffix.lower() == suffix:
            return path.read_bytes()
    return None


def _read(
    file: File, layer: str | None, encoding: str | None, shapes: bool, added: int, tally: Tally
) -> Iterator[pa.RecordBatch]:
    try:
        with pyogrio.open_arrow(
            file.gdal, layer=layer, encoding=encoding, datetime_as_string=True, use_pyarrow=True
        ) as (_, stream):
            line = 2
            for batch in stream:
                columns = [as_text(column) for column in batch.columns[: -1 if added else None]]
                if added:
                    columns += shape_columns(batch.columns[-1], shapes)
                lines = np.arange(line, line + batch.num_rows, dtype=np.int64)
                line += batch.num_rows
                yield drop_blank(make_batch(columns, lines), tally)
    except (DataSourceError, DataLayerError, pa.ArrowInvalid, RuntimeError, UnicodeDecodeError) as fault:
        raise Refused(f"{file.name} is damaged and cannot be read to its end: {str(fault).rstrip('.')}.") from fault
    tally.share = 1.0
