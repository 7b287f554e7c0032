"""Parquet files: typed columns read as the text a CSV would hold, so that one set of rules serves all formats."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj

from cockpit.errors import Refused
from cockpit.intake.deliveries import BATCH, Delivery, Tally, as_text, drop_blank, make_batch, tidy_names
from cockpit.intake.files import File
from cockpit.intake.shapes import POINT, SHAPE, shape_columns, step_aside


def open_parquet(file: File, shapes: bool) -> Delivery:
    """Open a Parquet or GeoParquet file; of a shape it gives the column "geometry" (`shapes`), or "lon" and "lat"."""
    table = _open(file)
    given = [str(name) for name in table.schema_arrow.names]
    column, system = _find_geometry(table.schema_arrow)
    added: tuple[str, ...] = ()
    if column in given:
        added = (SHAPE,) if shapes else POINT
    fields = [name for name in given if name != column]
    names, twice = tidy_names(step_aside(fields, added))
    places = [given.index(name) for name in fields]
    shape = given.index(column) if added else None
    return Delivery(
        (*names, *added),
        lambda tally: _read(file, places, shape, shapes, tally),
        system=system,
        twice=twice,
        typed=True,
    )


def _open(file: File) -> pq.ParquetFile:
    try:
        if file.packed:
            with file.open() as (stream, _):
                return pq.ParquetFile(pa.BufferReader(stream.read()), page_checksum_verification=True)
        return pq.ParquetFile(file.path, page_checksum_verification=True)
    except (pa.ArrowInvalid, OSError, EOFError) as fault:
        raise Refused(f"{file.name} is no Parquet file that can be read: {str(fault).rstrip('.')}.") from fault


def _read(file: File, places: list[int], shape: int | None, whole: bool, tally: Tally) -> Iterator[pa.RecordBatch]:
    table = _open(file)
    line, rows = 2, max(1, table.metadata.num_rows)
    try:
        for batch in table.iter_batches(batch_size=BATCH):
            lines = np.arange(line, line + batch.num_rows, dtype=np.int64)
            line += batch.num_rows
            tally.share = (line - 2) / rows
            columns = [as_text(batch.column(i)) for i in places]
            if shape is not None:
                columns += shape_columns(batch.column(shape), whole)
            yield drop_blank(make_batch(columns, lines), tally)
    except (pa.ArrowInvalid, OSError) as fault:
        raise Refused(f"{file.name} is damaged and cannot be read to its end: {str(fault).rstrip('.')}.") from fault


def _find_geometry(schema: pa.Schema) -> tuple[str, str]:
    """(the primary geometry column, its system) of a GeoParquet file; ("", "") of a plain one."""
    said = (schema.metadata or {}).get(b"geo")
    if said is None:
        return "", ""
    geo = json.loads(said)
    column = geo.get("primary_column", "geometry")
    system = geo.get("columns", {}).get(column, {}).get("crs")
    if system is None:
        return column, "OGC:CRS84"  # what GeoParquet means where it says nothing
    made = pyproj.CRS.from_user_input(system)
    code = made.to_authority()
    return column, ":".join(code) if code else made.to_wkt()
