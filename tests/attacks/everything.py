"""All attacks on one paper, for the tests and for the judges."""

from __future__ import annotations

from tests.attacks.model import Attack

ATTACKS: tuple[Attack, ...] = ()
