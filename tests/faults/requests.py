"""Break each request of each service: refused, too late, garbled, answered wrongly; and take the card out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web

from signing.keys import OpenedOnce
from signing.remote import RemoteSource
from signing.token import TokenSource
from tests import faulty, softhsm
from tests.csc_service import PIN, TOKEN, Fault, Handler, csc_service
from tests.faults.breaking import Stage, files
from tests.faults.disk import Change
from tests.faults.memory import remembered
from tests.faults.scenes import Theatre
from tests.workshop import SIGNERS

DELEGATE = SIGNERS["taakgedelegeerde"]
_ANY = {"refuse": "geweigerd", "delay": "te laat", "garbled": "onleesbaar"}
# What a service does, and how the page names it.
PLAYED: Mapping[str, Mapping[str, str]] = {
    "tsa": _ANY
    | {
        "rejection": "afgewezen",
        "imprint": "tijdstempel van iets anders",
        "signature": "vervalst tijdstempel",
    },
    "ocsp": _ANY | {"other": "over een ander certificaat", "expired": "verlopen", "revoked": "ingetrokken"},
    "crl": _ANY | {"expired": "verlopen"},
}
NAMES = {"tsa": "tijdstempel", "ocsp": "OCSP", "crl": "CRL"}
_PATIENCE = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """One request that went wrong: whose, how, the how manieth; what was told, what stands, how it goes on."""

    service: str
    fault: str
    number: int
    told: str
    stands: str
    again: str


Run = Callable[[Path, Any], str]


def asked(stage: Stage, run: Run, faults: faulty.Faults) -> list[Failed]:
    """Break each request that a step makes of the services, one by one, and go on from what is left."""
    pki = stage.theatre.workshop.pki
    faults.clear()
    run(stage.fresh(), faults.services(pki))
    counts = {service: faults.asked[service] for service in PLAYED}
    failed = []
    for service, played in PLAYED.items():
        for fault, name in played.items():
            for number in range(1, counts[service] + 1):
                faults.clear()
                faults.play(service, *["good"] * (number - 1), fault)
                faults.late = _PATIENCE + 1
                patience = _PATIENCE if fault == "delay" else 10.0
                act = partial(run, services=faults.services(pki, patience=patience))
                failed.append(_failed(stage, NAMES[service], name, number, act))
    faults.clear()
    return failed


def _failed(stage: Stage, service: str, fault: str, number: int, run: Callable[[Path], str]) -> Failed:
    root = stage.fresh()
    told = stage.outcome(root, run)
    with remembered():
        broken = stage.broken(Change(fault, service), files(root), told=told)
    return Failed(
        service=service, fault=fault, number=number, told=told, stands=broken.stands, again=broken.again
    )


# A signing service elsewhere.


def _answers(body: bytes, status: int = 200) -> Fault:
    async def fault(_request: web.Request, _handler: Handler) -> web.StreamResponse:
        return web.Response(body=body, status=status)

    return fault


async def _hangs_up(request: web.Request, _handler: Handler) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def _late(_request: web.Request, _handler: Handler) -> web.StreamResponse:
    await asyncio.sleep(_PATIENCE + 1)
    return web.Response()


_WRONG: Mapping[str, object] = {
    "credentials/list": {"credentialIDs": []},
    "credentials/info": {"key": {"status": "disabled"}},
    "credentials/authorize": {"expiresIn": 3600},
    "signatures/signHash": {"signatures": ["AAAA"]},
}


def remote(stage: Stage, theatre: Theatre) -> list[Failed]:
    """Break each request that signing makes of the remote signing service."""
    pki, failed = theatre.workshop.pki, []
    with csc_service({DELEGATE: pki.keys[DELEGATE]}) as service:
        for method, wrong in _WRONG.items():
            plays: dict[str, Fault] = {
                "geweigerd": _hangs_up,
                "te laat": _late,
                "onleesbaar": _answers(b"\x00\xff<html>"),
                "fout antwoord": _answers(json.dumps(wrong).encode()),
            }
            for name, fault in plays.items():
                service.faults = {method: fault}
                source = RemoteSource(
                    url=service.url,
                    ask=lambda question: TOKEN if question.startswith("Toegangscode") else PIN,
                    authorisation="pin",
                    timeout=_PATIENCE if name == "te laat" else 10,
                    attempts=1,
                )
                failed.append(_failed(stage, method, name, 1, partial(theatre.sign, source=source)))
    return failed


# A smartcard.


class Gone:
    """A card that is taken out before its nth signature; the first is the trial when it is unlocked."""

    def __init__(self, source: TokenSource, nth: int, pull_out: Callable[[], None]) -> None:
        self.source, self.left, self.pull_out = source, nth, pull_out

    def certificate(self) -> Any:
        return self.source.certificate()

    def issuers(self) -> Any:
        return self.source.issuers()

    def unlock(self) -> Any:
        key = self.source.unlock()
        really = key.signer._card.sign

        def sign(*given: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                self.pull_out()
            return really(*given)

        key.signer._card.sign = sign
        return key


@contextmanager
def cards(theatre: Theatre) -> Iterator[softhsm.Cards]:
    """Cards of their own."""
    with softhsm.cards(theatre.folder / "hsm", theatre.workshop.pki) as made:
        yield made


def card(stage: Stage, theatre: Theatre, made: softhsm.Cards) -> list[Failed]:
    """Take the card out before it is opened, and before each signature that the step asks of it."""
    failed = []
    for number, name in enumerate(
        ("vóór de PIN", "vóór de eerste handtekening", "vóór de tweede handtekening")
    ):
        label = made.card(made.unique("Kaart"), DELEGATE)
        token = TokenSource(
            module=softhsm.MODULE, token=label, ask=lambda _question: softhsm.PIN, tell=lambda _text: None
        )
        if number == 0:
            made.pull_out(label)
            made.restart()
        source = OpenedOnce(Gone(token, number, partial(made.pull_out, label)))
        failed.append(
            _failed(stage, "smartcard", f"uit de lezer {name}", 1, partial(theatre.sign, source=source))
        )
        token.close()
        made.restart()
    return failed
