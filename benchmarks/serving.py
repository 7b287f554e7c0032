"""What serving costs: memory, time to the first answer, and readers at once on two workers.

    .venv/bin/python benchmarks/serving.py [--data DIR] [--users 20] [--think 5] [--minutes 2] [--port 8180] [--whole]

Starts `cockpit serve` with two workers. Readers then open pages over HTTP (the callback of a board, of a unit and days
by lot, for the panels that a window of 1440 x 900 shows and half a window below, or with --whole for all), one in three
scrolls on, and all think before the next, --think seconds in the mean. Prints failures, the median and the 95th
percentile of a page's milliseconds, and the workers' memory before and after. A browser's drawing is not in these
milliseconds.
Without --data a demo city of size `city` is made first.
"""

from __future__ import annotations

from readers import Readers, city_in, memory_of, options, served, tell


def main() -> None:
    chosen = options(__doc__, "serving", minutes=2.0, port=8180).parse_args()
    with city_in(chosen.data) as data, served(data, chosen.port) as (address, process, first):
        fresh = memory_of(process)
        found = Readers(address, data, chosen.think, chosen.whole).run(chosen.users, chosen.minutes * 60)
        found |= {"first_answer_s": round(first, 2), "fresh_mb": fresh, "workers_mb": memory_of(process)}
    tell(found, chosen.out)


if __name__ == "__main__":
    main()
