"""Whom we trust, and what counts as known about a certificate.

Trust is given, never taken from the system: no roots, no verdict of valid.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from asn1crypto import x509
from pyhanko.sign.validation.policy_decl import (
    CertificateFetchingRule,
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    FreshnessReqType,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager

from signing.keys import load_certificates

_REQUIRED = RevocationCheckingPolicy(
    ee_certificate_rule=RevocationCheckingRule.CRL_OR_OCSP_REQUIRED,
    intermediate_ca_cert_rule=RevocationCheckingRule.CRL_OR_OCSP_REQUIRED,
)
# Offline, what the document carries about revocation is all there is, however long ago it was
# said; a report says so. Fresher knowledge needs the network, which is only used when asked.
_AS_EMBEDDED = timedelta(days=365 * 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The roots that the caller accepts; none is a choice too, and leaves every verdict open."""

    roots: tuple[x509.Certificate, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.roots)


def load_trust(paths: Iterable[Path]) -> Trust:
    """Read roots from PEM or DER files. Raises `KeyFailed`."""
    return Trust(roots=tuple(cert for path in paths for cert in load_certificates(path)))


def signing_context(trust: Trust, others: Iterable[x509.Certificate] = ()) -> ValidationContext:
    """Make the context in which a signer is checked and revocation data are fetched, now."""
    return ValidationContext(
        trust_roots=list(trust.roots),
        other_certs=list(others),
        allow_fetching=True,
        revinfo_policy=CertRevTrustPolicy(_REQUIRED),
    )


def verification_spec(trust: Trust, *, archived: bool) -> PdfSignatureValidationSpec:
    """Make the rules of verification: given roots, embedded revocation data, no network.

    `archived`: an archive time-stamp proves when the revocation data existed. Then a signature is
    judged in the past, and the time slide (EN 319 102-1, 5.6.2.2) works only if revocation data hold
    no longer than their issuer says; without a proof of time, what is embedded is all there is.
    """
    trust_manager = SimpleTrustManager.build(trust_roots=list(trust.roots))
    as_embedded = CertRevTrustPolicy(
        _REQUIRED,
        freshness=_AS_EMBEDDED,
        freshness_req_type=FreshnessReqType.MAX_DIFF_REVOCATION_VALIDATION,
    )
    as_issued = CertRevTrustPolicy(_REQUIRED)
    return PdfSignatureValidationSpec(
        # The engine would compare revisions for all signatures again at each of them; `judge` does it once.
        diff_policy=None,
        signature_validation_spec=SignatureValidationSpec(
            cert_validation_policy=CertValidationPolicySpec(
                trust_manager=trust_manager, revinfo_policy=as_issued if archived else as_embedded
            ),
            # The outermost time-stamp is judged today, by what the document says of its service.
            ts_cert_validation_policy=CertValidationPolicySpec(
                trust_manager=trust_manager, revinfo_policy=as_embedded
            ),
            revinfo_gathering_policy=RevocationInfoGatheringSpec(
                online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY,
                certificate_fetching_rule=CertificateFetchingRule.NEVER_FETCH,
            ),
            local_knowledge=LocalKnowledge(),
            key_usage_settings=KeyUsageConstraints(
                key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
            ),
        ),
    )
