"""Days that make sense to propose; each can be answered otherwise."""

from __future__ import annotations

from datetime import date, timedelta

from generator.fields import LAST_YEAR

# Papers take some weeks to sign.
_TO_SIGN = timedelta(days=21)
_TO_TELL = timedelta(days=14)
_KEPT_YEARS = 20


def begin(made: date) -> str:
    """Give the first of a month, late enough for everybody to have signed."""
    ready = made + _TO_SIGN
    following = ready.replace(day=1) + timedelta(days=31)
    return (ready if ready.day == 1 else following.replace(day=1)).isoformat()


def end(start: date) -> str:
    """Give the day that makes the term a year."""
    day = min(start.day, 28) if start.month == 2 else start.day  # noqa: PLR2004 - 29 February
    return (start.replace(year=min(start.year + 1, LAST_YEAR), day=day) - timedelta(days=1)).isoformat()


def evaluations(start: date, stop: date) -> list[str]:
    """Give a day in the first half of the term, and one near its end."""
    length = (stop - start).days
    days = sorted({start + timedelta(days=length * part // 10) for part in (4, 8)})
    return [day.isoformat() for day in days]


def checked(made: date, today: date) -> str:
    """Give the last day on which somebody can have looked in a register: nobody has tomorrow."""
    return min(made, today).isoformat()


def inform(made: date, start: date) -> str:
    """Give a day before the term begins, if there is time for that."""
    return min(start, max(made, start - _TO_TELL)).isoformat()


def keep_until(stop: date) -> str:
    """Give the end of the twentieth year after the term: as long as secrecy may be invoked."""
    return date(min(stop.year + _KEPT_YEARS, LAST_YEAR), 12, 31).isoformat()
