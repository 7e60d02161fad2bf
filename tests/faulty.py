"""A service on loopback that plays faults before the services of the test PKI.

It is an HTTP proxy: whoever asks through it reaches the PKI's own services, unless a fault is played.

    with faulty.before(pki) as faults:
        services = faults.services(pki, patience=0.5)    # or [netwerk] proxy = "…", wachttijd = …
        faults.play("tsa", "503", "good")      # the first request this, the second that, and so on;
        faults.play("ocsp", "delay")           # the last of a row goes on for ever
        …
        assert faults.asked["ocsp"] == 3       # how many requests came, by service, also the good ones
        faults.clear()                         # all good again, and counted anew

Services, told apart by the path of the request: `tsa`, `ocsp`, `crl`, `cert` (certificates of issuers).
A request for the list of one issuer is also `crl:uitgever` or `crl:root`, which goes before `crl`.

Faults of any service:

    good       the answer of the PKI
    refuse     the connection is closed without a byte
    delay      no answer for `faults.late` seconds (longer than a test's patience), then closed
    half       half of the good answer, then closed
    404, 500, 503        this code; 503 with «Retry-After: 0»
    later      503 with «Retry-After: 3600»
    login      401, unless the request says who asks (HTTP basic)
    redirect   302 to the same address over https
    garbled    bytes that mean nothing, under the right content type
    html       a page that says that all is well
    empty      200 and nothing
    huge       an answer without end

Faults of one service:

    tsa    nonce, imprint (a token for another request), rejection (status 2), signature (a token that
           was altered), stale (the token of the request before)
    ocsp   other (about another certificate), expired, revoked, unavailable (status tryLater)
    crl    expired, revoked (it lists every holder of the PKI)

`faults.nobody` is an address where nobody listens: for a connection that is really refused.
`faults.services(pki, policy)` are the services as a new run has them: through the proxy, short of patience,
and remembering nothing of what was asked before.
"""

from __future__ import annotations

import http.client
import secrets
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from asn1crypto import algos, core, crl, ocsp, pem, tsp, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from signing.increment import Services
from signing.network import Network
from signing.policy import load_trust
from signing.report import Policy
from signing.revocation import Revocations
from signing.testpki import TrialPki
from signing.timestamp import service

SERVICES = ("tsa", "ocsp", "crl", "cert")
CONTENT_TYPES = {
    "tsa": "application/timestamp-reply",
    "ocsp": "application/ocsp-response",
    "crl": "application/pkix-crl",
    "cert": "application/pkix-cert",
}
_LONG_AGO = timedelta(days=90)


class Faults:
    """What is played to whom, and how often each service was asked."""

    def __init__(self, *, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.late = 10.0
        self.nobody = _nobody()
        self.asked: Counter[str] = Counter()
        self.stale = b""
        self.over = threading.Event()
        self._played: dict[str, list[str]] = {}
        self._lock = threading.Lock()

    def play(self, service: str, *faults: str) -> None:
        """Let `service` (tsa, ocsp, crl, cert, crl:root …) show these faults in turn, the last for ever."""
        assert service.split(":", maxsplit=1)[0] in SERVICES
        assert faults
        with self._lock:
            self._played[service] = list(faults)

    def clear(self) -> None:
        """Let all be good again, and count anew."""
        with self._lock:
            self._played.clear()
            self.asked.clear()

    def network(self, **changes: object) -> Network:
        """How a run goes on the network in these tests."""
        values: dict[str, object] = {"proxy": self.url, "patience": 3.0, "attempts": 1, "pause": 0.01}
        return Network(**values | changes)  # type: ignore[arg-type]

    def services(self, pki: TrialPki, policy: Policy = "vereist", **changes: object) -> Services:
        """The services of a new run."""
        network = self.network(**changes)
        return Services(
            timestamper=service(pki.tsa_url, network=network),
            trust=load_trust([pki.root]),
            policy=policy,
            revocations=Revocations(network),
        )

    def next(self, path: str) -> tuple[str, str]:
        """Count a request for `path`; give the service it is for, and the fault to play."""
        service, narrow = _service(path)
        with self._lock:
            self.asked[service] += 1
            if narrow:
                self.asked[narrow] += 1
            row = self._played.get(narrow) or self._played.get(service) or ["good"]
            return service, row.pop(0) if len(row) > 1 else row[0]


@contextmanager
def before(pki: TrialPki) -> Iterator[Faults]:
    """Serve on loopback until the block ends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        faults = Faults(url=f"http://127.0.0.1:{server.server_port}", folder=pki.folder)
        server.faults = faults  # type: ignore[attr-defined]
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield faults
        finally:
            faults.over.set()
            server.shutdown()
            thread.join()


def _nobody() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/"


def _service(path: str) -> tuple[str, str]:
    parts = urlsplit(path).path.strip("/").split("/")
    kind = parts[1] if len(parts) > 1 else ""
    if kind == "crls":
        return "crl", f"crl:{parts[2]}"
    return {"tsa": "tsa", "ocsp": "ocsp", "certs": "cert"}.get(kind, "tsa"), ""


class _Handler(BaseHTTPRequestHandler):
    """One request: count it, and play what is to be played."""

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def _answer(self, body: bytes) -> None:
        faults: Faults = self.server.faults  # type: ignore[attr-defined]
        service, fault = faults.next(self.path)
        self.close_connection = True
        with suppress(OSError):  # whoever asked waits no longer
            self._play(faults, service, fault, body)

    def _play(self, faults: Faults, service: str, fault: str, body: bytes) -> None:
        right = CONTENT_TYPES[service]
        if fault == "login" and self.headers.get("Authorization", "").startswith("Basic "):
            fault = "good"
        match fault:
            case "refuse":
                # with this a close is a reset, not an end
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            case "delay":
                faults.over.wait(faults.late)
            case "huge":
                self._without_end(faults, right)
            case "good":
                faults.stale = self._pass_on(body)
                self._send(200, right, faults.stale)
            case "half":
                good = self._pass_on(body)
                self._send(200, right, good[: len(good) // 2], length=len(good))
            case "garbled" | "empty":
                self._send(200, right, secrets.token_bytes(500 if fault == "garbled" else 0))
            case "redirect":
                self._send(302, "text/plain", b"", ("Location", self.path.replace("http:", "https:", 1)))
            case _ if fault in _SAID:
                code, content_type, text, *more = _SAID[fault]
                self._send(code, content_type, text, *more)
            case _:
                self._send(200, right, _WRONG[service, fault](faults, body, self._pass_on))

    def _pass_on(self, body: bytes) -> bytes:
        parts = urlsplit(self.path)
        there = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=10)
        kept = {"Content-Type", "Accept"}
        headers = {name: value for name, value in self.headers.items() if name in kept}
        there.request(self.command, parts.path, body or None, headers)
        answer = there.getresponse()
        assert answer.status == 200, (self.path, answer.status)
        data = answer.read()
        there.close()
        return data

    def _send(
        self, code: int, content_type: str, body: bytes, *more: tuple[str, str], length: int | None = None
    ) -> None:
        self.send_response(code)
        for name, value in (("Content-Type", content_type), *more):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def _without_end(self, faults: Faults, content_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.end_headers()
        while not faults.over.is_set():
            self.wfile.write(bytes(1 << 16))


_SAID: dict[str, tuple[int, str, bytes, *tuple[tuple[str, str], ...]]] = {
    "404": (404, "text/plain", b"nee"),
    "500": (500, "text/plain", b"nee"),
    "503": (503, "text/plain", b"nee", ("Retry-After", "0")),
    "later": (503, "text/plain", b"nee", ("Retry-After", "3600")),
    "login": (401, "text/plain", b"nee", ("WWW-Authenticate", "Basic")),
    "html": (200, "text/html; charset=utf-8", b"<!doctype html><title>Welkom</title>"),
}

PassOn = Callable[[bytes], bytes]


def _nonce(_: Faults, body: bytes, pass_on: PassOn) -> bytes:
    request = tsp.TimeStampReq.load(body)
    request["nonce"] = request["nonce"].native ^ 1
    return pass_on(request.dump(force=True))


def _imprint(_: Faults, body: bytes, pass_on: PassOn) -> bytes:
    request = tsp.TimeStampReq.load(body)
    request["message_imprint"]["hashed_message"] = secrets.token_bytes(32)
    return pass_on(request.dump(force=True))


def _rejection(_faults: Faults, _body: bytes, _pass_on: PassOn) -> bytes:
    status = tsp.PKIStatusInfo({"status": "rejection", "status_string": ["vandaag gesloten"]})
    return bytes(core.SequenceOf([status], spec=tsp.PKIStatusInfo).dump())


def _signature(_: Faults, body: bytes, pass_on: PassOn) -> bytes:
    response = tsp.TimeStampResp.load(pass_on(body))
    signer = response["time_stamp_token"]["content"]["signer_infos"][0]
    value = bytearray(signer["signature"].native)
    value[-1] ^= 1
    signer["signature"] = bytes(value)
    return bytes(response.dump(force=True))


def _stale(faults: Faults, _body: bytes, _pass_on: PassOn) -> bytes:
    return faults.stale


def _status(change: Callable[[ocsp.SingleResponse], None]) -> Callable[[Faults, bytes, PassOn], bytes]:
    def wrong(faults: Faults, body: bytes, pass_on: PassOn) -> bytes:
        response = ocsp.OCSPResponse.load(pass_on(body))
        basic = response["response_bytes"]["response"].parsed
        data = basic["tbs_response_data"]
        change(data["responses"][0])
        fresh = ocsp.BasicOCSPResponse(
            {
                "tbs_response_data": data,
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
                "signature": _signed(faults.folder, "ocsp", data.dump(force=True)),
                "certs": basic["certs"],
            }
        )
        made = ocsp.OCSPResponse(
            {
                "response_status": "successful",
                "response_bytes": {
                    "response_type": "basic_ocsp_response",
                    "response": core.ParsableOctetString(fresh.dump()),
                },
            }
        )
        return bytes(made.dump())

    return wrong


def _other(single: ocsp.SingleResponse) -> None:
    single["cert_id"]["serial_number"] = single["cert_id"]["serial_number"].native + 1000


def _expired(single: ocsp.SingleResponse) -> None:
    then = datetime.now(UTC).replace(microsecond=0) - _LONG_AGO
    single["this_update"], single["next_update"] = then, then + timedelta(days=1)


def _revoked(single: ocsp.SingleResponse) -> None:
    since = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    single["cert_status"] = ocsp.CertStatus(
        "revoked", ocsp.RevokedInfo({"revocation_time": since, "revocation_reason": "key_compromise"})
    )


def _unavailable(_faults: Faults, _body: bytes, _pass_on: PassOn) -> bytes:
    return bytes(ocsp.OCSPResponse({"response_status": "try_later"}).dump())


def _expired_list(faults: Faults, body: bytes, pass_on: PassOn) -> bytes:
    data = crl.CertificateList.load(pass_on(body))["tbs_cert_list"]
    then = datetime.now(UTC).replace(microsecond=0) - _LONG_AGO
    data["this_update"] = x509.Time("utc_time", then)
    data["next_update"] = x509.Time("utc_time", then + timedelta(days=1))
    return _signed_list(faults, data)


def _revoking_list(faults: Faults, body: bytes, pass_on: PassOn) -> bytes:
    data = crl.CertificateList.load(pass_on(body))["tbs_cert_list"]
    since = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    holders = [
        x509.Certificate.load(next(pem.unarmor(path.read_bytes(), multiple=True))[2])
        for path in sorted(faults.folder.glob("houder-*.cert.pem"))
    ]
    data["this_update"] = x509.Time("utc_time", since)
    data["revoked_certificates"] = [
        {"user_certificate": one.serial_number, "revocation_date": x509.Time("utc_time", since)}
        for one in holders
    ]
    return _signed_list(faults, data)


def _signed_list(faults: Faults, data: crl.TbsCertList) -> bytes:
    issuer = "root" if "Proefwortel" in data["issuer"].human_friendly else "uitgever"
    made = crl.CertificateList(
        {
            "tbs_cert_list": data,
            "signature_algorithm": data["signature"],
            "signature": _signed(faults.folder, issuer, data.dump(force=True)),
        }
    )
    return bytes(made.dump())


def _signed(folder: Path, entity: str, data: bytes) -> bytes:
    key = serialization.load_pem_private_key((folder / f"{entity}.key.pem").read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey), "these faults are for a PKI with RSA services"
    return key.sign(data, padding.PKCS1v15(), hashes.SHA256())


_WRONG: dict[tuple[str, str], Callable[[Faults, bytes, PassOn], bytes]] = {
    ("tsa", "nonce"): _nonce,
    ("tsa", "imprint"): _imprint,
    ("tsa", "rejection"): _rejection,
    ("tsa", "signature"): _signature,
    ("tsa", "stale"): _stale,
    ("ocsp", "other"): _status(_other),
    ("ocsp", "expired"): _status(_expired),
    ("ocsp", "revoked"): _status(_revoked),
    ("ocsp", "unavailable"): _unavailable,
    ("crl", "expired"): _expired_list,
    ("crl", "revoked"): _revoking_list,
}
FAULTS = {
    service: (
        *("refuse", "delay", "half", "404", "500", "503", "later", "redirect"),
        *("garbled", "html", "empty", "huge"),
        *(fault for other, fault in _WRONG if other == service),
    )
    for service in SERVICES
}
