"""Snapshots for meetings: a board and a selection as files, with the numbers of the screen. Knows no Dash."""

from __future__ import annotations
