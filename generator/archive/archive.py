"""Archive: a sealed dossier becomes a package in a folder, with its pakbon beside it; the dossier stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from generator import lock, logbook
from generator.archive import make as making
from generator.archive import pakbon, statement
from generator.archive.describe import counts
from generator.archive.examine import digest_of, examine_package
from generator.archive.history import Earlier
from generator.archive.make import Described, House
from generator.archive.names import sip_name
from generator.archive.order import Form, Order
from generator.archive.package import BOOKS, opened
from generator.archive.payload import written
from generator.archive.swap import put, put_right, slip_beside, staged
from generator.dossier import LEDGER, MANIFEST, SOURCE, Dossier, sha256
from generator.errors import GeneratorError, InputRefused, ProductRefused
from generator.examine import told
from generator.files import ensure_folder, install, read_file
from generator.steps import permission
from generator.steps.work import Progress, at_rest
from signing.archive import bag, container
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
    reference = dossier.manifest.reference
    place = out / named(reference, order.form)
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
        found = making.judged(dossier, order, trust=services.trust, at=clock(), templates=house.templates)
        field = statement.plan_for(
            found.delegation, test=dossier.manifest.test, custodian=order.custodian
        ).slots[-1]
        key = permission.open_for([field], source, services, tell=progress, clock=clock).key
        with staged(place) as beside:
            described = making.make(
                found, order, key, services, into=beside, earlier=Earlier(), house=house, clock=clock
            )
            made = packed(described, beside / "af", order, services, house=house, clock=clock)
            text = slip_of(described, made, order, at=clock())
            put(made, place, text, beside=beside, replace=False)
    return Archived(path=place, new=True)


def named(reference: str, form: Form) -> str:
    """Name the package of a dossier, by the rules for names in a SIP."""
    return sip_name(reference) if form == "map" else f"{sip_name(reference)}.{form}"


def packed(
    described: Described,
    into: Path,
    order: Order,
    services: Services,
    *,
    house: House,
    clock: Callable[[], datetime],
) -> Path:
    """Give the package in its form, in the folder `into`, after judging it as its recipient would.

    Raises `ProductRefused` when it is not valid.
    """
    ensure_folder(into)
    made = into / named(described.folder.name, order.form)
    if order.form == "map":
        install(described.folder, made, replace=False)
    else:
        with written(made):
            container.pack(described.folder, made, order.form)
    items = examine_package(
        made, trust=services.trust, at=clock(), templates=house.templates, custodian=order.custodian
    )
    if reasons := told(items):
        raise ProductRefused(
            f"Het pakket van {described.whole.reference} bleek bij controle niet geldig en is niet bewaard:\n"
            + "\n".join(f"  {reason}" for reason in reasons),
            hint="Het dossier is ongewijzigd.",
        )
    return made


def slip_of(described: Described, made: Path, order: Order, *, at: datetime) -> bytes:
    """Write the pakbon of a package that was made. Raises `SurroundingsFailed`."""
    whole = described.whole
    objects, files = counts(whole)
    return pakbon.pakbon(
        whole,
        sip_name=made.name,
        sip_sha256=digest_of(made),
        sip_form=order.form,
        made_at=at,
        files=files,
        size_of_files=sum(file.size for piece in whole.pieces for file in piece.files),
        objects=objects,
        target=order.target,
        contact=whole.officer,
        peculiarities=("Gemaakt met een proef-PKI: zonder rechtsgevolg.",) if whole.test else (),
    )


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
