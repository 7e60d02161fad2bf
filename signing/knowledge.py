"""What is known when a signature is judged: whom we trust, and what was said of revocation, by when.

Offline: revocation data are those that the document carries (DSS), and those in files that the user gives.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.policy_decl import LocalKnowledge, SignatureValidationSpec
from pyhanko_certvalidator.policy_decl import RevocationCheckingPolicy
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer, RevinfoContainer

from signing.policy import REQUIRED, Trust, verification_spec

SKEW = timedelta(minutes=5)  # how far the clock of this machine may be behind those of services
_DRIFT = timedelta(seconds=2)  # between the clocks of services
_NO_LAPSE = timedelta(minutes=30)  # an answer that names no next update is good for this long


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What a document's signatures are judged with, as of `asked`: what is trusted, and what is said of revocation.

    That is the document's own validation data; what files beside it say comes in with `with_files`.
    """

    trust: Trust
    asked: datetime
    certificates: tuple[x509.Certificate, ...] = field(default=(), repr=False)
    ocsps: tuple[OCSPContainer, ...] = field(default=(), repr=False)
    crls: tuple[CRLContainer, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, reader: PdfFileReader, *, trust: Trust, asked: datetime) -> Knowledge:
        """Gather what the document carries (DSS) and what the caller trusts."""
        try:
            store = DocumentSecurityStore.read_dss(reader)
        except NoDSSFoundError:
            return cls(trust=trust, asked=asked)
        return cls(
            trust=trust,
            asked=asked,
            certificates=tuple(store.load_certs()),
            ocsps=tuple(one for der in _each(store.ocsps) for one in _answers(der)),
            crls=tuple(CRLContainer(crl_data=crl.CertificateList.load(der)) for der in _each(store.crls)),
        )

    def with_files(self) -> Knowledge:
        """Give the same, with what the files beside the document say of revocation."""
        files = self.trust.evidence
        if not files:
            return self
        return replace(
            self,
            ocsps=(*self.ocsps, *(one for answer in files.ocsps for one in _answers(answer))),
            crls=(*self.crls, *(CRLContainer(crl_data=crl.CertificateList.load(der)) for der in files.crls)),
        )

    def known(
        self, *, used: datetime, at: datetime, rule: RevocationCheckingPolicy = REQUIRED
    ) -> SignatureValidationSpec:
        """Give the rules for judging, as of `at`, a certificate that was used at `used`.

        Revocation data count if they were issued by then and had not lapsed when the certificate was
        used: whoever signs with a revoked key cannot bring an old clean answer along.
        """
        ocsps, crls = self.said(used=used, by=at)
        return verification_spec(
            self.trust,
            # The engine knows plain roots by themselves, and not those that stand beside lists.
            LocalKnowledge(
                known_certs=[*self.certificates, *self.trust.roots], known_ocsps=ocsps, known_crls=crls
            ),
            rule,
            used=used,
            asked=self.asked,
        )

    def said(self, *, used: datetime, by: datetime) -> tuple[list[OCSPContainer], list[CRLContainer]]:
        """Give the answers and lists that were issued by a moment and had not lapsed at `used`."""
        return (
            [one for one in self.ocsps if _holds(one, _ocsp_lapses(one), used, by)],
            [one for one in self.crls if _holds(one, _crl_lapses(one), used, by)],
        )


def _each(named: Iterable[generic.IndirectObject]) -> Iterable[bytes]:
    """Give what a list of the document names, each once: to the engine a thousand times the same is a thousand."""
    streams = dict.fromkeys(one.reference for one in named)
    found = (one.get_object() for one in streams)
    return dict.fromkeys(one.data for one in found if isinstance(one, generic.StreamObject))


def _answers(der: bytes) -> list[OCSPContainer]:
    return OCSPContainer.load_multi(ocsp.OCSPResponse.load(der))


def _holds(revocation: RevinfoContainer, lapses: datetime | None, used: datetime, at: datetime) -> bool:
    issued = revocation.issuance_date
    if issued is None:
        return False
    return issued <= at + SKEW and (lapses or issued + _NO_LAPSE) + _DRIFT >= used


def _crl_lapses(container: CRLContainer) -> datetime | None:
    lapses: datetime | None = container.crl_data["tbs_cert_list"]["next_update"].native
    return lapses


def _ocsp_lapses(container: OCSPContainer) -> datetime | None:
    single = container.extract_single_response()
    lapses: datetime | None = single["next_update"].native if single is not None else None
    return lapses
