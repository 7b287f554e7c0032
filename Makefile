# Each recipe is a line that a person could type. The environment is .venv at the root; tools/setup.sh makes it.
.DEFAULT_GOAL := help
.PHONY: help run test test-spark browser lint format bench shots soak dictionary lock

help:  ## what can be made
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## */make \1\t/' | expand -t 18

run: .venv/ready-to-run  ## serve at a printed address; makes the demo city first if there is no edition
	.venv/bin/cockpit demo --if-missing
	.venv/bin/cockpit serve

test: .venv/ready-to-test lint  ## all that must hold: lint, unit, property and the main browser tests
	.venv/bin/pytest -n 2 -m "not browser and not spark"
	.venv/bin/pytest -m browser tests/browser/test_access.py tests/browser/test_desk.py tests/browser/test_drill.py tests/browser/test_reach.py

test-spark: .venv/ready-for-spark  ## the cube of the city size on a Spark cluster equals DuckDB's; 4.5 GB, and long
	.venv/bin/pytest -n 0 -m spark tests/spark

browser: .venv/ready-to-test  ## every browser test, also wall, phone, languages, pictures, files: half an hour
	.venv/bin/pytest -m browser

lint: .venv/ready-to-test  ## ruff, mypy strict and the import contracts
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

format: .venv/ready-to-test  ## write the code as ruff wants it
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bench: .venv/ready-to-run  ## speed and memory at city scale, one program after another
	for file in benchmarks/*.py; do .venv/bin/python $$file || exit 1; done

shots: .venv/ready-to-test  ## a picture of every page, theme and size in shots/
	.venv/bin/cockpit demo --if-missing
	.venv/bin/python tools/shots.py

soak: .venv/ready-to-test  ## 500 turns of a wall at great speed, in which its memory must not grow
	.venv/bin/cockpit demo --if-missing
	.venv/bin/python -m tools.soak

dictionary: .venv/ready-to-run  ## write data/README.md from the contract
	.venv/bin/cockpit contract > data/README.md

lock: .venv/ready-to-test  ## pin what pyproject.toml asks for, with hashes
	.venv/bin/python tools/lock.py

.venv/ready-to-run: requirements.txt pyproject.toml tools/setup.sh
	tools/setup.sh run

.venv/ready-for-spark: requirements-spark.txt .venv/ready-to-test
	tools/setup.sh spark

.venv/ready-to-test: requirements-dev.txt requirements.txt pyproject.toml tools/setup.sh
	tools/setup.sh test
