"""Pin what pyproject.toml asks for in requirements.txt, and with its extras in two more: hashes, no addresses.

Pins that still satisfy pyproject.toml are kept; `python tools/lock.py --upgrade` takes the newest.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Made by `make lock` from pyproject.toml. Installed with pip's --require-hashes.\n"
OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-annotate",
    "--no-header",
    "--quiet",
)


def pin(output: str, *options: str) -> None:
    """Resolve pyproject.toml and write `output`."""
    uv = Path(sys.executable).with_name("uv")
    words = [uv, "pip", "compile", "pyproject.toml", *OPTIONS, *options, f"--output-file={output}"]
    subprocess.run(words, cwd=ROOT, check=True)  # noqa: S603 - our own words
    path = ROOT / output
    path.write_text(HEADER + path.read_text(encoding="utf-8"), encoding="utf-8")


if __name__ == "__main__":
    pin("requirements.txt", *sys.argv[1:])
    for extra in ("dev", "spark"):
        pin(f"requirements-{extra}.txt", f"--extra={extra}", "--constraint=requirements.txt", *sys.argv[1:])
