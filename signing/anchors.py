"""Where a chain may end: at a root that was given, or at a service that a trusted list names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from asn1crypto import x509
from pyhanko_certvalidator.authority import Authority, AuthorityWithCert, CertTrustAnchor, TrustAnchor
from pyhanko_certvalidator.registry import SimpleTrustManager, TrustManager

Named = Callable[[str], Iterable[x509.Certificate]]


def ends(roots: Sequence[x509.Certificate], named: Named | None = None) -> TrustManager:
    """Make the ends of chains of `roots` and of the services that `named` gives by the subject's name (hashable)."""
    given = SimpleTrustManager.build(trust_roots=list(roots))
    return given if named is None else _Ends(given, named)


class _Ends(TrustManager):
    """Looks a service up when its name is met: a list of lists names thousands."""

    def __init__(self, given: SimpleTrustManager, named: Named) -> None:
        self._given, self._named = given, named

    def as_trust_anchor(self, authority: Authority) -> TrustAnchor | None:
        """Give the anchor with this name and this key, if there is one."""
        found = self._given.as_trust_anchor(authority)
        return found or next(
            (one for one in self._listed(authority.name.hashable) if one.authority == authority), None
        )

    def find_potential_issuers(self, cert: x509.Certificate) -> Iterator[TrustAnchor]:
        """Give the anchors that may have issued `cert`."""
        yield from self._given.find_potential_issuers(cert)
        yield from (
            one
            for one in self._listed(cert.issuer.hashable)
            if AuthorityWithCert(one.certificate).is_potential_issuer_of(cert)
        )

    def _listed(self, name: str) -> Iterator[CertTrustAnchor]:
        return (CertTrustAnchor(certificate) for certificate in self._named(name))
