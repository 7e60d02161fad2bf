"""The pakbon: the slip that goes with a delivery, outside it (MDTO SIP specification 1.0, «Pakbon»).

The specification says what is on it and prefers XML, but has no schema; the names of the elements are its words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from generator.archive import markup
from generator.archive.describe import counts, source_of
from generator.archive.markup import Node
from generator.archive.mdto import moment
from generator.archive.model import Whole
from generator.archive.order import Form

NAME_END = ".pakbon.xml"
NAMESPACE = "urn:taakdelegatie:pakbon:1"

_OVER = {
    "map": "tagmanifest-sha256.txt van de map",
    "tar": "het bestand zelf",
    "zip": "het bestand zelf",
}
_DIGEST = re.compile(r"[0-9a-f]{64}")
_COUNT = re.compile(r"[0-9]{1,18}")
_BAG = (
    "Het pakket is een bag (BagIt 1.0, RFC 8493). De aantallen en de omvang gaan over de map data, zonder de "
    "MDTO-bestanden; daarnaast staan de manifesten van de bag en archiefverklaring.pdf, die ze verzegelt."
)
_UNKNOWN = "Nog niet bekend: op te geven door de ontvangende partij"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What verification needs of a pakbon."""

    identification: str
    sip_name: str
    sip_form: str
    sip_sha256: str
    objects: int
    files: int
    size: int


def pakbon(
    whole: Whole,
    *,
    sip_name: str,
    sip_sha256: str,
    sip_form: Form,
    made_at: datetime,
    files: int,
    size_of_files: int,
    objects: int,
    target: str,
    contact: str,
    peculiarities: Sequence[str],
) -> bytes:
    """Write the pakbon of a package.

    `files` and `size_of_files` are those of the payload that are no sidecar; `sip_sha256` is of the .tar or .zip,
    or of the tag manifest of a folder.
    """
    return markup.write(
        Node(
            "pakbon",
            (
                Node("identificatienummer", f"{whole.reference}/{moment(made_at)}"),
                Node("naam", whole.title),
                Node("locatieDoelsysteem", target or _UNKNOWN),
                Node(
                    "sip",
                    (
                        Node("bestandsnaam", sip_name),
                        Node("vorm", sip_form),
                        Node(
                            "hashcode",
                            (
                                Node("algoritme", "SHA-256"),
                                Node("waarde", sip_sha256),
                                Node("berekendOver", _OVER[sip_form]),
                            ),
                        ),
                        Node("tijdstipCreatie", moment(made_at)),
                    ),
                ),
                Node(
                    "toplevelInformatieobject",
                    (
                        Node("identificatieKenmerk", whole.reference),
                        Node("identificatieBron", source_of(whole.delegation)),
                    ),
                ),
                Node("organisatie", whole.delegation.arbodienst.naam),
                Node("archiefvormer", whole.creator),
                Node("contactpersoon", contact),
                Node("aantalInformatieobjecten", str(objects)),
                Node("aantalBestanden", str(counts(whole)[1])),
                Node("aantalBestandenZonderMdto", str(files)),
                Node("omvangZonderMdtoInBytes", str(size_of_files)),
                *(Node("bijzonderheid", one) for one in (_BAG, *peculiarities)),
            ),
        ),
        namespace=NAMESPACE,
    )


def read(data: bytes) -> Slip:
    """Read a pakbon that this program wrote. Raises `ValueError` (Dutch) for anything else."""
    root = markup.read(data, namespace=NAMESPACE)
    digest = root.said("sip", "hashcode", "waarde")
    if root.name != "pakbon" or not _DIGEST.fullmatch(digest):
        raise ValueError("het is geen pakbon met een SHA-256 van het pakket")
    name = root.said("sip", "bestandsnaam")
    if not name:
        raise ValueError("het pakket heeft er geen naam")
    return Slip(
        identification=root.said("identificatienummer"),
        sip_name=name,
        sip_form=root.said("sip", "vorm"),
        sip_sha256=digest,
        objects=_count(root, "aantalInformatieobjecten"),
        files=_count(root, "aantalBestandenZonderMdto"),
        size=_count(root, "omvangZonderMdtoInBytes"),
    )


def _count(root: Node, name: str) -> int:
    said = root.said(name)
    if not _COUNT.fullmatch(said):
        raise ValueError(f"achter «{name}» staat geen aantal")
    return int(said)
