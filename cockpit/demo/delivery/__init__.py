"""The demo city as an operator would deliver it: a folder of files, each in a habit of its own, with their mapping."""

from __future__ import annotations

from cockpit.demo.delivery.folder import write_delivery

__all__ = ["write_delivery"]
