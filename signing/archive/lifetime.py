"""Until which day the proof in a sealed PDF stands, and why no longer: read from it, not verified.

The outermost archive time-stamp carries all that it covers. It stands as long as its certificates last and
its algorithms count; whether the issuer revoked that certificate is asked of him only while it lives, and
goes into the file with the next time-stamp (EN 319 142-1, 5.4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Literal

import asn1crypto.tsp  # noqa: F401 - by it the CMS of a time-stamp can be read; nobody else need have loaded it
from asn1crypto import cms, crl, ocsp, x509
from pikepdf import Array, Dictionary, Name, Object, Pdf

from signing.archive import ageing
from signing.archive.ageing import Term
from signing.errors import DocumentRefused
from signing.evidence import signer_certificate
from signing.identity import holder
from signing.plan import RESERVE_FIELDS

Reason = Literal["certificaat", "algoritme", "intrekkingsgegevens"]
_MOST_ISSUERS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """Until when a sealed PDF proves itself. `until` is the last day at whose end (UTC) it still does.

    `field` and `stamped` are those of the outermost archive time-stamp; `told` is a Dutch sentence, and
    `free` the reserve fields that can still hold a next one.
    """

    field: str
    stamped: datetime
    until: date
    reason: Reason
    told: str
    free: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    until: date
    reason: Reason
    why: str


def lifetime(pdf: bytes, *, at: datetime) -> Lifetime:
    """Read until when `pdf` proves itself, told as of `at`.

    Raises `DocumentRefused` for what cannot be read, and for what bears no archive time-stamp.
    """
    try:
        with Pdf.open(BytesIO(pdf), suppress_warnings=True, attempt_recovery=False) as doc:
            return _lifetime(doc, at)
    except DocumentRefused:
        raise
    except Exception as err:  # a stranger's bytes: whatever breaks, it cannot be read
        raise DocumentRefused("Dit bestand is geen leesbare, ondertekende PDF.") from err


def _lifetime(doc: Pdf, at: datetime) -> Lifetime:
    fields = {
        str(one.get(Name.T, "")): one
        for one in doc.Root.get(Name.AcroForm, Dictionary()).get(Name.Fields, Array())
        if one.get(Name.FT) == Name.Sig
    }
    filled = sorted((_covered(one), name) for name, one in fields.items() if Name.V in one)
    last = filled[-1][1] if filled else ""
    if not last or fields[last].V.get(Name.Type) != Name.DocTimeStamp:
        raise DocumentRefused(
            "Dit document draagt niet als laatste een archieftijdstempel.",
            hint="Sluit het dossier eerst af met `delegatie verzegel`.",
        )
    content = cms.ContentInfo.load(bytes(fields[last].V.Contents))["content"]
    stamp = content["encap_content_info"]["content"].parsed
    store = doc.Root.get(Name.DSS, Dictionary())
    chain = _chain(content, store)
    end = min(_ends(content, chain, store), key=lambda one: one.until)
    verb = "staat" if end.until >= at.astimezone(UTC).date() else "stond"
    told = f"{verb} tot en met {end.until:%d-%m-%Y}" if end.until > date.min else "staat niet"
    return Lifetime(
        field=last,
        stamped=stamp["gen_time"].native.astimezone(UTC),
        until=end.until,
        reason=end.reason,
        told=f"Het bewijs {told}: {end.why}.",
        free=tuple(name for name in RESERVE_FIELDS if name in fields and Name.V not in fields[name]),
    )


def _covered(filled: Object) -> int:
    return int(filled.V.ByteRange[2]) + int(filled.V.ByteRange[3])


def _chain(content: cms.SignedData, store: Object) -> list[x509.Certificate]:
    """Give the time-stamp's certificate and its issuers, as far as token and document carry them."""
    leaf = signer_certificate(content)
    if leaf is None:
        raise DocumentRefused("Het archieftijdstempel draagt zijn eigen certificaat niet.")
    pool = [
        *(x509.Certificate.load(one.read_bytes()) for one in store.get(Name.Certs, Array())),
        *(one.chosen for one in content["certificates"] or () if isinstance(one.chosen, x509.Certificate)),
    ]
    chain = [leaf]
    while chain[-1].self_signed == "no" and len(chain) < _MOST_ISSUERS:
        issuers = [one for one in pool if one.subject == chain[-1].issuer and one not in chain]
        # two certificates for one issuer: the key says which of them signed
        named = [one for one in issuers if one.key_identifier == chain[-1].authority_key_identifier]
        if not (named or issuers):
            break
        chain.append((named or issuers)[0])
    return chain


def _ends(content: cms.SignedData, chain: Sequence[x509.Certificate], store: Object) -> Iterator[_End]:
    """Give every end that is set; where two fall on one day, the first says most."""
    for one in _terms(content, chain):
        if not one.known:
            yield _End(until=date.min, reason="algoritme", why=f"{one.name} geldt niet als betrouwbaar")
        elif one.until is not None:
            yield _End(
                until=one.until,
                reason="algoritme",
                why=f"daarna geldt {one.name} niet meer als betrouwbaar ({ageing.EDITION})",
            )
    # a root is trusted because someone gave it, whatever date it bears
    for certificate in (one for one in chain if one.self_signed == "no"):
        until = _last_whole_day(certificate.not_valid_after)
        if not _answered(certificate, store):
            yield _End(
                until=until,
                reason="intrekkingsgegevens",
                why=f"of het certificaat van {holder(certificate)} is ingetrokken, staat niet in het document, en de "
                "uitgever zegt dat alleen zolang het geldt",
            )
        yield _End(
            until=until,
            reason="certificaat",
            why=f"daarna is het certificaat van {holder(certificate)} verlopen",
        )


def _terms(content: cms.SignedData, chain: Sequence[x509.Certificate]) -> Iterator[Term]:
    signer = content["signer_infos"][0]
    imprint = content["encap_content_info"]["content"].parsed["message_imprint"]
    yield ageing.digest(str(imprint["hash_algorithm"]["algorithm"].native))
    yield ageing.digest(str(signer["digest_algorithm"]["algorithm"].native))
    yield ageing.signature(signer["signature_algorithm"], chain[0].public_key)
    for certificate, issuer in zip(chain, [*chain[1:], None], strict=True):
        if certificate.self_signed == "no":
            yield ageing.signature(certificate["signature_algorithm"], issuer and issuer.public_key)


def _answered(certificate: x509.Certificate, store: Object) -> bool:
    """Whether the document holds what an issuer said of the certificate: a list of his, or an answer on it."""
    for one in store.get(Name.CRLs, Array()):
        if crl.CertificateList.load(one.read_bytes()).issuer == certificate.issuer:
            return True
    for one in store.get(Name.OCSPs, Array()):
        for response in ocsp.OCSPResponse.load(one.read_bytes()).response_data["responses"]:
            if response["cert_id"]["serial_number"].native == certificate.serial_number:
                return True
    return False


def _last_whole_day(end: datetime) -> date:
    day = end.astimezone(UTC)
    whole = (day.hour, day.minute, day.second) == (23, 59, 59)
    return day.date() if whole else day.date() - timedelta(days=1)
