"""A fictional city with real-world habits, of any size, from a seed.

The same size and seed give the same extracts, byte for byte: chance comes from hashes of what it is for, never from the
clock or from the order of work. `facts.py` lists what is planted for boards to bring out.
"""

from __future__ import annotations

from cockpit.demo.city import make_city
from cockpit.demo.delivery import write_delivery
from cockpit.demo.sizes import SIZES

__all__ = ["SIZES", "make_city", "write_delivery"]
