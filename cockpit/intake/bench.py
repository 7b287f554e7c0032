"""The bench that rows are worked on: a DuckDB of its own beside the edition being built, shut off from everything else.

An operator's SQL runs here (`where`, `expressions`), so nothing but the staging folder can be reached and no setting
can be changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

FOLDER = ".intake"
MEMORY = "3GB"


class Bench:
    """A working database inside `staging`; `close` leaves nothing of it behind."""

    def __init__(self, staging: Path, timezone: str) -> None:
        self.folder = staging.resolve() / FOLDER
        self.folder.mkdir(parents=True, exist_ok=True)
        self.file = self.folder / "rows.duckdb"
        self.base = duckdb.connect()
        # Nobody recovers a bench: without a log to be flushed, small statements take a quarter of the time.
        self.base.execute(f"ATTACH '{self.file}' AS rows (RECOVERY_MODE no_wal_writes)")
        self.base.execute("USE rows")
        for setting in (
            f"memory_limit = '{MEMORY}'",
            f"temp_directory = '{self.folder / 'spill'}'",
            f"TimeZone = '{timezone}'",
            "preserve_insertion_order = false",
            "enable_progress_bar = false",
            f"allowed_directories = ['{staging.resolve()}/']",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            self.base.execute(f"SET {setting}")

    def run(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Run a statement that gives nothing back."""
        self.base.execute(sql, list(parameters))

    def ask(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a question."""
        return list(self.base.execute(sql, list(parameters)).fetchall())

    def count(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """The one number a question gives."""
        return int(self.ask(sql, parameters)[0][0])

    def frame(self, sql: str) -> pd.DataFrame:
        """A question's answer as a frame."""
        return pd.DataFrame(self.base.execute(sql).df())

    def columns(self, sql: str) -> dict[str, Any]:
        """A question's answer as numpy arrays, masked where null."""
        return dict(self.base.execute(sql).fetchnumpy())

    @contextmanager
    def holding(self, name: str, data: object) -> Iterator[None]:
        """Let SQL read `data` (an Arrow table or stream, a frame) under `name`."""
        self.base.register(name, data)
        try:
            yield
        finally:
            self.base.unregister(name)

    def pour(self, name: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch], sql: str) -> None:
        """Run `sql` over a stream called `name`. What goes wrong in the stream is raised as it was raised there."""
        caught: list[Exception] = []
        reader = pa.RecordBatchReader.from_batches(schema, _watch(batches, caught.append))
        try:
            with self.holding(name, reader):
                self.run(sql)
        except duckdb.Error:
            if caught:
                raise caught[0] from None
            raise

    def close(self) -> None:
        """Let go of the database and remove it."""
        self.base.close()
        for path in sorted(self.folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        self.folder.rmdir()


def _watch(batches: Iterable[pa.RecordBatch], note: Callable[[Exception], None]) -> Iterator[pa.RecordBatch]:
    """Pass batches on and note what stops them: the database would wrap it beyond recognition."""
    try:
        yield from batches
    except Exception as fault:
        note(fault)
        raise
