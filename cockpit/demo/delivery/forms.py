"""The forms files are written in: text in any encoding, workbooks, layers, Parquet; points in the system asked for."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pyogrio
import shapely
import xlsxwriter

from cockpit.demo.delivery.pieces import Source
from cockpit.intake.crs import from_wgs84

DIGITS = 9  # of a degree, a tenth of a millimetre: no point leaves its grid through its rounding
MADE = datetime(2026, 11, 22)  # noqa: DTZ001  workbooks and archives carry a moment; the same city is the same file


def write_text(path: Path, rows: pa.RecordBatchReader, source: Source) -> None:
    """Write delimited text: .csv, .tsv or .txt, packed where the name says so."""
    code = source.get("encoding", "utf-8")
    mark = source.get("delimiter", "\t" if path.suffix == ".tsv" else ",")
    header = mark.join(rows.schema.names) + "\n"
    with _open(path) as stream:
        stream.write(header.encode(code))
        for batch in rows:
            text = io.BytesIO()
            options = pacsv.WriteOptions(include_header=False, delimiter=mark)
            pacsv.write_csv(_shift(batch, source), text, options)
            stream.write(text.getvalue().decode("utf-8").encode(code))


@contextmanager
def _open(path: Path) -> Iterator[IO[bytes]]:
    """The file to write bytes to, packed as its name says."""
    if path.suffix == ".zip":
        member = zipfile.ZipInfo(f"{path.stem}.csv", MADE.timetuple()[:6])
        member.compress_type = zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(path, "w") as box, box.open(member, "w") as stream:
            yield stream
    elif path.suffix == ".gz":
        with path.open("wb") as raw, gzip.GzipFile(path.stem, "wb", fileobj=raw, mtime=0) as stream:
            yield stream  # type: ignore[misc]  # a GzipFile writes bytes
    else:
        with path.open("wb") as raw:
            yield raw


def _shift(batch: pa.RecordBatch, source: Source) -> pa.RecordBatch:
    """The batch with its WGS84 points in the source's system, and every value as text."""
    names = [source["columns"].get(part, "") for part in ("lon", "lat")]
    columns = dict(zip(batch.schema.names, batch.columns, strict=True))
    if "crs" in source and names[0] in columns:
        missing = columns[names[0]].is_null().to_numpy(zero_copy_only=False)
        points = [columns[name].to_numpy(zero_copy_only=False).astype(np.float64) for name in names]
        for name, moved in zip(names, from_wgs84(source["crs"], *points), strict=True):
            columns[name] = pa.array(np.round(moved, DIGITS), pa.float64(), mask=missing)
    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def write_parquet(path: Path, rows: pa.RecordBatchReader) -> None:
    """Write Parquet."""
    with pq.ParquetWriter(path, rows.schema, compression="zstd") as writer:
        for batch in rows:
            writer.write_batch(batch)


def write_sheets(path: Path, sheets: dict[str, pa.Table]) -> None:
    """Write a workbook; days are days, codes are text."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        book.set_properties({"created": MADE})
        day = book.add_format({"num_format": "yyyy/m/d"})
        for name, table in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, table.column_names)
            for i, row in enumerate(zip(*(column.to_pylist() for column in table.columns), strict=True), start=1):
                for j, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(i, j, value, day)
                    elif isinstance(value, str):
                        sheet.write_string(i, j, value)
                    elif value is not None:
                        sheet.write(i, j, value)


def write_layer(path: Path, table: pa.Table, source: Source) -> None:
    """Write shapes: a zipped Shapefile, a GeoPackage or GeoJSON; points come as `lon` and `lat`, polygons as WKB."""
    frame = table.to_pandas()
    if "geometry" in frame:
        shapes = shapely.from_wkb(frame.pop("geometry").to_numpy())
    else:
        shapes = shapely.points(frame.pop("lon"), frame.pop("lat"))
    layer = gpd.GeoDataFrame(frame, geometry=shapes, crs=4326).to_crs(source.get("crs", "EPSG:4326"))
    if path.suffix == ".zip":
        _write_shapefile(path, layer, source["encoding"])
    elif path.suffix == ".gpkg":
        pyogrio.write_dataframe(layer, path, layer=source["layer"], driver="GPKG")
    else:
        pyogrio.write_dataframe(layer, path, driver="GeoJSON", COORDINATE_PRECISION=DIGITS)


def _write_shapefile(path: Path, layer: gpd.GeoDataFrame, code: str) -> None:
    """A Shapefile as many tools write it: text in `code`, and no .cpg that would say so."""
    with tempfile.TemporaryDirectory() as folder:
        pyogrio.write_dataframe(layer, Path(folder) / f"{path.stem}.shp", driver="ESRI Shapefile", encoding=code)
        with zipfile.ZipFile(path, "w") as box:
            for part in sorted(Path(folder).iterdir()):
                if part.suffix != ".cpg":
                    member = zipfile.ZipInfo(part.name, MADE.timetuple()[:6])
                    member.compress_type = zipfile.ZIP_DEFLATED
                    box.writestr(member, part.read_bytes())
