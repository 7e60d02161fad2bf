"""How the page is filled: strict names, a sandbox, and no text of a stranger that can act."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from generator.report.excerpt import printable

HERE = Path(__file__).parent
_MOST = 800  # characters of one text: more is no name and no reason
_UNSEEN = "\ufffd"
_LAST_TWO, _INNER = 0xFFFE, range(0xFDD0, 0xFDF0)  # of each plane, and a row in the first


@cache
def environment() -> SandboxedEnvironment:
    """Give the language of the page."""
    language = SandboxedEnvironment(
        loader=FileSystemLoader(HERE),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    language.globals.clear()
    return language


def _printed(value: object) -> str:
    """Print text and whole numbers; what turns the reading direction or is no character of a text is shown as such."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(f"a value of the kind {type(value).__name__} is no text")
    text = str(value)
    cut = text if len(text) <= _MOST else f"{text[:_MOST]}…"
    return "".join(_UNSEEN if _no_character(one) else one for one in printable(cut))


def _no_character(one: str) -> bool:
    """Whether HTML has no place for it: the noncharacters of Unicode (HTML, 13.2.3.5)."""
    return ord(one) & _LAST_TWO == _LAST_TWO or ord(one) in _INNER
