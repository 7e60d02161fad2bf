"""What a signed PDF holds that its validation rests on: certificates, revocation data, time-stamps.

No judgement, and no faith: what of it cannot be read is left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from typing import Literal, TypeVar

from asn1crypto import cms, tsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing.embedded import is_stamp

Kind = Literal["certificate", "CRL", "OCSPResponse", "timestamp"]
_LETTERS: dict[Kind, str] = {"certificate": "C", "CRL": "R", "OCSPResponse": "O", "timestamp": "T"}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One thing in DER. An archive time-stamp with this position among the signatures, or a later one, covers it."""

    kind: Kind
    data: bytes = field(repr=False)
    covered_from: int

    @property
    def sha256(self) -> bytes:
        """Give the digest by which it is known."""
        return hashlib.sha256(self.data).digest()

    @property
    def id(self) -> str:
        """Give its name in the report."""
        return f"{_LETTERS[self.kind]}-{self.sha256.hex()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A signature or document time-stamp as it stands in the file, at `position` among them.

    `tokens` are its own time-stamps (RFC 3161), in a document time-stamp that time-stamp itself.
    """

    position: int
    embedded: EmbeddedPdfSignature = field(repr=False)
    stamp: bool
    certificate: Held | None
    tokens: tuple[Held, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """All of one PDF: its marks in the order of the file, and what they rest on, each thing once."""

    marks: tuple[Mark, ...] = ()
    held: tuple[Held, ...] = ()
    store: tuple[Held, ...] = ()  # that of `held` which stands in the DSS

    @property
    def certificates(self) -> tuple[x509.Certificate, ...]:
        """Give the certificates, parsed."""
        return tuple(x509.Certificate.load(one.data) for one in self.held if one.kind == "certificate")


def contents(pdf: bytes) -> Contents:
    """Read what `pdf` holds; never raises."""
    try:
        reader = PdfFileReader(BytesIO(pdf))
        found = list(reader.embedded_signatures)
    except Exception:  # noqa: BLE001 - a stranger's bytes: then it holds nothing that can be read
        return Contents()
    marks = tuple(_mark(position, embedded) for position, embedded in enumerate(found))
    first: dict[str, Held] = {}
    store: dict[str, Held] = {}
    for mark in marks:
        _keep(first, tolerant(_carried(mark)))
        if mark.stamp:
            _keep(first, tolerant(_stored(reader, mark.position, revision=mark.embedded.signed_revision)))
    in_store = list(tolerant(_stored(reader, len(marks))))
    _keep(first, in_store)
    _keep(store, in_store)
    return Contents(marks=marks, held=tuple(first.values()), store=tuple(first[key] for key in store))


def _keep(kept: dict[str, Held], found: Iterable[Held]) -> None:
    """Keep each thing once: where an archive time-stamp covers it first."""
    for one in found:
        if one.id not in kept or one.covered_from < kept[one.id].covered_from:
            kept[one.id] = one


def _mark(position: int, embedded: EmbeddedPdfSignature) -> Mark:
    stamp = is_stamp(embedded)
    certificate = None
    with suppress(Exception):
        certificate = Held(kind="certificate", data=embedded.signer_cert.dump(), covered_from=position + 1)
    return Mark(
        position=position,
        embedded=embedded,
        stamp=stamp,
        certificate=certificate,
        tokens=tuple(tolerant(_tokens(embedded, position, stamp=stamp))),
    )


def _tokens(embedded: EmbeddedPdfSignature, position: int, *, stamp: bool) -> Iterator[Held]:
    if stamp:
        # The place for a signature is larger than what stands in it: the rest is zeros.
        token = cms.ContentInfo.load(embedded.pkcs7_content)
        yield Held(kind="timestamp", data=token.dump(), covered_from=position + 1)
        return
    for attribute in embedded.signer_info["unsigned_attrs"] or ():
        if attribute["type"].native == "signature_time_stamp_token":
            for token in attribute["values"]:
                yield Held(kind="timestamp", data=token.dump(), covered_from=position + 1)


def _carried(mark: Mark) -> Iterator[Held]:
    """Give what the signature brings along itself; an archive time-stamp covers what stood before it only."""
    if mark.certificate is not None:
        yield mark.certificate
    yield from mark.tokens
    for signed in (mark.embedded.signed_data, *(content(token) for token in mark.tokens)):
        for choice in signed["certificates"] or ():
            if isinstance(choice.chosen, x509.Certificate):
                yield Held(kind="certificate", data=choice.chosen.dump(), covered_from=mark.position + 1)


def _stored(reader: PdfFileReader, position: int, *, revision: int | None = None) -> Iterator[Held]:
    then = reader if revision is None else reader.get_historical_resolver(revision)
    store = DocumentSecurityStore.read_dss(then)
    for certificate in store.load_certs():
        yield Held(kind="certificate", data=certificate.dump(), covered_from=position)
    for stream in store.ocsps:
        yield Held(kind="OCSPResponse", data=stream.get_object().data, covered_from=position)
    for stream in store.crls:
        yield Held(kind="CRL", data=stream.get_object().data, covered_from=position)


def content(token: Held) -> cms.SignedData:
    """Open a time-stamp token."""
    return cms.ContentInfo.load(token.data)["content"]


def stated(token: Held) -> tsp.TSTInfo:
    """Give what a time-stamp token says."""
    return content(token)["encap_content_info"]["content"].parsed


def tolerant(found: Iterator[_T]) -> Iterator[_T]:
    """Give what can be read, up to the first thing that cannot."""
    with suppress(Exception):
        yield from found
