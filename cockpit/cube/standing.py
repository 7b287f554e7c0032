"""Facts that stand for a unit of any level, or at a place: posts, ratings, indicators, tasks, targets, facilities.

The views of facts that hang on units hold one row per unit a fact counts for: the unit itself and those above it, and
for a base grid those above it in every tree. So a ledger of them answers a unit without asking what lies below.
"""

from __future__ import annotations

from cockpit.catalogue import Catalogue
from cockpit.cube.engine import Engine
from cockpit.cube.templates import fill


def lay_standing_facts(engine: Engine, catalogue: Catalogue) -> None:
    """Make the views over units, the view of facilities, and the table `target`."""
    rules = [(indicator.key, indicator.over_units) for indicator in catalogue.indicators.values()]
    engine.fill("work.indicator_rule", {"indicator": "VARCHAR", "over_units": "VARCHAR"}, rules)
    for name in ("lineage", "post", "rating", "indicator", "task", "target", "facility", "work"):
        engine.run(fill(name))


def list_posts(engine: Engine) -> None:
    """Make the tables `post` and `facility_row`, for lists, once the codes of dimensions are known."""
    engine.run(fill("roster"))
