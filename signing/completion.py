"""Give a signature that another program made what it lacks: a time-stamp of its own, and validation data."""

from __future__ import annotations

import hashlib
from io import BytesIO

from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import collect_validation_info
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext

from signing import pades
from signing.increment import Increment, Outcome, Services, run
from signing.store import known_certificates
from signing.timestamp import OtherService

_STAMP = "signature_time_stamp_token"
_DIGEST = "sha256"


def stamp(signature: bytes, services: Services) -> Outcome:
    """Put a time-stamp in a CMS (DER) that is not yet in a PDF; one that has it already stays as it is."""

    async def stamped() -> bytes:
        content = cms.ContentInfo.load(signature)
        (info,) = content["content"]["signer_infos"]
        there = info["unsigned_attrs"]
        if there.native and any(one["type"].native == _STAMP for one in there):
            return signature
        digest = hashlib.new(_DIGEST, info["signature"].native).digest()
        try:
            token = await services.timestamper.async_timestamp(digest, _DIGEST)
        except OtherService:  # the first in the list fell away; what the next one says is as good
            token = await services.timestamper.async_timestamp(digest, _DIGEST)
        info["unsigned_attrs"] = cms.CMSAttributes([cms.CMSAttribute({"type": _STAMP, "values": [token]})])
        der: bytes = content.dump(force=True)
        return der

    (outcome,) = run([stamped()])
    return outcome


def add_validation_data(pdf: bytes, field: str, services: Services) -> Outcome:
    """Append what is known of the certificates of the signature in `field` and of its time-stamp (B-LT).

    The revision holds validation data only; nothing is appended where the document has it all.
    """
    reader = PdfFileReader(BytesIO(pdf))
    own = pades.certificates(pades.signature_in(reader, field).signed_data)
    context = services.context([*own, *known_certificates(pdf)])
    (outcome,) = run([_with_validation_data(pdf, field, context)])
    return outcome


async def _with_validation_data(pdf: bytes, field: str, context: ValidationContext) -> bytes:
    writer = Increment(BytesIO(pdf))
    paths = await collect_validation_info(pades.signature_in(writer.prev, field), context)
    store = DocumentSecurityStore.supply_dss_in_writer(
        writer, None, paths=paths, validation_context=context, embed_roots=False
    )
    if not store.modified:
        return pdf
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()
