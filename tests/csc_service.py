"""A remote signing service on loopback: certomancer's CSC dummy, made as strict as a real one.

The dummy signs and binds its permission to hashes; it asks for no token, PIN or code, and never errs. What
stands before it does: it counts what is asked, demands what a real service demands, and plays faults.
"""

from __future__ import annotations

import asyncio
import base64
import json
import ssl
import threading
import warnings
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from aiohttp import web
from asn1crypto import keys, pem, x509
from csc_dummy.csc_dummy_server import CSCWithCertomancer, DummyServiceParams

PIN = "pin-4711-geheim"
TOKEN = "toegang-abc-def-geheim"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Fault = Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]


@dataclass
class Service:
    """What the service demands and does; a test changes it, and reads what was asked of it."""

    url: str = ""
    token: str = TOKEN
    pin: str = PIN
    otp: str = ""  # of the code that the service has in mind; a new one at each sendOTP
    authorisation: str = "pin"
    otp_type: str = "offline"
    most: int = 10
    info: dict[str, Any] = field(default_factory=dict)  # laid over the answer of credentials/info
    tls: ssl.SSLContext | None = None
    faults: dict[str, Fault] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    permissions: list[str] = field(default_factory=list)

    def count(self, method: str) -> int:
        """Tell how often a method was asked."""
        return sum(name == method for name, _ in self.asked)

    def secrets(self) -> list[str]:
        """Name all that must never be seen outside of a request."""
        return [one for one in (self.token, self.pin, self.otp, *self.permissions) if one]


@contextmanager
def csc_service(holders: Mapping[str, tuple[Path, Path]], **settings: Any) -> Iterator[Service]:
    """Serve the keys of `holders` (name: certificate with chain, key; PEM) until the block ends.

    A key is called `proef/` and its holder's place in the mapping: `proef/1` and so on.
    """
    service = Service(**settings)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", web.NotAppKeyWarning)  # the dummy is older than aiohttp's keys
        dummy = CSCWithCertomancer(
            _Registry(holders), service_params=DummyServiceParams(multisign=service.most)
        )
    dummy.register_routes()
    dummy.app.middlewares.append(_front(service))

    async def send_otp(_request: web.Request) -> web.Response:
        service.otp = f"otp-{service.count('credentials/sendOTP')}-geheim"
        return web.Response(status=204)

    dummy.app.add_routes([web.post("/csc/v1/credentials/sendOTP", send_otp)])
    loop = asyncio.new_event_loop()
    runner = web.AppRunner(dummy.app, access_log=None, shutdown_timeout=0)

    async def start() -> int:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=service.tls)
        await site.start()
        return int(runner.addresses[0][1])

    port = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    service.url = f"http{'s' if service.tls else ''}://127.0.0.1:{port}/csc/v1"
    try:
        yield service
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def refusal(status: int, error: str, description: str) -> web.Response:
    """Answer with an error as the standard writes it."""
    return web.json_response({"error": error, "error_description": description}, status=status)


def _front(service: Service) -> Any:
    @web.middleware
    async def front(request: web.Request, handler: Handler) -> web.StreamResponse:
        method = request.path.removeprefix("/csc/v1/")
        body = json.loads(await request.read())
        service.asked.append((method, body))
        if (fault := service.faults.get(method)) is not None:
            return await fault(request, handler)
        if request.headers.get("Authorization") != f"Bearer {service.token}":
            return refusal(401, "invalid_token", "The access token is not valid")
        if method == "credentials/authorize" and (refused := _unauthorised(service, body)):
            return refused
        answer = await handler(request)
        if method == "credentials/info":
            return web.json_response(_described(service, _json(answer)))
        if method == "credentials/authorize":
            service.permissions.append(_json(answer)["SAD"])
            service.otp = "" if service.otp_type == "online" else service.otp
        return answer

    return front


def _unauthorised(service: Service, body: Mapping[str, Any]) -> web.Response | None:
    factors = service.authorisation.split("+")
    if not 0 < body["numSignatures"] <= service.most:
        return refusal(400, "invalid_request", "Numsignatures is too high")
    if body.get("PIN", "") != (service.pin if "pin" in factors else ""):
        return refusal(400, "invalid_pin", "The PIN is invalid")
    if body.get("OTP", "") != (service.otp if "otp" in factors else "") or (
        "otp" in factors and not service.otp
    ):
        return refusal(400, "invalid_otp", "The OTP is invalid")
    return None


def _described(service: Service, answer: dict[str, Any]) -> dict[str, Any]:
    """Say what the dummy leaves out: what authorises, and that the certificate is valid."""
    factors = service.authorisation.split("+")
    answer |= {
        "authMode": "implicit" if factors == ["geen"] else "explicit",
        "PIN": {"presence": "true" if "pin" in factors else "false", "format": "A"},
        "OTP": {"presence": "true" if "otp" in factors else "false", "type": service.otp_type, "format": "A"},
    }
    answer["cert"] |= {"status": "valid"}
    for name, value in service.info.items():
        if isinstance(value, dict):
            answer[name] |= value
        else:
            answer[name] = value
    return answer


def _json(answer: web.StreamResponse) -> dict[str, Any]:
    assert isinstance(answer, web.Response)
    assert isinstance(answer.body, bytes)
    found = json.loads(answer.body)
    assert isinstance(found, dict)
    return found


class _Registry:
    """As much of certomancer's registry as the dummy uses, over the PEM files of the test PKI."""

    def __init__(self, holders: Mapping[str, tuple[Path, Path]]) -> None:
        self._certificates: dict[str, list[x509.Certificate]] = {}
        self._keys: dict[str, keys.PrivateKeyInfo] = {}
        for number, (certificate, key) in enumerate(holders.values(), start=1):
            blocks = pem.unarmor(certificate.read_bytes(), multiple=True)
            self._certificates[f"{number}"] = [x509.Certificate.load(der) for _, _, der in blocks]
            self._keys[f"{number}"] = keys.PrivateKeyInfo.load(pem.unarmor(key.read_bytes())[2])
        self.pki_archs = {"proef": self}
        self.key_set = SimpleNamespace(get_private_key=self._keys.__getitem__)

    def get_pki_arch(self, _label: object) -> _Registry:
        return self

    def enumerate_certs_by_issuer(self) -> list[tuple[str, list[SimpleNamespace]]]:
        return [("uitgever", [self.get_cert_spec(label) for label in self._certificates])]

    def get_cert_spec(self, label: object) -> SimpleNamespace:
        name = str(getattr(label, "value", label))
        if name not in self._certificates:
            raise web.HTTPNotFound
        return SimpleNamespace(label=name, subject_key=name)

    def get_cert(self, label: object) -> x509.Certificate:
        # the dummy asks for the chain by names made here: holder, then «holder+1», …
        name, _, place = str(label).partition("+")
        return self._certificates[name][int(place or 0)]

    def get_chain(self, label: str) -> list[str]:
        return [f"{label}+{place}" for place in range(1, len(self._certificates[label]))]

    def is_subject_key_available(self, label: object) -> bool:
        return str(label) in self._keys


def signatures_of(answer: web.StreamResponse) -> list[bytes]:
    """Read the signatures that the dummy made, for a fault that changes them."""
    return [base64.b64decode(one) for one in _json(answer)["signatures"]]
