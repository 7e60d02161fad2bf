"""What is a URL, and what lies beneath it; as text, so that a command can tell without loading anything."""

from __future__ import annotations

import re

URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+)://")  # one letter is a drive


def is_url(text: str) -> bool:
    """Claim that `text` is meant as a URL, and not as a path here."""
    return bool(URL.match(text))


def beneath(url: str, name: str) -> str:
    """Give the URL of `name` in the folder at `url`."""
    return f"{url.rstrip('/')}/{name}"


def name_of(url: str) -> str:
    """Give the last part of a URL."""
    return url.rstrip("/").rpartition("/")[2]
