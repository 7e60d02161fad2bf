"""Three archive time-stamps in their reserve fields, and what happens when there are no more, or it is too late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from generator.dossier import open_dossier
from signing import fields, renew, sign
from signing.errors import DocumentRefused, SealingError, ServiceFailed, WrongTurn
from signing.evidence import evidence
from signing.increment import Services, single
from signing.plan import RESERVE_FIELDS, Origin
from signing.report import Report
from signing.sign import Paper
from signing.state import free_reserves, state
from signing.verify import verify
from tests import faulty
from tests.ages import Ages, moment
from tests.signing.conftest import make_plan, typeset


@pytest.fixture(scope="module")
def sealed(ages: Ages) -> Paper:
    """D9 as it was sealed in 2026."""
    dossier = open_dossier(ages.small)
    document = dossier.manifest.documents[0]
    return Paper(pdf=dossier.read_pdf(document), plan=document.plan, origin=document.origin)


@pytest.fixture(scope="module")
def renewed(ages: Ages, sealed: Paper) -> dict[int, Paper]:
    """The same paper by year: sealed in 2026, renewed in 2034 and in 2042."""
    papers = {2026: sealed}
    for year, before in ((2034, 2026), (2042, 2034)):
        papers[year] = grown(papers[before], renewal(papers[before], ages, year))
    return papers


@pytest.fixture
def faults(ages: Ages) -> Iterator[faulty.Faults]:
    with faulty.before(ages.pki(2034)) as made:
        yield made


def renewal(paper: Paper, ages: Ages, year: int) -> bytes:
    with ages.world(year) as services:
        return by(paper, services)


def by(paper: Paper, services: Services) -> bytes:
    return single(renew.renew([paper], services, clock=sign.now))


def grown(paper: Paper, pdf: bytes) -> Paper:
    return Paper(pdf=pdf, plan=paper.plan, origin=paper.origin)


def judged(paper: Paper, ages: Ages, year: int) -> Report:
    return verify(paper.pdf, trust=ages.trust, at=moment(year), plan=paper.plan, origin=paper.origin)


LIFE = [
    pytest.param(2026, 2027, "valid", id="sealed"),
    pytest.param(2026, 2035, "valid", id="sealed-the-time-stamp-in-its-last-year"),
    pytest.param(2026, 2037, "indeterminate", id="sealed-and-never-renewed"),
    pytest.param(2034, 2037, "valid", id="renewed-the-first-certificate-has-expired"),
    pytest.param(2034, 2043, "valid", id="renewed-the-second-in-its-last-year"),
    pytest.param(2034, 2045, "indeterminate", id="renewed-once-and-left"),
    pytest.param(2042, 2045, "valid", id="renewed-twice"),
    pytest.param(2042, 2050, "valid", id="renewed-twice-the-first-issuer-is-gone"),
    pytest.param(2042, 2053, "indeterminate", id="renewed-twice-and-left"),
]


@pytest.mark.parametrize(("last", "year", "verdict"), LIFE)
def test_a_paper_holds_as_long_as_its_outermost_time_stamp(
    last: int, year: int, verdict: str, renewed: dict[int, Paper], ages: Ages
) -> None:
    report = judged(renewed[last], ages, year)
    assert report.verdict == verdict
    if verdict != "valid":
        assert {problem.code for problem in report.reasons} == {"verlopen"}
        assert not report.signatures[-2].problems  # only the outermost is open


def test_each_renewal_appends_one_time_stamp_of_its_time_and_fresh_answers(
    renewed: dict[int, Paper], ages: Ages
) -> None:
    for year, before in ((2034, 2026), (2042, 2034)):
        was, now = renewed[before], renewed[year]
        assert now.pdf.startswith(was.pdf)
        new = evidence(now.pdf).since(evidence(was.pdf))
        (stamp,) = new.signed
        assert stamp.archive
        assert stamp.end == len(now.pdf)
        assert str(year) in stamp.signer
        # on the time-stamp that was outermost, and on the service now: both are told by their issuers' lists
        issuer = "Proefuitgever" if before == 2026 else f"Proefuitgever {before}"
        assert any(name.startswith(issuer) for name in new.crl.values())
        report = judged(now, ages, year + 1)
        assert [one.field for one in report.signatures if one.kind == "archieftijdstempel"] == list(
            RESERVE_FIELDS[: state(now.pdf, now.plan).stamps]
        )
        time = report.signatures[-1].time
        assert time is not None
        assert timedelta() <= time - moment(year) < timedelta(minutes=5)
        assert renew.renewed_at(now.pdf) is not None
    assert renew.renewed_at(renewed[2026].pdf) is None


def test_what_was_proven_at_the_closing_is_still_told_in_the_same_words(
    renewed: dict[int, Paper], ages: Ages
) -> None:
    first, last = judged(renewed[2026], ages, 2027), judged(renewed[2042], ages, 2050)
    assert last.signatures[: len(first.signatures)] == first.signatures


def test_when_the_reserve_fields_are_used_up_it_says_what_to_do(
    renewed: dict[int, Paper], ages: Ages
) -> None:
    assert free_reserves(renewed[2042].pdf) == ()
    with pytest.raises(renew.ReserveUsed, match="geen plaats meer") as caught:
        renewal(renewed[2042], ages, 2049)
    assert "delegatie archiveer" in caught.value.hint


@pytest.mark.parametrize(("last", "year"), [(2026, 2038), (2034, 2046)])
def test_a_renewal_that_comes_too_late_is_refused(
    last: int, year: int, renewed: dict[int, Paper], ages: Ages
) -> None:
    until = {2026: "20-11-2036", 2034: "20-11-2044"}[last]
    with pytest.raises(DocumentRefused, match=rf"komt vernieuwen te laat.*verlopen op {until}") as caught:
        renewal(renewed[last], ages, year)
    assert "archiefpakket" in caught.value.hint


HARMED = {
    "a letter of the text": lambda pdf: pdf.replace(b"Dieze", b"Dieza", 1),
    "cut off": lambda pdf: pdf[:-100],
    "something behind the end": lambda pdf: pdf + b"\n%%EOF\n",
}


@pytest.mark.parametrize("case", HARMED)
def test_a_harmed_paper_is_never_renewed(case: str, sealed: Paper, ages: Ages) -> None:
    harmed = HARMED[case](sealed.pdf)
    assert harmed != sealed.pdf
    with pytest.raises(DocumentRefused):
        renewal(grown(sealed, harmed), ages, 2034)


def test_a_paper_that_is_not_sealed_waits(ages: Ages) -> None:
    plan = make_plan()
    pdf = fields.prepare(typeset(tuple(slot.field for slot in plan.slots)), plan)
    with pytest.raises(WrongTurn, match="nog niet verzegeld"):
        renewal(Paper(pdf=pdf, plan=plan, origin=Origin.of(pdf)), ages, 2034)


SILENT = {
    "nobody says whether the older one is still good": (
        "crl",
        "refuse",
        ServiceFailed,
        "niet te achterhalen",
    ),
    "a list that is out of date": ("crl", "expired", ServiceFailed, "niet te achterhalen"),
    "the time-stamp service": ("tsa", "500", ServiceFailed, "foutcode 500"),
}


@pytest.mark.parametrize("case", SILENT)
def test_where_a_service_is_silent_nothing_is_stamped(
    case: str, sealed: Paper, ages: Ages, faults: faulty.Faults
) -> None:
    name, fault, error, says = SILENT[case]
    faults.play(name, fault)
    with ages.world(2034):
        for policy in ("vereist", "registreer"):
            with pytest.raises(error, match=says):
                by(sealed, faults.services(ages.pki(2034), policy))  # type: ignore[arg-type]
        faults.clear()
        assert by(sealed, faults.services(ages.pki(2034))).startswith(sealed.pdf)


def test_a_time_stamp_that_would_make_the_paper_shorter_lived_is_not_kept(
    renewed: dict[int, Paper], ages: Ages
) -> None:
    with ages.world(2035), pytest.raises(ServiceFailed, match="maar te controleren tot 20-11-2036"):
        by(renewed[2034], ages.services(2026))


def test_one_that_fails_never_loses_the_others(sealed: Paper, ages: Ages) -> None:
    with ages.world(2034) as services:
        bad, good = renew.renew([grown(sealed, sealed.pdf[:-100]), sealed], services, clock=sign.now)
    assert isinstance(bad, SealingError)
    assert isinstance(good, bytes)
