"""The steps that set a signature: issue, approve, close. Sign, verify as a recipient would, hand out.

There is no way out of this module that skips verification.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from asn1crypto import x509

from signing.errors import DocumentRefused, ResultRefused, WrongTurn
from signing.identity import mismatch
from signing.increment import Services, sign_field, stamp_archive
from signing.keys import Key
from signing.plan import RESERVE_FIELDS, Origin, Plan, Slot
from signing.report import sentence
from signing.state import State, require_turn, state
from signing.verify import verify

Clock = Callable[[], datetime]


def issue(pdf: bytes, plan: Plan, key: Key, services: Services, *, origin: Origin, clock: Clock) -> bytes:
    """Certify revision 0 with the organisation's seal (DocMDP P=2), before anyone is asked to sign."""
    slot = issue_slot(state(pdf, plan), plan)
    return _signed(pdf, slot, plan, key, services, origin=origin, clock=clock)


def approve(
    pdf: bytes,
    plan: Plan,
    role: str,
    key: Key,
    services: Services,
    *,
    origin: Origin,
    clock: Clock,
) -> bytes:
    """Set the signature of the person in `role`, whose turn it must be.

    Raises `WrongTurn`, `KeyFailed`, `ServiceFailed`, `DocumentRefused`, `ResultRefused`.
    """
    slot = require_turn(state(pdf, plan), plan, role)
    return _signed(pdf, slot, plan, key, services, origin=origin, clock=clock)


def close(pdf: bytes, plan: Plan, key: Key, services: Services, *, origin: Origin, clock: Clock) -> bytes:
    """Set the closing seal and the first archive time-stamp: PAdES B-LTA, everything locked."""
    slot = closing_slot(state(pdf, plan), plan)
    require_holder(key.certificate, slot)
    sealed = sign_field(pdf, slot, key, services, at=clock(), test=plan.test)
    stamped = stamp_archive(sealed, RESERVE_FIELDS[0], services)
    return _checked(pdf, stamped, plan, services, origin=origin, at=clock(), sealed=True)


def issue_slot(current: State, plan: Plan) -> Slot:
    """Give the slot of the issue seal; raises `WrongTurn` when the document was issued before."""
    slot = plan.slots[0]
    if current.next != slot:
        raise WrongTurn(f"«{plan.title}» is al uitgegeven.")
    return slot


def closing_slot(current: State, plan: Plan) -> Slot:
    """Give the slot of the closing seal; raises `WrongTurn` while a person has yet to sign, or after."""
    slot = plan.slots[-1]
    if current.next is None:
        raise WrongTurn(f"«{plan.title}» is al verzegeld.")
    if current.next != slot:
        raise WrongTurn(
            f"«{plan.title}» kan nog niet worden verzegeld.", hint=f"Eerst: {current.next.label}."
        )
    return slot


def require_holder(certificate: x509.Certificate, slot: Slot) -> None:
    """Raise `WrongTurn` unless the certificate is that of the slot's person or organisation."""
    if why := mismatch(certificate, slot):
        hint = "Gebruik het certificaat dat de delegatie onder `ondertekening` noemt."
        if slot.kind != "persoon":
            hint = "Gebruik het zegelcertificaat van de arbodienst die in de delegatie staat."
        elif not slot.pin:
            hint = "Schrijft het certificaat de naam anders, leg het dan vast onder `ondertekening` in de delegatie."
        raise WrongTurn(sentence(f"Dit is niet het certificaat van {slot.name}: {why}"), hint=hint)


def now() -> datetime:
    """Read the clock (UTC); not cut to the second, or a verdict would come before the time-stamp it is on."""
    return datetime.now(UTC)


def _signed(
    pdf: bytes,
    slot: Slot,
    plan: Plan,
    key: Key,
    services: Services,
    *,
    origin: Origin,
    clock: Clock,
) -> bytes:
    require_holder(key.certificate, slot)
    signed = sign_field(pdf, slot, key, services, at=clock(), test=plan.test)
    return _checked(pdf, signed, plan, services, origin=origin, at=clock(), sealed=False)


def _checked(
    before: bytes,
    after: bytes,
    plan: Plan,
    services: Services,
    *,
    origin: Origin,
    at: datetime,
    sealed: bool,
) -> bytes:
    """Give `after` if it verifies; else say whether the fault was there before this step."""
    report = verify(after, trust=services.trust, at=at, plan=plan, origin=origin, sealed=sealed)
    if report.verdict == "valid" and after.startswith(before):
        return after
    reasons = " ".join(dict.fromkeys(problem.message for problem in report.reasons))
    earlier = verify(before, trust=services.trust, at=at, plan=plan, origin=origin, sealed=False)
    if earlier.verdict != "valid" and earlier.signatures:
        raise DocumentRefused(
            f"«{plan.title}» was al niet in orde en is niet ondertekend. {reasons}",
            hint="Vraag na wat er met het bestand is gebeurd; `delegatie verifieer` geeft de bijzonderheden.",
        )
    raise ResultRefused(
        f"De handtekening op «{plan.title}» bleek bij controle niet geldig en is niet bewaard. {reasons}",
        hint="Het document is ongewijzigd.",
    )
