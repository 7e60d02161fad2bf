"""The steps that set a signature: issue, approve, close. Sign, verify as a recipient would, hand out.

There is no way out of this module that skips verification.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from asn1crypto import x509

from signing import preflight
from signing.certificate import examine, stranger
from signing.errors import DocumentRefused, ResultRefused, SealingError, ServiceFailed, WrongTurn
from signing.increment import Job, Outcome, Services, sign_fields, stamp_archives
from signing.keys import Key
from signing.plan import Origin, Plan, Slot
from signing.report import Report
from signing.state import State, free_reserves, require_turn, state
from signing.verify import verify

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document on its way: its bytes, who signs it, and the bytes that were generated."""

    pdf: bytes = field(repr=False)
    plan: Plan
    origin: Origin


def issue(papers: Sequence[Paper], key: Key, services: Services, *, clock: Clock) -> list[Outcome]:
    """Certify each revision 0 with the organisation's seal (DocMDP P=2), before anyone is asked to sign."""
    return _signed(papers, issue_slot, key, services, clock=clock)


def approve(
    papers: Sequence[Paper], role: str, key: Key, services: Services, *, clock: Clock
) -> list[Outcome]:
    """Set on each the signature of the person in `role`, whose turn it must be.

    An outcome is the signed bytes, or why that document was not signed: `WrongTurn`, `KeyFailed`,
    `ServiceFailed`, `DocumentRefused`, `ResultRefused`.
    """
    return _signed(papers, lambda now, plan: require_turn(now, plan, role), key, services, clock=clock)


def close(papers: Sequence[Paper], key: Key, services: Services, *, clock: Clock) -> list[Outcome]:
    """Set on each the closing seal and the first archive time-stamp: PAdES B-LTA, everything locked.

    Where a lower level is registered, a document whose archive time-stamp nobody gives stays without.
    """

    def stamped(sealed: Sequence[bytes]) -> list[Outcome]:
        outcomes = stamp_archives(sealed, [free_reserves(pdf)[0] for pdf in sealed], services)
        if services.policy == "vereist":
            return outcomes
        return [
            pdf if isinstance(outcome, ServiceFailed) else outcome
            for pdf, outcome in zip(sealed, outcomes, strict=True)
        ]

    return _signed(papers, closing_slot, key, services, clock=clock, then=stamped)


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
    if other := stranger(certificate, slot):
        raise other


def now() -> datetime:
    """Read the clock (UTC); not cut to the second, or a verdict would come before the time-stamp it is on."""
    return datetime.now(UTC)


def _signed(
    papers: Sequence[Paper],
    slot_of: Callable[[State, Plan], Slot],
    key: Key,
    services: Services,
    *,
    clock: Clock,
    then: Callable[[Sequence[bytes]], list[Outcome]] | None = None,
) -> list[Outcome]:
    """Sign those whose turn it is together, stamp them if they are closed, and verify each."""
    outcomes: dict[int, Outcome] = {}
    jobs: dict[int, Job] = {}
    for number, paper in enumerate(papers):
        try:
            slot = slot_of(state(paper.pdf, paper.plan), paper.plan)
            examine(key.certificate, slot, at=clock()).require()
            preflight.require(paper.pdf, slot, title=paper.plan.title)
        except SealingError as err:
            outcomes[number] = err
        else:
            jobs[number] = Job(pdf=paper.pdf, slot=slot, test=paper.plan.test)
    if jobs:
        outcomes |= zip(jobs, sign_fields(tuple(jobs.values()), key, services, clock=clock), strict=True)
    good = {number: made for number, made in outcomes.items() if isinstance(made, bytes)}
    if then and good:
        outcomes |= zip(good, then(tuple(good.values())), strict=True)
    at = clock()  # one moment for all, when the last was made
    return [
        _checked(paper, outcomes[number], services, at=at, sealed=then is not None)
        for number, paper in enumerate(papers)
    ]


def accepted(report: Report, services: Services) -> bool:
    """Claim that a step may keep what `report` is on: all is valid, or only what the policy registers is lacking."""
    return report.verdict == "valid" or (services.policy == "registreer" and report.liftable)


def _checked(paper: Paper, made: Outcome, services: Services, *, at: datetime, sealed: bool) -> Outcome:
    """Give `made` if it verifies; else say whether the fault was there before this step."""
    if isinstance(made, SealingError):
        return made
    plan, origin = paper.plan, paper.origin
    # a document that nobody gave its archive time-stamp is closed, and not yet sealed
    sealed = sealed and (
        services.policy == "vereist" or state(made, plan).stamps > state(paper.pdf, plan).stamps
    )
    report = services.verdicts.of(made, trust=services.trust, at=at, plan=plan, origin=origin, sealed=sealed)
    if accepted(report, services) and made.startswith(paper.pdf):
        return made
    reasons = " ".join(dict.fromkeys(problem.message for problem in report.reasons))
    earlier = verify(paper.pdf, trust=services.trust, at=at, plan=plan, origin=origin, sealed=False)
    if earlier.liftable:
        return DocumentRefused(
            f"«{plan.title}» heeft een handtekening op een lager niveau en is niet ondertekend. {reasons}",
            hint='Vul eerst aan: delegatie verzegel --aanvullen. Of sta met beleid = "registreer" in de '
            "configuratie toe dat dat later gebeurt.",
        )
    if earlier.verdict != "valid" and earlier.signatures:
        return DocumentRefused(
            f"«{plan.title}» was al niet in orde en is niet ondertekend. {reasons}",
            hint="Vraag na wat er met het bestand is gebeurd; `delegatie verifieer` geeft de bijzonderheden.",
        )
    return ResultRefused(
        f"De handtekening op «{plan.title}» bleek bij controle niet geldig en is niet bewaard. {reasons}",
        hint="Het document is ongewijzigd.",
    )
