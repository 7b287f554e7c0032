"""PNG and PDF: the running page itself, as the reader sees it, with the stamp printed on it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from cockpit.errors import CockpitError
from cockpit.snapshot.deck import Deck
from cockpit.snapshot.radicals import restore_words

PATIENCE = 90_000  # ms until a page that does not finish is a fault
DESK = (1440, 900)
WALL = (1920, 1080)
A4_SCALE = 0.7
MOST_SCALE = 3

# A picture shows what a reader would have to scroll to as well: assets/reach.js.
WHOLE = "window.cockpit = { whole: true }"
# Finished: the numbers are there, Plotly has drawn, the map has painted and rests.
READY = """board => {
  const bar = document.getElementById(`${board}-bar`);
  if (!bar || !bar.children.length || document.querySelector('[data-dash-is-loading]')) return false;
  const plots = [...document.querySelectorAll('.p-figure .js-plotly-plot')];
  if (plots.some(plot => !plot.querySelector('.main-svg'))) return false;
  const map = document.querySelector('.map-graph');
  const state = map && map.offsetParent && window.cockpit.mapState ? window.cockpit.mapState() : null;
  const asked = document.querySelector('.p-map .legend')?.children.length;
  return !map || !map.offsetParent || !asked || Boolean(state && state.painted && (state.idle || state.fallback));
}"""
# A WebGL canvas is empty on paper: a picture takes its place.
STILL = """async () => {
  await document.fonts.ready;
  for (const gd of document.querySelectorAll('.map-graph .js-plotly-plot, .map-graph.js-plotly-plot')) {
    const map = window.cockpit.mapOf(gd);
    if (!map) continue;
    const data = await new Promise(done => {
      map.once('render', () => done(map.getCanvas().toDataURL()));
      map.triggerRepaint();
    });
    const canvas = map.getCanvas();
    const image = Object.assign(new Image(), { src: data });
    image.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;object-fit:contain;z-index:1';
    canvas.parentElement.append(image);
    await image.decode();
  }
}"""
# What was just styled anew is laid out, and the map has heard of its size.
TWO_FRAMES = (
    "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 250))))"
)
# The strip stands under what is taken; the rectangle of both comes back.
STRIP = """([html, target]) => {
  const found = target ? document.querySelector(target) : null;
  const part = found && target.includes('-figure-') ? found.closest('section') : found;
  if (target && !part) return null;
  const root = document.documentElement;
  if (part && part.querySelector('.scroll')) { // all rows, and not only those that are scrolled to
    const width = part.getBoundingClientRect().width;
    const whole = ';height:max-content;max-height:none;flex:none;overflow:visible';
    document.body.append(part);
    part.style.cssText += `${whole};position:absolute;left:0;top:0;z-index:98;width:${width}px`;
    part.querySelectorAll('.body').forEach(one => { one.style.cssText += whole; });
  }
  // On paper a hundredth of the window would be one of the sheet.
  root.style.fontSize = getComputedStyle(root).fontSize;
  const app = document.querySelector('.app');
  if (root.hasAttribute('data-wall') && app) app.style.cssText += `;width:${innerWidth}px;height:${innerHeight}px`;
  const box = part ? part.getBoundingClientRect()
    : { left: 0, top: 0, width: root.clientWidth, height: Math.max(root.scrollHeight, document.body.scrollHeight) };
  const x = part ? box.left + scrollX : 0, y = part ? box.top + scrollY : 0;
  const strip = document.createElement('div');
  strip.innerHTML = html;
  strip.style.cssText = `position:absolute;left:${x}px;top:${y + box.height}px;width:${box.width}px;z-index:99`;
  document.body.append(strip);
  document.body.style.overflow = root.style.overflow = 'visible';
  return { x, y, width: box.width, height: box.height + strip.offsetHeight };
}"""
PAPER = """
  html, body { height: auto !important; overflow: visible !important; background: #fff !important; }
  .app { display: block !important; min-height: 0 !important; height: auto !important; }
  .rail, .nav, .bar .r, .mini, .chip button, .skip, .meta button, details.export { display: none !important; }
  .main { display: block !important; padding: 0 !important; } .main > * { margin-bottom: 12px; }
  .top { position: static !important; }
  .panel, .tile, tr { break-inside: avoid; } thead { display: table-header-group; }
  .scroll, .body { overflow: visible !important; max-height: none !important; }
  .main { padding: 0 2px !important; }
  .board, .left, .right, .bottom, .panel:not(.p-map, .p-figure), .panel:not(.p-map, .p-figure) .body {
    height: auto !important; max-height: none !important; flex: none !important; overflow: visible !important; }
  .board { display: block !important; } .board > * { margin-bottom: 12px; }
  .left, .right, .bottom { display: grid !important; grid-auto-flow: column; grid-auto-columns: 1fr;
    grid-template: none !important; gap: 12px; align-items: start; }
  .p-map { height: 430px !important; display: flex; flex-direction: column; } .p-map .body { flex: 1; min-height: 0; }
  .p-figure { height: 260px !important; display: flex; flex-direction: column; }
  .p-figure .body { flex: 1; min-height: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
"""


@dataclass(frozen=True)
class Sight:
    """Where and how the page is looked at: the address of a running cockpit, the reader's cookies, the layout."""

    address: str
    cookies: Mapping[str, str]
    paper: str = "a4"
    scale: int = 2
    panel: str | None = None


def take_png(deck: Deck, sight: Sight, run: Callable[[Callable[[Any], bytes]], bytes]) -> bytes:
    """A picture of the page, or of one panel, with the stamp under it. `run` gives work to the browser.

    Raises:
        CockpitError: the page does not come, or does not finish.
    """
    if not 1 <= sight.scale <= MOST_SCALE:
        raise CockpitError(f"A picture can be 1 to {MOST_SCALE} times as large, not {sight.scale}.")
    wall = sight.paper == "wall"
    target = _selector(deck, sight.panel)

    def work(chromium: Any) -> bytes:  # noqa: ANN401 - Playwright's own
        with _Opened(chromium, deck, sight, WALL if wall else DESK) as page:
            clip = page.evaluate(STRIP, [strip_html(deck), target])
            if clip is None:
                raise CockpitError(f"The page does not show panel {sight.panel!r}.")
            return bytes(page.screenshot(clip=clip, full_page=True))

    return run(work)


def take_pdf(deck: Deck, sight: Sight, run: Callable[[Callable[[Any], bytes]], bytes]) -> bytes:
    """The whole page as PDF with real text: A4 landscape with the stamp on every page, or one page as on a wall.

    Raises:
        CockpitError: the page does not come, or does not finish.
    """
    wall = sight.paper == "wall"

    def work(chromium: Any) -> bytes:  # noqa: ANN401
        with _Opened(chromium, deck, sight, WALL if wall else DESK) as page:
            page.emulate_media(media="screen")
            if not wall:
                page.add_style_tag(content=PAPER)
                page.evaluate(TWO_FRAMES)
                page.wait_for_function(READY, arg=deck.board.key)
            page.evaluate(STILL)
            if wall:
                clip = page.evaluate(STRIP, [strip_html(deck, 1, 1), None])
                size = {"width": f"{clip['width']}px", "height": f"{clip['height'] + 2}px"}
                return restore_words(page.pdf(**size, print_background=True, margin=dict.fromkeys(SIDES, "0")))
            return restore_words(
                page.pdf(
                    format="A4",
                    landscape=True,
                    scale=A4_SCALE,
                    print_background=True,
                    display_header_footer=True,
                    header_template="<span></span>",
                    footer_template=foot_html(deck),
                    margin={"top": "9mm", "right": "10mm", "bottom": "23mm", "left": "10mm"},
                )
            )

    return run(work)


SIDES = ("top", "right", "bottom", "left")


class _Opened:
    """The board's page in a context of its own, finished; closed at the end."""

    def __init__(self, chromium: Any, deck: Deck, sight: Sight, size: tuple[int, int]) -> None:  # noqa: ANN401
        self.chromium, self.deck, self.sight, self.size = chromium, deck, sight, size

    def __enter__(self) -> Any:  # noqa: ANN401
        deck, sight, (width, height) = self.deck, self.sight, self.size
        self.context = self.chromium.new_context(
            viewport={"width": width, "height": height}, device_scale_factor=sight.scale, bypass_csp=True
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.add_cookies(
            [{"name": name, "value": value, "url": sight.address} for name, value in sight.cookies.items()]
        )
        self.context.add_init_script(WHOLE)
        page = self.context.new_page()
        page.goto(page_address(deck, sight), wait_until="load")
        page.wait_for_function(READY, arg=deck.board.key)
        page.evaluate("() => document.fonts.ready.then(() => true)")
        return page

    def __exit__(self, *_fault: object) -> None:
        self.context.close()


def page_address(deck: Deck, sight: Sight) -> str:
    """The address of this very view on a running cockpit."""
    query = deck.stamp.link.partition("?")[2]
    walls = "&wall=scene" if sight.paper == "wall" else ""
    return f"{sight.address.rstrip('/')}{deck.board.path}?{query}{walls}"


def strip_html(deck: Deck, page: int = 1, pages: int = 1) -> str:
    """The stamp as a strip under a picture."""
    return _strip(deck, f"{page} / {pages}", "12px", "padding:8px 16px;background:#fff;border-top:1px solid #AAB5BE;")


def foot_html(deck: Deck) -> str:
    """The stamp as the footer of a printed page; the browser writes the numbers."""
    number = '<span class="pageNumber"></span> / <span class="totalPages"></span>'
    return _strip(deck, number, "7.5px", "padding:0 10mm;width:100%;", raw=True)


def _strip(deck: Deck, number: str, size: str, style: str, *, raw: bool = False) -> str:
    stamp = deck.stamp
    facts = "".join(
        f'<span style="margin-right:1.4em"><b>{escape(label)}</b> {escape(words)}</span>'
        for label, words in stamp.lines()
    )
    demo = f'<b style="color:#B3261E;margin-right:1.4em">{escape(stamp.demo)}</b>' if stamp.demo else ""
    code = base64.b64encode(stamp.qr(3)).decode()
    face = "'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei',sans-serif"
    return (
        f'<div style="box-sizing:border-box;display:flex;align-items:center;gap:12px;font:{size}/1.45 {face};'
        f'color:#43505C;{style}"><div style="flex:1;overflow-wrap:anywhere">{demo}{facts}</div>'
        f'<div style="white-space:nowrap">{number if raw else escape(number)}</div>'
        f'<img style="width:5.4em;height:5.4em" alt="" src="data:image/png;base64,{code}"></div>'
    )


def _selector(deck: Deck, panel: str | None) -> str | None:
    """Where the page shows a panel."""
    if panel is None:
        return None
    part = next(part for part in deck.parts if part.key == panel)
    at = next(at for at, record in enumerate(deck.board.panels) if record is part.panel)
    kind, key = part.panel.kind, deck.board.key
    if kind == "tile":
        return f'.tile[data-metric="{part.panel.metric or deck.view.metric.key}"]'
    if kind == "map":
        return ".panel.p-map"
    return f":is(#{key}-figure-{at}, #{key}-panel-{at})"
