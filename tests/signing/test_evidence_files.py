"""Lists and answers about revocation, as a user gives them."""

from __future__ import annotations

from pathlib import Path

import pytest
from asn1crypto import ocsp, pem

from signing import evidence_files
from signing.evidence_files import EvidenceRefused, load
from tests.signing.certificates import AT
from tests.signing.small import issuer

BY = issuer()
LIST, ANSWER = BY.crl(AT), BY.ocsp(BY.signer, AT)
LATER = bytes(ocsp.OCSPResponse({"response_status": "try_later"}).dump())
GIVEN = [
    pytest.param(LIST, (1, 0), id="a list"),
    pytest.param(ANSWER, (0, 1), id="an answer"),
    pytest.param(pem.armor("X509 CRL", LIST), (1, 0), id="a list in PEM"),
    pytest.param(pem.armor("OCSP RESPONSE", ANSWER), (0, 1), id="an answer in PEM"),
    pytest.param(
        pem.armor("X509 CRL", LIST) + pem.armor("X509 CRL", BY.crl(AT, days=8)), (2, 0), id="two in PEM"
    ),
]


@pytest.mark.parametrize(("data", "counts"), GIVEN)
def test_lists_and_answers_are_told_apart(tmp_path: Path, data: bytes, counts: tuple[int, int]) -> None:
    (tmp_path / "gegeven").write_bytes(data)
    found = load([tmp_path / "gegeven"])
    assert (len(found.crls), len(found.ocsps)) == counts
    assert set(found.crls) | set(found.ocsps) >= ({LIST} if found.crls else {ANSWER})


def test_a_folder_is_all_its_files_and_each_counts_once(tmp_path: Path) -> None:
    for name, data in {
        "a.crl": LIST,
        "b.bin": ANSWER,
        "c.pem": pem.armor("X509 CRL", LIST),
        ".verborgen": b"?",
    }.items():
        (tmp_path / name).write_bytes(data)
    assert load([tmp_path, tmp_path / "a.crl"]) == evidence_files.Evidence(crls=(LIST,), ocsps=(ANSWER,))


REFUSED = [
    pytest.param(b"", "geen lijst van ingetrokken certificaten", id="empty"),
    pytest.param(b"%PDF-1.7", "geen lijst van ingetrokken certificaten", id="another file"),
    pytest.param(BY.signer.certificate.dump(), "geen lijst van ingetrokken certificaten", id="a certificate"),
    pytest.param(
        pem.armor("CERTIFICATE", BY.signer.certificate.dump()), "geen lijst", id="a certificate in PEM"
    ),
    pytest.param(LIST[:-5], "geen lijst van ingetrokken certificaten", id="cut off"),
    pytest.param(LIST + b"x", "geen lijst van ingetrokken certificaten", id="more than a list"),
    pytest.param(LATER, "geen lijst van ingetrokken certificaten", id="no answer"),
]


@pytest.mark.parametrize(("data", "why"), REFUSED)
def test_what_is_neither_is_refused_by_name(tmp_path: Path, data: bytes, why: str) -> None:
    (tmp_path / "goed.crl").write_bytes(LIST)
    (tmp_path / "fout.crl").write_bytes(data)
    with pytest.raises(EvidenceRefused, match=rf"fout\.crl: dit is {why}"):
        load([tmp_path])


def test_an_empty_folder_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(EvidenceRefused, match="geen gegeven over intrekking"):
        load([tmp_path])


def test_there_is_a_largest_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.crl").write_bytes(LIST)
    (tmp_path / "b.crl").write_bytes(ANSWER)
    monkeypatch.setattr(evidence_files, "_MOST_TOGETHER", len(LIST) + 1)
    with pytest.raises(EvidenceRefused, match=r"b\.crl: met dit bestand erbij"):
        load([tmp_path])
    monkeypatch.setattr(evidence_files, "_MOST_BYTES", 10)
    with pytest.raises(EvidenceRefused, match=r"a\.crl: te groot"):
        load([tmp_path])
