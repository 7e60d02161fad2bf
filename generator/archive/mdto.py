"""MDTO 1.0.1: the groups that we use, as data, and how they become XML; the names are those of the standard.

Nothing of the dossier is known here: what is said of it is decided in `generator.archive.describe`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from generator.archive import markup
from generator.archive.markup import Node
from generator.archive.mdto_schema import NAMESPACE, SCHEMA, group


@dataclass(frozen=True, slots=True, kw_only=True)
class Identificatie:
    """What an object is known by, and where that comes from."""

    kenmerk: str
    bron: str

    def node(self, name: str) -> Node:
        """Give it as the element `name`."""
        return group(
            name, "identificatie", {"identificatieKenmerk": self.kenmerk, "identificatieBron": self.bron}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verwijzing:
    """A reference: the name of the other thing, and by what it is known."""

    naam: str
    identificatie: Identificatie | None = None

    def node(self, name: str) -> Node:
        """Give it as the element `name`."""
        known = self.identificatie and self.identificatie.node("verwijzingIdentificatie")
        return group(name, "verwijzing", {"verwijzingNaam": self.naam, "verwijzingIdentificatie": known})


@dataclass(frozen=True, slots=True, kw_only=True)
class Begrip:
    """A term, with its code if it has one, and the list that it is from."""

    label: str
    lijst: str
    code: str = ""

    def node(self, name: str) -> Node:
        """Give it as the element `name`."""
        return group(
            name,
            "begrip",
            {
                "begripLabel": self.label,
                "begripCode": self.code,
                "begripBegrippenlijst": Verwijzing(naam=self.lijst).node("begripBegrippenlijst"),
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DekkingInTijd:
    """The period that the contents are about; the last day included."""

    soort: Begrip
    begin: date
    einde: date

    def node(self) -> Node:
        """Give the element."""
        return group(
            "dekkingInTijd",
            "dekkingInTijd",
            {
                "dekkingInTijdType": self.soort.node("dekkingInTijdType"),
                "dekkingInTijdBegindatum": self.begin.isoformat(),
                "dekkingInTijdEinddatum": self.einde.isoformat(),
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to the object: what, when, who answers for it, with which result."""

    soort: Begrip
    tijd: datetime
    actor: Verwijzing
    resultaat: str = ""

    def node(self) -> Node:
        """Give the element."""
        return group(
            "event",
            "event",
            {
                "eventType": self.soort.node("eventType"),
                "eventTijd": moment(self.tijd),
                "eventVerantwoordelijkeActor": self.actor.node("eventVerantwoordelijkeActor"),
                "eventResultaat": self.resultaat,
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Betrokkene:
    """Somebody with a part in it."""

    relatie: Begrip
    actor: Verwijzing

    def node(self) -> Node:
        """Give the element."""
        return group(
            "betrokkene",
            "betrokkene",
            {
                "betrokkeneTypeRelatie": self.relatie.node("betrokkeneTypeRelatie"),
                "betrokkeneActor": self.actor.node("betrokkeneActor"),
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gerelateerd:
    """Another object that matters to this one, and how."""

    relatie: Begrip
    ander: Verwijzing

    def node(self) -> Node:
        """Give the element."""
        key = "gerelateerdInformatieobject"
        return group(
            key,
            key,
            {
                f"{key}Verwijzing": self.ander.node(f"{key}Verwijzing"),
                f"{key}TypeRelatie": self.relatie.node(f"{key}TypeRelatie"),
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Beperking:
    """What limits its use."""

    soort: Begrip
    beschrijving: str

    def node(self) -> Node:
        """Give the element."""
        return group(
            "beperkingGebruik",
            "beperkingGebruik",
            {
                "beperkingGebruikType": self.soort.node("beperkingGebruikType"),
                "beperkingGebruikNadereBeschrijving": self.beschrijving,
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Informatieobject:
    """A dossier or a piece; `bewaren_tot` is the last day on which it is kept."""

    identificatie: Identificatie
    naam: str
    aggregatieniveau: Begrip
    waardering: Begrip
    bewaren_tot: date
    archiefvormer: Verwijzing
    beperking: Beperking
    omschrijving: tuple[str, ...] = ()
    dekking: DekkingInTijd | None = None
    taal: str = "nl"
    events: tuple[Event, ...] = ()
    informatiecategorie: Begrip | None = None
    onderdeel_van: Verwijzing | None = None
    onderdelen: tuple[Verwijzing, ...] = ()
    representaties: tuple[Verwijzing, ...] = ()
    aanvullende_metagegevens: tuple[Verwijzing, ...] = ()
    gerelateerd: tuple[Gerelateerd, ...] = ()
    betrokkenen: tuple[Betrokkene, ...] = ()

    def node(self) -> Node:
        """Give the element."""
        category = self.informatiecategorie
        return group(
            "informatieobject",
            "informatieobject",
            {
                "identificatie": self.identificatie.node("identificatie"),
                "naam": self.naam,
                "aggregatieniveau": self.aggregatieniveau.node("aggregatieniveau"),
                "omschrijving": self.omschrijving,
                "dekkingInTijd": self.dekking and self.dekking.node(),
                "taal": self.taal,
                "event": tuple(event.node() for event in self.events),
                "waardering": self.waardering.node("waardering"),
                "bewaartermijn": group(
                    "bewaartermijn", "termijn", {"termijnEinddatum": self.bewaren_tot.isoformat()}
                ),
                "informatiecategorie": category and category.node("informatiecategorie"),
                "isOnderdeelVan": self.onderdeel_van and self.onderdeel_van.node("isOnderdeelVan"),
                "bevatOnderdeel": tuple(one.node("bevatOnderdeel") for one in self.onderdelen),
                "heeftRepresentatie": tuple(one.node("heeftRepresentatie") for one in self.representaties),
                "aanvullendeMetagegevens": tuple(
                    one.node("aanvullendeMetagegevens") for one in self.aanvullende_metagegevens
                ),
                "gerelateerdInformatieobject": tuple(one.node() for one in self.gerelateerd),
                "archiefvormer": self.archiefvormer.node("archiefvormer"),
                "betrokkene": tuple(one.node() for one in self.betrokkenen),
                "beperkingGebruik": self.beperking.node(),
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bestand:
    """One file: `sha256` was taken at `checksum_datum`."""

    identificatie: Identificatie
    naam: str
    omvang: int
    formaat: Begrip
    algoritme: Begrip
    sha256: str
    checksum_datum: datetime
    representatie_van: Verwijzing

    def node(self) -> Node:
        """Give the element."""
        return group(
            "bestand",
            "bestand",
            {
                "identificatie": self.identificatie.node("identificatie"),
                "naam": self.naam,
                "omvang": str(self.omvang),
                "bestandsformaat": self.formaat.node("bestandsformaat"),
                "checksum": group(
                    "checksum",
                    "checksum",
                    {
                        "checksumAlgoritme": self.algoritme.node("checksumAlgoritme"),
                        "checksumWaarde": self.sha256,
                        "checksumDatum": moment(self.checksum_datum),
                    },
                ),
                "isRepresentatieVan": self.representatie_van.node("isRepresentatieVan"),
            },
        )


def write(thing: Informatieobject | Bestand) -> bytes:
    """Write the sidecar of an object or a file: the same data gives the same bytes."""
    return markup.write(Node("MDTO", (thing.node(),)), namespace=NAMESPACE, schema=SCHEMA)


def moment(at: datetime) -> str:
    """Write a moment in UTC, to the second. Raises `ValueError` for one without a time zone."""
    if at.tzinfo is None:
        raise ValueError(f"moment without a time zone: {at}")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
