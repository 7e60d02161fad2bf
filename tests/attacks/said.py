"""What an attacker says of revocation: lists of any issuer whose key is at hand, and a store (DSS) to put them in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asn1crypto import crl, ocsp, x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.validation.dss import DocumentSecurityStore

from tests.attacks.hands import appended
from tests.attacks.holders import issuer, root
from tests.attacks.scene import Scene
from tests.signing.certificates import Made


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A list of revoked certificates: what it says, who signed it and when."""

    revoked: tuple[tuple[int, datetime], ...] = ()
    since: timedelta = timedelta(minutes=10)
    lasts: timedelta = timedelta(days=30)
    by: Callable[[Scene], Made] = issuer
    scope: pyca.IssuingDistributionPoint | None = None

    def made(self, scene: Scene) -> crl.CertificateList:
        above, said = self.by(scene), datetime.now(UTC) - self.since
        builder = (
            pyca.CertificateRevocationListBuilder()
            .issuer_name(above.pyca.subject)
            .last_update(said)
            .next_update(said + self.lasts)
        )
        for serial, day in self.revoked:
            entry = pyca.RevokedCertificateBuilder().serial_number(serial).revocation_date(day).build()
            builder = builder.add_revoked_certificate(entry)
        if self.scope is not None:
            builder = builder.add_extension(self.scope, critical=True)
        assert isinstance(above.key, rsa.RSAPrivateKey)
        listed = builder.sign(above.key, hashes.SHA256())
        return crl.CertificateList.load(listed.public_bytes(serialization.Encoding.DER))


CLEAN = Listed()


CLEAN_ROOT = Listed(by=root)


def with_evidence(
    scene: Scene,
    pdf: bytes,
    *lists: Listed,
    certificates: Sequence[x509.Certificate] = (),
    answers: Sequence[ocsp.OCSPResponse] = (),
) -> bytes:
    """Add validation data, of one's own choice, in a revision of their own."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            None,
            certs=[issuer(scene).certificate, *certificates],
            crls=[CLEAN_ROOT.made(scene), *(one.made(scene) for one in lists)],
            ocsps=list(answers),
        )

    return appended(pdf, change)
