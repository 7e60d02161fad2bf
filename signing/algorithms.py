"""Which keys may sign: what the table of `signing.archive.ageing` accepts, and what PDF 1.7 can hold.

ISO/TS 32002 gives elliptic curves and SHA-3 to PDF 2.0 only; on the NIST curves every program agrees all
the same, on Brainpool and Edwards curves none of ours does (docs/adr/0005, 0019).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from asn1crypto import x509

from signing.archive import ageing

_CURVES = frozenset({"secp256r1", "secp384r1", "secp521r1"})
_NEXT = "Vraag een certificaat aan met een RSA-sleutel van ten minste 3072 bits, of op P-256 of P-384."


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStrength:
    """What kind of key it is, the last day on which it is accepted (None: no end is set), or why it is not."""

    name: str
    until: date | None = None
    refusal: str = ""
    remark: str = ""
    next_step: str = _NEXT

    @property
    def told(self) -> str:
        """Say it in Dutch, without a full stop."""
        if self.refusal:
            return self.name
        end = "zonder einddatum" if self.until is None else f"tot en met {self.until:%d-%m-%Y}"
        return f"{self.name}, aanvaard {end} ({ageing.EDITION}){self.remark}"


def strength(certificate: x509.Certificate, *, pss: bool = False) -> KeyStrength:
    """Judge the key of `certificate`; `pss` when it signs with RSASSA-PSS instead of PKCS#1 v1.5."""
    if weak := _weak_digest(certificate):
        return KeyStrength(
            name=weak,
            refusal=f"de uitgever heeft het certificaat met {weak} ondertekend, en dat aanvaardt niemand meer",
        )
    try:
        kind = certificate.public_key.algorithm
        if kind in ("rsa", "rsassa_pss"):
            return _rsa(certificate.public_key.bit_size, pss=pss or kind == "rsassa_pss")
        if kind == "ec":
            return _curve(str(certificate.public_key.curve[1]))
    except (ValueError, TypeError, KeyError):
        kind = "onbekend"
    return KeyStrength(
        name=f"sleutel van de soort {kind}",
        refusal=f"een sleutel van de soort {kind} zou het document op PDF 2.0 brengen, buiten PDF/A-2 en PDF/UA-1, "
        f"en staat niet in {ageing.EDITION}",
    )


def _rsa(bits: int, *, pss: bool) -> KeyStrength:
    term = ageing.rsa(bits, pss=pss)
    if not term.known:
        return KeyStrength(
            name=term.name,
            refusal=f"een RSA-sleutel van {bits} bits is te kort; ten minste {ageing.PKCS1[-1][0]}",
        )
    lasting = not pss and ageing.rsa(bits, pss=True).until is None
    return KeyStrength(
        name=term.name,
        until=term.until,
        remark="; met RSASSA-PSS (--pss) zonder einddatum" if lasting else "",
    )


def _curve(curve: str) -> KeyStrength:
    term = ageing.curve(curve)
    if curve in _CURVES:
        return KeyStrength(name=term.name, until=term.until)
    return KeyStrength(
        name=term.name,
        refusal=f"de kromme {curve} hoort bij PDF 2.0, en het document moet PDF 1.7 blijven "
        "(PDF/A-2, PDF/UA-1)",
        next_step="Gebruik een sleutel op P-256, P-384 of P-521, of een RSA-sleutel.",
    )


def _weak_digest(certificate: x509.Certificate) -> str:
    try:
        term = ageing.digest(str(certificate.hash_algo))
    except (ValueError, TypeError, KeyError):
        return ""  # an algorithm without a digest of its own
    return "" if term.known else term.name
