"""The time-stamp services (RFC 3161) that signatures and archives rest on.

Several may be named: they are asked in order, and the one that answers is kept to. An answer is used only
after it was checked: it is for this request, it was granted, and it is signed by the certificate in it.
"""

from __future__ import annotations

import hashlib
import logging
import time
from typing import Any, ClassVar
from urllib.parse import urlsplit

from asn1crypto import cms, core, tsp, x509
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import dummy_digest, extract_ts_certs
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.errors import ServiceFailed
from signing.network import LOOPBACK, Answer, Login, Network, NoAnswer, Once, host, require_address

logger = logging.getLogger(__name__)

_REPLY, _QUERY = "application/timestamp-reply", "application/timestamp-query"
_MOST_BYTES = 200_000  # a token with its chain takes some 10 kB
_LONGEST_SAYING = 100
# Who had to wait for nothing is not made to wait again for each document of a run: for this many times as long.
_REST, _LONGEST_REST = 10.0, 300.0


class NoTimeStamp(ServiceFailed):
    """None of the services gave a time-stamp that can be used."""


class OtherService(ServiceFailed):
    """The service, or its certificate, changed while a document was being signed.

    The validation data in that document are those of the one before. A second attempt has the new ones.
    """

    def __init__(self) -> None:
        super().__init__(
            "De tijdstempeldienst viel uit, of wisselde van certificaat, terwijl werd ondertekend.",
            hint="Geef dezelfde opdracht nog eens; dit document is niet gewijzigd.",
        )


class TimeServices(TimeStamper):
    """Time-stamps from the first of `addresses` that gives one; for the documents of one run."""

    def __init__(self, addresses: tuple[str, ...], *, network: Network, login: Login | None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.addresses = addresses
        self.used: set[str] = set()
        self._order = list(addresses)
        self._network, self._login = network, login
        self._once = Once()
        self._resting: tuple[float, NoTimeStamp] | None = None

    def __repr__(self) -> str:
        return f"TimeServices({', '.join(map(host, self.addresses))})"

    async def async_dummy_response(self, md_algorithm: str) -> cms.ContentInfo:
        """Give a token to measure with and to read the service's certificates from; asked once a run.

        Raises `NoTimeStamp`.
        """
        if md_algorithm not in self._dummy_response_cache:
            digest = dummy_digest(md_algorithm)
            token = await self._once.do(md_algorithm, lambda: self._obtain(digest, md_algorithm))
            self._register_dummy(md_algorithm, token)  # type: ignore[no-untyped-call]
        found: cms.ContentInfo = self._dummy_response_cache[md_algorithm]
        return found

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Give a token for `message_digest`. Raises `NoTimeStamp`, `OtherService`."""
        try:
            token = await self._obtain(message_digest, md_algorithm)
        except NoTimeStamp:
            self._forget()
            raise
        seen = {one.dump() for one in certificates_of(self)}
        if seen and _signer(token["content"]).dump() not in seen:
            self._forget()
            self._register_dummy(md_algorithm, token)  # type: ignore[no-untyped-call]
            raise OtherService
        return token

    def _forget(self) -> None:
        self._dummy_response_cache.clear()
        self._certs.clear()

    async def _obtain(self, digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        began = time.monotonic()
        if self._resting and began < self._resting[0]:
            raise NoTimeStamp(self._resting[1].message, hint=self._resting[1].hint)
        reasons: dict[str, str] = {}
        for address in tuple(self._order):
            try:
                token = await self._ask(address, digest, md_algorithm)
            except NoAnswer as err:
                logger.info("time-stamp service %s: %s", host(address), err.reason)
                reasons[address] = err.reason
                # from now on the others come first
                self._order.sort(key=lambda one, failed=address: one == failed)  # type: ignore[misc]
            else:
                self.used.add(host(address))
                return token
        failed = _none(reasons)
        now = time.monotonic()
        self._resting = now + min((now - began) * _REST, _LONGEST_REST), failed
        raise failed

    async def _ask(self, address: str, digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        nonce, request = self.request_cms(digest, md_algorithm)  # type: ignore[no-untyped-call]
        answer = await self._network.post(
            address, request.dump(), content_type=_QUERY, accept=_REPLY, login=self._login
        )
        try:
            token = _checked(answer, digest, md_algorithm, nonce)
            tuple(extract_ts_certs(token, SimpleCertificateStore()))  # as pyHanko will
        except _Unfit as err:
            raise NoAnswer(address, str(err)) from err
        except Exception as err:  # a stranger's bytes: whatever breaks, it is no time-stamp
            logger.debug("time-stamp service %s", host(address), exc_info=err)
            raise NoAnswer(address, "gaf een antwoord dat geen tijdstempel is") from err
        return token


class _Response(core.Sequence):  # type: ignore[misc]
    """A TimeStampResp (RFC 3161, 2.4.2); asn1crypto's own has no place for a refusal, which carries no token."""

    _fields: ClassVar[list[object]] = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


class _Unfit(Exception):
    """An answer that is no time-stamp for this request; the text ends a sentence on the service."""


def certificates_of(stamper: TimeStamper) -> tuple[x509.Certificate, ...]:
    """Give the certificates with which `stamper` signs, as far as they were seen."""
    return tuple(stamper._certs.values())  # noqa: SLF001 - pyHanko shows them nowhere


def service(*addresses: str, network: Network | None = None, login: Login | None = None) -> TimeServices:
    """Reach the time-stamp services at `addresses`, in that order.

    Raises `ServiceFailed` for what is no web address, and for a password that would travel unencrypted.
    """
    for address in addresses:
        try:
            require_address(address)
        except NoAnswer as err:
            shown = "Dit" if "@" in address else f"«{address}»"  # what stands before an @ may be secret
            raise ServiceFailed(
                f"{shown} is geen adres van een tijdstempeldienst.",
                hint="Geef een adres dat begint met https://, zonder naam of wachtwoord erin.",
            ) from err
        if login and urlsplit(address).scheme != "https" and urlsplit(address).hostname not in LOOPBACK:
            raise ServiceFailed(
                f"Het wachtwoord voor de tijdstempeldienst {host(address)} zou onversleuteld over het netwerk gaan.",
                hint="Gebruik het adres dat begint met https://.",
            )
    return TimeServices(tuple(addresses), network=network or Network(), login=login)


def _checked(answer: Answer, digest: bytes, md_algorithm: str, nonce: Any) -> cms.ContentInfo:  # noqa: ANN401 - pyHanko's
    """Give the token in `answer` if it is one for this request (RFC 3161, 2.4.2). Raises `_Unfit`."""
    if answer.content_type != _REPLY:
        raise _Unfit(f"stuurde geen tijdstempel, maar «{_plain(answer.content_type)}»")
    if len(answer.body) > _MOST_BYTES:
        raise _Unfit("stuurde een veel te groot antwoord")
    response = _Response.load(answer.body, strict=True)
    status = response["status"]
    if status["status"].native not in ("granted", "granted_with_mods"):
        said = "; ".join([*(status["status_string"].native or ()), *(status["fail_info"].native or ())])
        raise _Unfit(f"weigerde het tijdstempel{f' («{_plain(said)}»)' if said else ''}")
    token = response["time_stamp_token"]
    signed = token["content"]
    info = signed["encap_content_info"]["content"].parsed
    imprint = info["message_imprint"]
    if (
        imprint["hash_algorithm"]["algorithm"].native != md_algorithm
        or imprint["hashed_message"].native != digest
    ):
        raise _Unfit("gaf een tijdstempel voor een ander document")
    if nonce is not None and info["nonce"].native != nonce:
        raise _Unfit("gaf een tijdstempel dat niet bij deze vraag hoort")
    signer, (signature,) = _signer(signed), signed["signer_infos"]
    usage = signer.extended_key_usage_value
    hashed = hashlib.new(
        signature["digest_algorithm"]["algorithm"].native, bytes(signed["encap_content_info"]["content"])
    )
    intact, valid = validate_sig_integrity(signature, signer, "tst_info", hashed.digest())
    if usage is None or usage.native != ["time_stamping"] or not (intact and valid):
        raise _Unfit("gaf een tijdstempel waarvan de handtekening niet klopt")
    return token


def _signer(signed: cms.SignedData) -> x509.Certificate:
    """Find the certificate that signed a token; `cert_req` asked for it. Raises `_Unfit`."""
    sid = signed["signer_infos"][0]["sid"].chosen
    for choice in signed["certificates"] or ():
        found: x509.Certificate = choice.chosen
        if isinstance(sid, cms.IssuerAndSerialNumber) and (
            found.issuer.dump(),
            found.serial_number,
        ) == (sid["issuer"].dump(), sid["serial_number"].native):
            return found
    raise _Unfit("gaf een tijdstempel zonder het certificaat erbij")


def _none(reasons: dict[str, str]) -> NoTimeStamp:
    hint = "Klopt het adres (--tsa)? Probeer het anders later opnieuw; dit document is niet gewijzigd."
    told = [f"{host(address)} {reason}" for address, reason in reasons.items()]
    if len(told) == 1:
        return NoTimeStamp(f"De tijdstempeldienst {told[0]}.", hint=hint)
    return NoTimeStamp(
        "Geen van de tijdstempeldiensten gaf een tijdstempel:\n" + "\n".join(f"  {one}" for one in told),
        hint=hint,
    )


def _plain(text: str) -> str:
    """Show what a stranger wrote: short, and nothing that a terminal would obey."""
    return "".join(sign if sign.isprintable() else " " for sign in text)[:_LONGEST_SAYING]
