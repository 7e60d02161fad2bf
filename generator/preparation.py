"""What is laid out for a machine elsewhere: a folder with the papers, what to sign of each, and how to go on.

The folder says nothing that is trusted later. What comes back is held against the dossier, and judged.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from generator.dossier import Document, Dossier, sha256
from generator.errors import InputRefused
from generator.files import create_folder
from generator.intake import take_in
from signing.plan import Slot
from signing.prepared import Prepared

NAME, README, CERTIFICATE = "voorbereid.json", "LEESMIJ.txt", "certificaat.pem"
FORMAT = 1
MOST_BYTES = 20 << 20  # of one file that comes back: far above a paper with its signatures
_TBS, _CONTENT, _ATTRIBUTES = ".tbs.pdf", ".bytes", ".attrs.der"
_BARE, _CMS = (".sig",), (".p7s", ".p7m", ".cms")


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """One document as it is laid out; `attributes` only where the certificate is known."""

    document: Document
    slot: Slot
    pdf: bytes = field(repr=False)
    prepared: Prepared
    attributes: bytes | None = field(default=None, repr=False)

    @property
    def files(self) -> dict[str, bytes]:
        """Give its files by name, with their digests as `sha256sum -c` reads them."""
        stem = stem_of(self.document)
        files = {f"{stem}.pdf": self.pdf, f"{stem}{_CONTENT}": self.prepared.content}
        if self.attributes is not None:
            files[f"{stem}{_ATTRIBUTES}"] = self.attributes
        sums = "".join(f"{sha256(data)}  {name}\n" for name, data in files.items())
        return files | {f"{stem}{_TBS}": self.prepared.pdf, f"{stem}.sha256": sums.encode()}

    def as_json(self) -> dict[str, object]:
        """Give what is needed to put its signature in later."""
        pin = self.slot.pin
        wanted = {"naam": pin.name, "serienummer": pin.serial, "sha256": pin.sha256, "niveau": pin.level}
        return {
            "document": self.document.id,
            "titel": self.document.plan.title,
            "veld": self.slot.field,
            "ondertekenaar": self.slot.name,
            "certificaat": {key: value for key, value in wanted.items() if value},
            "pdf_sha256": sha256(self.pdf),
            "bytes_sha256": sha256(self.prepared.content),
            "begin": self.prepared.start,
            "eind": self.prepared.end,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """A folder that was laid out, as it is read again: where, for whom, and where each signature goes."""

    folder: Path
    reference: str
    places: Mapping[str, tuple[int, int]]
    laid: Mapping[str, str]

    @property
    def certificate(self) -> Path | None:
        """Give the file of the certificate that it was laid out for, if it was."""
        path = self.folder / CERTIFICATE
        return path if path.is_file() else None

    def prepared(self, document: Document) -> Prepared | None:
        """Read the revision that was prepared of `document`, if it was. Raises `InputRefused`."""
        place = self.places.get(document.id)
        if place is None:
            return None
        pdf = read(self.folder / f"{stem_of(document)}{_TBS}")
        start, end = place
        if not 0 < start < end <= len(pdf):
            raise _damaged(self.folder / NAME)
        return Prepared(pdf=pdf, start=start, end=end)


def stem_of(document: Document) -> str:
    """Name the files of a document, without what says which of them."""
    return f"{document.id}-{document.slug}"


def lay_out(
    folder: Path,
    dossier: Dossier,
    role: str,
    laid: Sequence[Laid],
    *,
    certificate: bytes | None,
    at: datetime,
) -> None:
    """Make `folder` with all files. Raises `InputRefused` where it exists, `SurroundingsFailed`."""
    if folder.exists():
        raise InputRefused(
            f"{folder} bestaat al; er kan al iets getekends in staan.",
            hint="Noem een andere map, of voeg eerst in wat daar staat: --invoegen.",
        )
    data = {
        "formaat": FORMAT,
        "kenmerk": dossier.manifest.reference,
        "rol": role,
        "tijd": at.isoformat(timespec="seconds"),
        "documenten": [one.as_json() for one in laid],
    }
    files = {NAME: json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n"}
    if certificate is not None:
        files[CERTIFICATE] = certificate
    files[README] = _readme(dossier, role, laid, folder=folder, bare=certificate is not None).encode()
    for one in laid:
        files |= one.files
    create_folder(folder, files, replace=False)


def find(folder: Path) -> Preparation | None:
    """Read what was laid out in `folder`; None where nothing was. Raises `InputRefused`."""
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        data = json.loads(read(path))
        entries = data["documenten"] if data["formaat"] == FORMAT else [{}]
        return Preparation(
            folder=folder,
            reference=str(data["kenmerk"]),
            places={str(entry["document"]): (int(entry["begin"]), int(entry["eind"])) for entry in entries},
            laid={str(entry["document"]): str(entry["pdf_sha256"]) for entry in entries},
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as err:
        raise _damaged(path) from err


def signed_files(folder: Path, preparation: Preparation | None) -> list[Path]:
    """List what may have been signed in a folder: PDFs that changed since, and signatures apart."""
    untouched = set(preparation.laid.values()) if preparation else set()
    return [
        path
        for path in sorted(folder.iterdir())
        if path.is_file()
        and not path.name.endswith(_TBS)
        and path.suffix.lower() in (".pdf", *_BARE, *_CMS)
        and (path.suffix.lower() != ".pdf" or sha256(read(path)) not in untouched)
    ]


def is_bare(path: Path) -> bool:
    """Claim that by its name this is a signature without a CMS around it."""
    return path.suffix.lower() in _BARE


def read(path: Path) -> bytes:
    """Read a file that comes from elsewhere. Raises `InputRefused`."""
    try:
        data = take_in(path, limit=MOST_BYTES)
    except InputRefused as err:
        raise InputRefused(f"{path}: {err.message}", hint=err.hint) from err
    if len(data) > MOST_BYTES:
        raise InputRefused(
            f"{path} is te groot: meer dan {MOST_BYTES >> 20} MB wordt niet gelezen.",
            hint="Is dit het goede bestand? Een getekend document is zelden groter dan 1 MB.",
        )
    return data


def _damaged(path: Path) -> InputRefused:
    return InputRefused(
        f"{path} is beschadigd of niet door dit programma gemaakt.",
        hint="Zet het document opnieuw klaar met --voorbereiden, en teken dat.",
    )


def _readme(dossier: Dossier, role: str, laid: Sequence[Laid], *, folder: Path, bare: bool) -> str:
    one = stem_of(laid[0].document)
    who = laid[0].slot.name
    listed = "\n".join(f"  {stem_of(entry.document)}.pdf   veld: {entry.slot.field}" for entry in laid)
    # No whole paths: whoever signs need not know where the dossier is kept.
    laid_in = Path(folder.parent.name, folder.name)
    back = f"{shlex.quote(dossier.folder.name)} --als {role} --invoegen {shlex.quote(laid_in.as_posix())}"
    apart = f"""
2. Alleen een handtekening, voor wie met een kaart of sleutel zonder PDF-programma tekent.
   Zet een gewone handtekening (SHA-256; RSA met PKCS#1 v1.5, of ECDSA) over {one}.attrs.der,
   bijvoorbeeld met OpenSSL:

     openssl dgst -sha256 -sign sleutel.pem -out {one}.sig {one}.attrs.der

   Leg het bestand .sig in deze map, met dezelfde naam ervoor. Het hoort bij het certificaat in {CERTIFICATE}.
"""
    told = """
2. Alleen een handtekening: daarvoor moet uw certificaat bekend zijn. Laat dan opnieuw klaarzetten met
   --certificaat, gevolgd door het bestand met uw certificaat (.pem of .cer).
"""
    return f"""Dossier {dossier.manifest.reference}: klaargezet voor {who} ({role}).

In deze map staat, per document, wat u kunt tekenen, en hoe uw veld daarin heet:
{listed}

Controleer voordat u tekent of alles heel is aangekomen: sha256sum -c *.sha256
Na het tekenen klopt de som van een PDF niet meer; dat hoort zo. Lees elk document. Teken daarna op een van
deze manieren; u hebt dit programma er niet voor nodig.

1. Met een programma dat PDF's tekent (PAdES), zoals Acrobat of de DSS van de Europese Commissie.
   Open {one}.pdf en teken in uw eigen veld, het veld met uw naam. Vraagt het programma naar het veld, noem dan
   de naam die hierboven staat. Voeg niets toe en wijzig niets.
   Kies de vorm PAdES (in Acrobat: «CAdES-equivalent») en een tijdstempel. Tekst in het stempel moet in een
   lettertype staan dat wordt ingesloten; anders wordt het document geweigerd. pyHanko doet dat alleen als u zelf
   een lettertype opgeeft (stamp-styles, met een TTF- of OTF-bestand).
   Sla op onder dezelfde naam, in deze map. Sla niet op als kopie of «afdruk naar PDF».
{apart if bare else told}
3. Een losse PAdES-handtekening (CMS) over {one}.bytes, uit een tekendienst of programma dat die maakt.
   Zij moet zijn gezet met uw certificaat, dat in de handtekening zit en erin wordt genoemd (ESS
   signing-certificate-v2), en zij mag zelf geen tijd noemen (signing-time): PAdES verbiedt dat. `openssl cms`
   noemt altijd een tijd, en kan dus niet; gebruik dan manier 2. Leg het bestand (.p7s) in deze map.

Breng de map daarna terug naar wie haar klaarzette. Die geeft (staat de map nu op een andere plaats, noem dan
achter --invoegen de map die is teruggekomen):

  delegatie onderteken {back}

Alles wordt dan gecontroleerd: of het document hetzelfde is, of u het was, en of er niets anders is veranderd.
Tekent intussen iemand anders hetzelfde document, dan geldt deze map niet meer; laat dan opnieuw klaarzetten.
"""
