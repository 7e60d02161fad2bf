"""The validation data that a document carries (DSS, EN 319 142-1): read for a next step, listed for another reader."""

from __future__ import annotations

from io import BytesIO

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError

from signing.plan import CLOSING_FIELD


def known_certificates(pdf: bytes) -> list[x509.Certificate]:
    """Give the certificates that the document carries: a time-stamp service need not send its chain."""
    try:
        return list(DocumentSecurityStore.read_dss(PdfFileReader(BytesIO(pdf))).load_certs())
    except NoDSSFoundError:
        return []


def list_data_of_seal(writer: IncrementalPdfFileWriter) -> None:
    """List the validation data for a closing seal that came last (/VRI), in the update that archives it.

    EU DSS counts only a store that changed after the signature. The seal brings its data in its own update, and
    after papers that were elsewhere, or were lifted, there may be nothing new to add behind it.
    """
    last = writer.prev.embedded_signatures[-1]
    if last.field_name != CLOSING_FIELD:
        return
    store = DocumentSecurityStore.read_dss(writer.prev)
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        last.pkcs7_content.hex().encode(),
        certs=store.load_certs(),
        ocsps=[ocsp.OCSPResponse.load(one.get_object().data) for one in store.ocsps],
        crls=[crl.CertificateList.load(one.get_object().data) for one in store.crls],
    )
