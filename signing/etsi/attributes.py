"""What a signature itself says: the attributes in its CMS and in its PDF dictionary (TS 119 102-2, annex A)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from signing.etsi.contents import Contents, Held, Mark, stated, tolerant
from signing.etsi.markup import digest, element, known_digest, moment, reference

if TYPE_CHECKING:
    from asn1crypto import core
    from lxml.etree import _Element

# Entries of the signature dictionary (ISO 32000-1, table 252), with the element and the one inside it.
_ENTRIES = (
    ("/Location", "SignatureProductionPlace", "AddressString"),
    ("/Reason", "Reason", "ReasonElement"),
    ("/Name", "Name", "NameElement"),
    ("/ContactInfo", "ContactInfo", "ContactInfoElement"),
    ("/SubFilter", "SubFilter", "SubFilterElement"),
)
_STORES = (("Certs", "certificate"), ("CRLs", "CRL"), ("OCSPs", "OCSPResponse"))


def attributes(mark: Mark, contents: Contents, stamps: Iterable[Held]) -> _Element | None:
    """Write what `mark` says of itself, and which archive time-stamps came over it; None if that is nothing."""
    found = [
        made
        for tell in (_time, _certificate, _message_digest, _own_stamps, _entries, _range, _filter)
        for made in tolerant(tell(mark))
    ]
    found += [*_store(contents), *tolerant(_stamped("DocTimeStamp", stamps))]
    return element("SignatureAttributes", *found) if found else None


def _time(mark: Mark) -> Iterator[_Element]:
    claimed = mark.embedded.self_reported_timestamp
    if claimed is not None and not mark.stamp:
        yield element("SigningTime", element("Time", moment(claimed)), Signed="true")


def _certificate(mark: Mark) -> Iterator[_Element]:
    for value in _values(mark, "signing_certificate_v2"):
        named = value["certs"][0]
        algorithm = named["hash_algorithm"]["algorithm"].native
        if not known_digest(algorithm):
            return
        serial = named["issuer_serial"].dump() if named["issuer_serial"].native else None
        identified = digest("CertID", algorithm, named["cert_hash"].native)
        if serial is not None:
            identified.insert(0, element("X509IssuerSerial", serial))
        ids = [mark.certificate.id] if mark.certificate is not None else []
        yield element("SigningCertificate", reference("AttributeObject", *ids), identified, Signed="true")


def _message_digest(mark: Mark) -> Iterator[_Element]:
    for value in _values(mark, "message_digest"):
        yield element("MessageDigest", element("Digest", bytes(value.native)), Signed="true")


def _own_stamps(mark: Mark) -> Iterator[_Element]:
    if not mark.stamp:
        yield from _stamped("SignatureTimeStamp", mark.tokens)


def _entries(mark: Mark) -> Iterator[_Element]:
    for entry, name, inner in _ENTRIES:
        if entry in mark.embedded.sig_object:
            text = str(mark.embedded.sig_object[entry]).removeprefix("/")
            yield element(name, element(inner, text), Signed="true")


def _range(mark: Mark) -> Iterator[_Element]:
    yield element("ByteRange", " ".join(str(int(number)) for number in mark.embedded.byte_range))


def _filter(mark: Mark) -> Iterator[_Element]:
    if "/Filter" in mark.embedded.sig_object:
        named = str(mark.embedded.sig_object["/Filter"]).removeprefix("/")
        yield element("Filter", element("Filter", named))


def _store(contents: Contents) -> Iterator[_Element]:
    """Refer to the validation data in the document security store (DSS)."""
    if not contents.store:
        return
    inside = [
        reference(name, *(one.id for one in contents.store if one.kind == kind)) for name, kind in _STORES
    ]
    yield element("DSS", *inside, Signed="false")


def _stamped(name: str, tokens: Iterable[Held]) -> Iterator[_Element]:
    for token in tokens:
        yield element(
            name,
            reference("AttributeObject", token.id),
            element("TimeStampValue", moment(stated(token)["gen_time"].native)),
            Signed="false",
        )


def _values(mark: Mark, name: str) -> Iterator[core.Sequence]:
    for attribute in mark.embedded.signer_info["signed_attrs"] or ():
        if attribute["type"].native == name:
            yield attribute["values"][0]
