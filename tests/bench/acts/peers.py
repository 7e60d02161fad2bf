"""Acts of the peers that sign: pyHanko's command, its library in the plain way, and the floor under all.

They sign the same documents, in the same fields, by the same services, to the same level (PAdES B-LT).
"""

from __future__ import annotations

import asyncio
import hashlib
import http.client
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

from asn1crypto import algos, pem, tsp, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from tests.bench.act import Act, Missing
from tests.bench.services import ORGANISATION, find

_FIELD = "zegel_uitgifte"


@contextmanager
def command(dossiers: str, pki: str, kind: str, number: int) -> Iterator[Act]:
    """Call `pyhanko sign addsig` for each document."""
    program = Path(sys.executable).with_name("pyhanko")
    if not program.is_file():
        raise Missing("het programma pyhanko is niet meegeïnstalleerd")
    made, turns = find(pki, kind), _turns(dossiers, number)
    with tempfile.TemporaryDirectory() as folder:
        certificate, chain = _parted(made.keys[ORGANISATION][0], Path(folder))
        options = [
            "--field", _FIELD, "--existing-only", "--certify", "--use-pades", "--with-validation-info",
            "--timestamp-url", made.tsa_url, "--trust", str(made.root), "--trust-replace", "pemder",
            "--key", str(made.keys[ORGANISATION][1]), "--cert", str(certificate), "--chain", str(chain), "--no-pass",
        ]  # fmt: skip

        def act() -> None:
            for place, pdf in enumerate(next(turns)):
                out = Path(folder, f"{place}.pdf")
                run = subprocess.run(  # noqa: S603
                    [str(program), "sign", "addsig", *options, str(pdf), str(out)],
                    check=False, capture_output=True, text=True,
                )  # fmt: skip
                if run.returncode or out.stat().st_size <= pdf.stat().st_size:
                    raise RuntimeError(f"{run.stdout}{run.stderr}".strip()[-300:])
                out.unlink()

        yield act


@contextmanager
def library(dossiers: str, pki: str, kind: str, number: int) -> Iterator[Act]:
    """Call pyHanko's `sign_pdf` for each document, with a `SimpleSigner` loaded for it, as its guide does."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers, timestamps
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko_certvalidator import ValidationContext

    made, turns = find(pki, kind), _turns(dossiers, number)
    with tempfile.TemporaryDirectory() as folder:
        certificate, chain = _parted(made.keys[ORGANISATION][0], Path(folder))
        root = x509.Certificate.load(_ders(made.root)[0])

        def act() -> None:
            for pdf in next(turns):
                signer = signers.SimpleSigner.load(
                    str(made.keys[ORGANISATION][1]), str(certificate), ca_chain_files=(str(chain),)
                )
                assert signer is not None
                metadata = signers.PdfSignatureMetadata(
                    field_name=_FIELD,
                    certify=True,
                    docmdp_permissions=MDPPerm.FILL_FORMS,
                    subfilter=SigSeedSubFilter.PADES,
                    embed_validation_info=True,
                    validation_context=ValidationContext(trust_roots=[root], allow_fetching=True),
                )
                signers.sign_pdf(
                    IncrementalPdfFileWriter(BytesIO(pdf.read_bytes())),
                    metadata,
                    signer=signer,
                    timestamper=timestamps.HTTPTimeStamper(made.tsa_url),
                    existing_fields_only=True,
                )

        yield act


@contextmanager
def floor(dossiers: str, pki: str, kind: str, number: int) -> Iterator[Act]:
    """Do what none can do without: a bare signature and a time-stamp for each document, one OCSP question for all."""
    from pyhanko_certvalidator.authority import AuthorityWithCert
    from pyhanko_certvalidator.fetchers.common_utils import format_ocsp_request
    from pyhanko_certvalidator.util import get_ocsp_urls

    made = find(pki, kind)
    certificate_path, key_path = made.keys[ORGANISATION]
    key = serialization.load_pem_private_key(key_path.read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)
    own, issuer = (x509.Certificate.load(der) for der in _ders(certificate_path)[:2])
    question = format_ocsp_request(
        own, AuthorityWithCert(issuer), certid_hash_algo="sha1", request_nonces=True
    ).dump()
    turns = _turns(dossiers, number)

    def one(pdf: Path) -> None:
        signature = _bare(key, pdf.read_bytes())
        _post(made.tsa_url, "application/timestamp-query", _stamp_query(signature))

    async def together(pdfs: list[Path]) -> None:
        await asyncio.gather(
            asyncio.to_thread(_post, get_ocsp_urls(own)[0], "application/ocsp-request", question),
            *(asyncio.to_thread(one, pdf) for pdf in pdfs),
        )

    yield lambda: asyncio.run(together(next(turns)))


@contextmanager
def bare(pki: str, kind: str) -> Iterator[Act]:
    """Do nothing but the private-key operation, a hundred times."""
    key = serialization.load_pem_private_key(find(pki, kind).keys[ORGANISATION][1].read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)

    def act() -> None:
        for _ in range(100):
            _bare(key, b"x")

    yield act


def _turns(dossiers: str, number: int) -> Iterator[list[Path]]:
    pdfs = cycle(
        pdf for folder in sorted(Path(dossiers).iterdir()) for pdf in sorted((folder / "pdf").iterdir())
    )
    while True:
        yield list(islice(pdfs, number))


def _parted(certificates: Path, folder: Path) -> tuple[Path, Path]:
    """Give the signer's certificate and its chain, each in a file of its own."""
    own, *others = (pem.armor("CERTIFICATE", der) for der in _ders(certificates))
    first, rest = folder / "cert.pem", folder / "chain.pem"
    first.write_bytes(own)
    rest.write_bytes(b"".join(others))
    return first, rest


def _ders(path: Path) -> list[bytes]:
    return [der for _, _, der in pem.unarmor(path.read_bytes(), multiple=True)]


def _bare(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(hashes.SHA256()))
    return key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _stamp_query(data: bytes) -> bytes:
    imprint = tsp.MessageImprint(
        {
            "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
            "hashed_message": hashlib.sha256(data).digest(),
        }
    )
    query = {"version": 1, "message_imprint": imprint, "nonce": secrets.randbits(63), "cert_req": True}
    return bytes(tsp.TimeStampReq(query).dump())


def _post(url: str, kind: str, data: bytes) -> None:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        connection.request("POST", parts.path, data, {"Content-Type": kind})
        answer = connection.getresponse()
        if answer.status != http.HTTPStatus.OK or not answer.read():
            raise RuntimeError(f"{url}: {answer.status}")
    finally:
        connection.close()
