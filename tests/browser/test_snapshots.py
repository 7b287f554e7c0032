"""PNG and PDF by the kept browser: real text, the stamp on every page, a queue, and a crash that is mended."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from cockpit.snapshot import FORMATS, Browser, Means, Sight, missing_browser
from cockpit.store import Snapshot
from tests.browser.test_access import settle
from tests.meeting import deck_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(missing_browser()), reason="no Chromium here"),
]
Town = tuple[str, Snapshot]


def made(town: Town, form: str, board: str = "inspection", browser: Browser | None = None, **look: Any) -> bytes:
    address, snapshot = town
    deck = deck_of(snapshot.path.parents[1], board, only=look.get("panel"))
    means = Means(browser=browser or Browser(), sight=Sight(address, {}, **look))
    try:
        return FORMATS[form].write([deck], means)
    finally:
        if browser is None:
            means.browser.close()


@pytest.mark.parametrize("paper", ["a4", "wall"])
def test_a_pdf_is_text_with_its_stamp_on_every_page(demo: Town, paper: str) -> None:
    document = PdfReader(io.BytesIO(made(demo, "pdf", paper=paper)))
    snapshot = demo[1]
    pages = [re.sub(r"\s", "", page.extract_text()) for page in document.pages]
    for page in pages:
        for words in ("演示数据", "云澜市", snapshot.edition, "数据截至", "导出", "链接", "cockpit.example"):
            assert words in page
    for words in ("人房巡查覆盖率", "环比", "到期未巡"):
        assert words in "".join(pages)
    width, height = document.pages[0].mediabox[2:]
    assert width > height
    assert paper == "a4" or len(pages) == 1
    assert "�" not in "".join(pages)


def test_a_picture_of_the_page_and_of_a_panel(demo: Town) -> None:
    browser = Browser()
    once, twice = (Image.open(io.BytesIO(made(demo, "png", browser=browser, scale=scale))) for scale in (1, 2))
    assert twice.size == (2 * once.width, 2 * once.height)
    assert len(once.convert("RGB").resize((200, 200)).getcolors(1 << 20)) > 100
    panel = Image.open(io.BytesIO(made(demo, "png", browser=browser, scale=1, panel="map")))
    assert panel.width < once.width
    browser.close()
    assert browser.launched == 1


def test_ten_at_once_queue_and_all_arrive_even_when_the_browser_dies(demo: Town) -> None:
    browser = Browser()

    def die(chromium: Any) -> bytes:
        """Whoever comes after finds it gone, and it is started again."""
        if browser.launched == 1:
            chromium.new_browser_cdp_session().send("Browser.crash")
        return b"alive"

    with ThreadPoolExecutor(10) as readers:
        jobs = [readers.submit(made, demo, "png", browser=browser, scale=1, panel="ranking") for _ in range(5)]
        jobs += [readers.submit(browser.run, die)]
        jobs += [readers.submit(made, demo, "png", browser=browser, scale=1, panel="ranking") for _ in range(4)]
        results = [job.result() for job in jobs]
    assert results.count(b"alive") == 1
    assert sum(result.startswith(b"\x89PNG") for result in results) == 9
    assert browser.launched >= 2
    browser.close()


def test_the_menu_is_on_the_page_and_hands_out_a_file(demo: Town, open_reader: Any) -> None:
    reader = open_reader(demo[0])
    page = reader.page
    settle(reader, "/inspection")
    page.click("details.export:not(.views) summary")
    with page.expect_download() as handed:
        page.click("details.export:not(.views) a:has-text('XLSX')")
    assert handed.value.suggested_filename.endswith(f"{demo[1].edition}.xlsx")
