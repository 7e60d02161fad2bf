"""From a certificate up to a root that is trusted, each link by its signature."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from asn1crypto import x509
from pyhanko_certvalidator.sig_validate import DEFAULT_SIGNATURE_VALIDATOR

_LONGEST = 10  # links; real chains have two or three


def chain(
    certificate: x509.Certificate, known: Iterable[x509.Certificate], roots: Sequence[x509.Certificate]
) -> list[x509.Certificate]:
    """Give `certificate` and those above it up to one of `roots`; empty when none of these is reached."""
    trusted = {root.dump() for root in roots}
    candidates = [*roots, *known]
    found = [certificate]
    while found[-1].dump() not in trusted:
        above = next((one for one in candidates if one not in found and _issued(found[-1], one)), None)
        if above is None or len(found) == _LONGEST:
            return []
        found.append(above)
    return found


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    if certificate.issuer.dump() != issuer.subject.dump():
        return False
    with suppress(Exception):  # whatever is wrong with them, this is no link
        DEFAULT_SIGNATURE_VALIDATOR.validate_signature(
            certificate["signature_value"].native,
            certificate["tbs_certificate"].dump(),
            issuer.public_key,
            certificate["signature_algorithm"],
        )
        return True
    return False
