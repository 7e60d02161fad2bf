"""How much an organisation allows where the sources leave it open; `[grenzen]` in `delegatie.toml`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many months a term may last, and how many delegates one bedrijfsarts may have at a time."""

    months: int = 24
    delegates: int = 10
