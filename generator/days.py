"""Days as people in the Netherlands write them."""

from __future__ import annotations

import re
from datetime import date

_DUTCH = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")


def iso_of(text: str) -> str:
    """Give «1-12-2026» as year-month-day; what is no such day goes on as it is, for others to refuse."""
    if not (found := _DUTCH.fullmatch(text)):
        return text
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return f"{year:04}-{month:02}-{day:02}"
