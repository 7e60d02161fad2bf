"""What must hold of a document as it is printed, whatever its template: the persons in it are the delegation's.

The gate of `generator.wording` asks for what a text must say; here it is held against the delegation.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from generator.context import MONTHS, in_words
from generator.errors import TemplateRefused
from generator.wording.lines import texts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalogue import DocumentKind
    from generator.delegation import Delegation
    from generator.typeset.package import Package

_DECLARATION = "D2"
_PROFESSION = re.compile(r"\bbedrijfsarts\b", re.IGNORECASE)
_ENDS = re.compile(
    rf"\b(?:tot en met|tot|uiterlijk(?: op)?|(?:eindigt|vervalt)(?: van rechtswege)? op) (\d{{1,2}}) ({'|'.join(MONTHS)}) "
    r"(\d{4})",
    re.IGNORECASE,
)


def require(docx: bytes | Package, kind: DocumentKind, delegation: Delegation) -> None:
    """Let a document through whose persons and dates are right. Raises `TemplateRefused` with every reason.

    V-04: where name and profession of a bedrijfsarts stand, the BIG number stands too. V-26: the declaration
    of the werkgever names this delegate and this werkgever, and ends no earlier than the agreement.
    """
    text = " ".join(" ".join(line.split()) for line in texts_of(docx, name=f"{kind.id} {kind.titel}"))
    told = [*_numbers(text, delegation)]
    if kind.id == _DECLARATION:
        told += _declaration(text, delegation)
    if told:
        raise TemplateRefused(
            f"Sjabloon «{kind.template}»: " + ("\n- " if len(told) > 1 else "") + "\n- ".join(told),
            hint="Zet de ontbrekende namen in het sjabloon terug; welke er zijn staat in templates/README.md.",
        )


def _numbers(text: str, delegation: Delegation) -> Iterator[str]:
    arts = delegation.bedrijfsarts
    doctors = [("bedrijfsarts.big_nummer", arts.naam, arts.big_nummer)]
    if arts.waarnemer is not None:
        number = arts.waarnemer.big_nummer
        doctors.append(("bedrijfsarts.waarnemer.big_nummer", arts.waarnemer.naam, number))
    for name, person, number in doctors:
        if _stands(person, text) and _PROFESSION.search(text) and not _stands(number, text):
            yield (
                f"V-04: het document noemt {person} en het beroep bedrijfsarts, maar niet het BIG-nummer ({{{{ {name} }}}}). "
                "Dat is "
                "verplicht waar een zorgverlener zich met naam en beroep bekendmaakt (Wet BIG)"
            )


def _declaration(text: str, delegation: Delegation) -> Iterator[str]:
    for name, value in (
        ("taakgedelegeerde.naam", delegation.taakgedelegeerde.naam),
        ("werkgever.naam", delegation.werkgever.naam),
    ):
        if not _stands(value, text):
            yield (
                f"V-26: de werkgeversverklaring noemt {value} niet ({{{{ {name} }}}}); zij moet over dezelfde persoon en "
                "dezelfde "
                "werkgever gaan als de overeenkomst"
            )
    ends = delegation.looptijd.einde
    for found in _ENDS.finditer(text):
        day = _day(*found.groups())
        if day is not None and day < ends:
            yield (
                f"V-26: de werkgeversverklaring eindigt op {in_words(day)}, vóór de overeenkomst ({in_words(ends)}); zij moet "
                "ten "
                "minste even lang gelden"
            )


def _stands(value: str, text: str) -> bool:
    return " ".join(value.split()) in text


def _day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), MONTHS.index(month.lower()) + 1, int(day))
    except ValueError:
        return None
