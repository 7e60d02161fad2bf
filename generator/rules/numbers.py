"""Numbers that a register gave out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.rules.rule import breach, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules.rule import Breach, Case

_RSIN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


@rule("V-01", "error", source="Wet BIG; BIG-register")
def big_number_has_eleven_digits(case: Case) -> Iterator[Breach]:
    """Require eleven digits in a BIG number; there is no public check digit."""
    arts = case.delegation.bedrijfsarts
    numbers: list[tuple[tuple[str, ...], str]] = [(("bedrijfsarts", "big_nummer"), arts.big_nummer)]
    if arts.waarnemer is not None:
        numbers.append((("bedrijfsarts", "waarnemer", "big_nummer"), arts.waarnemer.big_nummer))
    for path, number in numbers:
        if not re.fullmatch(r"[0-9]{11}", number):
            yield breach(
                *path,
                says=f"Een BIG-nummer heeft elf cijfers; «{number}» niet. Het nummer staat in ieder document waarmee "
                "de arts zich bekendmaakt. Zoek het op in het BIG-register.",
            )


@rule("V-07", "error", source="Handelsregister (KvK); eigen regel")
def organisation_numbers_are_well_formed(case: Case) -> Iterator[Breach]:
    """Require the length of each number, and of an RSIN that it passes the eleven-test."""
    for name in ("werkgever", "arbodienst"):
        organisation = case.delegation.werkgever if name == "werkgever" else case.delegation.arbodienst
        if not re.fullmatch(r"[0-9]{8}", organisation.kvk_nummer):
            yield _wrong(name, "kvk_nummer", "Een KvK-nummer heeft acht cijfers", organisation.kvk_nummer)
        branch = organisation.vestigingsnummer
        if branch is not None and not re.fullmatch(r"[0-9]{12}", branch):
            yield _wrong(name, "vestigingsnummer", "Een vestigingsnummer heeft twaalf cijfers", branch)
        rsin = organisation.rsin
        if rsin is not None and not _is_rsin(rsin):
            yield _wrong(name, "rsin", "Een RSIN heeft negen cijfers en voldoet aan de elfproef", rsin)


def _wrong(organisation: str, key: str, rule_text: str, number: str) -> Breach:
    return breach(
        organisation,
        key,
        says=f"{rule_text}; «{number}» niet. Aan dit nummer wordt de organisatie herkend. Zoek het op in het "
        "Handelsregister.",
    )


def _is_rsin(number: str) -> bool:
    if not re.fullmatch(r"[0-9]{9}", number) or number == "0" * 9:
        return False
    return sum(weight * int(digit) for weight, digit in zip(_RSIN_WEIGHTS, number, strict=True)) % 11 == 0
