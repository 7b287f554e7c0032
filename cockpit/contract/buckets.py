"""Histograms of quantities: where quantiles stop being exact, and how a value finds its bucket.

The kitchen fills the buckets and the dining room reads them, so both take them from here.
"""

from __future__ import annotations

# Quantiles are exact up to this many rows; above, from a histogram whose buckets grow by BUCKET_GROWTH from
# BUCKET_LEAST, so that a value differs from its bucket's middle by less than 2 %.
EXACT_ROWS = 100_000
# A unit with more rows than this, in all, has a histogram ready by day; of fewer, buckets are counted when asked. The
# days of fewer rows would take as much room as the rows themselves.
HISTOGRAM_ROWS = 300_000
BUCKET_GROWTH = 1.04
BUCKET_LEAST = 0.0003


def bucket_sql(value: str) -> str:
    """SQL for the bucket of the SQL expression `value`: 0 around zero, growing by BUCKET_GROWTH, mirrored below."""
    return (
        f"CAST(CASE WHEN abs({value}) < {BUCKET_LEAST} THEN 0 ELSE sign({value}) * "
        f"(floor(ln(abs({value}) / {BUCKET_LEAST}) / ln({BUCKET_GROWTH})) + 1) END AS INTEGER)"
    )
