"""/edition: which edition serves and how old its data is, for pages and walls that stay open. Never kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Response, jsonify

from cockpit.errors import CockpitError
from cockpit.reading import freshness
from cockpit.store import Store
from cockpit.wording import end_of_day


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
                "late": [
                    {"feed": feed.feed, "owner": feed.owner, "newest": feed.newest.isoformat(), "days": feed.days}
                    for feed in found.late[:3]
                ],
            }
        )
    answer.headers["Cache-Control"] = "no-store"
    return answer
