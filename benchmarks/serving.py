"""What serving costs: memory, time to the first answer, and readers at once on two workers.

    .venv/bin/python benchmarks/serving.py [--data DIR] [--users 20] [--think 5] [--minutes 2] [--port 8180]

Starts `cockpit serve` with two workers. Readers then draw whole pages over HTTP (the callback of a board, of a unit and
days by lot) and think before the next, --think seconds in the mean. Prints failures, the median and the 95th percentile
of a page's milliseconds, and the workers' memory before and after. A browser's drawing is not in these milliseconds.
Without --data a demo city of size `city` is made first.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path

from readers import COCKPIT, Readers, memory_of, served


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--data", type=Path)
    words.add_argument("--users", type=int, default=20)
    words.add_argument("--think", type=float, default=5.0)
    words.add_argument("--minutes", type=float, default=2.0)
    words.add_argument("--port", type=int, default=8180)
    words.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "serving.json")
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data = chosen.data or Path(scratch)
        if chosen.data is None:
            subprocess.run([COCKPIT, "demo", "--size", "city", "--data", scratch], check=True)  # noqa: S603
        with served(data, chosen.port) as (address, process, first):
            fresh = memory_of(process)
            found = Readers(address, data, chosen.think).run(chosen.users, chosen.minutes * 60)
            found |= {"first_answer_s": round(first, 2), "fresh_mb": fresh, "workers_mb": memory_of(process)}
    found["load"] = os.getloadavg()
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(found, indent=1), encoding="utf-8")
    for key, value in found.items():
        print(f"{key:32s} {value}")


if __name__ == "__main__":
    main()
