"""Numbers that a register gave out. No message repeats a number: what is wrong with it may be that it is another's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.rules.rule import breach, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.nodes import Path
    from generator.rules.rule import Breach, Case

_RSIN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_BIG = re.compile(r"[0-9]{11}")
_PHYSICIAN = "01"


@rule(
    "V-01",
    "error",
    demand="Ieder BIG-nummer heeft precies elf cijfers; een controlegetal heeft het niet.",
    source="Wet BIG; BIG-register",
)
def big_number_has_eleven_digits(case: Case) -> Iterator[Breach]:
    """Require eleven digits in a BIG number; there is no public check digit."""
    for path, number in _big_numbers(case):
        if not _BIG.fullmatch(number):
            yield breach(
                *path,
                says=f"Een BIG-nummer heeft elf cijfers; hier staat {_shape(number)}. Aan dit nummer wordt de zorgverlener "
                "herkend, ook in de documenten. Zoek het op in het BIG-register.",
            )


@rule(
    "V-02",
    "warning",
    demand="Het BIG-nummer van een bedrijfsarts eindigt op de beroepscode 01 (arts).",
    source="Codelijst van het BIG-register (beroepen); eigen regel (plaats van de code in het nummer)",
)
def big_number_is_of_a_physician(case: Case) -> Iterator[Breach]:
    """Remark on a BIG number whose last two digits are not the code of physicians."""
    for path, number in _big_numbers(case):
        if path[0] == "bedrijfsarts" and _BIG.fullmatch(number) and not number.endswith(_PHYSICIAN):
            yield breach(
                *path,
                says=f"De laatste twee cijfers van dit BIG-nummer zijn «{number[-2:]}», en de beroepscode van een arts is "
                "«01». Alleen een arts kan bedrijfsarts zijn. Controleer het nummer in het BIG-register.",
            )


@rule(
    "V-05",
    "info",
    demand="De taakgedelegeerde hoeft geen BIG-registratie te hebben; een opgegeven nummer heeft de vorm van V-01.",
    source="NVAB-FAQ welke taken en aan wie",
)
def delegate_needs_no_big_number(case: Case) -> Iterator[Breach]:
    """Say that a registration of the delegate proves no competence."""
    if case.delegation.taakgedelegeerde.big_nummer is not None:
        yield breach(
            "taakgedelegeerde",
            "big_nummer",
            says="De taakgedelegeerde hoeft niet in het BIG-register te staan: de bekwaamheid beslist, niet een registratie. "
            "Het nummer mag blijven staan; bewijs van bekwaamheid hoort bij «bewijs».",
        )


@rule(
    "V-07",
    "error",
    demand="Een KvK-nummer heeft acht cijfers, een vestigingsnummer twaalf, een RSIN negen met de elfproef.",
    source="Handelsregister (KvK); eigen regel",
)
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


def _big_numbers(case: Case) -> Iterator[tuple[Path, str]]:
    arts, delegate = case.delegation.bedrijfsarts, case.delegation.taakgedelegeerde
    yield ("bedrijfsarts", "big_nummer"), arts.big_nummer
    if arts.waarnemer is not None:
        yield ("bedrijfsarts", "waarnemer", "big_nummer"), arts.waarnemer.big_nummer
    if delegate.big_nummer is not None:
        yield ("taakgedelegeerde", "big_nummer"), delegate.big_nummer


def _wrong(organisation: str, key: str, rule_text: str, number: str) -> Breach:
    return breach(
        organisation,
        key,
        says=f"{rule_text}; hier staat {_shape(number)}. Aan dit nummer wordt de organisatie herkend. Zoek het op in het "
        "Handelsregister.",
    )


def _shape(number: str) -> str:
    if re.fullmatch(r"[0-9]+", number):
        return f"een getal van {len(number)} cijfers" if len(number) != 1 else "één cijfer"
    return "iets anders dan alleen cijfers"


def _is_rsin(number: str) -> bool:
    if not re.fullmatch(r"[0-9]{9}", number) or number == "0" * 9:
        return False
    return sum(weight * int(digit) for weight, digit in zip(_RSIN_WEIGHTS, number, strict=True)) % 11 == 0
