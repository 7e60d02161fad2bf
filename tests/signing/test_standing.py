"""Revoked before, at or after signing, told in the document or in a file beside it, judged then, now or years on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

import pytest

from signing import standing
from signing.evidence_files import Evidence
from signing.judge import Judged
from signing.knowledge import Knowledge
from signing.policy import Trust
from signing.verify import verify
from tests.signing.certificates import AT
from tests.signing.small import DAY, Issuer, Page, issuer

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SIGNED = AT
SAID_LATER = SIGNED + 10 * DAY  # when the issuer first says that the certificate was revoked
THEN, NOW, LATER = (
    SIGNED + HOUR,
    SIGNED + 11 * DAY,
    SIGNED + 2 * 365 * DAY,
)  # the signer's certificate lasts one year
ARCHIVED = SIGNED + 2 * MINUTE
Proof = Literal["own", "none", "archive", "both"]
BY = issuer()


def page(proof: Proof, by: Issuer = BY, crls: Sequence[bytes] = ()) -> Page:
    """Signed, with the clean list of that day and `crls` inside, and time-stamps as `proof` says."""
    made = Page(by=by)
    made.sign(stamped=SIGNED if proof in ("own", "both") else None)
    made.carry(crls=[by.crl(SIGNED - HOUR), *crls])
    if proof in ("archive", "both"):
        made.archive(ARCHIVED)
    return made


def judged(made: Page, at: datetime, evidence: Evidence | None = None, field: int = 0) -> Judged:
    """As `verify` does: from the outside in."""
    reader = made.reader
    trust = Trust(roots=(made.by.root.certificate,), evidence=evidence or Evidence())
    knowledge = Knowledge.of(reader, trust=trust, asked=at)
    moment, archived, found = at, False, []
    for emb in reversed(list(reader.embedded_signatures)):
        one = standing.judged(emb, None, knowledge, at=moment, archived=archived)
        found.insert(0, one)
        if emb.sig_object_type == "/DocTimeStamp" and one.time is not None:
            moment, archived = one.time, True
    return found[field]


def codes(found: Judged) -> set[str]:
    return {one.code for one in found.problems}


WHEN = {"before": SIGNED - 2 * HOUR, "at": SIGNED, "after": SIGNED + DAY}
GOOD: set[str] = set()
OPEN = {"ingetrokken-later"}
BARE = {"zonder-tijdstempel"}
TABLE = [
    # proof, revoked, judged then, now, years later
    ("own", "before", GOOD, {"ingetrokken"}, {"ingetrokken"}),
    ("own", "at", GOOD, {"ingetrokken"}, {"ingetrokken"}),
    ("own", "after", GOOD, GOOD, GOOD),
    ("none", "before", BARE, BARE | OPEN, BARE | OPEN | {"verlopen"}),
    ("none", "at", BARE, BARE | OPEN, BARE | OPEN | {"verlopen"}),
    ("none", "after", BARE, BARE | OPEN, BARE | OPEN | {"verlopen"}),
    ("archive", "before", GOOD, OPEN, OPEN),
    ("archive", "at", GOOD, OPEN, OPEN),
    ("archive", "after", GOOD, GOOD, GOOD),
    ("both", "before", GOOD, {"ingetrokken"}, {"ingetrokken"}),
    ("both", "at", GOOD, {"ingetrokken"}, {"ingetrokken"}),
    ("both", "after", GOOD, GOOD, GOOD),
]
ROWS = [
    pytest.param(
        proof, WHEN[revoked], place, at, expected, id=f"{proof}, revoked {revoked}, {place}, judged {moment}"
    )
    for proof, revoked, *outcomes in TABLE
    for place in ("DSS", "file")
    for moment, at, expected in zip(("then", "now", "later"), (THEN, NOW, LATER), outcomes, strict=True)
]


@pytest.mark.parametrize(("proof", "since", "place", "at", "expected"), ROWS)
def test_what_an_issuer_says_later(
    proof: Proof, since: datetime, place: str, at: datetime, expected: set[str]
) -> None:
    said = BY.crl(SAID_LATER, [(BY.signer, since)])
    made = page(proof, crls=[said] if place == "DSS" else [])
    found = judged(made, at, Evidence(crls=(said,)) if place == "file" else None)
    assert codes(found) == expected
    if expected:
        assert found.level in ("", "B-B")


STRANGER = issuer()  # of the same name, with another key
SAYS = [
    pytest.param(
        Evidence(ocsps=(BY.ocsp(BY.signer, SAID_LATER, SIGNED - HOUR),)), {"ingetrokken"}, id="an answer"
    ),
    pytest.param(Evidence(ocsps=(BY.ocsp(BY.signer, SAID_LATER),)), GOOD, id="a good answer"),
    pytest.param(
        Evidence(
            ocsps=(BY.ocsp(BY.signer, SAID_LATER),), crls=(BY.crl(SAID_LATER, [(BY.signer, SIGNED - HOUR)]),)
        ),
        {"ingetrokken"},
        id="a good answer does not hide a list",
    ),
    pytest.param(
        Evidence(
            crls=(BY.crl(SAID_LATER, [(BY.signer, SIGNED - HOUR)]), BY.crl(SAID_LATER + HOUR)),
        ),
        {"ingetrokken"},
        id="a later clean list does not hide it either",
    ),
    pytest.param(
        Evidence(crls=(STRANGER.crl(SAID_LATER, [(BY.signer, SIGNED - HOUR)]),)), GOOD, id="a stranger's list"
    ),
    pytest.param(
        Evidence(ocsps=(STRANGER.ocsp(BY.signer, SAID_LATER, SIGNED - HOUR),)), GOOD, id="a stranger's answer"
    ),
    pytest.param(
        Evidence(crls=(BY.crl(SIGNED - 20 * DAY, [(BY.signer, SIGNED - 21 * DAY)]),)),
        GOOD,
        id="lapsed before signing: suspended once",
    ),
    pytest.param(
        Evidence(crls=(BY.crl(SAID_LATER, [(BY.stamps, SIGNED - HOUR)]),)),
        {"ingetrokken"},
        id="the time-stamp service before",
    ),
    pytest.param(
        Evidence(crls=(BY.crl(SAID_LATER, [(BY.stamps, SIGNED + DAY)]),)),
        OPEN,
        id="the time-stamp service after: nothing proves that the stamp was there",
    ),
]


@pytest.mark.parametrize(("evidence", "expected"), SAYS)
def test_who_says_it(evidence: Evidence, expected: set[str]) -> None:
    assert codes(judged(page("own"), NOW, evidence)) == expected


def test_an_archive_time_stamp_proves_what_was_there_before_its_service_was_revoked() -> None:
    """The inner time-stamp stands; the outer is the one that nothing proves any more."""
    made = page("both")
    said = Evidence(crls=(BY.crl(SAID_LATER, [(BY.stamps, SIGNED + DAY)]),))
    assert codes(judged(made, NOW, said)) == GOOD
    assert codes(judged(made, NOW, said, field=1)) == OPEN
    assert codes(judged(made, THEN, said, field=1)) == GOOD


FILLS = [
    pytest.param(Evidence(), {"status-onbekend"}, "B-T", id="nothing"),
    pytest.param(Evidence(crls=(BY.crl(SIGNED - HOUR),)), GOOD, "B-T", id="a list of that day"),
    pytest.param(Evidence(crls=(BY.crl(SAID_LATER),)), GOOD, "B-T", id="a list of later"),
    pytest.param(Evidence(crls=(BY.crl(SIGNED - 20 * DAY),)), {"status-onbekend"}, "B-T", id="lapsed before"),
    pytest.param(Evidence(crls=(BY.crl(NOW + DAY),)), {"status-onbekend"}, "B-T", id="of after the verdict"),
    pytest.param(
        Evidence(crls=(STRANGER.crl(SIGNED - HOUR),)), {"status-onbekend"}, "B-T", id="a stranger's"
    ),
]


@pytest.mark.parametrize(("evidence", "expected", "level"), FILLS)
def test_files_fill_what_the_document_lacks_and_its_level_stays(
    evidence: Evidence, expected: set[str], level: str
) -> None:
    made = Page(by=BY)
    made.sign(stamped=SIGNED)
    found = judged(made, NOW, evidence)
    assert (codes(found), found.level) == (expected, level)


def test_a_level_that_only_a_file_gives_is_told_as_what_lacks_in_the_document() -> None:
    """Never «niveau», which is a fault: with the file more is known than without it."""
    made = Page(by=BY)
    made.sign(stamped=SIGNED)
    trust = Trust(roots=(BY.root.certificate,), evidence=Evidence(crls=(BY.crl(SAID_LATER),)))
    report = verify(made.pdf, trust=trust, at=NOW)
    assert report.signatures[0].problems == ()
    assert {one.code for one in report.problems} == {"status-onbekend", "niet-getoetst"}
    assert report.verdict == "indeterminate"
