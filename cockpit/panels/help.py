"""What keys and the pointer do, on one sheet: opened by ? and by its button."""

from __future__ import annotations

from dash import html

from cockpit.panels.made import made
from cockpit.wording import say

KEYS = (
    ("Tab", "tab"),
    ("← ↑ ↓ →", "arrows"),
    ("Enter", "enter"),
    ("Space", "space"),
    ("Ctrl + Space", "add"),
    ("T", "twin"),
    ("F", "full"),
    ("Esc", "up"),
    ("?", "help"),
)
POINTER = (("click", "enter"), ("shift", "space"), ("ctrl", "add"), ("ground", "ground"), ("drag", "drag"))


def help_sheet(lang: str) -> html.Dialog:
    """The sheet, closed."""

    def words(key: str) -> html.Dd:
        return made(html.Dd, say(f"help.{key}", lang))

    keys = [part for key, what in KEYS for part in (made(html.Dt, made(html.Kbd, key)), words(what))]
    pointer = [part for how, what in POINTER for part in (made(html.Dt, say(f"help.by_{how}", lang)), words(what))]
    close = made(html.Button, say("help.close", lang), type="button", className="btn", **{"data-help": ""})
    parts = [
        made(html.H2, say("help.keys", lang)),
        made(html.Dl, keys),
        made(html.H2, say("help.pointer", lang)),
        made(html.Dl, pointer),
        close,
    ]
    return made(html.Dialog, parts, className="help", **{"aria-label": say("help.title", lang)})
