"""A ledger's part of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Piece:
    """Running totals of one ledger's `measures`: rows x days x measures, and what was asked to get them.

    `codes` are the rows' dimension values, in order; None where the rows are the groups' units.
    """

    codes: Integers | None
    array: Floats
    measures: tuple[str, ...]
    tables: tuple[str, ...]
    sql: tuple[str, ...]


def only(piece: Piece, measures: Sequence[str]) -> Piece:
    """`measures` of the piece."""
    if piece.measures == tuple(measures):
        return piece
    places = [piece.measures.index(key) for key in measures]
    return Piece(piece.codes, piece.array[:, :, places], tuple(measures), piece.tables, piece.sql)


def put_together(pieces: Sequence[Piece], measures: Sequence[str]) -> Piece:
    """The pieces beside each other, with all rows that any of them has."""
    codes: Integers | None = None
    rows = pieces[0].array.shape[0]
    if pieces[0].codes is not None:
        codes = np.unique(np.concatenate([piece.codes for piece in pieces if piece.codes is not None]))
        rows = len(codes)
    array = np.zeros((rows, pieces[0].array.shape[1], len(measures)), dtype=np.float64)
    order = {key: place for place, key in enumerate(measures)}
    for piece in pieces:
        at = slice(None) if codes is None or piece.codes is None else np.searchsorted(codes, piece.codes)
        for place, key in enumerate(piece.measures):
            array[at, :, order[key]] = piece.array[:, :, place]
    tables = tuple(dict.fromkeys(name for piece in pieces for name in piece.tables))
    return Piece(codes, array, tuple(measures), tables, tuple(sql for piece in pieces for sql in piece.sql))
