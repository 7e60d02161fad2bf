"""What a plain scalar means: the core schema of YAML 1.2, in which a date, `ja` and `yes` are text."""

from __future__ import annotations

import re

Scalar = None | bool | int | float | str

_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
# Longer than this is no number that a file has use for, and turning it into one takes time.
_INTEGER = re.compile(r"[-+]?[0-9]{1,30}|0o[0-7]{1,30}|0x[0-9a-fA-F]{1,30}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


def core_value(raw: str) -> Scalar:
    """Resolve a plain scalar by the core schema (YAML 1.2.2, 10.3.2)."""
    if raw in {"", "~", "null", "Null", "NULL"}:
        return None
    if raw in _BOOLEANS:
        return _BOOLEANS[raw]
    if _INTEGER.fullmatch(raw):
        # Base 0 would refuse leading zeros, which the core schema allows.
        return int(raw[2:], {"o": 8, "x": 16}[raw[1]]) if raw[1:2] in {"o", "x"} else int(raw)
    if _FLOAT.fullmatch(raw):
        return float(raw)
    if _SPECIAL.fullmatch(raw):
        return float(raw.replace(".", ""))
    return raw
