"""Read a sidecar, which a stranger may have made: what it says of one object or file, or why it says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from generator.archive import markup
from generator.archive.markup import Node
from generator.archive.mdto import Identificatie, Verwijzing
from generator.archive.mdto_schema import NAMESPACE, fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What one sidecar says, as far as others can be held against it; texts as they stand there."""

    soort: Literal["informatieobject", "bestand"]
    identificaties: tuple[Identificatie, ...]
    naam: str
    aggregatieniveau: str = ""
    waardering: str = ""
    bewaren_tot: str = ""
    onderdeel_van: tuple[Verwijzing, ...] = ()
    onderdelen: tuple[Verwijzing, ...] = ()
    representaties: tuple[Verwijzing, ...] = ()
    aanvullende_metagegevens: tuple[Verwijzing, ...] = ()
    gerelateerd: tuple[Verwijzing, ...] = ()
    omvang: int = -1
    sha256: tuple[str, ...] = ()
    representatie_van: tuple[Verwijzing, ...] = ()


def read(data: bytes) -> Described:
    """Read a sidecar. Raises `ValueError` (Dutch, within a sentence) for what is not MDTO 1.0.1."""
    root = markup.read(data, namespace=NAMESPACE)
    if wrong := fault(root):
        raise ValueError(wrong)
    inside = root.nodes[0]
    known = tuple(_identification(one) for one in inside.all("identificatie"))
    if inside.name == "bestand":
        return Described(
            soort="bestand",
            identificaties=known,
            naam=inside.said("naam"),
            omvang=int(inside.said("omvang")),
            sha256=tuple(_digests(inside)),
            representatie_van=_references(inside, "isRepresentatieVan"),
        )
    return Described(
        soort="informatieobject",
        identificaties=known,
        naam=inside.said("naam"),
        aggregatieniveau=inside.said("aggregatieniveau", "begripLabel"),
        waardering=inside.said("waardering", "begripCode"),
        bewaren_tot=inside.said("bewaartermijn", "termijnEinddatum"),
        onderdeel_van=_references(inside, "isOnderdeelVan"),
        onderdelen=_references(inside, "bevatOnderdeel"),
        representaties=_references(inside, "heeftRepresentatie"),
        aanvullende_metagegevens=_references(inside, "aanvullendeMetagegevens"),
        gerelateerd=tuple(
            _reference(to)
            for one in inside.all("gerelateerdInformatieobject")
            for to in one.all("gerelateerdInformatieobjectVerwijzing")
        ),
    )


def _digests(file: Node) -> Iterator[str]:
    for one in file.all("checksum"):
        # MDTO's list writes it with a hyphen, its example without.
        if one.said("checksumAlgoritme", "begripLabel").replace("-", "").upper() == "SHA256":
            yield one.said("checksumWaarde").lower()


def _references(node: Node, name: str) -> tuple[Verwijzing, ...]:
    return tuple(_reference(one) for one in node.all(name))


def _reference(node: Node) -> Verwijzing:
    known = node.at("verwijzingIdentificatie")
    return Verwijzing(
        naam=node.said("verwijzingNaam"), identificatie=_identification(known) if known else None
    )


def _identification(node: Node) -> Identificatie:
    return Identificatie(kenmerk=node.said("identificatieKenmerk"), bron=node.said("identificatieBron"))
