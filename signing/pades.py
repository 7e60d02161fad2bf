"""What PAdES asks of a signature that another tool made (EN 319 142-1, 5.2 and 6.3).

A CMS may be good in itself and still not be PAdES: then no validator calls the paper PAdES baseline, and
the archive would rest on something else than it says. That is told when it comes back, not in twenty years.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from asn1crypto import cms, pem, x509
from asn1crypto.core import ObjectIdentifier
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

SUB_FILTER = "ETSI.CAdES.detached"
_DIGESTS = frozenset({"sha256", "sha384", "sha512"})
_ONCE = {
    "content_type": "zegt niet waarover zij gaat (content-type)",
    "message_digest": "noemt niet de controlesom van wat is getekend (message-digest)",
    "signing_certificate_v2": "noemt niet met welk certificaat zij is gezet (ESS signing-certificate-v2); "
    "PAdES eist dat, een gewone CMS-handtekening niet",
}
# What PAdES says elsewhere in the PDF, or not at all (EN 319 142-1, table 1 and 5.2).
_FORBIDDEN = {
    "signing_time": "noemt zelf een tijd (signing-time); PAdES verbiedt dat, want de tijd staat in de PDF "
    "en het tijdstempel bewijst haar",
    "1.2.840.113549.1.9.16.2.4": "bevat content-hints, wat PAdES niet toelaat",
    "1.2.840.113549.1.9.16.2.7": "bevat content-identifier, wat PAdES niet toelaat",
    "1.2.840.113549.1.9.16.2.10": "bevat content-reference, wat PAdES niet toelaat",
}


def der_of(data: bytes) -> bytes:
    """Give a CMS as DER, whether it came so or as PEM. Raises `ValueError`."""
    if not pem.detect(data):
        return data
    der: bytes = pem.unarmor(data)[2]
    return der


def signed_data(der: bytes) -> cms.SignedData:
    """Read a CMS as signed data. Raises `ValueError` for anything else."""
    content = cms.ContentInfo.load(der, strict=True)
    if content["content_type"].native != "signed_data":
        raise ValueError("no signed data")
    signed = content["content"]
    signed.native  # noqa: B018 - asn1crypto parses when asked; ask now, fail here
    if not isinstance(signed, cms.SignedData):
        raise TypeError(type(signed))
    return signed


def signature_in(reader: PdfFileReader, field: str) -> EmbeddedPdfSignature:
    """Give the signature in `field`, which must be filled. Raises `KeyError`."""
    signatures: list[EmbeddedPdfSignature] = list(reader.embedded_signatures)
    for found in signatures:
        if found.field_name == field:
            return found
    raise KeyError(field)


def signer_of(signed: cms.SignedData) -> x509.Certificate | None:
    """Give the signer's certificate, if the CMS carries it."""
    try:
        found: x509.Certificate = extract_certificate_info(signed).signer_cert
    except Exception:  # noqa: BLE001 - a stranger's CMS: what cannot be found is not there
        return None
    return found


def certificates(signed: cms.SignedData) -> list[x509.Certificate]:
    """Give the certificates that the CMS carries: the signer's and its chain, in no certain order."""
    chosen = (one.chosen for one in signed["certificates"] or ())
    return [one for one in chosen if isinstance(one, x509.Certificate)]


def faults(signed: cms.SignedData) -> Iterator[str]:
    """Say in Dutch what keeps this CMS from being a PAdES signature; each goes on after «De handtekening»."""
    if len(signed["signer_infos"]) != 1:
        yield "is door meer dan één persoon gezet, of door niemand"
        return
    inside = signed["encap_content_info"]
    if inside["content_type"].native != "data" or inside["content"].native is not None:
        yield "bevat zelf een document; zij moet los zijn (detached)"
    (info,) = signed["signer_infos"]
    certificate = signer_of(signed)
    if certificate is None:
        yield "bevat het certificaat van de ondertekenaar niet"
    if info["digest_algorithm"]["algorithm"].native not in _DIGESTS:
        yield "gebruikt een controlesom die niet meer als veilig geldt; nodig is SHA-256 of langer"
    attributes = info["signed_attrs"]
    if attributes.native is None:
        yield "heeft geen ondertekende eigenschappen (attributen)"
        return
    yield from _attributes(attributes, certificate)


def form_fault(found: EmbeddedPdfSignature) -> str:
    """Say in Dutch what keeps a signature in a PDF from being PAdES, first of all its form; empty if nothing does."""
    signature = found.sig_object
    form = str(signature["/SubFilter"]).lstrip("/") if "/SubFilter" in signature else ""
    if form != SUB_FILTER:
        return f"heeft de vorm «{form or 'onbekend'}» en niet de PAdES-vorm «{SUB_FILTER}»"
    if "/M" not in signature:
        return "noemt in de PDF geen tijd (/M), en PAdES eist die"
    return next(faults(found.signed_data), "")


def covers(signed: cms.SignedData, content: bytes) -> bool:
    """Claim that what was signed is exactly `content`."""
    (info,) = signed["signer_infos"]
    name = info["digest_algorithm"]["algorithm"].native
    said = [a["values"][0].native for a in info["signed_attrs"] if a["type"].native == "message_digest"]
    return name in _DIGESTS and said == [hashlib.new(name, content).digest()]


def _attributes(attributes: cms.CMSAttributes, certificate: x509.Certificate | None) -> Iterator[str]:
    found = [(_name(one["type"]), one["values"]) for one in attributes]
    names = [name for name, _ in found]
    for name, lacking in _ONCE.items():
        values = [value for one, value in found if one == name]
        if len(values) != 1 or len(values[0]) != 1:
            yield lacking
        elif name == "content_type" and values[0][0].native != "data":
            yield "gaat over iets anders dan een gewoon bestand (content-type)"
        elif name == "signing_certificate_v2" and certificate and not _names(values[0][0], certificate):
            yield "noemt een ander certificaat dan waarmee zij is gezet"
    for name, why in _FORBIDDEN.items():
        if name in names:
            yield why


def _name(kind: ObjectIdentifier) -> str:
    return str(kind.native)


def _names(attribute: object, certificate: x509.Certificate) -> bool:
    """Claim that the first certificate of ESS signing-certificate-v2 is the signer's (RFC 5035, 3)."""
    first = attribute["certs"][0]  # type: ignore[index]
    name = first["hash_algorithm"]["algorithm"].native
    return name in _DIGESTS and first["cert_hash"].native == hashlib.new(name, certificate.dump()).digest()
