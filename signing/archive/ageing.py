"""Until when algorithms count as good: one table, after ETSI TS 119 312 V1.5.1 (docs/adr/0025).

What is not in the table never counts: SHA-1 and MD5, short keys, and curves and schemes that the standard
does not name. What ended before this program existed has no row. Days are UTC, and the last day counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from asn1crypto.algos import SignedDigestAlgorithm
from asn1crypto.keys import PublicKeyInfo

EDITION = "ETSI TS 119 312"
_LEGACY_ENDS = date(2028, 12, 31)

# The last day of each; None where no end is set. By the names of asn1crypto.
DIGESTS: Mapping[str, tuple[str, date | None]] = {
    "sha224": ("SHA-224", _LEGACY_ENDS),
    "sha256": ("SHA-256", None),
    "sha384": ("SHA-384", None),
    "sha512": ("SHA-512", None),
    "sha512_256": ("SHA-512/256", None),
    "sha3_256": ("SHA3-256", None),
    "sha3_384": ("SHA3-384", None),
    "sha3_512": ("SHA3-512", None),
}
# By bits from which on; the first that fits holds. The standard takes 1900; nobody issues between.
PKCS1: tuple[tuple[int, date | None], ...] = ((2048, _LEGACY_ENDS),)
PSS: tuple[tuple[int, date | None], ...] = ((3000, None), (2048, _LEGACY_ENDS))
CURVES: Mapping[str, tuple[str, date | None]] = {
    "secp256r1": ("P-256", None),
    "secp384r1": ("P-384", None),
    "secp521r1": ("P-521", None),
    "brainpoolp256r1": ("brainpoolP256r1", None),
    "brainpoolp384r1": ("brainpoolP384r1", None),
    "brainpoolp512r1": ("brainpoolP512r1", None),
    "1.2.250.1.223.101.256.1": ("FRP256v1", None),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How long an algorithm counts: `until` is its last day, None when no end is set; not `known`, never."""

    name: str
    until: date | None = None
    known: bool = True

    @property
    def ended(self) -> datetime | None:
        """Give the first moment at which it no longer counts, None when it has no end or never counted."""
        if not self.known or self.until is None:
            return None
        return datetime.combine(self.until + timedelta(days=1), time(), UTC)

    def holds(self, at: datetime) -> bool:
        """Say whether it counts at `at`."""
        return self.known and (self.ended is None or at < self.ended)


def shortest(*terms: Term) -> Term:
    """Give the term that ends first; one that never counts goes before all."""
    return min(terms, key=lambda one: (one.known, one.until or date.max))


def digest(name: str) -> Term:
    """Look up a hash function by asn1crypto's name."""
    if name not in DIGESTS:
        return Term(name={"sha1": "SHA-1"}.get(name, name.upper()), known=False)
    known, until = DIGESTS[name]
    return Term(name=known, until=until)


def rsa(bits: int, *, pss: bool) -> Term:
    """Look up RSA by the length of its key and its padding."""
    name = f"RSA {bits} bits" + (", RSASSA-PSS" if pss else "")
    for least, until in PSS if pss else PKCS1:
        if bits >= least:
            return Term(name=name, until=until)
    return Term(name=name, known=False)


def curve(name: str) -> Term:
    """Look up ECDSA on a curve, by asn1crypto's name or its identifier."""
    if name not in CURVES:
        return Term(name=f"ECDSA op {name}", known=False)
    known, until = CURVES[name]
    return Term(name=f"ECDSA op {known}", until=until)


def key(public_key: PublicKeyInfo, *, pss: bool = False) -> Term:
    """Look up a key; `pss` when it signs with RSASSA-PSS instead of PKCS#1 v1.5.

    Raises `ValueError`, `TypeError` or `KeyError` for a key that cannot be read.
    """
    kind = public_key.algorithm
    if kind in ("rsa", "rsassa_pss"):
        return rsa(public_key.bit_size, pss=pss or kind == "rsassa_pss")
    if kind == "ec":
        return curve(str(public_key.curve[1]))
    return Term(name=f"sleutel van de soort {kind}", known=False)


def signature(algorithm: SignedDigestAlgorithm, public_key: PublicKeyInfo | None = None) -> Term:
    """Look up how something was signed: what ends first of scheme with key, and hash function.

    Without a key only the scheme is looked at. What cannot be read never counts.
    """
    try:
        terms = [_scheme(algorithm.signature_algo, public_key)]
    except (ValueError, TypeError, KeyError):
        return Term(name=str(algorithm["algorithm"].native), known=False)
    with suppress(ValueError):  # an identifier that names no hash function: it is named elsewhere
        terms.append(digest(algorithm.hash_algo))
    return shortest(*terms)


def _scheme(name: str, public_key: PublicKeyInfo | None) -> Term:
    if name not in ("rsassa_pkcs1v15", "rsassa_pss", "ecdsa"):
        return Term(name=name, known=False)
    if public_key is not None:
        return key(public_key, pss=name == "rsassa_pss")
    return Term(name=name, until=PKCS1[0][1] if name == "rsassa_pkcs1v15" else None)
