"""How old people are, by why they are here: weights of five-year bands, and the share of men."""

from __future__ import annotations

import numpy as np
import pandas as pd

BAND = 5  # years
OLDEST = 120

# Weights of 0-4, 5-9 ... 80-84, 85 and older; and the share of men.
_AGES: dict[str, tuple[list[float], float]] = {
    "registered": ([32, 42, 44, 38, 36, 44, 60, 66, 60, 62, 74, 82, 78, 76, 62, 44, 27, 20], 0.495),
    "absent": ([14, 16, 18, 40, 92, 110, 96, 70, 50, 40, 34, 26, 18, 12, 8, 6, 3, 2], 0.53),
    "elsewhere": ([44, 46, 34, 24, 34, 78, 106, 96, 72, 54, 48, 46, 42, 38, 28, 18, 10, 8], 0.49),
    "floating": ([30, 34, 26, 34, 104, 138, 134, 106, 84, 74, 66, 44, 24, 14, 8, 4, 2, 1], 0.545),
    "overseas": ([20, 24, 22, 20, 40, 70, 90, 90, 80, 70, 50, 36, 24, 14, 8, 4, 2, 1], 0.56),
}


def age_frame() -> pd.DataFrame:
    """kind, sex, age_from, age_to, share (of all people of the kind)."""
    rows = []
    for kind, (weights, men) in _AGES.items():
        shares = np.array(weights) / sum(weights)
        for i, share in enumerate(shares.tolist()):
            last = OLDEST if i == len(weights) - 1 else i * BAND + BAND - 1
            # women live longer: their share grows with age
            male = men - 0.006 * max(0, i - 11)
            rows += [(kind, "male", i * BAND, last, share * male), (kind, "female", i * BAND, last, share * (1 - male))]
    return pd.DataFrame(rows, columns=["kind", "sex", "age_from", "age_to", "share"])
