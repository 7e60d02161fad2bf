"""What issuers said of revocation, kept in files beside a document: lists (CRL) and answers (OCSP).

Read once and strictly, for the user names them; kept as bytes, so that they can be handed to another process. Whether
one is genuine is judged where it is used, by who signed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from asn1crypto import crl, ocsp, pem

from signing import folders
from signing.errors import SealingError

_MOST_BYTES = 30_000_000  # the largest lists of issuers in the Union take some 10 MB
_MOST_TOGETHER = 100_000_000
_KINDS = {"X509 CRL": "crl", "OCSP RESPONSE": "ocsp"}


class EvidenceRefused(SealingError):
    """A file that was named as evidence of revocation is none."""

    exit_code = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Lists and answers, DER encoded."""

    crls: tuple[bytes, ...] = field(default=(), repr=False)
    ocsps: tuple[bytes, ...] = field(default=(), repr=False)

    def __bool__(self) -> bool:
        return bool(self.crls or self.ocsps)


def load(paths: Iterable[Path]) -> Evidence:
    """Read files, and all files of folders, in DER or PEM. Raises `EvidenceRefused` by the name of what is neither."""
    lists: dict[bytes, None] = {}
    answers: dict[bytes, None] = {}
    for path in folders.files(paths, (), "gegeven over intrekking", EvidenceRefused):
        for kind, der in _pieces(path):
            (lists if kind == "crl" else answers)[der] = None
        if sum(map(len, (*lists, *answers))) > _MOST_TOGETHER:
            raise EvidenceRefused(
                f"{path}: met dit bestand erbij zijn de gegevens over intrekking te groot.",
                hint=f"Noem alleen wat over deze certificaten gaat; {_MOST_TOGETHER // 1_000_000} MB is het meeste.",
            )
    return Evidence(crls=tuple(lists), ocsps=tuple(answers))


def _pieces(path: Path) -> Iterator[tuple[str, bytes]]:
    data = folders.read(path, limit=_MOST_BYTES, noun="gegevens over intrekking", error=EvidenceRefused)
    try:
        blocks = (
            [(_KINDS[kind], der) for kind, _, der in pem.unarmor(data, multiple=True)]
            if pem.detect(data)
            else [("", data)]
        )
        found = [(kind or _kind(der), der) for kind, der in blocks]
        for kind, der in found:
            _check(kind, der)
    except Exception as err:  # asn1crypto raises anything on bytes that are something else
        raise EvidenceRefused(
            f"{path}: dit is geen lijst van ingetrokken certificaten (CRL) en geen antwoord van een statusdienst (OCSP).",
            hint="Noem bestanden in DER of PEM, zoals de uitgever ze geeft.",
        ) from err
    yield from found


def _kind(der: bytes) -> str:
    """Tell an answer from a list: the first begins with its status, an enumerated value (RFC 6960, 4.2.1)."""
    try:
        ocsp.OCSPResponse.load(der, strict=True)["response_status"].native  # noqa: B018 - parsed when asked
    except (ValueError, TypeError):
        return "crl"
    return "ocsp"


def _check(kind: str, der: bytes) -> None:
    """Parse what judging will need; asn1crypto parses when asked, so ask now. Raises anything."""
    if kind == "crl":
        said = crl.CertificateList.load(der, strict=True)["tbs_cert_list"]
        for part in ("signature", "issuer", "this_update", "next_update", "crl_extensions"):
            said[part].native  # noqa: B018
        return
    answer = ocsp.OCSPResponse.load(der, strict=True)
    if answer["response_status"].native != "successful":
        raise ValueError("no answer")
    for one in answer.basic_ocsp_response["tbs_response_data"]["responses"]:
        one.native  # noqa: B018
