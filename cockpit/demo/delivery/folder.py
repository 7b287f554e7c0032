"""From a made city's extracts to the folder an operator would send."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from cockpit.demo.city import make_city
from cockpit.demo.delivery.forms import write_layer, write_parquet, write_sheets, write_text
from cockpit.demo.delivery.pieces import MAPPING, PIECES, Piece, Source, find_source, read_sources, word_macros, yearly
from cockpit.demo.sizes import find_size
from cockpit.editions import Progress
from cockpit.errors import CockpitError

_SQL = Path(__file__).parent
BATCH = 100_000  # rows at a time


def write_delivery(folder: Path, size: str, seed: int, progress: Progress) -> Path:
    """Make the city of `size` and `seed` and write it into `folder` as raw files. Returns their mapping file.

    Imported, they are the same city as `make_city` makes: the same rows in every table, however they were written.

    Raises:
        CockpitError: `folder` is there and holds something.
        UnknownName: there is no such size.
    """
    as_of = find_size(size).as_of
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CockpitError(f"{folder} is not empty: nothing is written over.", "Name a folder that is not there yet.")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as made:
        make_city(Path(made), size, seed, lambda what, share: progress(what, 0.6 * share))
        with duckdb.connect() as connection:
            _prepare(connection, Path(made) / "extracts")
            _write_pieces(connection, folder, progress)
        shutil.copytree(Path(made) / "catalogue" / "city", folder / "catalogue")
    return _write_mapping(folder, as_of)


def _write_mapping(folder: Path, as_of: date) -> Path:
    lines = MAPPING.read_text(encoding="utf-8").splitlines(keepends=True)
    path = folder / MAPPING.name
    path.write_text(
        "".join(f"as_of = {as_of}\n" if line.startswith("as_of") else line for line in lines), encoding="utf-8"
    )
    return path


def _prepare(connection: duckdb.DuckDBPyConnection, extracts: Path) -> None:
    """Lay out the extracts as views, and the words that the operator uses."""
    connection.execute("SET memory_limit = '3GB'")
    connection.execute("SET preserve_insertion_order = true")
    connection.execute("SET TimeZone = 'UTC'")
    for path in sorted(extracts.glob("*.parquet")):
        connection.execute(f"CREATE VIEW {path.stem} AS FROM '{str(path).replace(chr(39), chr(39) * 2)}'")
    for macro in word_macros(read_sources()):
        connection.execute(macro)
    for name in ("macros", "register"):
        connection.execute(_read(name))


def _read(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


def _ask(connection: duckdb.DuckDBPyConnection, piece: Piece) -> pa.RecordBatchReader:
    answer = connection.sql(_read(piece.sql), params={"part": piece.part} if piece.part else None)
    reader: pa.RecordBatchReader = answer.to_arrow_reader(BATCH)
    return reader


def _write_pieces(connection: duckdb.DuckDBPyConnection, folder: Path, progress: Progress) -> None:
    years = connection.execute("SELECT DISTINCT year(reported_at) FROM events ORDER BY 1").fetchall()
    pieces = [*PIECES, *(yearly(year) for (year,) in years)]
    sources = read_sources()
    files = list(dict.fromkeys(piece.file for piece in pieces))
    for i, file in enumerate(files):
        progress(f"demo: {file}", 0.6 + 0.4 * i / len(files))
        path = folder / file
        path.parent.mkdir(exist_ok=True)
        mine = [piece for piece in pieces if piece.file == file]
        if path.suffix == ".xlsx":
            write_sheets(path, {piece.sheet: _ask(connection, piece).read_all() for piece in mine})
        else:
            _write_file(path, _ask(connection, mine[0]), find_source(sources, mine[0]))


def _write_file(path: Path, rows: pa.RecordBatchReader, source: Source) -> None:
    if source["table"] in {"boundaries", "facilities"}:
        write_layer(path, rows.read_all(), source)
    elif path.suffix == ".parquet":
        write_parquet(path, rows)
    else:
        write_text(path, rows, source)
