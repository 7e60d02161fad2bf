"""The verdict on an archive package: bag, statement, dossier, description, and whether they agree.

Steps: (1) every byte of the bag is as its manifests say; (2) the statement (D17) seals these manifests, by whom it
should, as of the moment of judgement; (3) so do the statements before it, each as of the next; (4) the dossier
is laid out again and judged as of the moment at which the statements prove that it existed; (5) nothing but
time-stamps came to it since it was packed; (6) description, books and papers say the same, and
nothing lies there that nobody judged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from generator import logbook
from generator.archive import agreement, inventory, pakbon
from generator.archive.model import STATEMENT
from generator.archive.package import Package, lay_out, opened, workplace
from generator.archive.proof import proof
from generator.delegation import Delegation
from generator.dossier import Dossier, sha256
from generator.errors import GeneratorError, NoRoom
from generator.examine import Item, examine
from generator.files import read_file
from generator.judgement.watch import SILENT, Watch
from generator.void import delegation_of
from signing import ledger
from signing.archive import bag, container
from signing.errors import SealingError
from signing.policy import Trust
from signing.report import Problem

if TYPE_CHECKING:
    from generator.letterhead.design import Letterhead


def examine_package(
    path: Path,
    *,
    trust: Trust,
    at: datetime,
    templates: Path | None = None,
    again: bool = False,
    letterhead: Letterhead | None = None,
    custodian: str = "",
    watch: Watch = SILENT,
) -> tuple[Item, ...]:
    """Examine a package as of `at`, offline; a bad one gives an item that says so, never an exception.

    `custodian` may seal besides the arbodienst; `again`, `letterhead` and `watch` as in `generator.examine`. Gives
    the package, its statement, the dossier and its papers. Raises `NoRoom` where it cannot be laid out to look, and
    `MemoryError`.
    """
    damage: tuple[Problem, ...] = ()
    try:
        watch.begins("het uitpakken")
        with opened(path) as package, workplace(path) as place:
            watch.begins("de lijsten van het pakket")
            damage = bag.check(package.folder, {STATEMENT})  # (1)
            if bag.excessive(package.folder):  # nor is it copied: it could fill the disk
                return (
                    Item(whole=True, path=str(path), title=f"Archiefpakket {path.name}", problems=damage),
                )
            dossier = lay_out(package, place / "dossier")
            delegation = delegation_of(dossier)
            watch.begins("de archiefverklaring")
            proven = proof(package, dossier, delegation, trust=trust, at=at, custodian=custodian)  # (2, 3, 5)
            watch.judged(proven.item, package.statement())
            intact = not damage and proven.item.verdict == "valid"
            moment = proven.moment if intact and proven.moment else at
            inside = examine(
                dossier.folder,
                trust=trust,
                at=moment,
                templates=templates,
                again=again,
                letterhead=letterhead,
                watch=_Inside(watch, dossier.folder, package),
            )  # (4)
            watch.begins("het pakket als geheel")
            return (
                Item(
                    whole=True,
                    path=str(path),
                    title=f"Archiefpakket {package.name}",
                    problems=(
                        *damage,
                        *proven.problems,
                        *_agreement(package, dossier, delegation),  # (6)
                        *inventory.problems(package),
                        *_pakbon(package),
                    ),
                ),
                proven.item,
                *(_there(item, dossier.folder, package) for item in inside),
            )
    except (NoRoom, MemoryError):
        raise
    except (GeneratorError, SealingError) as err:
        why = err.message
    except Exception as err:  # noqa: BLE001 - a stranger's files: whatever breaks, it is not valid
        why = f"Dit is zo gemaakt of beschadigd dat het niet te beoordelen is ({type(err).__name__})."
    unreadable = Problem(code="onleesbaar", message=why)
    return (Item(path=str(path), title=f"Archiefpakket {path.name}", problems=(*damage, unreadable)),)


class _Inside(Watch):
    """Looks on with another, who is told where a paper lies in the package."""

    def __init__(self, outer: Watch, place: Path, package: Package) -> None:
        self._outer, self._place, self._package = outer, place, package

    def begins(self, what: str) -> None:
        self._outer.begins(what)

    def judged(self, item: Item, pdf: bytes) -> None:
        self._outer.judged(_there(item, self._place, self._package), pdf)


def _there(item: Item, place: Path, package: Package) -> Item:
    """Name a paper by where it lies in the package, not by where it was laid out."""
    found = Path(item.path)
    name = found.stem if found != place else ""
    inside = f"data/{package.name}" + (f"/{name}/{found.name}" if name else "")
    shown = str(package.path / inside) if package.form == "map" else f"{package.path}: {inside}"
    return replace(item, path=shown)


def _agreement(package: Package, dossier: Dossier, delegation: Delegation) -> Iterator[Problem]:
    last = {
        str(entry.data.get("document")): str(entry.data.get("na"))
        for entry in ledger.read(logbook.read(dossier))
    }
    names = {folder.name.partition("-")[0]: folder.name for folder in package.dossier.iterdir()}
    signed = {
        f"{package.name}/{names[document]}/{names[document]}.pdf": digest
        for document, digest in last.items()
        if document in names
    }
    yield from agreement.problems(
        package.data,
        reference=dossier.manifest.reference,
        delegation=delegation.kenmerk,
        keep_until=delegation.archief.bewaren_tot,
        signed=signed,
    )


def _pakbon(package: Package) -> Iterator[Problem]:
    """Hold the pakbon that lies beside a package against it; one that went along with it elsewhere is no matter."""
    beside = package.path.with_name(f"{package.path.name}{pakbon.NAME_END}")
    if not beside.is_file():
        return
    try:
        slip = pakbon.read(read_file(beside))
    except (ValueError, GeneratorError) as err:
        yield Problem(code="pakbon", message=f"{beside.name} is niet te lezen: {err}")
        return
    if slip.sip_sha256 != digest_of(package.path):
        yield Problem(
            code="pakbon", message=f"{beside.name} gaat over een ander pakket: de SHA-256 verschilt."
        )


def digest_of(path: Path) -> str:
    """Give the SHA-256 that stands for a package: of the file, or of a folder's tag manifest."""
    if container.form_of(path) == "map":
        return sha256(bag.tag_manifests(path)[bag.SHA256_TAGS])
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
