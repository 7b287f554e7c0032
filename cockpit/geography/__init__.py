"""Geography: operators' units and boundaries -> checked, numbered trees and map files.

The base grids (leaves of the admin tree) are compared, closed and simplified once; every level above is made
of them, so borders agree at every level. Further trees are laid over the same grids.
"""

from __future__ import annotations

from cockpit.geography.files import write_geography
from cockpit.geography.geography import Geography, read_geography

__all__ = ["Geography", "read_geography", "write_geography"]
