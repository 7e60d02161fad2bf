"""Time-stamp services: asked in order, checked before use, and each failure told with its reason."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from asn1crypto import cms, tsp, x509

from signing import sign
from signing.errors import ServiceFailed
from signing.increment import single
from signing.network import Answer, Login, Network
from signing.testpki import TrialPki
from signing.timestamp import NoTimeStamp, OtherService, TimeServices, service
from tests import faulty
from tests.signing.conftest import Desk, Stages
from tests.signing.test_network import serving

DIGEST = hashlib.sha256(b"x").digest()


@pytest.fixture(scope="module")
def server(pki: TrialPki) -> Iterator[faulty.Faults]:
    with faulty.before(pki) as made:
        yield made


@pytest.fixture
def faults(server: faulty.Faults) -> faulty.Faults:
    server.clear()
    return server


def stamp(stamper: TimeServices) -> None:
    token = asyncio.run(stamper.async_timestamp(DIGEST, "sha256"))
    info = token["content"]["encap_content_info"]["content"].parsed
    assert info["message_imprint"]["hashed_message"].native == DIGEST


def test_a_good_answer_is_used(faults: faulty.Faults, pki: TrialPki) -> None:
    stamper = service(pki.tsa_url, network=faults.network())
    stamp(stamper)
    assert {name.split(":")[0] for name in stamper.used} == {"127.0.0.1"}


REASONS = {
    "refuse": "verbrak de verbinding halverwege",
    "delay": "antwoordde niet binnen 0.5 seconden",
    "half": "verbrak de verbinding halverwege",
    "404": "kent dit adres niet",
    "500": "antwoordde met foutcode 500",
    "503": "antwoordde met foutcode 503",
    "later": "antwoordde met foutcode 503",
    "login": "wil een andere naam of een ander wachtwoord",
    "redirect": "is verhuisd naar https://127.0.0.1",
    "garbled": "gaf een antwoord dat geen tijdstempel is",
    "empty": "gaf een antwoord dat geen tijdstempel is",
    "html": "stuurde geen tijdstempel, maar «text/html»",
    "huge": "stuurde een veel te groot antwoord",
    "nonce": "gaf een tijdstempel dat niet bij deze vraag hoort",
    "imprint": "gaf een tijdstempel voor een ander document",
    "rejection": "weigerde het tijdstempel («vandaag gesloten»)",
    "signature": "gaf een tijdstempel waarvan de handtekening niet klopt",
}


@pytest.mark.parametrize("fault", REASONS)
def test_a_bad_answer_is_refused_and_told(fault: str, faults: faulty.Faults, pki: TrialPki) -> None:
    faults.play("tsa", fault)
    patience = 0.5 if fault == "delay" else 3.0
    stamper = service(pki.tsa_url, network=faults.network(patience=patience, most_bytes=300_000))
    with pytest.raises(NoTimeStamp) as caught:
        stamp(stamper)
    assert caught.value.message.startswith("De tijdstempeldienst 127.0.0.1:")
    assert REASONS[fault] in caught.value.message
    assert "niet gewijzigd" in caught.value.hint


def test_the_answer_to_an_earlier_request_is_refused(faults: faulty.Faults, pki: TrialPki) -> None:
    stamper = service(pki.tsa_url, network=faults.network())
    stamp(stamper)
    faults.play("tsa", "stale")
    with pytest.raises(NoTimeStamp, match="dat niet bij deze vraag hoort"):
        stamp(stamper)


def test_every_fault_that_can_be_played_has_its_reason() -> None:
    assert {*faulty.FAULTS["tsa"], "login"} - {"stale"} == set(REASONS)


def test_the_next_service_is_asked_and_kept_to(faults: faulty.Faults, pki: TrialPki) -> None:
    stamper = service(faults.nobody, pki.tsa_url, network=faults.network())
    for _ in range(3):
        stamp(stamper)
    assert faults.asked["tsa"] == 4  # the first service once, and no more
    assert stamper.used == {pki.tsa_url.split("/")[2]}


def test_a_service_that_points_nowhere_is_passed_over(pki: TrialPki) -> None:
    with serving() as site:
        nowhere = site.answer("/tsa", (302, {"Location": "http://["}, b""))
        stamper = service(nowhere, pki.tsa_url, network=Network(attempts=1))
        stamp(stamper)
    assert stamper.used == {pki.tsa_url.split("/")[2]}


def test_a_certificate_beside_the_token_that_cannot_be_read_is_refused(
    pki: TrialPki, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = Network.post

    async def spoilt(self: Network, *args: Any, **how: Any) -> Answer:
        answer = await usual(self, *args, **how)
        return replace(answer, body=with_a_broken_certificate(answer.body))

    monkeypatch.setattr(Network, "post", spoilt)
    stamper = service(pki.tsa_url, network=Network(attempts=1))
    with pytest.raises(NoTimeStamp, match="gaf een antwoord dat geen tijdstempel is"):
        asyncio.run(stamper.async_dummy_response("sha256"))


def with_a_broken_certificate(reply: bytes) -> bytes:
    """Add to a reply, where no signature covers it, a certificate that is none."""
    response = tsp.TimeStampResp.load(reply)
    signed = response["time_stamp_token"]["content"]
    broken = x509.Certificate.load(b"\x30\x03\x02\x01\x05")
    signed["certificates"].append(cms.CertificateChoices(name="certificate", value=broken))
    written: bytes = response.dump()
    assert len(written) > len(reply)
    return written


def test_when_none_answers_the_reason_of_each_is_told(faults: faulty.Faults, pki: TrialPki) -> None:
    faults.play("tsa", "500", "rejection")
    stamper = service("http://tsa.example:81/", pki.tsa_url, network=faults.network())
    with pytest.raises(NoTimeStamp) as caught:
        stamp(stamper)
    first, *others = caught.value.message.splitlines()
    assert first == "Geen van de tijdstempeldiensten gaf een tijdstempel:"
    assert others[0] == "  tsa.example:81 antwoordde met foutcode 500"
    assert others[1].endswith("weigerde het tijdstempel («vandaag gesloten»)")


def test_who_let_us_wait_in_vain_is_not_asked_again_for_each_document(
    faults: faulty.Faults, pki: TrialPki
) -> None:
    faults.play("tsa", "delay")
    stamper = service(pki.tsa_url, network=faults.network(patience=0.3))
    for _ in range(3):
        with pytest.raises(NoTimeStamp, match=r"0\.3 seconden"):
            stamp(stamper)
    assert faults.asked["tsa"] == 1


def test_a_service_that_asks_who_you_are_gets_the_password(faults: faulty.Faults, pki: TrialPki) -> None:
    faults.play("tsa", "login")
    asked: list[str] = []
    login = Login("arbodienst", lambda: asked.append("?") or "s3cr3t")  # type: ignore[func-returns-value]
    stamper = service(pki.tsa_url, network=faults.network(), login=login)
    for _ in range(2):
        stamp(stamper)
    assert len(asked) == 1
    assert "s3cr3t" not in f"{stamper!r} {vars(stamper)!r}"


REFUSED = {
    "no scheme": ("tsa.example", "«tsa.example» is geen adres"),
    "another scheme": ("ftp://tsa.example/", "«ftp://tsa.example/» is geen adres"),
    "a password in it": ("https://u:s3cr3t@tsa.example/", "Dit is geen adres"),
    "a password and no scheme": ("//u:s3cr3t@tsa.example/", "Dit is geen adres"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_address_is_refused_at_once_and_shows_no_secret(case: str) -> None:
    address, says = REFUSED[case]
    with pytest.raises(ServiceFailed) as caught:
        service("https://tsa.example/", address)
    assert says in caught.value.message
    assert "s3cr3t" not in f"{caught.value.message} {caught.value.hint}"


def test_a_password_does_not_travel_in_the_open() -> None:
    login = Login("arbodienst", lambda: "s3cr3t")
    service("https://tsa.example/", login=login)
    with pytest.raises(ServiceFailed, match="onversleuteld"):
        service("http://tsa.example/", login=login)


def test_a_token_by_another_certificate_than_was_measured_says_so(
    faults: faulty.Faults, pki: TrialPki, elsewhere: TrialPki
) -> None:
    stamper = service(pki.tsa_url, elsewhere.tsa_url, network=faults.network())
    asyncio.run(stamper.async_dummy_response("sha256"))
    faults.play("tsa", "refuse", "good")
    with pytest.raises(OtherService):
        stamp(stamper)
    stamp(stamper)  # and the second attempt is by whom it now knows


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialPki]:
    """A time-stamp service under another root."""
    from signing.testpki import running

    with running(tmp_path_factory.mktemp("elders"), persons=("Niemand",), seals=()) as made:
        yield made


def test_a_document_is_signed_again_when_its_service_changed_meanwhile(
    desk: Desk, stages: Stages, faults: faulty.Faults, pki: TrialPki, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = faults.services(pki)
    usual, times = services.timestamper.async_timestamp, []

    async def first_another(digest: bytes, algorithm: str) -> object:
        times.append(digest)
        if len(times) == 1:
            raise OtherService
        return await usual(digest, algorithm)

    monkeypatch.setattr(services.timestamper, "async_timestamp", first_another)
    paper, key = desk.paper(stages["uitgegeven"]), desk.key("B. Jansen")
    signed = single(sign.approve([paper], "taakgedelegeerde", key, services, clock=sign.now))
    assert len(times) == 2
    assert desk.verify(signed, sealed=False).verdict == "valid"
