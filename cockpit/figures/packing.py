"""Colours and values of very many units, small on the wire: each pair is said once, and every unit says which."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import numpy as np


def packed(record: Mapping[str, Any]) -> dict[str, Any]:
    """A map's record with `said` in place of `bins` and `texts`; assets/map-tiles.js unpacks it.

    `said` has the different pairs as `bins` and `texts`, and `of`: per unit the place of its pair as `width`
    bytes, the lowest bytes of all units first, then the next ones, in base64. So half of it compresses well.
    """
    pairs = list(zip(record["bins"], record["texts"], strict=True))
    known = sorted(set(pairs))
    place = {pair: at for at, pair in enumerate(known)}
    places = np.array([place[pair] for pair in pairs], dtype="<u4")
    width = max(1, (max(len(known) - 1, 0).bit_length() + 7) // 8)
    planes = places.view(np.uint8).reshape(-1, 4)[:, :width].T
    said = {
        "bins": [bin_ for bin_, _ in known],
        "texts": [text for _, text in known],
        "width": width,
        "of": b64encode(planes.tobytes()).decode(),
    }
    return {name: value for name, value in record.items() if name not in {"bins", "texts"}} | {"said": said}
