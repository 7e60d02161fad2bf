"""Renew: the next archive time-stamp, while the one before it still proves something (EN 319 142-1, 5.4.3).

What the outermost time-stamp needs to be judged later (was its certificate good until now?) is asked and put
in the document first; the new time-stamp covers it. From then on the older one is judged as of the newer.
Too late is too late: once that certificate has expired, a new time-stamp only proves that the document
exists now, not that it did when the certificate held (EN 319 102-1, 5.6.2.3, OUT_OF_BOUNDS_NO_POE).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import collect_validation_info
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator.errors import RevokedError

from signing import failures
from signing.embedded import stamped_at
from signing.errors import DocumentRefused, ResultRefused, SealingError, ServiceFailed, WrongTurn
from signing.identity import holder
from signing.increment import Outcome, Services, run, stamp
from signing.plan import CLOSING_FIELD
from signing.report import Report
from signing.sign import Clock, Paper
from signing.state import free_reserves, state
from signing.store import known_certificates
from signing.verify import verify


class ReserveUsed(WrongTurn):
    """The document has no free reserve field: it can no longer be renewed by itself."""


def renew(papers: Sequence[Paper], services: Services, *, clock: Clock) -> list[Outcome]:
    """Append to each closed paper validation data for its outermost time-stamp, and the next archive time-stamp.

    An outcome is the longer bytes, or why that paper stays what it is: `WrongTurn`, `ReserveUsed`,
    `DocumentRefused`, `ServiceFailed`, `ResultRefused`. Where revocation data are not to be had nothing is
    stamped, whatever the policy: without them, later nobody can tell that the older time-stamp was still good.
    """
    outcomes: dict[int, Outcome] = {}
    steps = {}
    for number, paper in enumerate(papers):
        try:
            field = _field(paper, services, at=clock())
        except SealingError as err:
            outcomes[number] = err
        else:
            steps[number] = _renewed(paper, field, services)
    if steps:
        outcomes |= zip(steps, run(tuple(steps.values())), strict=True)
    return [_checked(paper, outcomes[number], services, at=clock()) for number, paper in enumerate(papers)]


def renewed_at(pdf: bytes) -> datetime | None:
    """Read when a paper was renewed last; None while its only archive time-stamp is that of its closing.

    Raises `DocumentRefused`.
    """
    signatures = _signatures(pdf)
    names = [emb.field_name for emb in signatures]
    behind = len(names) - names.index(CLOSING_FIELD) - 1 if CLOSING_FIELD in names else 0
    return stamped_at(signatures[-1]) if behind > 1 else None


def _field(paper: Paper, services: Services, *, at: datetime) -> str:
    """Give the reserve field to use, if the paper may be renewed."""
    title = paper.plan.title
    if (due := state(paper.pdf, paper.plan).next) is not None:
        raise WrongTurn(
            f"«{title}» is nog niet verzegeld; er valt nog niets te vernieuwen.", hint=f"Eerst: {due.label}."
        )
    report = verify(paper.pdf, trust=services.trust, at=at, plan=paper.plan, origin=paper.origin)
    if report.verdict != "valid":
        raise _too_late(paper, report, at=at) or DocumentRefused(
            f"«{title}» is niet in orde en wordt niet vernieuwd: een tijdstempel erbij zou dat alleen verhullen. "
            f"{_told(report)}",
            hint="`delegatie verifieer` geeft de bijzonderheden. Zet het document terug uit een goede kopie.",
        )
    free = free_reserves(paper.pdf)
    if not free:
        raise ReserveUsed(
            f"«{title}» heeft geen plaats meer voor een volgend archieftijdstempel.",
            hint="Leg het dossier vast in een archiefpakket, zolang het nog geldig is: delegatie archiveer. Het "
            "tijdstempel van de archiefverklaring dekt dan alles wat erin zit, en wordt voortaan vernieuwd.",
        )
    return free[0]


def _too_late(paper: Paper, report: Report, *, at: datetime) -> DocumentRefused | None:
    """Say so if all that is wrong is the age of the outermost time-stamp."""
    last = _signatures(paper.pdf)[-1]
    others = (*report.problems, *(p for one in report.signatures[:-1] for p in one.problems))
    if others or not report.signatures or any(p.verdict == "invalid" for p in report.reasons):
        return None
    until = last.signer_cert.not_valid_after
    if until < at:
        why = f"het certificaat van het laatste tijdstempel ({holder(last.signer_cert)}) is verlopen op {_day(until)}"
    elif any(problem.code == "verouderd" for problem in report.reasons):
        why = "het laatste tijdstempel is gezet met een algoritme dat niet meer als betrouwbaar geldt"
    else:
        return None
    return DocumentRefused(
        f"Voor «{paper.plan.title}» komt vernieuwen te laat: {why}. Een tijdstempel van nu bewijst alleen dat het "
        "document nu bestaat, niet dat het er al was toen dat nog wel gold.",
        hint="Zoek een exemplaar of een archiefpakket (delegatie archiveer) waarvan het buitenste tijdstempel nog "
        "geldt: dat bewijst ook wat erin zit. Is dat er niet, bewaar dit bestand dan ongewijzigd; wat het op een "
        "eerdere dag waard was, zegt delegatie verifieer --op-datum.",
    )


async def _renewed(paper: Paper, field: str, services: Services) -> bytes:
    last = _signatures(paper.pdf)[-1]
    context = services.context(known_certificates(paper.pdf))
    try:
        paths = await collect_validation_info(last, context)
    except failures.CERTIFICATE as err:
        raise _unsupported(paper, last.signer_cert, err) from err
    return await stamp(paper.pdf, field, services, context, paths=paths)


def _unsupported(paper: Paper, certificate: x509.Certificate, err: Exception) -> SealingError:
    """Say why the outermost time-stamp has no good validation data of now."""
    title, named, until = paper.plan.title, holder(certificate), _day(certificate.not_valid_after)
    if isinstance(err, RevokedError) or isinstance(err.__cause__, RevokedError):
        return DocumentRefused(
            f"«{title}» wordt niet vernieuwd: het certificaat van het laatste tijdstempel ({named}) is ingetrokken.",
            hint="Vraag de tijdstempeldienst sinds wanneer en waarom. Een exemplaar of archiefpakket dat voor die "
            "dag een volgend tijdstempel kreeg, bewijst nog wel wat erin zit.",
        )
    if failures.nobody_answered(err):
        return ServiceFailed(
            f"«{title}» wordt niet vernieuwd: of het certificaat van het laatste tijdstempel ({named}) nu nog goed is, "
            "is niet te achterhalen, en zonder dat gegeven draagt een volgend tijdstempel het oude niet.",
            hint=f"Probeer het later opnieuw, voor {until}: dan verloopt dat certificaat. Bestaat de dienst niet "
            "meer, leg het dossier dan voor die dag vast in een archiefpakket: delegatie archiveer.",
        )
    why = failures.problem(err)
    return type(why)(f"«{title}» wordt niet vernieuwd. {why.message}", hint=why.hint)


def _checked(paper: Paper, made: Outcome, services: Services, *, at: datetime) -> Outcome:
    """Give `made` if it verifies, only grew, and can be relied on for at least as long as before."""
    if isinstance(made, SealingError):
        return made
    before, after = (_signatures(pdf)[-1].signer_cert.not_valid_after for pdf in (paper.pdf, made))
    if after < before:
        return ServiceFailed(
            f"«{paper.plan.title}» wordt niet vernieuwd: het tijdstempel dat nu werd gegeven, is maar te controleren "
            f"tot {_day(after)}, en dat wat er al op staat tot {_day(before)}.",
            hint="Kies een tijdstempeldienst met een certificaat dat langer geldt (--tsa), of vernieuw later.",
        )
    report = verify(made, trust=services.trust, at=at, plan=paper.plan, origin=paper.origin)
    grown = state(made, paper.plan).stamps == state(paper.pdf, paper.plan).stamps + 1
    if report.verdict == "valid" and made.startswith(paper.pdf) and grown:
        return made
    return ResultRefused(
        f"De vernieuwing van «{paper.plan.title}» bleek bij controle niet geldig en is niet bewaard. {_told(report)}",
        hint="Het document is ongewijzigd.",
    )


def _signatures(pdf: bytes) -> list[EmbeddedPdfSignature]:
    try:
        return list(PdfFileReader(BytesIO(pdf)).embedded_signatures)
    except Exception as err:  # a stranger's bytes: whatever breaks, it cannot be read
        raise DocumentRefused("Dit bestand is geen leesbare, ondertekende PDF.") from err


def _told(report: Report) -> str:
    return " ".join(dict.fromkeys(problem.message for problem in report.reasons))


def _day(moment: datetime) -> str:
    return f"{moment:%d-%m-%Y}"
