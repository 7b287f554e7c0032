"""Pages look as approved: a few pictures of the demo city, with a fixed clock and our own font.

A picture that changed on purpose is approved anew with COCKPIT_APPROVE=1 in the environment, and looked at before it is
committed. Pictures are of one Chromium: another one draws letters a little differently, and then nothing is compared.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser

from cockpit.board import the_boards
from cockpit.store import Snapshot
from tests.browser.conftest import ROOT

pytestmark = pytest.mark.browser

APPROVED = Path(__file__).parent / "pictures"
FONT = ROOT / "assets" / "vendor" / "noto-sans-sc" / "noto-sans-sc.css"
NOON = "2026-11-22T07:42:00"
SHARE = 0.005  # of the pixels may differ
FAINT = 40  # a difference of the sum of the three channels below this is a rounding
PICTURES = {
    "overview-desk": ("/", 1440, 900),
    "overview-wall": ("/?wall=scene", 1920, 1080),
    "overview-wide": ("/?wall=scene&lang=en", 1920, 540),  # as 3840x1080, at half the size
    "overview-phone": ("/", 390, 844),
    "inspection-dark": ("/inspection?theme=dark&lang=en", 1440, 900),
    "inspection-wall": ("/inspection?wall=scene", 1280, 720),
    "inspection-phone": ("/inspection?theme=dark", 390, 844),
    "population-desk": ("/population?lang=en", 1440, 900),
    "grids-wall": ("/grids?wall=scene&theme=light", 1280, 720),
    "explore-desk": ("/explore?by=kind", 1440, 900),
}


def test_at_most_twelve_pictures_are_kept_and_all_are_of_pages() -> None:
    assert len(PICTURES) <= 12
    paths = {board.path for board in the_boards().values()}
    assert {path.partition("?")[0] for path, *_ in PICTURES.values()} <= paths
    assert {file.stem for file in APPROVED.glob("*.png")} <= PICTURES.keys()


@pytest.mark.parametrize("name", PICTURES)
def test_the_page_looks_as_approved(demo: tuple[str, Snapshot], chromium: Browser, name: str) -> None:
    approving = bool(os.environ.get("COCKPIT_APPROVE"))
    file, mark = APPROVED / f"{name}.png", APPROVED / "chromium.txt"
    if not FONT.exists():
        pytest.skip("our own font is not here: tools/fonts.py fetches it")
    if not approving and not file.exists():
        pytest.skip("no approved picture yet")
    if not approving and mark.read_text(encoding="utf-8").strip() != chromium.version.split(".")[0]:
        pytest.skip("the approved pictures are of another Chromium")
    taken = take(chromium, demo[0], *PICTURES[name])
    if approving:
        APPROVED.mkdir(exist_ok=True)
        taken.quantize(256, kmeans=1, dither=Image.Dither.NONE).save(file, optimize=True)
        mark.write_text(chromium.version.split(".")[0] + "\n", encoding="utf-8")
        return
    kept = Image.open(file).convert("RGB")
    assert kept.size == taken.size
    apart = np.abs(np.asarray(kept, np.int16) - np.asarray(taken, np.int16)).sum(axis=2) > FAINT
    if apart.mean() > SHARE:
        (ROOT / "shots").mkdir(exist_ok=True)
        taken.save(ROOT / "shots" / f"{name}-now.png")
    assert apart.mean() <= SHARE, f"{apart.mean():.2%} of {name} differ; see shots/{name}-now.png"


def take(chromium: Browser, address: str, path: str, width: int, height: int) -> Image.Image:
    """The page as it is when all of it is drawn; the names of editions, which are times, are covered."""
    page = chromium.new_page(viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai")
    try:
        page.set_default_timeout(120_000)
        page.clock.set_fixed_time(NOON)
        page.goto(address + path)
        page.wait_for_function("() => window.cockpit?.settled?.()")
        page.evaluate("document.fonts.ready.then(() => true)")
        page.wait_for_function("() => document.fonts.status === 'loaded' && window.cockpit.settled()")
        page.evaluate(
            "document.querySelectorAll('.meta .edition b, .foot .r').forEach(one => { one.textContent = '—' })"
        )
        return Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    finally:
        page.close()
