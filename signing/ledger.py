"""The ledger of a dossier: what was done, in order, each line chained to the one before.

One canonical JSON object a line (RFC 8785). `vorige` is the SHA-256 of the line before, so that a
line that is changed, dropped or moved is found. It holds no personal data beyond the signers' names.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import rfc8785

START = "0" * 64
_MOST = 8  # ledgers that are remembered
_TEXTS = ("stap", "document", "na", "voor", "tijd", "naam", "rol")
Value = str | int | Sequence[str] | Mapping[str, "Value"]  # what a line may hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line: number, and what it says."""

    number: int
    data: Mapping[str, object]


class BrokenLedger(ValueError):
    """The ledger is not the one that was written; the message says where (Dutch)."""


def append(ledger: bytes, data: Mapping[str, Value]) -> bytes:
    """Give the ledger with one line more. Raises `BrokenLedger` if it does not hold as it is."""
    entries = read(ledger)
    line = {"nr": len(entries) + 1, "vorige": _head(ledger), **data}
    return ledger + rfc8785.dumps(line) + b"\n"


@lru_cache(maxsize=_MOST)
def read(ledger: bytes) -> tuple[Entry, ...]:
    """Read and check the whole chain, of the same bytes once. Raises `BrokenLedger`."""
    if ledger and not ledger.endswith(b"\n"):
        raise BrokenLedger("De laatste regel van het logboek is niet volledig.")
    entries: list[Entry] = []
    previous = START
    for number, line in enumerate(ledger.split(b"\n")[:-1], start=1):
        try:
            data = json.loads(line)
            whole = isinstance(data, dict) and rfc8785.dumps(data) == line
        except (ValueError, RecursionError, rfc8785.CanonicalizationError) as err:
            raise BrokenLedger(f"Regel {number} van het logboek is niet leesbaar.") from err
        if not whole or data.get("nr") != number or data.get("vorige") != previous:
            raise BrokenLedger(f"Regel {number} van het logboek sluit niet aan op de vorige.")
        _require_readable(number, data)
        previous = hashlib.sha256(line).hexdigest()
        entries.append(Entry(number=number, data=data))
    return tuple(entries)


def _require_readable(number: int, data: Mapping[str, object]) -> None:
    """Whoever reads a line compares and looks up what is in it: of another type, it is no line of ours."""
    for key in _TEXTS:
        if not isinstance(data.get(key, ""), str):
            raise BrokenLedger(f"Regel {number} van het logboek klopt niet: bij «{key}» staat geen tekst.")
    if type(data.get("bytes", 0)) is not int:  # `true` is an int too
        raise BrokenLedger(f"Regel {number} van het logboek klopt niet: bij «bytes» staat geen geheel getal.")


def _head(ledger: bytes) -> str:
    lines = ledger.split(b"\n")[:-1]
    return hashlib.sha256(lines[-1]).hexdigest() if lines else START
