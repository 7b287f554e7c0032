"""Put Noto Sans SC (OFL), regular and bold, into assets/vendor: screen, PDF and picture have the same letters.

    python tools/fonts.py [FILE.tgz]

The package comes through npm, by its own settings, or from FILE where there is no npm; either way its bytes must be the
pinned ones. Only the slices of the two weights are kept: a browser fetches those whose characters it shows.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE, VERSION = "@fontsource/noto-sans-sc", "5.3.0"
SHA256 = "05a7abac78a6cac4bd1361e7b24c680ee820fcc2f22cf5cc92673f4cd12771c5"
WEIGHTS = ("400", "700")
TARGET = Path(__file__).resolve().parent.parent / "assets" / "vendor" / "noto-sans-sc"
SHEET = "noto-sans-sc.css"
SLICE = re.compile(r"url\(\./files/([\w.-]+\.woff2)\) format\('woff2'\), url\([^)]*\) format\('woff'\)")
BY_HAND = (
    f"On a machine with npm: npm pack {PACKAGE}@{VERSION}; then here: .venv/bin/python tools/fonts.py FILE.tgz. "
    "Until then the system's own Chinese font is used."
)


def fetch(folder: Path) -> Path:
    """The package as npm packs it, in `folder`."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit(f"Noto Sans SC is not served yet: there is no npm here. {BY_HAND}")
    words = [npm, "pack", f"{PACKAGE}@{VERSION}", "--pack-destination", str(folder), "--silent", "--fetch-retries=1"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=folder)  # noqa: S603 - our own words
    found = list(folder.glob("*.tgz"))
    if done.returncode or not found:
        why = (done.stderr.strip().splitlines() or ["npm pack failed"])[-1]
        raise SystemExit(f"Noto Sans SC is not served yet: {why}. {BY_HAND}")
    return found[0]


def unpack(package: Path) -> None:
    """Check the bytes of `package`, and write the two weights' slices and one sheet that names them."""
    found = hashlib.sha256(package.read_bytes()).hexdigest()
    if found != SHA256:
        raise SystemExit(f"{package} is not the pinned {PACKAGE} {VERSION}: its sha256 is {found}. {BY_HAND}")
    aside = TARGET.with_suffix(".tmp")
    shutil.rmtree(aside, ignore_errors=True)
    (aside / "files").mkdir(parents=True)
    with tarfile.open(package) as content:
        sheets = [content.extractfile(f"package/{weight}.css").read().decode() for weight in WEIGHTS]
        text = "\n".join(SLICE.sub(r"url(files/\1) format('woff2')", sheet) for sheet in sheets)
        for name in re.findall(r"url\(files/([\w.-]+)\)", text):
            (aside / "files" / name).write_bytes(content.extractfile(f"package/files/{name}").read())
        (aside / "LICENSE").write_bytes(content.extractfile("package/LICENSE").read())
    (aside / SHEET).write_text(text, encoding="utf-8")
    shutil.rmtree(TARGET, ignore_errors=True)
    aside.rename(TARGET)


def main() -> None:
    """Nothing to do when the sheet of this version is there."""
    mark = TARGET / f"{VERSION}.done"
    if mark.exists() and len(sys.argv) == 1:
        return
    if len(sys.argv) > 1:
        unpack(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            unpack(fetch(Path(folder)))
    mark.touch()


if __name__ == "__main__":
    main()
