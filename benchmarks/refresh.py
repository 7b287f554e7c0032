"""Editions published while readers read: no failed request, no answer of two editions, old ones gone when unused.

    .venv/bin/python benchmarks/refresh.py [--data DIR] [--users 20] [--think 5] [--minutes 3] [--editions 5]
        [--port 8181] [--whole]

Readers open pages over HTTP from two workers, as in serving.py. Meanwhile editions are published one after the
other, their files links to those that serve, and all but the two newest pruned that nobody has open. Fails where a
request failed, or where an answer named two editions. Without --data a demo city of size `city` is made first.
"""

from __future__ import annotations

import sys

from readers import Readers, city_in, memory_of, options, served, tell


def main() -> None:
    words = options(__doc__, "refresh", minutes=3.0, port=8181)
    words.add_argument("--editions", type=int, default=5)
    chosen = words.parse_args()
    with city_in(chosen.data) as data, served(data, chosen.port) as (address, process, _):
        found = Readers(address, data, chosen.think, chosen.whole).run(
            chosen.users, chosen.minutes * 60, chosen.editions
        )
        found["workers_mb"] = memory_of(process)
    tell(found, chosen.out)
    sys.exit(1 if found["failures"] else 0)


if __name__ == "__main__":
    main()
