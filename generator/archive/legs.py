"""The parts of archiving that need no key, as work for any process that sees the same folders: judge, lay out, pack.

Each may be done again after a process that died with it: what is written goes in a folder of its own every time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from generator.archive import make as making
from generator.archive import pakbon
from generator.archive.describe import counts
from generator.archive.examine import digest_of, examine_package
from generator.archive.history import Earlier
from generator.archive.make import House, Laid
from generator.archive.model import STATEMENT
from generator.archive.names import sip_name
from generator.archive.payload import written
from generator.errors import ProductRefused
from generator.examine import told
from generator.files import replace_file
from signing.archive import container

if TYPE_CHECKING:
    from generator.archive.order import Form, Order
    from generator.archive.pieces import Judged
    from generator.dossier import Dossier
    from signing.policy import Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """A dossier to judge, as `generator.archive.make.judged` takes it."""

    dossier: Dossier
    order: Order
    trust: Trust
    at: datetime
    templates: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Laying:
    """A dossier that is valid, to lay out in a new folder within `into`, as `generator.archive.make.lay` takes it."""

    found: Judged
    order: Order
    sealing: tuple[bytes, ...]
    into: Path
    house: House


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """A package that was laid out, and its `sealed` statement: to judge `at` a moment, as its recipient would."""

    laid: Laid
    sealed: bytes
    into: Path
    order: Order
    trust: Trust
    at: datetime
    house: House


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A package in its form that was judged valid, and the pakbon that goes beside it."""

    path: Path
    slip: bytes


def judge(task: Judging) -> Judged:
    """Judge the dossier. Raises `InputRefused`."""
    return making.judged(task.dossier, task.order, trust=task.trust, at=task.at, templates=task.templates)


def lay(task: Laying) -> Laid:
    """Lay the package out. Raises what `generator.archive.make.lay` raises."""
    return making.lay(
        task.found,
        task.order,
        task.sealing,
        into=_own_place(task.into),
        earlier=Earlier(),
        house=task.house,
    )


def pack(task: Packing) -> Packed:
    """Give the package in its form, after judging it. Raises `ProductRefused`, `SurroundingsFailed`."""
    laid, order = task.laid, task.order
    replace_file(laid.folder / STATEMENT, task.sealed)
    made = laid.folder
    if order.form != "map":
        made = _own_place(task.into) / named(laid.folder.name, order.form)
        with written(made):
            container.pack(laid.folder, made, order.form)
    items = examine_package(
        made, trust=task.trust, at=task.at, templates=task.house.templates, custodian=order.custodian
    )
    if reasons := told(items):
        raise ProductRefused(
            f"Het pakket van {laid.whole.reference} bleek bij controle niet geldig en is niet bewaard:\n"
            + "\n".join(f"  {reason}" for reason in reasons),
            hint="Het dossier is ongewijzigd.",
        )
    return Packed(path=made, slip=_slip_of(laid, made, order, at=task.at))


def named(reference: str, form: Form) -> str:
    """Name the package of a dossier, by the rules for names in a SIP."""
    return sip_name(reference) if form == "map" else f"{sip_name(reference)}.{form}"


def _own_place(into: Path) -> Path:
    with written(into):
        return Path(mkdtemp(dir=into))


def _slip_of(laid: Laid, made: Path, order: Order, *, at: datetime) -> bytes:
    """Write the pakbon of a package that was made. Raises `SurroundingsFailed`."""
    whole = laid.whole
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
