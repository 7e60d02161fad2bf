"""OCSP, CRLs and issuers' certificates: one question a run, and no answer that is not checked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from asn1crypto import x509
from pyhanko_certvalidator.authority import AuthorityWithCert
from pyhanko_certvalidator.errors import CRLFetchError, OCSPFetchError

from signing import sign
from signing.errors import KeyFailed, ServiceFailed
from signing.increment import Services
from signing.keys import load_certificates
from signing.revocation import Revocations
from signing.testpki import TrialPki
from tests import faulty
from tests.signing.conftest import ORGANISATION, Desk, Stages

NAME = "B. Jansen"


@pytest.fixture(scope="module")
def server(pki: TrialPki) -> Iterator[faulty.Faults]:
    with faulty.before(pki) as made:
        yield made


@pytest.fixture
def faults(server: faulty.Faults) -> faulty.Faults:
    server.clear()
    return server


def holder_and_issuer(pki: TrialPki) -> tuple[x509.Certificate, x509.Certificate]:
    holder, issuer = load_certificates(pki.keys[NAME][0])
    return holder, issuer


def status(run: Revocations, pki: TrialPki) -> str:
    """Ask with a fresh context, as each document of another step has."""
    holder, issuer = holder_and_issuer(pki)
    answer = asyncio.run(run.get_fetchers().ocsp_fetcher.fetch(holder, AuthorityWithCert(issuer)))
    single = answer.basic_ocsp_response["tbs_response_data"]["responses"][0]
    return str(single["cert_status"].name)


def lists(run: Revocations, pki: TrialPki) -> int:
    holder, _ = holder_and_issuer(pki)
    return len(list(asyncio.run(run.get_fetchers().crl_fetcher.fetch(holder))))


def test_the_same_question_is_asked_once_a_run_in_whatever_loop(faults: faulty.Faults, pki: TrialPki) -> None:
    run = Revocations(faults.network())
    assert [status(run, pki) for _ in range(3)] == ["good"] * 3
    assert [lists(run, pki) for _ in range(3)] == [1] * 3
    assert (faults.asked["ocsp"], faults.asked["crl"]) == (1, 1)


def test_another_run_asks_again(faults: faulty.Faults, pki: TrialPki) -> None:
    for _ in range(2):
        status(Revocations(faults.network()), pki)
    assert faults.asked["ocsp"] == 2


def test_a_context_sees_only_what_it_asked_for(faults: faulty.Faults, pki: TrialPki) -> None:
    run = Revocations(faults.network())
    status(run, pki)
    lists(run, pki)
    fresh = run.get_fetchers()
    assert not list(fresh.ocsp_fetcher.fetched_responses())
    assert not list(fresh.crl_fetcher.fetched_crls())


OCSP = ("refuse", "half", "404", "500", "503", "later", "redirect", "garbled", "html", "empty", "unavailable")


@pytest.mark.parametrize("fault", OCSP)
def test_no_status_is_told_the_way_the_engine_expects(
    fault: str, faults: faulty.Faults, pki: TrialPki
) -> None:
    faults.play("ocsp", fault)
    with pytest.raises(OCSPFetchError):
        status(Revocations(faults.network()), pki)


CRL = ("refuse", "half", "404", "500", "later", "redirect", "garbled", "html", "empty", "huge")


@pytest.mark.parametrize("fault", CRL)
def test_no_list_is_told_the_way_the_engine_expects(fault: str, faults: faulty.Faults, pki: TrialPki) -> None:
    faults.play("crl", fault)
    with pytest.raises(CRLFetchError):
        lists(Revocations(faults.network(most_bytes=100_000)), pki)


def test_who_let_us_wait_in_vain_is_not_asked_again_at_once(faults: faulty.Faults, pki: TrialPki) -> None:
    faults.play("ocsp", "delay")
    run = Revocations(faults.network(patience=0.3))
    for _ in range(3):
        with pytest.raises(OCSPFetchError):
            status(run, pki)
    assert faults.asked["ocsp"] == 1


def approved(desk: Desk, pdfs: list[bytes], services: Services) -> list[bytes]:
    outcomes = sign.approve(
        [desk.paper(pdf) for pdf in pdfs], "taakgedelegeerde", desk.key(NAME), services, clock=sign.now
    )
    for outcome in outcomes:
        if not isinstance(outcome, bytes):
            raise outcome
    return [outcome for outcome in outcomes if isinstance(outcome, bytes)]


def test_ten_documents_do_not_ask_the_same_ten_times(
    desk: Desk, stages: Stages, faults: faulty.Faults, pki: TrialPki
) -> None:
    services = faults.services(pki)
    approved(desk, [stages["uitgegeven"]] * 5, services)
    approved(desk, [stages["uitgegeven"]] * 5, services)  # another dossier of the same command
    assert (faults.asked["ocsp"], faults.asked["crl:uitgever"], faults.asked["crl:root"]) == (1, 1, 1)
    assert faults.asked["tsa"] == 11  # one to measure with


GONE_ON = ("other", "expired", "unavailable", "garbled", "html", "refuse", "half", "500")


@pytest.mark.parametrize("fault", GONE_ON)
def test_a_status_that_is_no_good_is_made_up_for_by_the_list(
    fault: str, desk: Desk, stages: Stages, faults: faulty.Faults, pki: TrialPki
) -> None:
    faults.play("ocsp", fault)
    (signed,) = approved(desk, [stages["uitgegeven"]], faults.services(pki))
    assert desk.verify(signed, sealed=False).verdict == "valid"


NOTHING = {
    "the status of another certificate and no list": {"ocsp": "other", "crl:uitgever": "404"},
    "a status and a list out of date": {"ocsp": "expired", "crl:uitgever": "expired"},
    "no list of the root": {"crl:root": "500"},
    "a list that means nothing": {"ocsp": "refuse", "crl": "garbled"},
}


@pytest.mark.parametrize("case", NOTHING)
def test_nothing_is_signed_on_answers_that_prove_nothing(
    case: str, desk: Desk, stages: Stages, faults: faulty.Faults, pki: TrialPki
) -> None:
    for name, fault in NOTHING[case].items():
        faults.play(name, fault)
    with pytest.raises(ServiceFailed, match="of het is ingetrokken, is niet te achterhalen"):
        approved(desk, [stages["uitgegeven"]], faults.services(pki))


@pytest.mark.parametrize("name", ["ocsp", "crl:uitgever"])
def test_who_is_revoked_signs_nothing(
    name: str, desk: Desk, stages: Stages, faults: faulty.Faults, pki: TrialPki
) -> None:
    faults.play("ocsp", "refuse")
    faults.play(name, "revoked")
    with pytest.raises(KeyFailed, match="ingetrokken"):
        approved(desk, [stages["uitgegeven"]], faults.services(pki))
    assert ORGANISATION  # the seal on the document stands: only who signs now is looked at
