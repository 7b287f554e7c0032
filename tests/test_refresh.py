"""Editions published under readers: no question fails, no answer mixes two, and nothing is pruned that is in use."""

from __future__ import annotations

import threading
from pathlib import Path

from cockpit import editions
from cockpit.measure import measure
from cockpit.selection import Selection
from cockpit.store import Store
from tests.village import EVERYTHING, dwelling, opened, village


def test_five_editions_under_load(tmp_path: Path) -> None:
    """Edition k has k dwellings more: every number of one snapshot must speak of the same k."""
    city = village(["g", "h"])
    city.dwellings = [dwelling("d0", "g")]
    opened(city, tmp_path).close()
    served, stop = Store(tmp_path), threading.Event()
    seen: list[set[float]] = []
    faults: list[str] = []

    def read() -> None:
        while not stop.is_set():
            try:
                snapshot = served.current()
                metric = snapshot.catalogue.metric("dwellings")
                sums = {
                    float(measure(snapshot, metric, Selection(), EVERYTHING, by).value.sum())
                    for by in ("", "children", "grid", "kind")
                }
                # Another process' link to this edition opens it while it is kept.
                assert served.edition(snapshot.edition) is snapshot
                seen.append(sums)
                stop.wait(0.005)
            except Exception as fault:  # noqa: BLE001  whatever it is, a reader would see it
                faults.append(repr(fault))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for serial in range(1, 6):
        city.dwellings.append(dwelling(f"d{serial}", "h"))
        opened(city, tmp_path).close()
        editions.prune(tmp_path, 1)
    while not any(sums == {6.0} for sums in seen[-4:]) and not faults:
        stop.wait(0.01)
    stop.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert all(len(sums) == 1 for sums in seen)
    served.edition(editions.current(tmp_path)).close()
