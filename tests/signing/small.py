"""A page, signed in a few milliseconds: every time and every word about revocation is for the test to choose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO

from asn1crypto import keys, tsp
from certomancer.services import TimeStamper as StampService
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ocsp
from pyhanko.pdf_utils import generic, writer
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.signing.certificates import AT, Made, PrivateKey, make

DAY = timedelta(days=1)
_FIELD, _ARCHIVE = "handtekening", "archieftijdstempel"
_LONG = {"start": AT - 30 * DAY, "end": AT + 20 * 365 * DAY}


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """A root, a signer under it whose certificate lasts a year, and a time-stamp service that lasts long."""

    root: Made
    signer: Made
    stamps: Made

    def crl(self, issued: datetime, revoked: Iterable[tuple[Made, datetime]] = (), days: int = 7) -> bytes:
        """What the root says on a day of who is revoked since when."""
        builder = (
            pyca.CertificateRevocationListBuilder()
            .issuer_name(self.root.pyca.subject)
            .last_update(issued)
            .next_update(issued + days * DAY)
        )
        for one, since in revoked:
            entry = pyca.RevokedCertificateBuilder()
            entry = entry.serial_number(one.pyca.serial_number).revocation_date(since)
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(_plain(self.root.key), hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def ocsp(self, of: Made, issued: datetime, since: datetime | None = None, days: int = 7) -> bytes:
        """What the root answers on a day about one certificate."""
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=of.pyca,
            issuer=self.root.pyca,
            algorithm=hashes.SHA256(),
            cert_status=ocsp.OCSPCertStatus.REVOKED if since else ocsp.OCSPCertStatus.GOOD,
            this_update=issued,
            next_update=issued + days * DAY,
            revocation_time=since,
            revocation_reason=None,
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, self.root.pyca)
        answer = builder.certificates([self.root.pyca]).sign(_plain(self.root.key), hashes.SHA256())
        return answer.public_bytes(serialization.Encoding.DER)


def issuer(
    *, country: str = "NL", key: PrivateKey | None = None, qualified: bytes = b"", name: str = "Uitgever"
) -> Issuer:
    """Make one; `key` is the kind of key that its signer has, if not P-256."""
    root = make(name, country=country, ca=True, usage={"key_cert_sign", "crl_sign"}, serial=1, **_LONG)
    stamping = {"usage": {"digital_signature"}, "purposes": ["1.3.6.1.5.5.7.3.8"]}
    return Issuer(
        root=root,
        signer=make(issuer=root, country=country, serial=0x51611E4, key=key, qualified=qualified),
        stamps=make("Tijdstempeldienst", issuer=root, country=country, serial=0x57A3B5, **stamping, **_LONG),  # type: ignore[arg-type]
    )


@dataclass
class Page:
    """A page under way."""

    by: Issuer
    pdf: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        new = writer.PdfFileWriter()
        box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 200, 200)))
        # Fields before the first signature: our rules allow none after it.
        new.insert_page(
            writer.PageObject(contents=new.add_object(generic.StreamObject(stream_data=b"\n")), media_box=box)
        )
        for name in (_FIELD, _ARCHIVE):
            append_signature_field(new, SigFieldSpec(name))
        out = BytesIO()
        new.write(out)
        self.pdf = out.getvalue()

    def sign(self, *, stamped: datetime | None) -> None:
        """Sign it, with a time-stamp of that moment or without one."""
        signer = signers.SimpleSigner(
            self.by.signer.certificate, _info(self.by.signer), SimpleCertificateStore()
        )
        meta = signers.PdfSignatureMetadata(
            field_name=_FIELD, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
        )
        stamper = self._stamper(stamped) if stamped else None
        self.pdf = signers.PdfSigner(meta, signer, timestamper=stamper).sign_pdf(self._more()).getvalue()

    def archive(self, at: datetime) -> None:
        """Put an archive time-stamp over it."""
        stamper = signers.PdfTimeStamper(self._stamper(at), field_name=_ARCHIVE)
        self.pdf = stamper.timestamp_pdf(self._more(), "sha256").getvalue()

    def carry(self, *, crls: Sequence[bytes] = (), ocsps: Sequence[bytes] = ()) -> None:
        """Give it validation data (DSS)."""
        from asn1crypto import crl, ocsp

        out = BytesIO(self.pdf)
        DocumentSecurityStore.add_dss(
            out,
            None,
            certs=[self.by.root.certificate],
            crls=[crl.CertificateList.load(one) for one in crls],
            ocsps=[ocsp.OCSPResponse.load(one) for one in ocsps],
        )
        self.pdf = out.getvalue()

    @property
    def reader(self) -> PdfFileReader:
        """Read it as it is."""
        return PdfFileReader(BytesIO(self.pdf))

    def _more(self) -> IncrementalPdfFileWriter:
        return IncrementalPdfFileWriter(BytesIO(self.pdf))

    def _stamper(self, at: datetime) -> TimeStamper:
        return _Stamper(StampService(self.by.stamps.certificate, _info(self.by.stamps), fixed_dt=at))


class _Stamper(TimeStamper):
    """Asks a service that is not on the network. PyHanko has one of its own, for RSA keys only: they take long to open."""

    def __init__(self, service: StampService) -> None:
        super().__init__()
        self.service = service

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return self.service.request_tsa_response(req)


def _info(made: Made) -> keys.PrivateKeyInfo:
    return keys.PrivateKeyInfo.load(
        made.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def _plain(key: PrivateKey) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    assert isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)
    return key
