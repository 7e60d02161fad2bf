"""A signature in two halves: what must be signed is written out here, and what another tool made of it put in.

Between the halves lies any length of time and any machine. The first half needs neither key nor network: it
writes the revision with room left for the signature. The second takes a CMS, or a bare signature over the
signed attributes, and trusts nothing of it: what comes out is judged as any other result (docs/adr/0020).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

from asn1crypto import algos, cms, pem, x509
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import ExternalSigner
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigAppearanceSetup,
    SigIOSetup,
    SigMDPSetup,
    SigObjSetup,
)
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest, SignatureObject
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing import pades
from signing.appearance import stamp_of
from signing.errors import DocumentRefused
from signing.increment import Increment
from signing.plan import Slot

DIGEST = "sha256"
_ROOM = 2 * 20_000  # hexadecimals: a CMS with its chain and a time-stamp with its own take some 12 kB


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A document with room for one signature, from `start` up to `end`; all other bytes are to be signed."""

    pdf: bytes = field(repr=False)
    start: int
    end: int

    @property
    def content(self) -> bytes:
        """Give the bytes that the signature is over (/ByteRange)."""
        return self.pdf[: self.start] + self.pdf[self.end :]


def prepare(
    pdf: bytes, slot: Slot, *, certificate: x509.Certificate | None, at: datetime, test: bool
) -> Prepared:
    """Append the revision of the signature in the field of `slot`, but for the signature.

    With a certificate the stamp names its holder and issuer; without, the plan's person.
    """
    writer = Increment(BytesIO(pdf))
    steps = PdfCMSEmbedder().write_cms(slot.field, writer, existing_fields_only=True)
    next(steps)
    moment = at.replace(microsecond=0)
    steps.send(
        SigObjSetup(
            sig_placeholder=SignatureObject(
                timestamp=moment,
                reason=slot.reason,
                subfilter=SigSeedSubFilter.PADES,
                bytes_reserved=_ROOM,
            ),
            mdp_setup=SigMDPSetup(md_algorithm=DIGEST),
            appearance_setup=SigAppearanceSetup(
                style=stamp_of(slot, certificate, at=moment, test=test, sure=False, ahead=True),
                timestamp=moment,
                name=None,
            ),
        )
    )
    digest, out = steps.send(SigIOSetup(md_algorithm=DIGEST))
    return Prepared(pdf=out.getvalue(), start=digest.reserved_region_start, end=digest.reserved_region_end)


def attributes(prepared: Prepared, certificate: x509.Certificate) -> bytes:
    """Give the signed attributes (DER, SET OF) over which the holder of `certificate` sets a bare signature."""
    der: bytes = _attributes(prepared, _signer(certificate, b"")).dump()
    return der


def from_bare(prepared: Prepared, chain: Sequence[x509.Certificate], signature: bytes) -> bytes:
    """Make the CMS (DER) of a bare signature over `attributes`. Whether it holds, verification tells.

    `chain` begins with the signer's certificate.
    """
    signer = _signer(chain[0], signature, chain[1:])
    found = asyncio.run(
        signer.async_sign_prescribed_attributes(DIGEST, signed_attrs=_attributes(prepared, signer))
    )
    der: bytes = found.dump()
    return der


def place(prepared: Prepared, signature: bytes) -> bytes:
    """Put a CMS (DER) in the room that was left. Raises `DocumentRefused` for one that is no PAdES signature."""
    try:
        signed = pades.signed_data(signature)
    except (ValueError, TypeError, KeyError) as err:
        raise DocumentRefused(
            "Dit is geen CMS-handtekening.", hint="Nodig is een losse handtekening (CMS, vaak .p7s)."
        ) from err
    if why := next(pades.faults(signed), ""):
        raise DocumentRefused(
            f"De handtekening {why}.",
            hint="Laat het programma een PAdES-handtekening maken, of teken de PDF zelf of het bestand .attrs.der "
            "(zie LEESMIJ.txt).",
        )
    if not pades.covers(signed, prepared.content):
        raise DocumentRefused(
            "De handtekening is over iets anders gezet dan over dit document.",
            hint="Teken het bestand .bytes uit de map van deze voorbereiding, byte voor byte (in OpenSSL: -binary).",
        )
    bare = cms.ContentInfo.load(signature)
    _drop_additions(bare)
    out = BytesIO(prepared.pdf)
    hole = PreparedByteRangeDigest(
        document_digest=hashlib.new(DIGEST, prepared.content).digest(),
        reserved_region_start=prepared.start,
        reserved_region_end=prepared.end,
    )
    der = bare.dump(force=True)
    if 2 * len(der) > _room(prepared):
        raise too_large()
    hole.fill_with_cms(out, der)
    return out.getvalue()


def armoured(certificates: Iterable[x509.Certificate]) -> bytes:
    """Write certificates as PEM, and nothing else that their file may have held."""
    return b"".join(pem.armor("CERTIFICATE", one.dump()) for one in certificates)


def too_large() -> DocumentRefused:
    """Say that a signature does not fit in the room that was left for it."""
    return DocumentRefused(
        "De handtekening is groter dan de ruimte die ervoor is vrijgehouden.",
        hint="Laat uit de handtekening weg wat niet nodig is: alleen uw certificaat en zijn keten horen erin.",
    )


def _room(prepared: Prepared) -> int:
    return prepared.end - prepared.start - 2


def _drop_additions(content: cms.ContentInfo) -> None:
    """Keep of the unsigned attributes only a time-stamp: validation data belong in the PDF (EN 319 142-1, 6.3)."""
    (info,) = content["content"]["signer_infos"]
    kept = [one for one in info["unsigned_attrs"] or () if one["type"].native == "signature_time_stamp_token"]
    info["unsigned_attrs"] = cms.CMSAttributes(kept) if kept else None


def _signer(
    certificate: x509.Certificate, signature: bytes, others: Iterable[x509.Certificate] = ()
) -> ExternalSigner:
    registry = SimpleCertificateStore()
    registry.register_multiple(others)
    return ExternalSigner(
        signing_cert=certificate,
        cert_registry=registry,
        signature_value=signature,
        signature_mechanism=_mechanism(certificate),
        embed_roots=False,
    )


def _mechanism(certificate: x509.Certificate) -> algos.SignedDigestAlgorithm:
    """Name the one algorithm that is asked for: what every tool does with such a key and SHA-256."""
    elliptic = certificate.public_key.algorithm == "ec"
    return algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa" if elliptic else "sha256_rsa"})


def _attributes(prepared: Prepared, signer: ExternalSigner) -> cms.CMSAttributes:
    digest = hashlib.new(DIGEST, prepared.content).digest()
    return asyncio.run(
        signer.signed_attrs(digest, DIGEST, attr_settings=PdfCMSSignedAttributes(), use_pades=True)
    )
