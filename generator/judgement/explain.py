"""What a reason means for who has no part in the technique, and what that person can do."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

FILE = Path(__file__).with_name("redenen.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """In Dutch: what a reason means, and what to do about it."""

    means: str
    do: str


_UNKNOWN = Explained(
    means="Deze reden kent dit programma niet. Ga ervan uit dat het document niet klopt.",
    do="Vertrouw er niet op. Laat een deskundige naar de reden kijken.",
)


@cache
def explanations() -> Mapping[str, Explained]:
    """Give every reason that is explained, by its code."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return MappingProxyType(
        {code: Explained(means=entry["betekent"], do=entry["doe"]) for code, entry in told.items()}
    )


def explained(code: str) -> Explained:
    """Explain one code; a code that nobody knows is not to be trusted."""
    return explanations().get(code, _UNKNOWN)
