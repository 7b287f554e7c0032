"""One door to every kind of file: open it, learn its columns, stream its rows as text."""

from __future__ import annotations

from cockpit.intake.columnar import open_parquet
from cockpit.intake.delimited import open_delimited
from cockpit.intake.deliveries import Delivery
from cockpit.intake.files import File
from cockpit.intake.layers import open_layer
from cockpit.intake.mapping import Source
from cockpit.intake.sheets import open_sheet


def open_delivery(file: File, source: Source, shapes: bool) -> Delivery:
    """Open one file of a source; `shapes` asks for whole shapes in a column "geometry".

    Raises:
        Refused: the file is empty, damaged, in another encoding, or lacks the sheet or layer named.
    """
    if file.kind == "sheet":
        return open_sheet(file, source.sheet)
    if file.kind == "parquet":
        return open_parquet(file, shapes)
    if file.kind == "layer":
        return open_layer(file, source.layer, source.encoding, shapes)
    return open_delimited(file, source.encoding, source.delimiter)
