"""What trusted lists make of a signature: who may be at the end of its chain, and whether it is the QES asked for."""

from __future__ import annotations

import pickle
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from signing import standing
from signing.judge import Judged
from signing.knowledge import Knowledge
from signing.listed import TrustedLists
from signing.plan import Pin, Slot
from signing.policy import Trust
from signing.trusted_list import load
from tests.signing.certificates import AT, Made, statements
from tests.signing.small import DAY, Issuer, Page, issuer
from tests.signing.test_trusted_list import (
    EU,
    GRANTED,
    LOTL,
    NL,
    QUALIFIED,
    STRANGER,
    WITHDRAWN,
    service,
    signed,
    written,
)  # fmt: skip

STAMPS = "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST"
NOW = AT + timedelta(hours=1)
BY = issuer(qualified=statements("qc_compliance", "qc_sscd"))
UNFIT = issuer(qualified=statements("qc_compliance"), name="Zonder middel")
PLAIN = issuer(name="Zonder verklaring")
QES = Slot(field="x", kind="persoon", role="werkgever", name="A.M. de Vries", pin=Pin(level="qes"))
ANY = Slot(field="x", kind="persoon", role="werkgever", name="A.M. de Vries")


def entry(by: Made, kind: str, *, status: str = GRANTED, since: str = "2020-01-01", before: str = "") -> str:
    """A service; `before` is the status that it had until `since`, told by the key only, as real lists do."""
    told = service(issuer=by, status=status).replace(QUALIFIED, kind).replace("2020-01-01", since)
    if not before:
        return told
    key = b64encode(by.certificate.public_key.sha1).decode()
    history = f"""<ServiceHistory><ServiceHistoryInstance><ServiceTypeIdentifier>{kind}</ServiceTypeIdentifier>
      <ServiceName><Name xml:lang="en">Vroeger</Name></ServiceName>
      <ServiceDigitalIdentity><DigitalId><X509SKI>{key}</X509SKI></DigitalId></ServiceDigitalIdentity>
      <ServiceStatus>{before}</ServiceStatus><StatusStartingTime>2016-07-01T00:00:00Z</StatusStartingTime>
      </ServiceHistoryInstance></ServiceHistory>"""
    return told.replace("</TSPService>", f"{history}</TSPService>")


def lists(folder: Path, *services: str, ends: datetime = AT + 90 * DAY, first: bytes = LOTL) -> TrustedLists:
    (folder / "lotl.xml").write_bytes(first)
    (folder / "nl.xml").write_bytes(signed(written(services="".join(services), ends=ends.isoformat()), NL))
    found = load([folder], signers=[EU.certificate], at=AT, lenient=True)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own; it goes to another process
    return found


def judged(
    known: TrustedLists | None,
    *,
    by: Issuer = BY,
    slot: Slot = QES,
    roots: Sequence[Made] = (),
    at: datetime = NOW,
) -> tuple[Judged, Judged]:
    """Judge a signature and the archive time-stamp over it."""
    made = Page(by=by)
    made.sign(stamped=AT)
    made.carry(crls=[by.crl(AT - timedelta(hours=1))])
    made.archive(AT + timedelta(minutes=1))
    reader = made.reader
    trust = pickle.loads(pickle.dumps(Trust(roots=tuple(one.certificate for one in roots), lists=known)))  # noqa: S301
    knowledge = Knowledge.of(reader, trust=trust, asked=at)
    first, second = reader.embedded_signatures
    stamp = standing.judged(second, None, knowledge, at=at, archived=False)
    return standing.judged(first, slot, knowledge, at=stamp.time or at, archived=True), stamp


def codes(found: Judged) -> set[str]:
    return {one.code for one in found.problems}


def both(by: Issuer, **changes: str) -> tuple[str, str]:
    return entry(by.root, QUALIFIED, **changes), entry(by.stamps, STAMPS)


def test_services_on_a_list_are_ends_of_chains(tmp_path: Path) -> None:
    """No root is given at all: the issuer is listed for signatures, the service for time-stamps."""
    signature, stamp = judged(lists(tmp_path, *both(BY)))
    assert (codes(signature), codes(stamp), signature.level) == (set(), set(), "B-LTA")
    assert signature.qualified == (
        "Gekwalificeerd voor handtekeningen, met de sleutel in een veilig middel, volgens de vertrouwenslijst van NL "
        "(dienst: Handtekeningen)."
    )
    assert stamp.qualified == (
        "Gekwalificeerd tijdstempel, volgens de vertrouwenslijst van NL (dienst: Handtekeningen)."
    )


UNKNOWN = {"wortel-onbekend"}
TIMES = [
    pytest.param(
        {"status": WITHDRAWN, "since": "2025-01-01", "before": GRANTED}, UNKNOWN, id="withdrawn before"
    ),
    pytest.param(
        {"status": WITHDRAWN, "since": "2026-11-24", "before": GRANTED}, set(), id="withdrawn after"
    ),
    pytest.param({"since": "2026-11-24"}, UNKNOWN, id="granted after"),
    pytest.param({"since": "2026-11-24", "before": WITHDRAWN}, UNKNOWN, id="granted again after"),
    pytest.param({"since": "2026-11-22", "before": WITHDRAWN}, set(), id="granted again before"),
]


@pytest.mark.parametrize(("changes", "expected"), TIMES)
def test_a_service_counts_as_it_was_when_the_signature_was_set(
    tmp_path: Path, changes: dict[str, str], expected: set[str]
) -> None:
    known = lists(tmp_path, *both(BY, **changes))
    signature, _ = judged(known, slot=ANY, at=AT + 30 * DAY)
    assert codes(signature) == expected
    assert (signature.qualified.startswith("Gekwalificeerd")) is not expected
    demanded, _ = judged(known, at=AT + 30 * DAY)
    assert codes(demanded) == expected | ({"niet-gekwalificeerd"} if expected else set())


def test_who_is_listed_for_signatures_makes_no_time_stamps_and_the_other_way_round(tmp_path: Path) -> None:
    signature, stamp = judged(lists(tmp_path, entry(BY.root, STAMPS), entry(BY.stamps, QUALIFIED)), slot=ANY)
    assert "wortel-onbekend" in codes(signature)
    assert codes(stamp) == set(), "its issuer is listed for time-stamps"
    signature, stamp = judged(lists(tmp_path, entry(BY.root, QUALIFIED)), slot=ANY)
    assert codes(stamp) == UNKNOWN


LEVELS = [
    pytest.param(BY, ANY, set(), id="none asked"),
    pytest.param(BY, QES, set(), id="qualified, in a device"),
    pytest.param(UNFIT, QES, {"niet-gekwalificeerd"}, id="qualified, without a device"),
    pytest.param(PLAIN, QES, {"niet-gekwalificeerd"}, id="not qualified"),
    pytest.param(PLAIN, ANY, set(), id="not qualified, nor asked"),
]


@pytest.mark.parametrize(("by", "slot", "expected"), LEVELS)
def test_the_level_that_the_plan_asks_is_held_to_the_list(
    tmp_path: Path, by: Issuer, slot: Slot, expected: set[str]
) -> None:
    signature, _ = judged(lists(tmp_path, *both(by)), by=by, slot=slot)
    assert codes(signature) == expected
    assert signature.qualified


def test_lists_that_were_not_asked_say_nothing() -> None:
    signature, stamp = judged(None, roots=[BY.root])
    assert (codes(signature), signature.qualified, stamp.qualified) == (set(), "", "")


ABSENT = [
    pytest.param({"ends": AT - DAY}, "NL is verlopen op 22-11-2026", id="ran out"),
    pytest.param({"first": signed(written(), STRANGER)}, "Geen van de gegeven", id="refused"),
    pytest.param({"first": LOTL.replace(b">NL<", b">BE<")}, "Geen van de gegeven", id="changed"),
]


@pytest.mark.parametrize(("changes", "says"), ABSENT)
def test_a_list_that_does_not_count_leaves_it_open(
    tmp_path: Path, changes: dict[str, object], says: str
) -> None:
    """Never valid by default: neither the chain nor the level."""
    known = lists(tmp_path, *both(BY), **changes)  # type: ignore[arg-type]
    signature, stamp = judged(known)
    assert codes(signature) == UNKNOWN | {"kwalificatie-onbekend"}
    assert codes(stamp) == UNKNOWN
    assert says in signature.qualified
    signature, _ = judged(known, roots=[BY.root])
    assert codes(signature) == {"kwalificatie-onbekend"}
    signature, _ = judged(known, roots=[BY.root], slot=ANY)
    assert codes(signature) == set()


def test_a_list_counts_as_of_the_day_that_is_asked(tmp_path: Path) -> None:
    """The list of that day says what held that day; it is no list of years later."""
    known = lists(tmp_path, *both(BY))
    assert codes(judged(known, at=AT + 89 * DAY)[0]) == set()
    assert "kwalificatie-onbekend" in codes(judged(known, at=AT + 91 * DAY)[0])


def test_what_is_refused_is_named(tmp_path: Path) -> None:
    (tmp_path / "oud.xml").write_bytes(b"<html/>")
    known = lists(tmp_path, *both(BY))
    assert len(known.refused) == 1
    assert "oud.xml: dit is geen leesbare vertrouwenslijst" in known.refused[0]
    assert [one.territory for one in known.national] == ["NL"]


def test_an_impostor_of_the_same_name_is_no_end(tmp_path: Path) -> None:
    known = lists(tmp_path, *both(BY))
    signature, _ = judged(known, by=issuer(qualified=statements("qc_compliance", "qc_sscd")), slot=ANY)
    assert codes(signature) == {"niet-getoetst"}
