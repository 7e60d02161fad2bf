"""Lift signatures that were set at a lower level: add the validation data and the time-stamp that were lacking.

One increment in a reserve field does both (B-LTA): the time-stamp proves when the signatures existed, and
covers the data that prove that their certificates were good.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import collect_validation_info
from pyhanko_certvalidator.path import ValidationPath

from signing import failures
from signing.errors import DocumentRefused, ResultRefused, SealingError
from signing.identity import holder
from signing.increment import Outcome, Services, run, stamp
from signing.plan import CLOSING_FIELD
from signing.report import LIFTABLE, Report
from signing.sign import Clock, Paper
from signing.state import filled_fields, free_reserves, state
from signing.store import known_certificates
from signing.verify import verify

# Kept free until a document is closed: one for its archive time-stamp, one to renew that.
_KEPT = 2


def waits(paper: Paper, services: Services, *, at: datetime) -> bool:
    """Claim that `paper` has a signature at a lower level, or was closed without an archive time-stamp.

    Raises `DocumentRefused` for what cannot be read.
    """
    return _judged(paper, services, at=at).liftable or _unarchived(paper)


def told(paper: Paper, services: Services, *, at: datetime) -> str:
    """Say which lower level the last signature of `paper` reached; nothing where it lacks nothing."""
    if services.policy == "vereist" or not waits(paper, services, at=at):
        return ""
    last = _judged(paper, services, at=at).signatures[-1]
    words = {"zonder-tijdstempel": "zonder tijdstempel", "status-onbekend": "zonder gegevens over intrekking"}
    lacking = [word for code, word in words.items() if code in {problem.code for problem in last.problems}]
    if not lacking and _unarchived(paper):
        lacking = ["zonder archieftijdstempel"]
    if not lacking:
        return ""
    return f": PAdES {last.level}, {' en '.join(lacking)}; vul later aan met delegatie verzegel --aanvullen"


def lift(papers: Sequence[Paper], services: Services, *, clock: Clock) -> list[Outcome]:
    """Lift each to B-LTA as it stands now, under way or closed.

    An outcome is the longer bytes, or why that document stays what it is: `ServiceFailed`, `KeyFailed`,
    `DocumentRefused`, `ResultRefused`.
    """
    outcomes: dict[int, Outcome] = {}
    steps = {}
    for number, paper in enumerate(papers):
        try:
            report, field = _judged(paper, services, at=clock()), _field(paper)
            _require_sound(paper, report)
        except SealingError as err:
            outcomes[number] = err
        else:
            steps[number] = _lifted(paper.pdf, field, _lacking(report), services)
    if steps:
        outcomes |= zip(steps, run(tuple(steps.values())), strict=True)
    return [_checked(paper, outcomes[number], services, clock) for number, paper in enumerate(papers)]


def _judged(paper: Paper, services: Services, *, at: datetime) -> Report:
    return verify(paper.pdf, trust=services.trust, at=at, plan=paper.plan, origin=paper.origin, sealed=False)


def _unarchived(paper: Paper) -> bool:
    """Claim that the closing seal came last. Raises `DocumentRefused` for what cannot be read."""
    if not filled_fields(paper.pdf).get(CLOSING_FIELD):
        return False
    try:
        signatures = PdfFileReader(BytesIO(paper.pdf)).embedded_signatures
        return [emb.field_name for emb in signatures][-1:] == [CLOSING_FIELD]
    except Exception as err:  # a stranger's bytes: whatever breaks, it cannot be read
        raise DocumentRefused(f"«{paper.plan.title}» is geen leesbare, ondertekende PDF.") from err


def _field(paper: Paper) -> str:
    """Give the reserve field to use. Raises `DocumentRefused` when too few are left."""
    free = free_reserves(paper.pdf)
    closed = state(paper.pdf, paper.plan).next is None
    if len(free) > (0 if closed else _KEPT):
        return free[0]
    raise DocumentRefused(
        f"«{paper.plan.title}» is al eens aangevuld; de plaats voor een tijdstempel die over is, is voor het afsluiten.",
        hint='Laat het dossier verder ondertekenen en sluit het af met beleid = "registreer"; vul daarna aan.',
    )


def _require_sound(paper: Paper, report: Report) -> None:
    if report.verdict != "valid" and not report.liftable:
        reasons = " ".join(dict.fromkeys(problem.message for problem in report.reasons))
        raise DocumentRefused(
            f"«{paper.plan.title}» is niet in orde en kan niet worden aangevuld. {reasons}",
            hint="`delegatie verifieer` geeft de bijzonderheden.",
        )


def _lacking(report: Report) -> frozenset[str]:
    """Give the fields of the signatures about which something must be added."""
    return frozenset(
        one.field for one in report.signatures if {problem.code for problem in one.problems} & LIFTABLE
    )


async def _lifted(pdf: bytes, field: str, lacking: frozenset[str], services: Services) -> bytes:
    signatures = PdfFileReader(BytesIO(pdf)).embedded_signatures
    context = services.context(known_certificates(pdf))
    paths: list[ValidationPath] = []
    for emb in signatures:
        if emb.field_name not in lacking:
            continue
        try:
            paths += await collect_validation_info(emb, context)
        except failures.CERTIFICATE as err:
            why = failures.problem(err)
            raise type(why)(
                f"De handtekening van {holder(emb.signer_cert)} kan niet worden aangevuld. {why.message}",
                hint="Is alleen een dienst niet bereikbaar, probeer het dan later opnieuw. Is het certificaat "
                "niet meer goed, dan moet dit document opnieuw worden gemaakt en ondertekend.",
            ) from err
    return await stamp(pdf, field, services, context, paths=paths)


def _checked(paper: Paper, made: Outcome, services: Services, clock: Callable[[], datetime]) -> Outcome:
    """Give `made` if all its signatures now reach the level that is asked."""
    if isinstance(made, SealingError):
        return made
    closed = state(made, paper.plan).next is None
    report = verify(
        made, trust=services.trust, at=clock(), plan=paper.plan, origin=paper.origin, sealed=closed
    )
    if report.verdict == "valid" and made.startswith(paper.pdf):
        return made
    reasons = " ".join(dict.fromkeys(problem.message for problem in report.reasons))
    return ResultRefused(
        f"De aanvulling van «{paper.plan.title}» bleek bij controle niet geldig en is niet bewaard. {reasons}",
        hint="Het document is ongewijzigd.",
    )
