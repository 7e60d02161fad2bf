"""A key at a signing service: what is asked of whom, how often, and what is said when it fails."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import os
import signal
import socket
import ssl
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from signing import csc_channel, fields, sign
from signing.errors import DocumentRefused, KeyFailed, SealingError, ServiceFailed
from signing.gathering import Gathering, attended
from signing.increment import Job, Services, sign_fields
from signing.keys import PemSource
from signing.plan import Origin, Pin
from signing.policy import load_trust
from signing.remote import RemoteSource
from signing.testpki import TrialPki
from signing.timestamp import service as tsa
from signing.verify import verify
from tests.csc_service import PIN, TOKEN, Fault, Handler, Service, csc_service, refusal, signatures_of
from tests.signing.conftest import ORGANISATION, make_plan, typeset

EMPLOYER = "C. Bakker"


class Person:
    """Who sits at the terminal: answers each question, and remembers what was asked."""

    def __init__(self, service: Service | None = None, **answers: str) -> None:
        self.service = service
        self.answers = {"Toegangscode": TOKEN, "Pincode": PIN} | answers
        self.questions: list[str] = []

    def __call__(self, question: str) -> str:
        self.questions.append(question)
        word = question.split(" ", 1)[0]
        if word == "Eenmalige" and word not in self.answers:
            assert self.service is not None
            return self.service.otp
        return self.answers[word]


@pytest.fixture
def service(pki: TrialPki) -> Iterator[Service]:
    """A service with one key, that of the employer, which wants a PIN."""
    with csc_service({EMPLOYER: pki.keys[EMPLOYER]}) as running:
        yield running


def source(service: Service, person: Person | None = None, **changes: Any) -> RemoteSource:
    values: dict[str, Any] = {
        "url": service.url,
        "ask": person or Person(service),
        "authorisation": service.authorisation,
        "timeout": 5,
        "attempts": 1,
    } | changes
    return RemoteSource(**values)


def signed(source: RemoteSource, *papers: bytes | Exception) -> list[bytes | SealingError]:
    """Sign the papers at the same time, as a step does; an exception is a paper that fails before."""
    signer = source.unlock().for_batch(len(papers))

    async def step(paper: bytes | Exception) -> bytes:
        await asyncio.sleep(0)
        if isinstance(paper, Exception):
            raise paper
        return await signer.async_sign_raw(paper, "sha256")

    async def outcome(paper: bytes | Exception) -> bytes | SealingError:
        try:
            return await attended(signer, step(paper))
        except SealingError as err:
            return err

    async def together() -> list[bytes | SealingError]:
        return await asyncio.wait_for(asyncio.gather(*map(outcome, papers)), timeout=20)

    return asyncio.run(together())


def all_that_is_seen(err: BaseException) -> str:
    """Everything of an error that may come before somebody's eyes: its chain, reprs and trace."""
    seen = ["".join(traceback.format_exception(err))]
    link: BaseException | None = err
    while link is not None:
        seen += [str(link), repr(link), repr(vars(link)), getattr(link, "hint", "")]
        link = link.__cause__ or link.__context__
    return "\n".join(seen)


# --- what goes well


def test_several_papers_take_one_authorisation(service: Service) -> None:
    person = Person(service)
    made = signed(source(service, person), b"een", b"twee", b"drie")

    assert all(isinstance(one, bytes) and len(one) == 256 for one in made)
    assert len(set(map(bytes, made))) == 3  # type: ignore[arg-type]
    assert service.count("credentials/authorize") == service.count("signatures/signHash") == 1
    _, authorised = next(call for call in service.asked if call[0] == "credentials/authorize")
    assert authorised["numSignatures"] == len(authorised["hash"]) == 3
    assert [question.split(" ")[0] for question in person.questions] == ["Toegangscode", "Pincode"]


def test_the_certificate_is_known_before_any_pin(service: Service) -> None:
    person = Person(service)
    opened = source(service, person)
    certificate = opened.certificate()

    assert certificate is not None
    assert certificate.subject.native["common_name"] == EMPLOYER
    assert person.questions == ["Toegangscode voor 127.0.0.1"]
    opened.certificate()
    opened.unlock()
    assert person.questions[1:] == ["Pincode van uw sleutel bij 127.0.0.1"]
    assert service.count("credentials/info") == 1


def test_a_pin_is_asked_once_for_all_rounds(service: Service) -> None:
    person = Person(service)
    key = source(service, person).unlock()
    for _ in range(2):
        signer = key.for_batch(1)
        assert asyncio.run(attended(signer, signer.async_sign_raw(b"x", "sha256")))
    assert len(person.questions) == 2
    assert service.count("credentials/authorize") == 2


@pytest.mark.parametrize(
    ("authorisation", "kind", "asked", "sent"),
    [
        pytest.param("geen", "offline", [], 0, id="nothing"),
        pytest.param("pin", "offline", ["Pincode"], 0, id="PIN"),
        pytest.param("otp", "offline", ["Eenmalige"], 0, id="code of a device"),
        pytest.param("otp", "online", ["Eenmalige"], 1, id="code that is sent"),
        pytest.param("pin+otp", "online", ["Pincode", "Eenmalige"], 1, id="PIN and code"),
    ],
)
def test_what_authorises_is_asked_once_for_the_batch(
    service: Service, authorisation: str, kind: str, asked: list[str], sent: int
) -> None:
    service.authorisation, service.otp_type, service.otp = authorisation, kind, "otp-0-geheim"
    person = Person(service)
    made = signed(source(service, person), b"een", b"twee")

    assert all(isinstance(one, bytes) for one in made)
    assert [question.split(" ")[0] for question in person.questions[1:]] == asked
    assert service.count("credentials/sendOTP") == sent
    assert service.count("credentials/authorize") == 1


def test_more_than_one_authorisation_may_give_is_split(pki: TrialPki) -> None:
    with csc_service(
        {EMPLOYER: pki.keys[EMPLOYER]}, most=2, authorisation="otp", otp_type="online"
    ) as service:
        person = Person(service)
        made = signed(source(service, person), *(b"%d" % n for n in range(5)))

        assert all(isinstance(one, bytes) for one in made)
        sizes = [call["numSignatures"] for name, call in service.asked if name == "credentials/authorize"]
        assert sizes == [2, 2, 1]
        assert service.count("credentials/sendOTP") == 3
    assert [question.partition(" voor ")[2] for question in person.questions[1:]] == [
        "document 1 tot en met 2 van 5",
        "document 3 tot en met 4 van 5",
        "document 5 van 5",
    ]


@pytest.mark.parametrize(
    ("name", "pss", "algorithms", "asked"),
    [
        pytest.param(EMPLOYER, False, None, "1.2.840.113549.1.1.11", id="RSA"),
        pytest.param(EMPLOYER, False, ["1.2.840.113549.1.1.1"], "1.2.840.113549.1.1.1", id="RSA by key"),
        pytest.param(EMPLOYER, True, None, "1.2.840.113549.1.1.10", id="RSASSA-PSS"),
        pytest.param(EMPLOYER, False, ["1.2.840.113549.1.1.10"], "1.2.840.113549.1.1.10", id="PSS only"),
        pytest.param("Ria Langer", False, None, "1.2.840.113549.1.1.11", id="RSA-4096"),
        pytest.param("Els Elliptisch", False, None, "1.2.840.10045.4.3.2", id="P-256"),
        pytest.param("Ed Elliptisch", True, None, "1.2.840.10045.4.3.2", id="P-384"),
    ],
)
def test_the_algorithm_is_one_that_key_and_service_take(
    pki: TrialPki, name: str, algorithms: list[str] | None, asked: str, *, pss: bool
) -> None:
    with csc_service({name: pki.keys[name]}) as service:
        if algorithms:
            service.info = {"key": {"algo": algorithms}}
        opened = source(service, pss=pss)
        (made,) = signed(opened, b"een")
        assert isinstance(made, bytes), made
        assert [call["signAlgo"] for method, call in service.asked if method == "signatures/signHash"] == [
            asked
        ]
        estimate = asyncio.run(opened.unlock().signer.async_sign_raw(b"", "sha256", dry_run=True))
        assert len(made) <= len(estimate) <= len(made) + 12


def test_a_token_may_come_from_a_file(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "toegang.txt"
    path.write_text(f"{TOKEN}\r\nniet deze regel\n")
    person = Person(service)
    assert source(service, person, access=path).certificate()
    assert person.questions == []


def test_over_tls_with_a_root_of_ones_own(pki: TrialPki, tmp_path: Path) -> None:
    certificate, context = _tls(tmp_path)
    with csc_service({EMPLOYER: pki.keys[EMPLOYER]}, tls=context) as service:
        assert service.url.startswith("https:")
        assert source(service, tls_roots=(certificate,)).certificate()
        with pytest.raises(ServiceFailed, match="een certificaat dat wij niet vertrouwen"):
            source(service).certificate()
        assert [name for name, _ in service.asked] == ["credentials/list", "credentials/info"]


# --- a batch that nobody holds up


def test_a_paper_that_fails_before_its_turn_does_not_hold_up_the_others(service: Service) -> None:
    broken = DocumentRefused("kapot")
    made = signed(source(service), b"een", broken, b"drie")

    assert made[1] is broken
    assert all(isinstance(one, bytes) for one in (made[0], made[2]))
    assert [call["numSignatures"] for name, call in service.asked if name == "credentials/authorize"] == [2]


def test_when_all_fail_before_nothing_is_asked(service: Service) -> None:
    service.authorisation = "otp"
    person = Person(service)
    signed(source(service, person), DocumentRefused("kapot"), DocumentRefused("kapot"))
    assert service.count("credentials/authorize") == 0
    assert len(person.questions) == 1


def test_who_is_interrupted_asks_for_nothing_more(service: Service) -> None:
    signer = source(service).unlock().for_batch(2)

    async def interrupted() -> None:
        waiting = asyncio.create_task(attended(signer, signer.async_sign_raw(b"x", "sha256")))
        coming: asyncio.Task[None] = asyncio.create_task(attended(signer, asyncio.sleep(60)))
        await asyncio.sleep(0.01)
        for task in (waiting, coming):
            task.cancel()
        await asyncio.gather(waiting, coming, return_exceptions=True)
        await asyncio.sleep(0.01)

    asyncio.run(interrupted())
    assert service.count("credentials/authorize") == 0


def test_ctrl_c_ends_a_question_at_once(service: Service) -> None:
    service.authorisation = "otp"

    def press(question: str) -> str:
        if question.startswith("Eenmalige"):
            os.kill(os.getpid(), signal.SIGINT)
        return TOKEN

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        signed(source(service, press), b"een", b"twee")  # type: ignore[arg-type]
    assert signal.getsignal(signal.SIGINT) is before
    assert service.count("credentials/authorize") == 0


def test_whatever_stops_a_question_stops_all(service: Service) -> None:
    class Stop(Exception):
        pass

    service.authorisation = "otp"

    def stop(question: str) -> str:
        if question.startswith("Eenmalige"):
            raise Stop
        return TOKEN

    with pytest.raises(Stop):
        signed(source(service, stop), b"een", b"twee")  # type: ignore[arg-type]


def test_a_batch_signs_sha_256_only(service: Service) -> None:
    signer = source(service).unlock().for_batch(1)
    assert isinstance(signer, Gathering)
    with pytest.raises(ValueError, match="sha512"):
        asyncio.run(attended(signer, signer.async_sign_raw(b"x", "sha512")))


# --- who may, and with what


def _status(part: str, status: str) -> Callable[[Service], None]:
    return lambda service: service.info.update({part: {"status": status}})


def _info(**changes: Any) -> Callable[[Service], None]:
    return lambda service: service.info.update(changes)


def _set(**changes: Any) -> Callable[[Service], None]:
    def apply(service: Service) -> None:
        for name, value in changes.items():
            setattr(service, name, value)

    return apply


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(_status("key", "disabled"), "uitgeschakeld", id="key disabled"),
        pytest.param(_status("cert", "suspended"), "geschorst", id="certificate suspended"),
        pytest.param(_status("cert", "expired"), "verlopen", id="certificate expired"),
        pytest.param(_status("cert", "revoked"), "ingetrokken", id="certificate revoked"),
        pytest.param(_info(key={"algo": ["1.2.840.113549.1.1.5"]}), "tekent niet met SHA-256", id="SHA-1"),
        pytest.param(_info(authMode="oauth2code"), "webbrowser", id="browser"),
        pytest.param(_info(OTP={"presence": "true"}), 'toestemming = "pin+otp"', id="code too"),
        pytest.param(_info(PIN={"presence": "false"}), 'toestemming = "geen"', id="no PIN"),
        pytest.param(_set(token="een-andere-code"), "geeft geen toegang", id="wrong access token"),
    ],
)
def test_a_key_that_cannot_sign_is_refused_before_any_pin(
    service: Service, change: Callable[[Service], None], says: str
) -> None:
    change(service)
    person = Person(service)
    with pytest.raises(KeyFailed) as refused:
        source(service, person, authorisation="pin").certificate()
    assert says in f"{refused.value} {refused.value.hint}"
    assert person.questions == ["Toegangscode voor 127.0.0.1"]
    assert TOKEN not in all_that_is_seen(refused.value)


def test_of_two_keys_one_must_be_chosen(pki: TrialPki) -> None:
    two = {name: pki.keys[name] for name in (EMPLOYER, "B. Jansen")}
    with csc_service(two) as service:
        with pytest.raises(KeyFailed, match="«proef/1», «proef/2»") as refused:
            source(service).certificate()
        assert "sleutel_id" in refused.value.hint
        certificate = source(service, credential="proef/2").certificate()
        assert certificate is not None
        assert certificate.subject.native["common_name"] == "B. Jansen"
        with pytest.raises(ServiceFailed, match="deze sleutel niet"):
            source(service, credential="proef/3").certificate()


def test_no_key_at_all(service: Service) -> None:
    service.faults["credentials/list"] = answers(json.dumps({"credentialIDs": []}))
    with pytest.raises(KeyFailed, match="geen sleutel"):
        source(service).certificate()


def test_a_wrong_pin_is_sent_once(service: Service) -> None:
    person = Person(service, Pincode="9999-verkeerd")
    opened = source(service, person, attempts=3)
    made = signed(opened, b"een", b"twee")

    assert all(isinstance(one, KeyFailed) and "pincode klopt niet" in one.message for one in made)
    assert service.count("credentials/authorize") == 1
    assert "9999-verkeerd" not in "".join(map(all_that_is_seen, made))  # type: ignore[arg-type]


def test_a_refused_pin_is_asked_again_in_the_next_round(service: Service) -> None:
    person = Person(service, Pincode="9999-verkeerd")
    key = source(service, person).unlock()
    with pytest.raises(KeyFailed):
        asyncio.run(key.for_batch(1).async_sign_raw(b"x", "sha256"))
    person.answers["Pincode"] = PIN
    assert asyncio.run(key.for_batch(1).async_sign_raw(b"x", "sha256"))


def test_a_wrong_code_stops_the_parts_that_follow(pki: TrialPki) -> None:
    with csc_service({EMPLOYER: pki.keys[EMPLOYER]}, most=1, authorisation="otp", otp="goed-1") as service:
        codes = iter(["goed-1", "fout-2", "goed-1"])

        def ask(question: str) -> str:
            return next(codes) if question.startswith("Eenmalige") else TOKEN

        made = signed(source(service, ask), b"een", b"twee", b"drie")  # type: ignore[arg-type]
        assert isinstance(made[0], bytes)
        assert all(isinstance(one, KeyFailed) and "eenmalige code" in one.message for one in made[1:])
        assert service.count("credentials/authorize") == 2


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        pytest.param({"Toegangscode": ""}, "niets ingevuld", id="no access token"),
        pytest.param({"Toegangscode": "Bearer abc"}, "geen toegangscode", id="more than a token"),
        pytest.param({"Toegangscode": "abc\r\nX-Kop: 1"}, "geen toegangscode", id="a header smuggled in"),
        pytest.param({"Pincode": ""}, "niets ingevuld", id="no PIN"),
    ],
)
def test_what_is_no_answer_goes_nowhere(service: Service, answers: dict[str, str], says: str) -> None:
    with pytest.raises(KeyFailed, match=says):
        source(service, Person(service, **answers)).unlock()
    assert service.count("credentials/authorize") == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(None, "kan niet worden gelezen", id="missing"),
        pytest.param("", "geen toegangscode", id="empty"),
        pytest.param("een geheime zin\n", "geen toegangscode", id="a sentence"),
        pytest.param("é" * 10, "geen toegangscode", id="not ASCII"),
    ],
)
def test_a_token_file_that_is_none(service: Service, tmp_path: Path, text: str | None, says: str) -> None:
    path = tmp_path / "toegang.txt"
    if text is not None:
        path.write_text(text)
    with pytest.raises(KeyFailed, match=says) as refused:
        source(service, access=path).certificate()
    assert "geheime" not in all_that_is_seen(refused.value)
    assert service.asked == []


@pytest.mark.parametrize(
    ("url", "says"),
    [
        pytest.param("http://dienst.example/csc/v1", "alleen over https", id="plain http"),
        pytest.param("http://127.0.0.1.dienst.example/v1", "alleen over https", id="looks like loopback"),
        pytest.param("https://ik:hunter2@dienst.example/v1", "meer dan een adres", id="a password in it"),
        pytest.param("https://dienst.example/v1?code=hunter2", "meer dan een adres", id="a query"),
        pytest.param("ftp://dienst.example/v1", "geen webadres", id="ftp"),
        pytest.param("dienst.example", "geen webadres", id="no scheme"),
        pytest.param("https://dienst.example:hunter2/", "geen webadres", id="no port"),
        pytest.param("https://[::1", "geen webadres", id="half an address"),
    ],
)
def test_an_address_that_no_secret_may_go_to(url: str, says: str) -> None:
    person = Person()
    with pytest.raises(ServiceFailed, match=says) as refused:
        RemoteSource(url=url, ask=person).certificate()
    assert person.questions == []
    assert "hunter2" not in all_that_is_seen(refused.value)


# --- faults


def answers(text: str | bytes, status: int = 200, **headers: str) -> Fault:
    async def fault(_request: web.Request, _handler: Handler) -> web.StreamResponse:
        body = text.encode() if isinstance(text, str) else text
        return web.Response(body=body, status=status, headers=headers)

    return fault


async def hangs_up(request: web.Request, _handler: Handler) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def is_late(_request: web.Request, _handler: Handler) -> web.StreamResponse:
    await asyncio.sleep(1)
    return web.Response()


async def tells_all(request: web.Request, _handler: Handler) -> web.StreamResponse:
    """Repeat in an error all that was sent, as a careless service does."""
    sent = " ".join(str(one) for one in (await request.json()).values())
    return refusal(400, "invalid_request", f"\x1b[2J {request.headers['Authorization']} {sent}")


METHODS = ["credentials/list", "credentials/info", "credentials/sendOTP", "credentials/authorize"]
METHODS += ["signatures/signHash"]
FAULTS = {
    "hangs up": (hangs_up, ServiceFailed, "verbrak de verbinding"),
    "is late": (is_late, ServiceFailed, "antwoordde niet binnen 0.5 seconden"),
    "no JSON": (answers("<html>Welkom</html>"), ServiceFailed, "geen JSON"),
    "half JSON": (answers('{"SAD": "'), ServiceFailed, "geen JSON"),
    "a packed answer": (answers(b"\x1f\x8b\x08" * 9, **{"Content-Encoding": "gzip"}), ServiceFailed, "geen JSON"),
    "JSON without end": (answers("[" * 200_000), ServiceFailed, "geen JSON"),
    "too much": (answers(" " * 1_000_001), ServiceFailed, "meer dan kan"),
    "another address": (answers("", 307, Location="/csc/v1/elders"), ServiceFailed, "ander adres"),
    "a failure": (answers("<html>Oei</html>", 500), ServiceFailed, "storing"),
    "busy": (answers("", 503), ServiceFailed, "storing"),
    "unknown": (answers("", 404), ServiceFailed, "kent"),
    "no access": (answers("", 401), KeyFailed, "geen toegang"),
    "refused": (answers(json.dumps({"error": "invalid_request"}), 400), KeyFailed, "weigert"),
    "tells all": (tells_all, KeyFailed, "weigert"),
}  # fmt: skip
UNFIT = {
    "a list": answers("[]"),
    "nothing": answers(""),
    "an empty object": answers("{}"),
    "other types": answers(
        json.dumps({"credentialIDs": "proef/1", "key": [], "SAD": 5, "signatures": {"0": "AAAA"}})
    ),
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("fault", [*FAULTS, *UNFIT])
def test_a_fault_of_the_service_is_told_and_tells_nothing(
    pki: TrialPki, caplog: pytest.LogCaptureFixture, method: str, fault: str
) -> None:
    if fault in UNFIT and method == "credentials/sendOTP":
        return  # the standard says nothing of its answer
    caplog.set_level(logging.DEBUG)
    plays, kind, says = FAULTS.get(fault) or (UNFIT.get(fault), ServiceFailed, "anders dan de CSC-norm")
    with csc_service({EMPLOYER: pki.keys[EMPLOYER]}, authorisation="pin+otp", otp_type="online") as service:
        service.faults[method] = plays  # type: ignore[assignment]
        opened = source(service, timeout=0.5 if fault == "is late" else 5)
        try:
            found = signed(opened, b"een", b"twee")
        except SealingError as err:
            found = [err]
        assert service.count("signatures/signHash") == (method == "signatures/signHash")
        secrets = [*service.secrets(), "otp-1-geheim"]

    assert service.count(method) == 1
    assert service.count("elders") == 0
    for err in found:
        assert type(err) is kind, err
        assert says in err.message
        assert err.hint
        assert "\x1b" not in err.message
        seen = all_that_is_seen(err)
        assert [one for one in secrets if one in seen] == []
    logged = "\n".join(one.getMessage() for one in caplog.records if not one.name.startswith("csc_dummy"))
    assert [one for one in secrets if one in logged] == []
    assert [one for one in secrets if one in repr(opened)] == []


def test_what_was_confided_before_is_not_told_later(pki: TrialPki) -> None:
    with csc_service({EMPLOYER: pki.keys[EMPLOYER]}, authorisation="pin+otp", otp_type="online") as service:

        async def tells_what_came_before(_request: web.Request, _handler: Handler) -> web.StreamResponse:
            return refusal(400, "invalid_request", " ".join(confided(service)))

        service.faults["signatures/signHash"] = tells_what_came_before
        found = signed(source(service), b"een")
    assert len(confided(service)) == 4
    for err in found:
        assert isinstance(err, KeyFailed)
        assert "weigert signatures/signHash: «… … … …»" in err.message
        assert [one for one in confided(service) if one in all_that_is_seen(err)] == []


def confided(service: Service) -> list[str]:
    """Give the access token, PIN, code and permission that the service has seen."""
    said = {key: body[key] for _, body in service.asked for key in ("PIN", "OTP", "SAD") if key in body}
    return [service.token, *said.values()]


def changed(change: Callable[[list[bytes]], list[Any]]) -> Fault:
    """Let the service sign, and then change what it returns."""

    async def fault(request: web.Request, handler: Handler) -> web.StreamResponse:
        made = change(signatures_of(await handler(request)))
        written = [base64.b64encode(one).decode() if isinstance(one, bytes) else one for one in made]
        return web.json_response({"signatures": written})

    return fault


@pytest.mark.parametrize(
    ("change", "good", "says"),
    [
        pytest.param(lambda made: made[:-1], 0, "«signatures»", id="one too few"),
        pytest.param(lambda made: [*made, made[0]], 0, "«signatures»", id="one too many"),
        pytest.param(lambda _: [], 0, "«signatures»", id="none"),
        pytest.param(lambda made: [*made[:-1], "geen base64!"], 0, "«signatures»", id="no base64"),
        pytest.param(lambda made: [*made[:-1], 5], 0, "«signatures»", id="a number"),
        pytest.param(lambda made: made[::-1], 1, "past", id="in another order"),
        pytest.param(lambda made: [*made[:-1], bytes(256)], 2, "past", id="one wrong"),
        pytest.param(lambda made: [*made[:-1], made[2][:-1]], 2, "past", id="one cut off"),
        pytest.param(lambda made: [made[0]] * 3, 1, "past", id="the same each time"),
    ],
)
def test_a_signature_is_verified_before_it_is_used(
    service: Service, change: Callable[[list[bytes]], list[Any]], good: int, says: str
) -> None:
    service.faults["signatures/signHash"] = changed(change)
    made = signed(source(service), b"een", b"twee", b"drie")
    assert sum(isinstance(one, bytes) for one in made) == good
    for one in made:
        assert isinstance(one, bytes) or (isinstance(one, ServiceFailed) and says in one.message)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        pytest.param({"SAD": "x", "expiresIn": 0}, "al verlopen", id="expired at once"),
        pytest.param({"SAD": "x", "expiresIn": -1}, "«expiresIn»", id="negative life"),
        pytest.param({"SAD": ""}, "«SAD»", id="empty"),
        pytest.param({"SAD": "een\nregel"}, "«SAD»", id="two lines"),
    ],
)
def test_a_permission_that_is_none(service: Service, answer: dict[str, Any], says: str) -> None:
    service.faults["credentials/authorize"] = answers(json.dumps(answer))
    (made,) = signed(source(service), b"een")
    assert isinstance(made, SealingError)
    with pytest.raises(type(made), match=says):
        raise made
    assert service.count("signatures/signHash") == 0


def test_a_permission_for_other_papers(service: Service) -> None:
    opened = source(service)
    signed(opened, b"een")
    service.faults["credentials/authorize"] = answers(json.dumps({"SAD": service.permissions[0]}))
    (made,) = signed(opened, b"twee")
    assert isinstance(made, KeyFailed)
    assert "weigert signatures/signHash (HTTP 400)" in made.message


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"multisign": 0}, "multisign", id="may sign nothing"),
        pytest.param({"multisign": True}, "multisign", id="a truth for a number"),
        pytest.param({"multisign": 2.5}, "multisign", id="half a signature"),
        pytest.param({"key": {"status": "on"}}, "key.status", id="a status of its own"),
        pytest.param({"key": {"len": 1024}}, "key.len", id="another length than the certificate"),
        pytest.param({"key": {"algo": "1.2.840.113549.1.1.11"}}, "key.algo", id="no list"),
        pytest.param({"cert": {"certificates": []}}, "cert.certificates", id="no certificate"),
        pytest.param({"cert": {"certificates": ["AAAA"]}}, "cert.certificates", id="no certificate in it"),
        pytest.param({"cert": {"certificates": ["AAAA"] * 21}}, "cert.certificates", id="endless chain"),
        pytest.param({"cert": {"status": "fine"}}, "cert.status", id="certificate status of its own"),
        pytest.param({"authMode": "telepathy"}, "authMode", id="mode of its own"),
        pytest.param({"PIN": {"presence": "maybe"}}, "PIN.presence", id="presence of its own"),
        pytest.param({"OTP": "ja"}, "OTP", id="no object"),
    ],
)
def test_what_the_service_says_of_a_key_is_read_strictly(
    service: Service, change: dict[str, Any], field: str
) -> None:
    service.info = change
    if isinstance(change.get("OTP"), str):
        service.info = {"OTP": [change["OTP"]]}
    with pytest.raises(ServiceFailed, match=f"«{field}»"):
        source(service).certificate()


def test_numbers_and_truths_may_be_written_as_strings(service: Service) -> None:
    service.info = {"multisign": "3", "key": {"len": "2048"}, "PIN": {"presence": True}}
    assert source(service).certificate()


def test_a_service_that_is_not_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    opened = RemoteSource(url=f"http://127.0.0.1:{port}/csc/v1", ask=Person(), attempts=2, timeout=2)
    with pytest.raises(ServiceFailed, match="niet bereikbaar"):
        opened.certificate()


def test_a_proxy_that_is_not_there() -> None:
    opened = RemoteSource(
        url="https://dienst.example/csc/v1", ask=Person(), proxy="http://127.0.0.1:9", attempts=1
    )
    with pytest.raises(ServiceFailed, match=r"de proxy 127\.0\.0\.1:9 antwoordt niet"):
        opened.certificate()


def test_no_proxy_sees_what_goes_over_loopback(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert source(service, proxy="http://127.0.0.1:9").certificate()


def test_a_plain_service_asked_for_tls(service: Service) -> None:
    with pytest.raises(ServiceFailed, match="geen beveiligde verbinding"):
        source(service, url=service.url.replace("http:", "https:")).certificate()


def once(fault: Fault) -> Fault:
    """Play a fault the first time only."""
    played: list[bool] = []

    async def plays(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not played:
            played.append(True)
            return await fault(request, handler)
        return await handler(request)

    return plays


@pytest.mark.parametrize("fault", [hangs_up, answers("", 503)], ids=["hangs up", "busy"])
def test_a_question_is_repeated_and_a_secret_is_not(
    service: Service, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr(csc_channel, "_PAUSE", 0)
    service.faults["credentials/list"] = once(fault)
    opened = source(service, attempts=2)
    assert opened.certificate()
    assert service.count("credentials/list") == 2
    service.faults["credentials/authorize"] = once(fault)
    (made,) = signed(opened, b"een")
    assert isinstance(made, ServiceFailed)
    assert service.count("credentials/authorize") == 1


# --- a whole round


PLAN = make_plan(persons=(("werkgever", EMPLOYER, Pin()),))


@pytest.fixture(scope="module")
def papers(pki: TrialPki) -> list[sign.Paper]:
    """Three papers that wait for the employer."""
    made = []
    for number in range(3):
        drawn = typeset(tuple(slot.field for slot in PLAN.slots), title=f"Verklaring {number}")
        pdf = fields.prepare(drawn, PLAN)
        made.append(sign.Paper(pdf=pdf, plan=PLAN, origin=Origin.of(pdf)))
    certificate, key = pki.keys[ORGANISATION]
    seal = PemSource(certificate_path=certificate, key_path=key, ask=lambda _: "").unlock()
    issued = sign.issue(made, seal, _services(pki), clock=sign.now)
    return [
        sign.Paper(pdf=one, plan=PLAN, origin=paper.origin)
        for one, paper in zip(issued, made, strict=True)
        if isinstance(one, bytes)
    ]


def test_a_round_of_papers_under_one_authorisation(
    pki: TrialPki, papers: list[sign.Paper], service: Service
) -> None:
    key = source(service).unlock()
    outcomes = sign.approve(papers, "werkgever", key, _services(pki), clock=sign.now)

    assert len(papers) == len(outcomes) == 3
    for paper, outcome in zip(papers, outcomes, strict=True):
        assert isinstance(outcome, bytes), outcome
        report = verify(
            outcome, trust=load_trust([pki.root]), at=sign.now(), plan=PLAN, origin=paper.origin, sealed=False
        )
        assert report.verdict == "valid", report.reasons
        assert report.signatures[-1].signer == EMPLOYER
    assert service.count("credentials/authorize") == service.count("signatures/signHash") == 1


def test_a_broken_pdf_does_not_hold_up_the_round(
    pki: TrialPki, papers: list[sign.Paper], service: Service
) -> None:
    slot = PLAN.slots[1]
    jobs = [Job(pdf=paper.pdf, slot=slot, test=True) for paper in papers]
    jobs[1] = Job(pdf=b"%PDF-1.7 kapot", slot=slot, test=True)
    outcomes = sign_fields(jobs, source(service).unlock(), _services(pki), clock=sign.now)

    assert [type(one) for one in outcomes] == [bytes, DocumentRefused, bytes]
    assert [call["numSignatures"] for name, call in service.asked if name == "credentials/authorize"] == [2]


def test_a_round_that_the_service_refuses_says_so_for_each(
    pki: TrialPki, papers: list[sign.Paper], service: Service
) -> None:
    key = source(service, Person(service, Pincode="9999-verkeerd")).unlock()
    outcomes = sign.approve(papers, "werkgever", key, _services(pki), clock=sign.now)
    assert all(isinstance(one, KeyFailed) and "pincode klopt niet" in one.message for one in outcomes)


def _services(pki: TrialPki) -> Services:
    return Services(timestamper=tsa(pki.tsa_url), trust=load_trust([pki.root]))


def _tls(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate for 127.0.0.1, which is its own root, and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "proefdienst")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "tls.pem", folder / "tls.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, secret)
    return certificate, context
