"""What users write, beside the editions, which may be read-only: one SQLite file in DIR/state, a module per subject."""

from __future__ import annotations

from cockpit.state.views import LONGEST_NAME, SavedView, State
from cockpit.state.weights import LONGEST, Unwritten, Weight, set_weight, state_folder, state_mark, weight_log, weights

__all__ = [
    "LONGEST",
    "LONGEST_NAME",
    "SavedView",
    "State",
    "Unwritten",
    "Weight",
    "set_weight",
    "state_folder",
    "state_mark",
    "weight_log",
    "weights",
]
