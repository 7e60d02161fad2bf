"""Archive: a sealed dossier becomes a package in a folder, with its pakbon beside it; the dossier stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from generator import lock, logbook
from generator.archive import legs, statement
from generator.archive.legs import named
from generator.archive.make import House, Laid
from generator.archive.order import Order
from generator.archive.package import BOOKS, opened
from generator.archive.pieces import Judged
from generator.archive.sealer import Sealer
from generator.archive.swap import put, put_right, slip_beside, staged
from generator.dossier import LEDGER, MANIFEST, SOURCE, Dossier, sha256
from generator.errors import GeneratorError, InputRefused
from generator.files import ensure_folder, read_file
from generator.many import relay
from generator.many.relay import Away, Steps, Together
from generator.steps.work import Progress, at_rest
from signing.archive import bag
from signing.errors import SealingError
from signing.increment import Services
from signing.keys import KeySource


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """Where the package of a dossier stands; `new` is false for one that stood there already."""

    path: Path
    new: bool


def archive(
    dossier: Dossier,
    out: Path,
    order: Order,
    source: KeySource,
    services: Services,
    *,
    house: House,
    progress: Progress,
    clock: Callable[[], datetime],
) -> Archived:
    """Make the package of `dossier` in the folder `out`; nothing that stands there is written over.

    A package of this very dossier that stands there is left as it is. Killed half-way, the same command begins
    anew. Raises `InputRefused`, `InUse`, `TemplateRefused`, `ProductRefused`, `SurroundingsFailed`, and what
    opening the key and sealing raise.
    """
    sealer = Sealer(source, services, tell=progress, clock=clock)
    return relay.alone(steps(dossier, out, order, sealer, house=house))


def place_of(dossier: Dossier, out: Path, order: Order) -> Path:
    """Give where the package of a dossier is to stand."""
    return out / named(dossier.manifest.reference, order.form)


def steps(dossier: Dossier, out: Path, order: Order, sealer: Sealer, *, house: House) -> Steps[Archived]:
    """Do as `archive` does, in steps: locks, the key and the last move are its owner's, the rest may be anyone's.

    The moment of judgement is given along, so that who judges needs no clock that is right.
    """
    place = place_of(dossier, out, order)
    trust = sealer.services.trust
    _require_outside(out)
    ensure_folder(out)
    what = f"Archiefpakket {place.name}"
    with lock.held(lock.beside(place), "archiveer", what=what), at_rest(dossier, "archiveer"):
        put_right(place)
        if place.exists():
            _require_same(place, dossier)
            return Archived(path=place, new=False)
        slip = slip_beside(place)
        if slip.exists():
            raise InputRefused(
                f"{slip} staat er al, zonder het pakket waar zij bij hoort; er is niets gemaakt.",
                hint="Is het pakket al aangeleverd, dan hoeft er niets. Kies anders een andere map.",
            )
        asked = legs.Judging(
            dossier=dossier, order=order, trust=trust, at=sealer.clock(), templates=house.templates
        )
        found: Judged = yield Away(legs.judge, asked)
        plan = statement.plan_for(found.delegation, test=dossier.manifest.test, custodian=order.custodian)
        sealing = sealer.open_for(plan.slots[-1])
        with staged(place) as beside:
            laying = legs.Laying(found=found, order=order, sealing=sealing, into=beside, house=house)
            laid: Laid = yield Away(legs.lay, laying)
            sealed: bytes = yield Together(sealer, laid.statement)
            packing = legs.Packing(
                laid=laid,
                sealed=sealed,
                into=beside,
                order=order,
                trust=trust,
                at=sealer.clock(),
                house=house,
            )
            packed: legs.Packed = yield Away(legs.pack, packing)
            put(packed.path, place, packed.slip, beside=beside, replace=False)
    return Archived(path=place, new=True)


def _require_outside(out: Path) -> None:
    """Raise `InputRefused` for a place within a dossier or a package: what is put there, damages it."""
    for folder in (there := out.resolve(), *there.parents):
        if (folder / MANIFEST).is_file() or (folder / bag.BAGIT).is_file():
            raise InputRefused(
                f"{out} ligt in {folder.name}, en dat is zelf een dossier of archiefpakket; er is niets gemaakt.",
                hint="Kies een map daarbuiten: wat erbij komt te liggen, maakt het ongeldig.",
            )


def _require_same(place: Path, dossier: Dossier) -> None:
    """Raise `InputRefused` unless the package at `place` holds the dossier as it is now."""
    try:
        with opened(place) as package:
            inside = package.piece(BOOKS)
            same = all(read_file(inside / name) == data for name, data in _books(dossier).items()) and all(
                _paper(package.dossier, document.pdf) == sha256(dossier.read_pdf(document))
                for document in dossier.manifest.documents
            )
    except (GeneratorError, SealingError):
        same = False
    if not same:
        raise InputRefused(
            f"{place} bestaat al en is geen pakket van dit dossier zoals het nu is; er is niets gewijzigd.",
            hint="Kies een andere map, of vernieuw het pakket dat er staat met `delegatie vernieuw`.",
        )


def _books(dossier: Dossier) -> dict[str, bytes]:
    beside = {name: read_file(dossier.folder / name) for name in (SOURCE, MANIFEST)}
    return {**beside, LEDGER: logbook.read(dossier)}


def _paper(folder: Path, pdf: str) -> str:
    name = Path(pdf).stem
    return sha256(read_file(folder / name / f"{name}.pdf"))
