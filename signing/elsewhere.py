"""Judge a PDF that another program signed in its field, and take it back: as strictly as our own result.

What may have changed: one signature in the one field whose turn it is, validation data, and the program's
notes of saving. What it lacks to reach the level that is asked for is added; nothing in it is altered.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from io import BytesIO

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing import completion, pades, preflight, structure
from signing.embedded import stamped_at
from signing.errors import DocumentRefused, SealingError, ServiceFailed, WrongTurn
from signing.increment import Services, single
from signing.lift import lift
from signing.plan import RESERVE_FIELDS, TEST_MARK, Origin, Slot
from signing.prepared import Prepared, place
from signing.report import LIFTABLE, Report, sentence
from signing.sign import Clock, Paper, require_holder
from signing.state import filled_fields, marks, require_turn, state
from signing.verify import verify

_AGAIN = (
    "Laat de PDF opnieuw tekenen zoals zij nu in het dossier ligt, en sla haar op zonder haar te bewerken."
)
_IN_ITS_FIELD = "Teken alleen in uw eigen veld; voeg niets toe en vul niets anders in."
_AS_PADES = (
    "Kies in het programma de vorm PAdES. In Acrobat: Voorkeuren, Handtekeningen, Maken en vormgeven, "
    "standaardindeling «CAdES-equivalent»."
)
# What is only lacking and not wrong: it can be added to a signature that is there.
_LACKING = frozenset({"wortel-onbekend", "niveau", "verlopen", "niet-getoetst"})
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A document with the signature that came from elsewhere; `program` is what the PDF says made it."""

    pdf: bytes = field(repr=False)
    slot: Slot
    certificate: x509.Certificate = field(repr=False)
    program: str


def accept(paper: Paper, returned: bytes, role: str, services: Services, *, clock: Clock) -> Accepted:
    """Take `returned` for `paper`, signed by the person in `role` whose turn it is.

    Raises `DocumentRefused`, `WrongTurn`; and what adding a time-stamp or validation data can raise.
    """
    plan = paper.plan
    _require_growth(paper, returned)
    slot = _signed_slot(paper, returned, role)
    try:
        found = pades.signature_in(PdfFileReader(BytesIO(returned)), slot.field)
        certificate, program = found.signer_cert, _program(found, paper.pdf, returned)
        wrong_form = pades.form_fault(found)
    except Exception as err:  # a stranger's bytes: whatever breaks, it is not taken
        raise DocumentRefused(
            f"«{plan.title}»: {structure.unreadable(returned).message}", hint=_AGAIN
        ) from err
    require_holder(certificate, slot)
    if wrong_form:
        raise DocumentRefused(sentence(f"«{plan.title}»: de handtekening {wrong_form}"), hint=_AS_PADES)
    if TEST_MARK in certificate.issuer.human_friendly and not plan.test:
        raise DocumentRefused(f"«{plan.title}» is geen proef, maar wel met een proefcertificaat ondertekend.")
    if told := [problem.message for problem in preflight.problems(returned, slot, certificate)]:
        raise DocumentRefused(
            f"«{plan.title}» kan zo niet worden bewaard. {' '.join(dict.fromkeys(told))}",
            hint="Laat het programma tekenen met een lettertype dat het insluit, of zonder zichtbare tekst, als PDF 1.7; "
            "of gebruik `--voorbereiden`.",
        )
    _refuse(paper, _report(paper, returned, services, clock), allowed=LIFTABLE | _LACKING)
    stamped = stamped_at(found) is not None
    whole = _completed(paper, returned, field=slot.field, stamped=stamped, services=services, clock=clock)
    registered = LIFTABLE if services.policy == "registreer" else frozenset[str]()
    _refuse(paper, _report(paper, whole, services, clock), allowed=registered)
    return Accepted(pdf=whole, slot=slot, certificate=certificate, program=program)


def put_in(
    paper: Paper, prepared: Prepared, signature: bytes, role: str, services: Services, *, clock: Clock
) -> Accepted:
    """Put a CMS (DER) from another tool in the prepared revision, with a time-stamp, and take the whole.

    Raises as `accept` does. Where no service answers and the policy is to register, it goes without time-stamp.
    """
    slot = require_turn(state(paper.pdf, paper.plan), paper.plan, role)
    if not prepared.pdf.startswith(paper.pdf):
        raise DocumentRefused(
            f"«{paper.plan.title}» is veranderd sinds het voor u werd klaargezet: er is intussen iets aan toegevoegd.",
            hint="Er is niets gewijzigd. Zet het opnieuw klaar met --voorbereiden, en teken dat.",
        )
    place(prepared, signature)
    certificate = pades.signer_of(pades.signed_data(signature))
    if certificate is not None:
        require_holder(certificate, slot)
    outcome = completion.stamp(signature, services)
    if isinstance(outcome, ServiceFailed) and services.policy == "registreer":
        outcome = signature
    return accept(paper, place(prepared, single([outcome])), role, services, clock=clock)


def _require_growth(paper: Paper, returned: bytes) -> None:
    """Hold that the paper as it left is in it byte for byte: all that a program may do is append."""
    title = paper.plan.title
    if returned == paper.pdf:
        raise DocumentRefused(
            f"«{title}» kwam terug zoals het ging: er is niet in getekend.", hint="Is dit het goede bestand?"
        )
    if returned.startswith(paper.pdf):
        if problem := structure.shape(returned):
            raise DocumentRefused(f"«{title}»: {problem.message}", hint=_AGAIN)
        return
    if paper.pdf.startswith(returned):
        raise DocumentRefused(
            f"«{title}» kwam terug in een oudere stand dan die in het dossier ligt.",
            hint="Er is niets gewijzigd. Is dit het goede bestand?",
        )
    if Origin.of(returned[: paper.origin.size]) == paper.origin:
        raise DocumentRefused(
            f"«{title}» is veranderd sinds deze kopie is gemaakt: er is intussen iets aan toegevoegd.",
            hint=_AGAIN,
        )
    raise DocumentRefused(
        f"«{title}»: het programma heeft de PDF opnieuw geschreven, in plaats van de handtekening erachter te zetten. "
        "Het zegel bij uitgifte geldt dan niet meer.",
        hint=_AGAIN,
    )


def _signed_slot(paper: Paper, returned: bytes, role: str) -> Slot:
    """Find the one field that was filled. Raises `WrongTurn`, `DocumentRefused`."""
    plan = paper.plan
    before, after = filled_fields(paper.pdf), filled_fields(returned)
    slot = require_turn(state(paper.pdf, plan), plan, role)
    if strange := sorted(after.keys() - before.keys()):
        raise DocumentRefused(
            f"«{plan.title}»: het programma heeft een veld toegevoegd ({', '.join(strange)}).",
            hint=_IN_ITS_FIELD,
        )
    new = [name for name, filled in after.items() if filled and not before[name]]
    if new == [slot.field]:
        return slot
    if not new:
        raise DocumentRefused(
            f"«{plan.title}» is veranderd, maar er is geen handtekening bij gekomen.", hint=_IN_ITS_FIELD
        )
    labels = dict.fromkeys(RESERVE_FIELDS, "Archieftijdstempel")
    labels |= {one.field: one.label for one in plan.slots}
    told = " en ".join(f"«{labels.get(name, name)}»" for name in new)
    if len(new) > 1:
        raise DocumentRefused(
            f"«{plan.title}»: er is meer dan één veld ingevuld: {told}. Het mag alleen «{slot.label}» zijn.",
            hint=_IN_ITS_FIELD,
        )
    raise WrongTurn(
        f"«{plan.title}» is getekend in het veld {told}, en aan de beurt is «{slot.label}».",
        hint=_IN_ITS_FIELD,
    )


def _program(found: EmbeddedPdfSignature, before: bytes, returned: bytes) -> str:
    """Read what the PDF says of the program; it is a claim, and cut to what a line can hold."""
    try:
        name = str(found.sig_object["/Prop_Build"]["/App"]["/Name"]).lstrip("/")
    except (KeyError, TypeError):
        name = ""
    producer = marks(returned).get("Producer", "")
    told = name or ("" if producer == marks(before).get("Producer", "") else producer)
    return "".join(sign for sign in told if sign.isprintable())[:_LONGEST_NAME] or "onbekend programma"


def _completed(
    paper: Paper, returned: bytes, *, field: str, stamped: bool, services: Services, clock: Clock
) -> bytes:
    """Add validation data and, where the signature has no time-stamp, one of the document; or register that not.

    Whether the certificate was revoked is asked now, whatever data came along and whatever the policy: the list
    of revoked certificates that lies in the paper since it was issued may not have lapsed, and not know of it.
    Nobody waits at a desk for this; without an answer the paper is taken back another time.
    """
    reached = outcome = completion.add_validation_data(returned, field, services)
    if isinstance(reached, bytes) and not stamped:
        (outcome,) = lift([replace(paper, pdf=reached)], services, clock=clock)
        if isinstance(outcome, ServiceFailed) and services.policy == "registreer":
            return reached
    if isinstance(outcome, SealingError) and not stamped:
        raise type(outcome)(
            f"«{paper.plan.title}» is getekend zonder tijdstempel, en dat kan niet worden aangevuld. {outcome.message}",
            hint="Noem in het programma waarmee u tekent een tijdstempeldienst (RFC 3161), en teken opnieuw.",
        ) from outcome
    return single([outcome])


def _report(paper: Paper, pdf: bytes, services: Services, clock: Clock) -> Report:
    return verify(pdf, trust=services.trust, at=clock(), plan=paper.plan, origin=paper.origin, sealed=False)


def _refuse(paper: Paper, report: Report, *, allowed: Collection[str]) -> None:
    """Raise `DocumentRefused` for every problem but those with an `allowed` code."""
    wrong = [one for one in report.reasons if one.code not in allowed]
    if not wrong:
        return
    told = " ".join(dict.fromkeys(problem.message for problem in wrong))
    raise DocumentRefused(
        f"«{paper.plan.title}» wordt niet teruggenomen. {told}",
        hint=f"Het document in het dossier is ongewijzigd. {_AGAIN}",
    )
