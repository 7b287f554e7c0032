"""Editions published while readers read: no failed request, no answer of two editions, old ones gone when unused.

    .venv/bin/python benchmarks/refresh.py [--data DIR] [--users 20] [--think 5] [--minutes 3] [--editions 5]
        [--port 8181]

Readers draw whole pages over HTTP from two workers, as in serving.py. Meanwhile editions are published one after the
other, their files links to those that serve, and all but the two newest pruned that nobody has open. Fails where a
request failed, or where an answer named two editions. Without --data a demo city of size `city` is made first.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from readers import COCKPIT, Readers, memory_of, served


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--data", type=Path)
    words.add_argument("--users", type=int, default=20)
    words.add_argument("--think", type=float, default=5.0)
    words.add_argument("--minutes", type=float, default=3.0)
    words.add_argument("--editions", type=int, default=5)
    words.add_argument("--port", type=int, default=8181)
    words.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "refresh.json")
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data = chosen.data or Path(scratch)
        if chosen.data is None:
            subprocess.run([COCKPIT, "demo", "--size", "city", "--data", scratch], check=True)  # noqa: S603
        with served(data, chosen.port) as (address, process, _):
            found = Readers(address, data, chosen.think).run(chosen.users, chosen.minutes * 60, chosen.editions)
            found["workers_mb"] = memory_of(process)
    found["load"] = os.getloadavg()
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(found, indent=1), encoding="utf-8")
    for key, value in found.items():
        print(f"{key:32s} {value}")
    sys.exit(1 if found["failures"] else 0)


if __name__ == "__main__":
    main()
