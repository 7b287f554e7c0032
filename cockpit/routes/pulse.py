"""/edition: which edition serves and how old its data is, for pages and walls that stay open. Never kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Response, jsonify

from cockpit.contract import VIEW_TABLES
from cockpit.errors import CockpitError
from cockpit.reading import LateFeed, freshness
from cockpit.store import Snapshot, Store
from cockpit.wording import end_of_day

MOST = 12
"""Late feeds that are named."""


def pulse(store: Callable[[], Store]) -> Response:
    """The edition, up to when its data goes, and what is late; 503 with the reason when there is none."""
    try:
        snapshot = store().current()
    except CockpitError as fault:
        answer = jsonify({"why": fault.message})
        answer.status_code = 503
    else:
        city = snapshot.manifest.city
        found = freshness(snapshot, datetime.now(UTC).astimezone(ZoneInfo(city.timezone)).date())
        answer = jsonify(
            {
                "edition": snapshot.edition,
                "until": end_of_day(snapshot.manifest.as_of),
                "demo": city.demo,
                "days": found.days,
                "fresh": found.fresh,
                "feeds": found.feeds,
                "late": [_late(snapshot, feed) for feed in found.late[:MOST]],
            }
        )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _late(snapshot: Snapshot, feed: LateFeed) -> dict[str, object]:
    """What is late, and the metrics that are as old as it."""
    catalogue = snapshot.catalogue
    views = {name for name, tables in VIEW_TABLES.items() if feed.table in tables}
    concerned = [metric.key for metric in catalogue.metrics.values() if views.intersection(catalogue.views(metric))]
    return {
        "feed": feed.feed,
        "owner": feed.owner,
        "newest": feed.newest.isoformat(),
        "days": feed.days,
        "metrics": concerned,
    }
