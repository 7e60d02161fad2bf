"""Make the package of a sealed dossier: judge it, lay its files out, describe them, bag them, seal the bag.

It is made beside the place where it is to stand, and put there in one move; what stands there is never
written over. Nothing here knows a key: who seals gives its certificates, and takes the statement to seal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from generator import statement as closing
from generator.archive import events, pieces, statement
from generator.archive.describe import sidecars
from generator.archive.history import Earlier
from generator.archive.model import README, Piece, Whole
from generator.archive.order import Order
from generator.archive.payload import Payload, written
from generator.archive.readme import readme
from generator.archive.statement_facts import Facts
from generator.dossier import Dossier
from generator.errors import InputRefused
from generator.examine import examine, told
from generator.void import delegation_of
from signing.archive import bag
from signing.policy import Trust
from signing.sign import Paper

if TYPE_CHECKING:
    from generator.letterhead.design import Letterhead

_TITLES = {
    "dossier": "Taakdelegatie",
    "terugname": "Terugname van taken",
    "toezicht": "Toezichtverslag taakdelegatie",
}
_NOT_HERE = "terugkoppeling"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Templates and letterhead of one's own, for the statement."""

    templates: Path | None = None
    letterhead: Letterhead | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A package that lies complete in `folder` but for its statement, which is to be sealed, and what is said of it."""

    folder: Path
    whole: Whole
    statement: Paper


def judged(
    dossier: Dossier,
    order: Order,
    *,
    trust: Trust,
    at: datetime,
    templates: Path | None,
    as_of: datetime | None = None,
) -> pieces.Judged:
    """Judge the dossier as it lies there; only one that is valid in every part is archived.

    `as_of`: the moment at which it is proven that the papers existed as they are, if that is not now. Raises
    `InputRefused`.
    """
    if dossier.manifest.series == _NOT_HERE:
        raise InputRefused(
            f"{dossier.folder} is een terugkoppeling over een werknemer, en die komt niet in dit archief.",
            hint="Een ingevulde terugkoppeling hoort in het medisch dossier van de werknemer (BW 7:454).",
        )
    found = examine(dossier.folder, trust=trust, at=as_of or at, templates=templates)
    whole, items = found[0], found[1:]
    if (reasons := told(found)) or whole.verdict != "valid":
        raise InputRefused(
            f"{dossier.folder} wordt niet gearchiveerd, want het is niet geldig:\n"
            + "\n".join(f"  {reason}" for reason in reasons),
            hint="Archiveer een dossier dat verzegeld is en waarvan `delegatie verifieer` zegt dat het geldig is.",
        )
    delegation = delegation_of(dossier)
    stated = closing.find(dossier, templates)
    documents = (*dossier.manifest.documents, *((stated,) if stated else ()))
    return pieces.Judged(
        dossier=dossier,
        delegation=delegation,
        papers=tuple(zip(documents, items, strict=True)),
        trust=trust,
        at=at,
        as_of=as_of or at,
        officer=order.officer_of(delegation),
        program=program(),
        made=events.day(delegation),
    )


def program() -> str:
    """Name the program and its version."""
    return f"delegatie {version('taakdelegatie')}"


def lay(
    found: pieces.Judged,
    order: Order,
    sealing: Sequence[bytes],
    *,
    into: Path,
    earlier: Earlier,
    house: House,
) -> Laid:
    """Make the package in a new folder within `into`, whole but for its seal, and the statement that will be it.

    `sealing` are the certificates (DER) of the key that will seal. Raises `InputRefused`, `TemplateRefused`,
    `ProductRefused`, `SurroundingsFailed`, `DocumentRefused`.
    """
    folder = into / found.folder
    payload = Payload(folder / "data")
    whole = _whole(payload, found, order, earlier, sealing)
    for path, data in sidecars(whole):
        payload.add(path, data, "tekst")
    inside = [path.stat().st_size for path in payload.data.rglob("*") if path.is_file()]
    with written(folder):
        bag.make(folder, _info(whole, order))
    facts = Facts(
        reference=whole.reference,
        title=whole.title,
        at=found.at,
        program=found.program,
        officer=whole.officer,
        creator=whole.creator,
        keep_until=whole.keep_until,
        files=len(inside),
        size=sum(inside),
        papers=tuple(_paper(piece) for piece in whole.pieces if piece.document),
        earlier=earlier.statements,
        custodian=order.custodian,
    )
    paper = statement.make(
        found.dossier,
        facts,
        bag.tag_manifests(folder),
        templates=house.templates,
        letterhead=house.letterhead,
    )
    return Laid(folder=folder, whole=whole, statement=paper)


def _whole(
    payload: Payload, found: pieces.Judged, order: Order, earlier: Earlier, sealing: Sequence[bytes]
) -> Whole:
    manifest = found.dossier.manifest
    of_papers = tuple(pieces.papers(payload, found, earlier))
    kept = pieces.books(payload, found)
    rest = (
        pieces.kept_certificates(payload, found, earlier, sealing),
        *pieces.history(payload, earlier, found),
    )
    about = f"{_TITLES.get(manifest.series, 'Papieren')} {found.delegation.taakgedelegeerde.naam}"
    whole = Whole(
        reference=found.reference,
        series=manifest.series,
        title=f"{about}, {found.reference}",
        delegation=found.delegation,
        creator=order.creator_of(found.delegation),
        officer=found.officer,
        judged_at=found.at,
        program=found.program,
        pieces=(*of_papers, kept, *rest),
        events=tuple(
            events.of_dossier(
                found.delegation,
                [item for _, item in found.papers],
                earlier,
                packed_at=found.at,
                officer=found.officer,
                custodian=order.custodian,
            )
        ),
        test=manifest.test,
    )
    text = payload.add(f"{found.folder}/{kept.name}/{README}", readme(whole).encode(), "tekst", made=found.at)
    books = replace(kept, files=(*kept.files, text))
    return replace(whole, pieces=(*of_papers, books, *rest))


def _paper(piece: Piece) -> statement.Paper:
    return statement.Paper(
        document=piece.document,
        title=piece.title,
        sha256=piece.files[0].sha256,
        verdict=piece.verdict or "indeterminate",
    )


def _info(whole: Whole, order: Order) -> dict[str, str]:
    """Say in bag-info.txt what the specification has words for (RFC 8493, 2.2.2)."""
    return {
        "Source-Organization": order.custodian or whole.delegation.arbodienst.naam,
        "Contact-Name": whole.officer,
        "External-Identifier": whole.reference,
        "External-Description": whole.title,
        "Bagging-Date": whole.judged_at.date().isoformat(),
        "Bag-Software-Agent": whole.program,
    }
