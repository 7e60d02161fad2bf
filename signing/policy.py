"""Whom we trust, and what counts as known about a certificate.

Trust is given, never taken from the system: no roots, no verdict of valid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from asn1crypto import algos, keys, x509
from pyhanko.sign.validation.policy_decl import (
    CertificateFetchingRule,
    LocalKnowledge,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.utils import CMSAlgorithmUsagePolicy
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.errors import InsufficientRevinfoError
from pyhanko_certvalidator.policy_decl import (
    AlgorithmUsageConstraint,
    CertRevTrustPolicy,
    FreshnessReqType,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import TrustManager

from signing import folders
from signing.anchors import ends
from signing.archive import ageing
from signing.archive.ageing import Term
from signing.errors import KeyFailed
from signing.evidence_files import Evidence
from signing.keys import load_certificates
from signing.listed import Kind, TrustedLists
from signing.network import Network
from signing.revocation import Revocations

REQUIRED = RevocationCheckingPolicy(
    ee_certificate_rule=RevocationCheckingRule.CRL_OR_OCSP_REQUIRED,
    intermediate_ca_cert_rule=RevocationCheckingRule.CRL_OR_OCSP_REQUIRED,
)
UNCHECKED = RevocationCheckingPolicy(
    ee_certificate_rule=RevocationCheckingRule.NO_CHECK,
    intermediate_ca_cert_rule=RevocationCheckingRule.NO_CHECK,
)
_WHOEVER_ANSWERS = (
    RevocationCheckingPolicy(
        ee_certificate_rule=RevocationCheckingRule.CHECK_IF_DECLARED_SOFT,
        intermediate_ca_cert_rule=RevocationCheckingRule.NO_CHECK,
    ),
    RevocationCheckingPolicy(
        ee_certificate_rule=RevocationCheckingRule.NO_CHECK,
        intermediate_ca_cert_rule=RevocationCheckingRule.CHECK_IF_DECLARED_SOFT,
    ),
)
_CERTIFICATES = frozenset({".pem", ".crt", ".cer", ".der"})
# Offline, what the document carries about revocation is all there is, however long ago it was
# said; a report says so. Fresher knowledge needs the network, which is only used when asked.
_AS_EMBEDDED = timedelta(days=365 * 100)


class AlgorithmsByDate(CMSAlgorithmUsagePolicy):
    """What counts at which moment, by the table of `signing.archive.ageing`, as pyHanko asks for it.

    What ended may still be proven to have been there before; what never counted, never will.
    """

    def digest_algorithm_allowed(
        self, algo: algos.DigestAlgorithm, moment: datetime | None
    ) -> AlgorithmUsageConstraint:
        """Judge a hash function as of `moment`; without one, for all time."""
        return _constraint(ageing.digest(str(algo["algorithm"].native)), moment)

    def signature_algorithm_allowed(
        self,
        algo: algos.SignedDigestAlgorithm,
        moment: datetime | None,
        public_key: keys.PublicKeyInfo | None,
    ) -> AlgorithmUsageConstraint:
        """Judge scheme, key and hash function of a signature as of `moment`; without one, for all time."""
        return _constraint(ageing.signature(algo, public_key), moment)


def _constraint(term: Term, moment: datetime | None) -> AlgorithmUsageConstraint:
    good = term.holds(moment) if moment else term.known and term.until is None
    return AlgorithmUsageConstraint(
        allowed=good,
        not_allowed_after=term.ended,
        failure_reason=None if good else f"{term.name}: {term.until or 'never'} ({ageing.EDITION})",
    )


BY_DATE = AlgorithmsByDate()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What the caller accepts: roots, services on trusted lists (None: not asked), and evidence of revocation from files.

    Nothing at all is a choice too, and leaves every verdict open. It can be handed to another process.
    """

    roots: tuple[x509.Certificate, ...] = ()
    lists: TrustedLists | None = field(default=None, repr=False)
    evidence: Evidence = field(default_factory=Evidence, repr=False)

    def __bool__(self) -> bool:
        return bool(self.roots or (self.lists and self.lists.services))

    def __reduce__(self) -> tuple[object, ...]:
        return _from_bytes, (tuple(root.dump() for root in self.roots), self.lists, self.evidence)

    def anchors(self, kind: Kind, *, used: datetime, asked: datetime) -> TrustManager:
        """Give where chains may end, of a certificate that was used at `used`, as of `asked`."""
        if self.lists is None:
            return ends(self.roots)
        return ends(self.roots, partial(self.lists.named, kind=kind, used=used, asked=asked))


def _from_bytes(roots: Iterable[bytes], lists: TrustedLists | None, evidence: Evidence) -> Trust:
    return Trust(roots=tuple(map(x509.Certificate.load, roots)), lists=lists, evidence=evidence)


def load_trust(paths: Iterable[Path]) -> Trust:
    """Read roots from PEM or DER files, and from all such files in folders; each counts once. Raises `KeyFailed`."""
    found = (
        certificate
        for path in folders.files(paths, _CERTIFICATES, "certificaat", KeyFailed)
        for certificate in load_certificates(path)
    )
    return Trust(roots=tuple({certificate.dump(): certificate for certificate in found}.values()))


def signing_context(
    trust: Trust,
    others: Iterable[x509.Certificate] = (),
    *,
    revocations: Revocations | None = None,
    rule: RevocationCheckingPolicy = REQUIRED,
) -> ValidationContext:
    """Make the context in which a signer is checked and revocation data are fetched, now.

    `revocations` is the memory that the contexts of one run share.
    """
    return ValidationContext(
        trust_roots=list(trust.roots),
        other_certs=list(others),
        allow_fetching=True,
        fetcher_backend=revocations or Revocations(Network()),
        revinfo_policy=CertRevTrustPolicy(rule),
        algorithm_usage_policy=BY_DATE,
    )


async def require_unrevoked(
    certificates: Iterable[x509.Certificate],
    context_for: Callable[[RevocationCheckingPolicy], ValidationContext],
) -> None:
    """Raise `RevokedError` if anyone who answers says that one of `certificates`, or of their issuers, is.

    Silence is no answer. Raises `PathError`, `ValidationError` for what is wrong with them otherwise.
    """
    for certificate in certificates:
        for rule in _WHOEVER_ANSWERS:
            # a bad answer about the one must not hide a good answer about the other
            with suppress(InsufficientRevinfoError):
                validator = CertificateValidator(certificate, validation_context=context_for(rule))
                await validator.async_validate_usage(set())


def verification_spec(
    trust: Trust,
    knowledge: LocalKnowledge,
    rule: RevocationCheckingPolicy = REQUIRED,
    *,
    used: datetime,
    asked: datetime,
) -> SignatureValidationSpec:
    """Make the rules of verification, as of `asked`, of a certificate used at `used`: given trust, known data, no network.

    What is embedded counts however long ago it was said; `judge` hands in what held at the time. Algorithms
    count as of the moment of judgement. Services on trusted lists count for what they are listed for.
    """

    def chains_of(kind: Kind) -> CertValidationPolicySpec:
        return CertValidationPolicySpec(
            trust_manager=trust.anchors(kind, used=used, asked=asked),
            revinfo_policy=CertRevTrustPolicy(
                rule,
                freshness=_AS_EMBEDDED,
                freshness_req_type=FreshnessReqType.MAX_DIFF_REVOCATION_VALIDATION,
            ),
            algorithm_usage_policy=BY_DATE,
        )

    return SignatureValidationSpec(
        cert_validation_policy=chains_of("uitgever"),
        ts_cert_validation_policy=chains_of("tijdstempeldienst"),
        revinfo_gathering_policy=RevocationInfoGatheringSpec(
            online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY,
            certificate_fetching_rule=CertificateFetchingRule.NEVER_FETCH,
        ),
        local_knowledge=knowledge,
        key_usage_settings=KeyUsageConstraints(
            key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
        ),
        signature_algorithm_policy=BY_DATE,
    )
