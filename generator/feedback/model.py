"""The feedback file: fixed sections only, each with what may be told to the employer (F-A1 to F-A8).

The names of the attributes are the keys of the file. Free text stands in these sections and nowhere else,
and all of it is looked at by `generator.feedback.check`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from generator.addition import Aanvulling
from generator.fields import Datum, Facultatief, Gevuld, Lijst, Part, Regel, Tekst, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from generator.nodes import Path

Wijze = Literal["spreekuur", "telefonisch", "beeldbellen", "werkplekbezoek", "huisbezoek"]


def _short_list(items: tuple[str, ...]) -> tuple[str, ...]:
    if len(items) > _MOST_ITEMS:
        raise refusal(f"Meer dan {_MOST_ITEMS} onderdelen leest niemand. Voeg samen of laat weg.")
    return items


_MOST_ITEMS = 25

Adresregels = Annotated[tuple[Regel, ...], Field(strict=False, min_length=1, max_length=6)]
Opsomming = Annotated[Gevuld[Tekst], AfterValidator(_short_list)]


class Werknemer(Part):
    """Whom it is about, for the envelopes only; `briefaanhef` is how the letter greets."""

    naam: Regel
    adres: Adresregels
    briefaanhef: Facultatief[Regel] = None


class Vastgesteld(Part):
    """The one moment at which the bedrijfsarts established the text, for both letters."""

    datum: Datum


class Contact(Part):
    """The contact that this is the feedback on (F-A6)."""

    datum: Datum
    wijze: Wijze


class Werkzaamheden(Part):
    """What the employee can and cannot do, in terms of work (F-A1)."""

    wel: Facultatief[Opsomming] = None
    niet: Facultatief[Opsomming] = None
    beperkingen: Facultatief[Opsomming] = None
    mogelijkheden: Facultatief[Opsomming] = None
    betekenis: Facultatief[Tekst] = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.wel or self.niet or self.beperkingen or self.mogelijkheden or self.betekenis):
            raise refusal("Dit deel is leeg. Vul ten minste één onderdeel in, of verwijder het.")
        return self


class Werk(Part):
    """Whether the absence has to do with work, which factors, what would better them (F-A5)."""

    gerelateerd: Literal["ja", "nee"]
    factoren: Facultatief[Opsomming] = None
    adviezen: Facultatief[Opsomming] = None


class Afspraak(Part):
    """The next appointment (F-A6)."""

    datum: Datum
    wijze: Facultatief[Wijze] = None


class Hervatting(Part):
    """When work is taken up again, in full or in part (F-A6)."""

    datum: Datum
    omvang: Facultatief[Regel] = None


class Vervolg(Part):
    """What happens next (F-A6)."""

    afspraak: Facultatief[Afspraak] = None
    hervatting: Facultatief[Hervatting] = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.afspraak or self.hervatting):
            raise refusal("Dit deel is leeg. Vul «afspraak» of «hervatting» in, of verwijder het.")
        return self


class Toestemming(Part):
    """The employee's explicit consent, and how it was given."""

    datum: Datum
    wijze: Regel


class Medisch(Part):
    """Medical data, the exception: what, why the employer cannot do without, and the consent (F-A8)."""

    gegevens: Tekst
    noodzaak: Tekst
    toestemming: Toestemming


class Inhoud(Part):
    """The body of both letters: these sections and no other (F-V13)."""

    contact: Contact
    werkzaamheden: Facultatief[Werkzaamheden] = None
    duur: Facultatief[Tekst] = None
    mate: Facultatief[Tekst] = None
    aanpassingen: Facultatief[Opsomming] = None
    interventies: Facultatief[Opsomming] = None
    werk: Facultatief[Werk] = None
    vervolg: Facultatief[Vervolg] = None
    medisch: Facultatief[Medisch] = None


class Werkwoord(Part):
    """A word of the employee's own work that the word list would take for something else."""

    woord: Regel
    reden: Regel


class Terugkoppeling(Aanvulling):
    """One feedback as its author wrote it: two envelopes, one body."""

    soort: Literal["terugkoppeling"]
    opgesteld_door: Regel
    vastgesteld: Vastgesteld
    werknemer: Werknemer
    inhoud: Inhoud
    ter_attentie_van: Facultatief[Regel] = None
    woorden_van_het_werk: Lijst[Werkwoord] = ()

    def free_texts(self) -> Iterator[tuple[Path, str]]:
        """Yield every text that the employer will read and that the author worded, with its path."""
        for key in ("plaats", "ter_attentie_van"):
            if (text := getattr(self, key)) is not None:
                yield (key,), text
        yield from _texts(self.inhoud.model_dump(), ("inhoud",))


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    match value:
        case dict():
            for key, inner in value.items():
                yield from _texts(inner, (*path, key))
        case tuple():
            for index, inner in enumerate(value):
                yield from _texts(inner, (*path, index))
        case str():
            yield path, value
        case _:
            return  # a date, or nothing
