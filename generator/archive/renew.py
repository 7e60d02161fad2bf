"""Renew: a package gets its next archive time-stamps, and a new statement over the whole.

The papers are renewed in their reserve fields while there are any. When these are used up, the statement alone
carries on: its archive time-stamp covers the digests of every file, so it proves that the papers existed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from generator import lock, steps
from generator.archive import history, legs, statement
from generator.archive import make as making
from generator.archive.examine import examine_package
from generator.archive.make import House
from generator.archive.order import Order
from generator.archive.package import Package, lay_out, opened
from generator.archive.proof import proof
from generator.archive.sealer import Sealer
from generator.archive.swap import put, put_right, slip_beside, staged
from generator.dossier import Dossier
from generator.errors import InputRefused
from generator.examine import told
from generator.steps.work import Progress
from generator.void import delegation_of
from signing import renew as signing
from signing.errors import WrongTurn
from signing.increment import Services, single
from signing.keys import KeySource
from signing.plan import Origin
from signing.renew import ReserveUsed
from signing.sign import Paper


def renew(
    path: Path,
    source: KeySource,
    services: Services,
    *,
    order: Order,
    why: str = "",
    house: House | None = None,
    progress: Progress,
    clock: Callable[[], datetime],
) -> list[str]:
    """Renew the package at `path`, in one move; gives the ids of the papers that got a time-stamp of their own.

    `why` is a Dutch sentence for the history. Only a package that is valid now is renewed: what was lost cannot
    be given back. Raises `InputRefused`, `InUse`, `SurroundingsFailed`, and what opening the key and sealing raise.
    """
    house = house or House()
    if path.is_symlink() or path.name in ("", ".."):  # what is beside it, is beside where it really lies
        path = path.resolve()
    with lock.held(lock.beside(path), "vernieuw", what=f"Archiefpakket {path.name}"):
        put_right(path)
        _require_valid(path, services, order, house, at=clock())
        with opened(path) as package, staged(path) as beside:
            _require_another_round(package, at=clock())
            order = replace(order, form=package.form)
            dossier = lay_out(package, beside / "dossier" / package.name)
            delegation = delegation_of(dossier)
            field = statement.plan_for(
                delegation, test=dossier.manifest.test, custodian=order.custodian
            ).slots[-1]
            sealer = Sealer(source, services, tell=progress, clock=clock)
            sealing = sealer.open_for(field)
            proven = proof(
                package, dossier, delegation, trust=services.trust, at=clock(), custodian=order.custodian
            )
            done = _papers(dossier, services, progress=progress, clock=clock)
            found = making.judged(
                dossier, order, trust=services.trust, at=clock(), templates=house.templates,
                as_of=None if done else proven.moment,
            )  # fmt: skip
            earlier = history.gather(
                package,
                _statement(package, dossier, services, clock=clock),
                why=why or _why(package),
            )
            laid = making.lay(found, order, sealing, into=beside, earlier=earlier, house=house)
            packing = legs.Packing(
                laid=laid, sealed=single(sealer([laid.statement])), into=beside, order=order,
                trust=services.trust, at=clock(), house=house,
            )  # fmt: skip
            packed = legs.pack(packing)
            slip = packed.slip if slip_beside(path).exists() else None
            put(packed.path, path, slip, beside=beside, replace=True)
    return done


def _require_another_round(package: Package, *, at: datetime) -> None:
    """Raise `WrongTurn` for a package that was renewed shortly before: the same command again costs nothing."""
    facts = statement.facts_of(package.statement())
    if facts.earlier and at - facts.at < steps.ROUND:
        raise steps.too_soon(facts.reference)


def _require_valid(path: Path, services: Services, order: Order, house: House, *, at: datetime) -> None:
    items = examine_package(
        path, trust=services.trust, at=at, templates=house.templates, custodian=order.custodian
    )
    # The pakbon is written anew; a kill between the two leaves it ahead of its package.
    if reasons := told(items, but=frozenset({"pakbon"})):
        raise InputRefused(
            f"{path} is niet geldig en wordt niet vernieuwd:\n" + "\n".join(f"  {one}" for one in reasons),
            hint="Een vernieuwing bewijst alleen wat nog vaststaat. `delegatie verifieer` geeft de bijzonderheden.",
        )


def _papers(
    dossier: Dossier, services: Services, *, progress: Progress, clock: Callable[[], datetime]
) -> list[str]:
    """Renew the papers that have a reserve field left; none when they are used up."""
    try:
        return [one.id for one in steps.renew(dossier, services, progress=progress, clock=clock)]
    except ReserveUsed:
        progress(
            f"{dossier.manifest.reference}: de papieren hebben geen veld meer over voor een tijdstempel; "
            "het tijdstempel op de archiefverklaring bewijst ze voortaan."
        )
        return []
    except WrongTurn as err:  # they were renewed as a dossier not long ago: only the statement has to follow
        progress(err.message)
        return []


def _statement(
    package: Package, dossier: Dossier, services: Services, *, clock: Callable[[], datetime]
) -> bytes:
    """Renew the old statement itself, with what is said of its time-stamp now, before it goes into the history.

    Raises `ServiceFailed`, `DocumentRefused`, `ResultRefused`: without it nobody could tell later that its
    time-stamp was still good when the next one came.
    """
    old = package.statement()
    plan = statement.plan_for(
        delegation_of(dossier), test=dossier.manifest.test, custodian=statement.facts_of(old).custodian
    )
    return single(signing.renew([Paper(pdf=old, plan=plan, origin=Origin.of(old))], services, clock=clock))


def _why(package: Package) -> str:
    from signing.archive.lifetime import lifetime

    # It is read on the pages of all years to come, where that day is past.
    return lifetime(package.statement(), at=datetime.max.replace(tzinfo=UTC)).told
