"""What an edition lacks of what a metric is counted from."""

from __future__ import annotations

from cockpit.catalogue import Metric
from cockpit.contract import VIEW_TABLES
from cockpit.store import Snapshot


def missing_tables(snapshot: Snapshot, metric: Metric) -> tuple[str, ...]:
    """Tables `metric` is counted from that this edition does not have."""
    needed = dict.fromkeys(table for view in snapshot.catalogue.views(metric) for table in VIEW_TABLES[view])
    return tuple(table for table in needed if table not in snapshot.manifest.tables)


def missing_columns(snapshot: Snapshot, metric: Metric) -> tuple[str, ...]:
    """Columns `metric` is counted from that hold nothing in this edition, as table.column."""
    return tuple(need for need in snapshot.catalogue.needs(metric) if need not in snapshot.delivered)


def unfounded_columns(snapshot: Snapshot, metric: Metric) -> tuple[str, ...]:
    """Columns that hold nothing in this edition, so that `metric` is nought without anyone having counted."""
    return tuple(want for want in snapshot.catalogue.wants(metric) if want not in snapshot.delivered)
