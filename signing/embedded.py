"""How a signature stands in its PDF: what its range leaves out, which form it claims, which times it carries.

The engine adds up lengths. Whatever fits them it takes for the signature itself, and what stands there is
signed by nobody: so here the bytes are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from asn1crypto import cms, parser, tsp, x509
from pyhanko.pdf_utils import generic
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter, get_signing_cert_attr
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing.report import Problem

_STAMP_TYPE, _STAMP_FORM = "/DocTimeStamp", "/ETSI.RFC3161"
_HEXADECIMALS = frozenset(b"0123456789abcdefABCDEF")

_RANGE = Problem(
    code="ondertekend-bereik",
    message="In de plaats van de handtekening staat nog iets anders, of zij zegt niet goed welk deel van het bestand zij "
    "dekt: dat deel is door niemand ondertekend.",
)
_FORM = Problem(code="vorm", message="De handtekening heeft niet de vorm die de standaard voorschrijft.")
_NAMELESS = Problem(
    code="niet-getoetst",
    message="De handtekening zegt niet met welk certificaat zij is gezet (signing-certificate): een ander certificaat bij "
    "dezelfde sleutel is dan niet te onderscheiden.",
)


def is_stamp(emb: EmbeddedPdfSignature) -> bool:
    """Claim that this is a document time-stamp, by what its dictionary says."""
    return bool(emb.sig_object_type == _STAMP_TYPE)


def problems(emb: EmbeddedPdfSignature) -> Iterator[Problem]:
    """Say what is wrong with how the signature stands in the file. Raises whatever a stranger's CMS makes it raise."""
    if not leaves_out_itself(emb):
        yield _RANGE
    form = str(
        emb.sig_object["/SubFilter"]
    )  # of a form that the engine does not know, it is not in the list at all
    if is_stamp(emb) != (form == _STAMP_FORM):
        yield _FORM
    attributes = emb.signer_info["signed_attrs"]
    if attributes.native is None or not _once(attributes):
        yield _FORM
    elif get_signing_cert_attr(attributes) is None:
        yield _NAMELESS


def _once(attributes: cms.CMSAttributes) -> bool:
    """Claim that what is signed is said in one way only (RFC 5652, 11.1 and 11.2)."""
    said = [one["type"].native for one in attributes for _ in one["values"]]
    return said.count("content_type") == said.count("message_digest") == 1


def signer(emb: EmbeddedPdfSignature) -> x509.Certificate | None:
    """Give the certificate with which was signed, if the signature carries it and names no other."""
    try:
        found: x509.Certificate = emb.signer_cert
        said = found.subject.native  # asn1crypto parses when asked: ask now, so that it fails here
    except Exception:  # noqa: BLE001 - a stranger's CMS: what cannot be read is not there
        return None
    return found if said else None


def leaves_out_itself(emb: EmbeddedPdfSignature) -> bool:
    """Claim that all bytes but one place are in range, and that there stands this signature in hexadecimals only.

    After the CMS only the zeros may follow that keep its place (ISO 32000-1, 12.8.1).
    """
    numbers = list(emb.byte_range)
    if any(type(one) is not generic.NumberObject for one in numbers):
        return False  # as written: a reference could be made to say something else later
    match numbers:
        case [begins, length, start, rest]:
            pass
        case _:
            return False
    stream = emb.reader.stream
    if begins != 0 or not 0 < length < start or rest < 0 or start + rest > stream.seek(0, 2):
        return False
    stream.seek(length)
    place = stream.read(start - length)
    digits = place[1:-1]
    if place[:1] != b"<" or place[-1:] != b">" or len(digits) % 2 or not _HEXADECIMALS.issuperset(digits):
        return False
    content: bytes = emb.pkcs7_content
    return bytes.fromhex(digits.decode("ascii")) == content and not _rest(content).strip(b"\0")


def _rest(content: bytes) -> bytes:
    """Give what stands behind the CMS."""
    *_, header, body, trailer = parser.parse(content)
    return content[len(header) + len(body) + len(trailer) :]


def times(emb: EmbeddedPdfSignature) -> tuple[tsp.TSTInfo, ...]:
    """Read what an archive time-stamp says, or the time-stamps that a signature carries; none of it is proven."""
    tokens = (
        [emb.signed_data] if is_stamp(emb) else list(extract_tst_data_iter(emb.signer_info, signed=False))
    )
    return tuple(token["encap_content_info"]["content"].parsed for token in tokens)


def stamped_at(emb: EmbeddedPdfSignature) -> datetime | None:
    """Read the time in an archive time-stamp, or in a signature's own; None if it has none.

    Of several the latest: anyone can put an early one of their own beside the real one, and whoever signed with
    a revoked key would like to have done so earlier.
    """
    return max((told["gen_time"].native for told in times(emb)), default=None)
