"""The parts of a delegation file, each a mapping with the keys that its author writes.

A field that a rule judges by its content (a BIG number, a duration, a task) is plain text here, so
that the rule speaks, with its reason and its source. What is `Facultatief` may be left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import model_validator

from generator.fields import Datum, Facultatief, LegeTekst, Lijst, Part, Regel, Sha256, Tekst, refusal

if TYPE_CHECKING:
    from typing import Self

Oordeel = Literal["bekwaam", "bekwaam-onder-voorwaarden", "niet-bekwaam"]


class Looptijd(Part):
    """From when until when the tasks are delegated: never without an end."""

    ingang: Datum
    einde: Datum
    evaluaties: Lijst[Datum]


class BigControle(Part):
    """Who looked the bedrijfsarts up in the BIG register, and when."""

    datum: Datum
    door: Regel


class Waarnemer(Part):
    """Who stands in for the bedrijfsarts."""

    naam: Regel
    big_nummer: Regel


class Bedrijfsarts(Part):
    """The delegator: responsible to the end, whoever carries out the task."""

    naam: Regel
    aanhef: Regel
    functie: Regel
    specialisme: Regel
    big_nummer: Regel
    big_controle: BigControle
    organisatie: Regel
    email: Regel
    telefoon: Regel
    waarnemer: Facultatief[Waarnemer] = None
    arts_gemachtigde: Facultatief[bool] = None


class Rsc(Part):
    """The delegate's entry in the RSC register; `geen` is an answer too."""

    titel: Literal["CMTD", "aantekening-taakdelegatie", "geen"]
    nummer: Facultatief[Regel] = None


class Arbeidsovereenkomst(Part):
    """The contract with the werkgever that D2 and D3 refer to."""

    datum: Datum
    functie: Regel
    motivering: Tekst
    andere_werkzaamheden: Tekst


class AndereRol(Part):
    """Another role of the delegate, and for whom he fulfils it."""

    rol: Literal[
        "casemanager-verzuim", "leidinggevende", "hr-adviseur", "or-lid", "preventiemedewerker", "anders"
    ]
    voor: Literal["werkgever", "andere-werkgever", "verzekeraar", "arbodienst", "anders"]
    organisatie: Facultatief[Regel] = None
    toelichting: Facultatief[LegeTekst] = None


class Taakgedelegeerde(Part):
    """The delegate: a casemanager in taakdelegatie."""

    naam: Regel
    aanhef: Regel
    functie: Regel
    casemanager_type: Literal[
        "medische-begeleiding-taakdelegatie",
        "procesbegeleider-bedrijfsarts",
        "procesbegeleider-werkgever",
        "re-integratie-spoor-1-2",
    ]
    email: Regel
    rsc: Rsc
    formele_werkgever: Literal["werkgever", "arbodienst", "bureau", "zelfstandig", "verzekeraar"]
    andere_rollen: Lijst[AndereRol]
    arbeidsovereenkomst: Facultatief[Arbeidsovereenkomst] = None
    big_nummer: Facultatief[Regel] = None


class Adres(Part):
    """A postal address."""

    straat: Regel
    postcode: Regel
    plaats: Regel


class Vertegenwoordiger(Part):
    """Who signs for the werkgever, and by what authority."""

    naam: Regel
    aanhef: Regel
    functie: Regel
    bevoegdheid: Regel
    email: Regel


class Medezeggenschap(Part):
    """Works council or staff representation, and its consent."""

    vorm: Literal["or", "pvt", "geen"]
    instemming: Facultatief[Datum] = None
    reden: Facultatief[Regel] = None


class Werkgever(Part):
    """The client organisation."""

    naam: Regel
    rechtsvorm: Literal[
        "bv", "nv", "stichting", "vereniging", "cooperatie", "vof", "cv", "maatschap", "eenmanszaak",
        "gemeente", "provincie", "waterschap", "gemeenschappelijke-regeling", "rijk", "anders",
    ]  # fmt: skip
    kvk_nummer: Regel
    adres: Adres
    vertegenwoordiger: Vertegenwoordiger
    medezeggenschap: Medezeggenschap
    vestigingsnummer: Facultatief[Regel] = None
    rsin: Facultatief[Regel] = None


class Arbodienst(Part):
    """The organisation of the bedrijfsarts, which seals the documents."""

    naam: Regel
    kvk_nummer: Regel
    adres: Adres
    vestigingsnummer: Facultatief[Regel] = None
    rsin: Facultatief[Regel] = None


class Zelfbeoordeling(Part):
    """The delegate's judgement on his own competence."""

    oordeel: Oordeel
    datum: Datum
    voorwaarden: Facultatief[Tekst] = None


class BeoordelingBedrijfsarts(Part):
    """The judgement of the bedrijfsarts on the delegate's competence."""

    oordeel: Oordeel
    datum: Datum
    voorwaarden: Facultatief[Tekst] = None
    herbeoordeling: Facultatief[Datum] = None


class Bewijs(Part):
    """What shows the competence."""

    soort: Literal["opleiding", "certificaat", "werkervaring", "observatie"]
    omschrijving: Regel
    datum: Datum
    geldig_tot: Facultatief[Datum] = None


class Bekwaamheid(Part):
    """Competence for one task: judged from both sides, and shown."""

    zelfbeoordeling: Zelfbeoordeling
    beoordeling_bedrijfsarts: BeoordelingBedrijfsarts
    bewijs: Lijst[Bewijs] = ()


class Taak(Part):
    """One delegated task: how far, on what instructions, under what oversight."""

    taak: Regel
    omvang: Literal["gedeeltelijk", "volledig"]
    toezicht: Tekst
    inzage: Lijst[Regel]
    bekwaamheid: Bekwaamheid
    aanwijzingen: Facultatief[LegeTekst] = None
    uitgezonderd: Facultatief[Tekst] = None
    voorwaarden: Facultatief[Tekst] = None


class Toezicht(Part):
    """How the bedrijfsarts oversees the delegate and can step in."""

    overleg: Regel
    wijze: Tekst
    bereikbaarheid: Tekst
    escalatie: Lijst[Regel]


class Verwerker(Part):
    """Who processes data for the controller, and the day of the agreement on that."""

    naam: Regel
    verwerkersovereenkomst: Facultatief[Datum] = None


class Privacy(Part):
    """Who may see what, and who answers for it."""

    afgeschermd_dossierdeel: bool
    verwerkingsverantwoordelijke: Regel
    verwerkers: Lijst[Verwerker] = ()


class Informeren(Part):
    """How and when the employees are told."""

    wijze: Tekst
    datum: Datum


class Gedragscode(Part):
    """The code of conduct that the delegate subscribes to; it is referred to, never reproduced."""

    titel: Regel
    versie: Regel
    sha256: Regel


class Archief(Part):
    """Who answers for the archive, and how long it is kept."""

    verantwoordelijke: Regel
    bewaren_tot: Datum
    selectielijst_categorie: Facultatief[Regel] = None


class Afwijking(Part):
    """A rule that is knowingly deviated from; it is printed in D1."""

    regel: Regel
    motivering: Tekst
    bron: Tekst


class Ondertekenaar(Part):
    """Whose certificate may sign for a role: any of these narrows it."""

    niveau: Facultatief[Literal["qes", "aes"]] = None
    naam: Facultatief[Regel] = None
    serienummer: Facultatief[Regel] = None
    sha256: Facultatief[Sha256] = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.niveau or self.naam or self.serienummer or self.sha256):
            raise refusal("Noem ten minste niveau, naam, serienummer of sha256, of verwijder dit deel.")
        return self


class Ondertekening(Part):
    """Who may sign, by role."""

    bedrijfsarts: Facultatief[Ondertekenaar] = None
    taakgedelegeerde: Facultatief[Ondertekenaar] = None
    werkgever: Facultatief[Ondertekenaar] = None
