"""What a progress bar says: how many are done, how fast that goes, how long it will take, and what failed."""

from __future__ import annotations

_FULL, _EMPTY = "█", "░"
_WIDEST, _NARROWEST = 30, 5  # cells of the bar itself
_TWO_FIGURES = 10  # below this, one decimal makes two figures
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_SURE = 2.0  # seconds before which a rate says nothing


def line(*, done: int, total: int, failed: int, word: str, seconds: float, columns: int, at: str = "") -> str:
    """Give the bar after `seconds`, on one line of fewer than `columns` characters.

    `word` is what the failed ones are called; `at` is what is at hand.
    """
    told = [f"{_number(done)}/{_number(total)}"]
    if done and seconds >= _SURE and done < total:
        told += [rate(done / seconds), f"nog {left((total - done) * seconds / done)}"]
    if failed:
        told.append(f"{_number(failed)} {word}")
    if at:
        told.append(at)
    while len(told) > 1 and len(" · ".join(told)) >= columns:
        told.pop()  # whole: half a number is another number
    text = " · ".join(told)
    room = min(columns - len(text) - 2, _WIDEST)
    if room < _NARROWEST:
        return text[: max(0, columns - 1)]
    full = room * done // total if total else room
    return f"{_FULL * full}{_EMPTY * (room - full)} {text}"


def rate(a_second: float) -> str:
    """Say how many are done in a second, or in a minute where that is less than one a second."""
    if a_second >= 1:
        return f"{_figure(a_second)} per seconde"
    return f"{_figure(a_second * _MINUTE)} per minuut"


def left(seconds: float) -> str:
    """Say roughly how long something takes, rounded up: what was promised is kept."""
    whole = int(-(-seconds // 1))
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min {whole % _MINUTE:02} s"
    minutes = -(-whole // _MINUTE)
    if whole < _DAY:
        return f"{minutes // 60} u {minutes % 60:02} min"
    return f"{whole // _DAY} d {whole % _DAY // _HOUR:02} u"


def _figure(number: float) -> str:
    return f"{number:.1f}".replace(".", ",") if number < _TWO_FIGURES else _number(round(number))


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")
