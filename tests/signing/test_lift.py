"""What is registered at a lower level, and how it is lifted once the services answer again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from signing import fields, lift, sign
from signing.appearance import stamp_of
from signing.errors import DocumentRefused, KeyFailed, SealingError, ServiceFailed
from signing.increment import Services, single
from signing.plan import Pin
from signing.state import filled_fields
from signing.testpki import TrialPki
from tests import faulty
from tests.conftest import REVOKED
from tests.signing.conftest import ORGANISATION, Desk, Stages, make_plan, typeset

NAMES = {"taakgedelegeerde": "B. Jansen", "bedrijfsarts": "A.M. de Vries"}


@pytest.fixture(scope="module")
def server(pki: TrialPki) -> Iterator[faulty.Faults]:
    with faulty.before(pki) as made:
        yield made


@pytest.fixture
def faults(server: faulty.Faults) -> faulty.Faults:
    server.clear()
    return server


def issued(desk: Desk, services: Services) -> bytes:
    return single(sign.issue([desk.paper(desk.pdf)], desk.key(ORGANISATION), services, clock=sign.now))


def approved(desk: Desk, pdf: bytes, role: str, services: Services) -> bytes:
    return single(sign.approve([desk.paper(pdf)], role, desk.key(NAMES[role]), services, clock=sign.now))


def closed(desk: Desk, pdf: bytes, services: Services) -> bytes:
    return single(sign.close([desk.paper(pdf)], desk.key(ORGANISATION), services, clock=sign.now))


def lifted(desk: Desk, pdf: bytes, services: Services) -> bytes:
    return single(lift.lift([desk.paper(pdf)], services, clock=sign.now))


def levels(desk: Desk, pdf: bytes, *, sealed: bool = False) -> dict[str, tuple[str, str]]:
    """Level and verdict of each signature, by field."""
    return {one.field: (one.level, one.verdict) for one in desk.verify(pdf, sealed=sealed).signatures}


NO_TSA, NO_STATUS = {"tsa": "refuse"}, {"ocsp": "refuse", "crl": "refuse"}
UNSTAMPED, UNKNOWN = "zonder tijdstempel", "zonder gegevens over intrekking"
LOWER = {
    "no time-stamp": (NO_TSA, "B-B", {"zonder-tijdstempel"}, UNSTAMPED),
    "no revocation data": (NO_STATUS, "B-T", {"status-onbekend"}, UNKNOWN),
    "the list of the root is out of date": ({"crl:root": "expired"}, "B-T", {"status-onbekend"}, UNKNOWN),
    "nothing answers": (
        NO_TSA | NO_STATUS,
        "B-B",
        {"zonder-tijdstempel", "status-onbekend"},
        f"{UNSTAMPED} en {UNKNOWN}",
    ),
}


@pytest.mark.parametrize("case", LOWER)
def test_a_lower_level_is_registered_told_and_lifted(
    case: str, desk: Desk, faults: faulty.Faults, pki: TrialPki
) -> None:
    silent, level, codes, words = LOWER[case]
    for name, fault in silent.items():
        faults.play(name, fault)
    services = faults.services(pki, "registreer")
    signed = issued(desk, services)
    report = desk.verify(signed, sealed=False)
    assert {problem.code for problem in report.reasons} == codes
    assert report.verdict == "indeterminate"
    assert levels(desk, signed) == {"zegel_uitgifte": (level, "indeterminate")}
    told = lift.told(desk.paper(signed), services, at=sign.now())
    assert told == f": PAdES {level}, {words}; vul later aan met delegatie verzegel --aanvullen"

    faults.clear()
    services = faults.services(pki)
    assert lift.waits(desk.paper(signed), services, at=sign.now())
    whole = lifted(desk, signed, services)
    assert whole.startswith(signed)
    after = desk.verify(whole, sealed=False)
    assert after.verdict == "valid"
    seal, stamp = after.signatures
    assert seal.level == "B-LTA"
    assert seal.time is not None
    assert stamp.time is not None
    assert seal.time <= stamp.time
    assert not lift.waits(desk.paper(whole), services, at=sign.now())


@pytest.mark.parametrize("case", LOWER)
def test_where_all_is_required_the_step_fails_and_gives_nothing(
    case: str, desk: Desk, faults: faulty.Faults, pki: TrialPki
) -> None:
    for name, fault in LOWER[case][0].items():
        faults.play(name, fault)
    with pytest.raises(ServiceFailed):
        issued(desk, faults.services(pki))


def test_a_signature_without_a_time_stamp_has_the_time_of_the_one_that_lifts_it(
    desk: Desk, stages: Stages, faults: faulty.Faults, pki: TrialPki
) -> None:
    faults.play("tsa", "refuse")
    signed = approved(desk, stages["uitgegeven"], "taakgedelegeerde", faults.services(pki, "registreer"))
    assert desk.verify(signed, sealed=False).signatures[-1].time is None
    faults.clear()
    mine, stamp = desk.verify(lifted(desk, signed, faults.services(pki)), sealed=False).signatures[-2:]
    assert mine.time == stamp.time is not None


def test_a_lifted_document_goes_on_to_its_seal(
    desk: Desk, stages: Stages, faults: faulty.Faults, pki: TrialPki
) -> None:
    faults.play("tsa", "refuse")
    signed = approved(desk, stages["uitgegeven"], "taakgedelegeerde", faults.services(pki, "registreer"))
    faults.clear()
    services = faults.services(pki)
    whole = approved(desk, lifted(desk, signed, services), "bedrijfsarts", services)
    sealed = closed(desk, whole, services)
    assert desk.verify(sealed).verdict == "valid"
    assert {level for level, _ in levels(desk, sealed, sealed=True).values()} == {"B-LTA", ""}
    filled = filled_fields(sealed)
    assert [filled[f"archieftijdstempel_{n}"] for n in (1, 2, 3)] == [True, True, False]


def test_all_steps_without_any_service_are_lifted_in_one_go_after_the_seal(
    desk: Desk, faults: faulty.Faults, pki: TrialPki
) -> None:
    for name in ("tsa", "ocsp", "crl"):
        faults.play(name, "refuse")
    services = faults.services(pki, "registreer")
    pdf = issued(desk, services)
    for role in NAMES:
        pdf = approved(desk, pdf, role, services)
    pdf = closed(desk, pdf, services)
    assert {level for level, _ in levels(desk, pdf).values()} == {"B-B"}
    assert not filled_fields(pdf)["archieftijdstempel_1"]
    faults.clear()
    whole = lifted(desk, pdf, faults.services(pki))
    assert desk.verify(whole).verdict == "valid"


def test_a_seal_without_an_archive_time_stamp_waits_for_one(
    desk: Desk, stages: Stages, faults: faulty.Faults, pki: TrialPki
) -> None:
    faults.play(
        "tsa", "good", "good", "refuse"
    )  # one to measure with, one for the seal, none for the archive
    pdf = closed(desk, stages["ondertekend"], faults.services(pki, "registreer"))
    assert levels(desk, pdf)["zegel_sluiting"] == ("B-LT", "valid")
    assert [problem.code for problem in desk.verify(pdf).reasons] == ["onvolledig"]
    faults.clear()
    services = faults.services(pki)
    assert lift.waits(desk.paper(pdf), services, at=sign.now())
    assert desk.verify(lifted(desk, pdf, services)).verdict == "valid"


def test_a_service_that_falls_away_after_it_was_measured_leaves_the_lower_level(
    desk: Desk, stages: Stages, faults: faulty.Faults, pki: TrialPki
) -> None:
    faults.play("tsa", "good", "refuse")
    signed = approved(desk, stages["uitgegeven"], "taakgedelegeerde", faults.services(pki, "registreer"))
    assert levels(desk, signed)["taakgedelegeerde"] == ("B-B", "indeterminate")


REVOCATIONS = {
    "the list says so, nobody else answers": {"ocsp": "refuse", "crl:uitgever": "revoked"},
    "the list says so, the status is out of date": {"ocsp": "expired", "crl:uitgever": "revoked"},
    "the status says so, no list comes": {"crl": "refuse"},
    "the status says so, the lists are out of date": {"crl": "expired"},
    "the status says so, there is no time-stamp": {"tsa": "refuse"},
    "the status says so, nothing else answers": {"tsa": "refuse", "crl": "refuse"},
}


@pytest.mark.parametrize("case", REVOCATIONS)
def test_a_revoked_certificate_is_never_registered_away(
    case: str, desk: Desk, faults: faulty.Faults, pki: TrialPki
) -> None:
    desk.plan = make_plan(persons=(("taakgedelegeerde", REVOKED, Pin()),))
    desk.pdf = fields.prepare(typeset(tuple(slot.field for slot in desk.plan.slots)), desk.plan)
    pdf = issued(desk, faults.services(pki))
    for name, fault in REVOCATIONS[case].items():
        faults.play(name, fault)
    services, key = faults.services(pki, "registreer"), desk.key(REVOKED)
    with pytest.raises(KeyFailed, match="ingetrokken"):
        single(sign.approve([desk.paper(pdf)], "taakgedelegeerde", key, services, clock=sign.now))


def test_who_was_revoked_meanwhile_is_not_lifted(
    desk: Desk, stages: Stages, faults: faulty.Faults, pki: TrialPki
) -> None:
    faults.play("tsa", "refuse")
    signed = approved(desk, stages["uitgegeven"], "taakgedelegeerde", faults.services(pki, "registreer"))
    faults.clear()
    faults.play("ocsp", "revoked")
    with pytest.raises(KeyFailed, match=r"B\. Jansen kan niet worden aangevuld.*ingetrokken"):
        lifted(desk, signed, faults.services(pki))


SILENT = {"the time-stamp service": ("tsa", "delay"), "whoever knows what is revoked": ("crl:root", "500")}


@pytest.mark.parametrize("case", SILENT)
def test_lifting_that_fails_gives_nothing_and_goes_later(
    case: str, desk: Desk, stages: Stages, faults: faulty.Faults, pki: TrialPki
) -> None:
    faults.play("tsa", "refuse")
    signed = approved(desk, stages["uitgegeven"], "taakgedelegeerde", faults.services(pki, "registreer"))
    faults.clear()
    faults.play(*SILENT[case])
    with pytest.raises(ServiceFailed):
        lifted(desk, signed, faults.services(pki, patience=1.0))
    faults.clear()
    assert desk.verify(lifted(desk, signed, faults.services(pki)), sealed=False).verdict == "valid"


def test_two_reserve_fields_are_left_for_the_seal_and_for_renewal(
    desk: Desk, stages: Stages, faults: faulty.Faults, pki: TrialPki
) -> None:
    pdf = stages["uitgegeven"]
    for role in NAMES:
        faults.play("tsa", "refuse")
        pdf = approved(desk, pdf, role, faults.services(pki, "registreer"))
        faults.clear()
        if role == "taakgedelegeerde":
            pdf = lifted(desk, pdf, faults.services(pki))
    with pytest.raises(DocumentRefused, match="al eens aangevuld"):
        lifted(desk, pdf, faults.services(pki))
    sealed = closed(desk, pdf, faults.services(pki, "registreer"))
    services = faults.services(pki)
    whole = (
        lifted(desk, sealed, services) if lift.waits(desk.paper(sealed), services, at=sign.now()) else sealed
    )
    assert desk.verify(whole).verdict == "valid"


HARMED = {
    "a letter of the text": lambda pdf: pdf.replace(b"B. Jansen", b"B. Hansen", 1),
    "cut off": lambda pdf: pdf[:-100],
}


@pytest.mark.parametrize("case", HARMED)
def test_a_harmed_document_is_not_lifted(
    case: str, desk: Desk, stages: Stages, faults: faulty.Faults, pki: TrialPki
) -> None:
    faults.play("tsa", "refuse")
    signed = approved(desk, stages["uitgegeven"], "taakgedelegeerde", faults.services(pki, "registreer"))
    faults.clear()
    with pytest.raises(SealingError):
        lifted(desk, HARMED[case](signed), faults.services(pki))


def test_who_requires_all_does_not_build_on_a_lower_level(
    desk: Desk, stages: Stages, faults: faulty.Faults, pki: TrialPki
) -> None:
    faults.play("tsa", "refuse")
    signed = approved(desk, stages["uitgegeven"], "taakgedelegeerde", faults.services(pki, "registreer"))
    faults.clear()
    with pytest.raises(DocumentRefused, match="lager niveau") as caught:
        approved(desk, signed, "bedrijfsarts", faults.services(pki))
    assert "--aanvullen" in caught.value.hint


@pytest.mark.parametrize(("sure", "says"), [(True, "PAdES B-LT · "), (False, "PAdES · ")])
def test_the_stamp_names_no_level_that_may_not_be_reached(*, sure: bool, says: str, desk: Desk) -> None:
    certificate = desk.key(ORGANISATION).certificate
    stamp = stamp_of(desk.plan.slots[0], certificate, at=sign.now(), test=True, sure=sure)
    assert stamp.lines[-1].startswith(says)
