"""What a sealed document is worth on another day: years later, and before it was there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from asn1crypto import tsp
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing import embedded, fields, sign, testpki
from signing.increment import single, stamp_archives
from signing.plan import RESERVE_FIELDS
from signing.report import Report
from tests.signing.conftest import ORGANISATION, Desk, Stages, make_plan, typeset

AGED = datetime(2028, 12, 31, 23, 59, 59, tzinfo=UTC)  # the last second of RSA with PKCS#1 v1.5
PERSONS = ("B. Jansen", "A.M. de Vries")


def codes(report: Report) -> set[str]:
    return {problem.code for problem in report.reasons}


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, bytes]]:
    """A desk whose services sign on P-256, and signers as ever with RSA-2048; and a document sealed there."""
    folder = tmp_path_factory.mktemp("lang")
    with testpki.running(folder, persons=PERSONS, seals=(ORGANISATION,), services="p-256") as pki:
        plan = make_plan()
        desk = Desk(pki=pki, plan=plan, pdf=fields.prepare(typeset(tuple(s.field for s in plan.slots)), plan))
        signed = desk.approve(desk.issue(desk.pdf), "taakgedelegeerde")
        yield desk, desk.close(desk.approve(signed, "bedrijfsarts"))


YEARS = [
    pytest.param(2, "valid", id="two years on"),
    pytest.param(12, "indeterminate", id="after the certificates"),
]


@pytest.mark.parametrize(("years", "verdict"), YEARS)
def test_time_passes(years: int, verdict: str, lasting: tuple[Desk, bytes]) -> None:
    desk, sealed = lasting
    assert desk.verify(sealed, at=sign.now() + timedelta(days=365 * years)).verdict == verdict


def test_the_archive_time_stamp_carries_signatures_past_their_certificates(
    lasting: tuple[Desk, bytes],
) -> None:
    """Signers' certificates last three years, and their RSA keys count till 2028; the time-stamp's lasts ten."""
    desk, sealed = lasting
    report = desk.verify(sealed, at=sign.now() + timedelta(days=365 * 5))
    assert report.verdict == "valid", report.reasons


def test_renewals_carry_a_document_past_its_signers(lasting: tuple[Desk, bytes]) -> None:
    """Four and eight years on a further archive time-stamp; the signers' certificates lasted three."""
    desk, pdf = lasting
    start = sign.now()
    for years, field in ((4, RESERVE_FIELDS[1]), (8, RESERVE_FIELDS[2])):
        with time_machine.travel(start + timedelta(days=365 * years), tick=True):
            renewed = single(stamp_archives([pdf], [field], desk.services))
            assert renewed.startswith(pdf)
            pdf = renewed
            assert desk.verify(pdf).verdict == "valid"
    assert desk.verify(pdf, at=start + timedelta(days=365 * 9)).verdict == "valid"
    assert desk.verify(pdf, at=start + timedelta(days=365 * 12)).verdict == "indeterminate"


ENDS = [
    pytest.param(timedelta(), "valid", set(), id="the last second"),
    pytest.param(timedelta(seconds=1), "indeterminate", {"verouderd"}, id="the second after"),
    pytest.param(timedelta(days=365 * 4), "indeterminate", {"verouderd"}, id="years after"),
]


@pytest.mark.parametrize(("later", "verdict", "found"), ENDS)
def test_an_aged_algorithm_of_the_last_time_stamp_leaves_the_verdict_open(
    later: timedelta, verdict: str, found: set[str], desk: Desk, stages: Stages
) -> None:
    """The services of `stages` sign RSA-2048 with PKCS#1 v1.5, their certificates last ten years."""
    report = desk.verify(stages["verzegeld"], at=AGED + later)
    assert (report.verdict, codes(report)) == (verdict, found)
    inner = [one for one in report.signatures if one.kind != "archieftijdstempel"]
    assert {one.verdict for one in inner} == {"valid"}, "they were good at the proven time"


def test_without_an_archive_time_stamp_the_signatures_themselves_age(desk: Desk, stages: Stages) -> None:
    report = desk.verify(stages["half"], at=AGED + timedelta(days=1), sealed=False)
    assert report.verdict == "indeterminate"
    assert "verouderd" in codes(report)


def test_a_time_stamp_over_a_weak_digest_proves_nothing(
    lasting: tuple[Desk, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine looks at the token's own algorithms only; a SHA-1 imprint could be of another document."""
    desk, sealed = lasting
    read = embedded.times

    def weak(emb: EmbeddedPdfSignature) -> tuple[tsp.TSTInfo, ...]:
        found = tuple(one.copy() for one in read(emb))
        for one in found if embedded.is_stamp(emb) else ():
            one["message_imprint"]["hash_algorithm"]["algorithm"] = "sha1"
        return found

    assert desk.verify(sealed).verdict == "valid"
    monkeypatch.setattr(embedded, "times", weak)
    report = desk.verify(sealed)
    assert (report.verdict, codes(report)) == ("indeterminate", {"verouderd"})


BEFORE = [
    pytest.param(timedelta(minutes=6), id="minutes"),
    pytest.param(timedelta(days=1, hours=1), id="before the certificates"),
    pytest.param(timedelta(days=365 * 30), id="a generation"),
]


@pytest.mark.parametrize("earlier", BEFORE)
@pytest.mark.parametrize("stage", ["uitgegeven", "half", "verzegeld"])
def test_nothing_is_valid_before_it_was_there(
    stage: str, earlier: timedelta, desk: Desk, stages: Stages
) -> None:
    first = min(one.time for one in desk.verify(stages[stage], sealed=False).signatures if one.time)
    report = desk.verify(stages[stage], at=first - earlier, sealed=False)
    assert report.verdict == "indeterminate"
    assert all(
        codes_of == {"nog-niet-gezet"}
        for codes_of in ({p.code for p in one.problems} for one in report.signatures)
    )
    assert "was dit er nog niet: het tijdstempel is van" in report.reasons[0].message


def test_a_clock_that_is_a_minute_behind_is_no_reason_to_doubt(desk: Desk, stages: Stages) -> None:
    """A computer runs behind sooner than a time-stamp service runs ahead."""
    first = min(one.time for one in desk.verify(stages["verzegeld"]).signatures if one.time)
    assert desk.verify(stages["verzegeld"], at=first - timedelta(minutes=1)).verdict == "valid"


def test_at_the_very_moment_of_the_archive_time_stamp_it_was_there(desk: Desk, stages: Stages) -> None:
    """Services tell whole seconds, so that two time-stamps, or a stamp and the end of a day, can be as late."""
    sealed = stages["verzegeld"]
    stamped = desk.verify(sealed).signatures[-1].time
    assert stamped is not None
    assert desk.verify(sealed, at=stamped).verdict == "valid"


def test_between_two_signatures_the_first_was_there_and_the_second_not(lasting: tuple[Desk, bytes]) -> None:
    desk, sealed = lasting
    with time_machine.travel(sign.now() + timedelta(days=365), tick=True):
        renewed = single(stamp_archives([sealed], [RESERVE_FIELDS[1]], desk.services))
    report = desk.verify(renewed, at=sign.now() + timedelta(days=30))
    assert report.verdict == "indeterminate"
    assert [codes_of(one.problems) for one in report.signatures] == [set()] * (len(report.signatures) - 1) + [
        {"nog-niet-gezet"}
    ]


def codes_of(problems: object) -> set[str]:
    return {problem.code for problem in problems}  # type: ignore[attr-defined]
