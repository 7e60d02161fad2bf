"""Whether keys, roots and services would do, tried before anyone needs them (`delegatie doctor`).

Nothing is signed but something random, and nothing is kept. The network is used for the time-stamp services that
are named, and for what a certificate names: its issuers and their status services.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from asn1crypto import x509
from pyhanko.sign.general import extract_certificate_info
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.policy_decl import RevocationCheckingPolicy

from signing import revoked, statements, trusted_list
from signing.algorithms import strength
from signing.errors import SealingError
from signing.identity import holder
from signing.keys import KeySource
from signing.policy import REQUIRED, UNCHECKED, Trust, load_trust, signing_context
from signing.remote import RemoteSource
from signing.report import sentence
from signing.revocation import Revocations
from signing.timestamp import TimeServices

Certificates = Sequence[x509.Certificate]
Verdict = Literal["goed", "let op", "fout"]
_SOON = timedelta(days=60)
_ROOT_SOON = timedelta(days=180)
_APART = timedelta(seconds=30)
_DIGEST = "sha256"
_USES = {"non_repudiation": "onweerlegbaarheid", "digital_signature": "digitale handtekening"}
_ROOTS = "Noem in de configuratie onder [vertrouwen] de wortels van de uitgever of dienst."
_NEW = "Vraag een nieuw certificaat aan bij de uitgever."


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found, in Dutch, whether that is good, and what to do if it is not."""

    verdict: Verdict
    says: str
    next_step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under which roots all must fall, what was asked of the issuers' services, and the moment."""

    trust: Trust
    revocations: Revocations = field(repr=False)
    at: datetime


def key(source: KeySource, *, unlock: bool, terms: Terms) -> Iterator[Finding]:
    """Look at a key; with `unlock` it is opened too, and makes one signature that is thrown away."""
    try:
        known = None if _asks_first(source) else source.certificate()
        if known is not None:
            yield from _certificate(known, issuers(source), terms)
        if unlock:
            opened = source.unlock()
            if known is None:
                chain = list(opened.signer.cert_registry)
                yield from _certificate(opened.certificate, chain, terms)
            made = asyncio.run(opened.for_batch(1).async_sign_raw(secrets.token_bytes(64), _DIGEST))
            yield Finding(verdict="goed", says=f"Proefhandtekening gezet ({len(made)} bytes) en weggegooid.")
        elif known is None:
            yield Finding(
                verdict="let op",
                says="Het certificaat is pas te zien als de sleutel is geopend.",
                next_step="Met --sleutels wordt zij geopend en geprobeerd.",
            )
    except SealingError as err:
        yield Finding(verdict="fout", says=err.message, next_step=err.hint)


def time_stamp(
    service: TimeServices, known: Certificates, *, terms: Terms, clock: Callable[[], datetime]
) -> Iterator[Finding]:
    """Ask for one time-stamp, compare the clocks, and look at who gave it; `known` are issuers at hand."""
    digest = hashlib.sha256(secrets.token_bytes(32)).digest()
    before = clock()
    try:
        token = asyncio.run(service.async_timestamp(digest, _DIGEST))
    except SealingError as err:
        yield Finding(
            verdict="fout",
            says=err.message,
            next_step="Klopt het adres in de configuratie, en laat het netwerk van deze computer het toe?",
        )
        return
    after = clock()
    signed = token["content"]
    stamped: datetime = signed["encap_content_info"]["content"].parsed["gen_time"].native
    apart = max(before - stamped, stamped - after, timedelta())  # what the answer took is no difference
    told = f"Tijdstempel gekregen; de klok van deze computer wijkt {apart.total_seconds():.0f} seconden af."
    if apart > _APART:
        yield Finding(verdict="let op", says=told, next_step="Zet de klok van deze computer gelijk.")
    else:
        yield Finding(verdict="goed", says=told)
    sent = extract_certificate_info(signed)
    yield _validity(sent.signer_cert, terms.at)
    yield from _standing(sent.signer_cert, [*sent.other_certs, *known], terms)


def root(path: Path, *, at: datetime) -> Iterator[Finding]:
    """Read a file with roots, or a folder of them."""
    try:
        found = load_trust([path]).roots
    except SealingError as err:
        yield Finding(verdict="fout", says=err.message, next_step=err.hint)
        return
    for one in found:
        says = f"{holder(one)}, geldig tot en met {_day(one.not_valid_after)}."
        if not one.ca:
            yield Finding(
                verdict="let op",
                says=f"{says} Dit is geen certificaat van een uitgever.",
                next_step="Noem het wortelcertificaat van de uitgever, niet dat van een persoon of dienst.",
            )
        elif one.not_valid_after - at < _ROOT_SOON:
            yield Finding(
                verdict="let op" if one.not_valid_after > at else "fout",
                says=says,
                next_step="Haal bij de uitgever de nieuwe wortel op. Laat de oude staan voor wat al getekend is.",
            )
        else:
            yield Finding(verdict="goed", says=says)


def trusted_lists(paths: Sequence[Path], terms: Terms) -> Finding:
    """Read EU trusted lists, and check who signed them."""
    try:
        found = trusted_list.load(paths, signers=terms.trust.roots, at=terms.at)
    except SealingError as err:
        return Finding(verdict="fout", says=err.message, next_step=err.hint)
    return Finding(verdict="goed", says=f"Gelezen: de lijsten van {len(found.national)} landen.")


def issuers(source: KeySource) -> list[x509.Certificate]:
    """Give the certificates that come with a key before anything is asked. Raises `KeyFailed`, `ServiceFailed`."""
    return [] if _asks_first(source) else source.issuers()


def _asks_first(source: KeySource) -> bool:
    """Whether even the certificate costs a question: the access token of a service, if no file has it."""
    return isinstance(source, RemoteSource) and source.access is None


def all_issuers(sources: Iterable[KeySource]) -> Certificates:
    """Give those of all keys together; one that cannot be reached has none."""
    found: list[x509.Certificate] = []
    for source in sources:
        with suppress(SealingError):
            found += issuers(source)
    return found


def _certificate(found: x509.Certificate, others: list[x509.Certificate], terms: Terms) -> Iterator[Finding]:
    """Look at a certificate to sign with, whose issuers are among `others` or can be fetched."""
    yield _validity(found, terms.at)
    yield _key(found)
    yield _usage(found)
    yield _qualified(found)
    yield from _standing(found, others, terms)


def _standing(found: x509.Certificate, others: list[x509.Certificate], terms: Terms) -> Iterator[Finding]:
    """Follow a certificate to a root, and ask whether it was revoked."""
    if not terms.trust:
        yield Finding(
            verdict="let op",
            says=f"Of {holder(found)} onder een vertrouwde wortel valt, is niet te zeggen: er zijn er geen genoemd.",
            next_step=_ROOTS,
        )
        return

    def context(rule: RevocationCheckingPolicy = REQUIRED) -> ValidationContext:
        return signing_context(terms.trust, others, revocations=terms.revocations, rule=rule)

    path = asyncio.run(_path(found, context(UNCHECKED)))
    yield path
    if path.verdict == "goed":
        yield _revocation(revoked.ask(found, context))


def _validity(found: x509.Certificate, at: datetime) -> Finding:
    issuer = found.issuer.native.get("common_name") or found.issuer.human_friendly
    says = f"{holder(found)}, uitgegeven door {issuer}, geldig tot en met {_day(found.not_valid_after)}."
    if at > found.not_valid_after:
        return Finding(verdict="fout", says=f"{says} Het is verlopen.", next_step=_NEW)
    if at < found.not_valid_before:
        return Finding(
            verdict="fout",
            says=f"{says} Het is pas geldig vanaf {_day(found.not_valid_before)}.",
            next_step="Klopt de klok van deze computer? Wacht anders tot die dag.",
        )
    if found.not_valid_after - at < _SOON:
        return Finding(verdict="let op", says=says, next_step=f"Het verloopt binnenkort. {_NEW}")
    return Finding(verdict="goed", says=says)


def _key(found: x509.Certificate) -> Finding:
    key = strength(found)
    if key.refusal:
        says = f"Met deze sleutel kan niet worden ondertekend: {sentence(key.refusal)}"
        return Finding(verdict="fout", says=says, next_step=key.next_step)
    return Finding(verdict="goed", says=sentence(key.told))


def _usage(found: x509.Certificate) -> Finding:
    usage = found.key_usage_value
    uses = [told for name, told in _USES.items() if usage and name in usage.native]
    if not uses or found.ca:
        return Finding(
            verdict="fout",
            says="Dit certificaat is niet om mee te ondertekenen (sleutelgebruik).",
            next_step="Op een pas staan vaak meer certificaten; noem dat voor de handtekening.",
        )
    return Finding(verdict="goed", says=f"Mag ondertekenen ({', '.join(uses)}).")


def _qualified(found: x509.Certificate) -> Finding:
    stated = statements.read(found)
    if not stated.compliant:
        return Finding(verdict="goed", says="Noemt zich niet gekwalificeerd; niveau qes kan er niet mee.")
    device = ", met de sleutel in een veilig middel" if stated.device else ""
    return Finding(verdict="goed", says=f"Noemt zich gekwalificeerd voor {stated.purposes}{device}.")


async def _path(found: x509.Certificate, context: ValidationContext) -> Finding:
    try:
        path = await CertificateValidator(found, validation_context=context).async_validate_path()
    except (PathError, ValidationError, OSError, TimeoutError, ValueError):
        return Finding(
            verdict="fout",
            says="Valt niet onder een wortel die u vertrouwt, of een schakel van de keten ontbreekt.",
            next_step="Noem de wortel onder [vertrouwen], en de uitgevers ertussen in het bestand van de keten.",
        )
    finally:
        await context.aclose()
    return Finding(verdict="goed", says=f"Valt onder de wortel {holder(path.first)}.")


def _revocation(answer: revoked.Revocation) -> Finding:
    by = f" ({answer.service})" if answer.service else ""
    if answer.answer == "goed":
        return Finding(verdict="goed", says=f"Niet ingetrokken, zegt de statusdienst{by}.")
    if answer.answer == "ingetrokken":
        return Finding(verdict="fout", says=f"Ingetrokken, zegt de statusdienst{by}.", next_step=_NEW)
    return Finding(
        verdict="fout",
        says=f"Of het is ingetrokken, is niet te achterhalen: {sentence(answer.why)}",
        next_step="Laat deze computer de statusdienst (OCSP of CRL) van de uitgever bereiken.",
    )


def _day(moment: datetime) -> str:
    return f"{moment:%d-%m-%Y}"
