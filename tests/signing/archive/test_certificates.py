"""The certificates beside the papers: all that judging them takes, each in a file that openssl reads."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from asn1crypto import pem, x509

from signing.archive.certificates import Kept, needed
from signing.errors import DocumentRefused
from signing.keys import load_certificates
from signing.policy import load_trust
from signing.testpki import TrialPki
from tests.signing.conftest import ORGANISATION, Stages


@pytest.fixture(scope="session")
def kept(stages: Stages, pki: TrialPki) -> tuple[Kept, ...]:
    return needed([stages["uitgegeven"], stages["verzegeld"]], load_trust([pki.root]).roots)


def test_whoever_signed_stamped_or_answered_is_there(kept: tuple[Kept, ...], pki: TrialPki) -> None:
    holders = [one.holder for one in kept]
    for name in (ORGANISATION, "B. Jansen", "A.M. de Vries"):
        assert holders.count(name) == 1
    assert any(name.startswith("Proeftijdstempeldienst") for name in holders)
    assert any(name.startswith("Proefstatusdienst") for name in holders)
    (root,) = (one for one in kept if one.root)
    assert root.sha256 == x509_digest(load_certificates(pki.root)[0])
    issuers = {one.issuer for one in kept}
    assert issuers <= set(holders), "each has its issuer beside it, up to the root"


def x509_digest(certificate: x509.Certificate) -> str:
    digest: str = certificate.sha256.hex()
    return digest


def test_each_is_there_once_by_a_name_that_every_computer_takes(kept: tuple[Kept, ...]) -> None:
    assert len({one.sha256 for one in kept}) == len(kept)
    assert len({one.name.lower() for one in kept}) == len(kept)
    for one in kept:
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*-[0-9a-f]{8}\.pem", one.name)
        assert one.sha256.startswith(one.name[-12:-4])
        assert len(one.name) <= 120
    assert [one.name for one in kept] == sorted(one.name for one in kept)


def test_the_order_of_the_papers_does_not_matter(
    stages: Stages, pki: TrialPki, kept: tuple[Kept, ...]
) -> None:
    papers = [stages["verzegeld"], stages["verzegeld"], stages["uitgegeven"]]
    assert needed(papers, load_trust([pki.root]).roots) == kept


def test_people_can_read_whose_it_is(kept: tuple[Kept, ...]) -> None:
    for one in kept:
        said = one.pem.decode().split("-----BEGIN")[0]
        assert f"Houder:     {one.holder}\n" in said
        assert f"Uitgever:   {one.issuer}\n" in said
        assert f"Geldig tot: {one.until:%Y-%m-%d %H:%M:%S} UTC\n" in said
        assert f"SHA-256:    {one.sha256}\n" in said
        certificate = x509.Certificate.load(pem.unarmor(one.pem)[2])
        assert x509_digest(certificate) == one.sha256


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_builds_the_chain_of_each_from_these_files_alone(
    kept: tuple[Kept, ...], tmp_path: Path
) -> None:
    for one in kept:
        (tmp_path / one.name).write_bytes(one.pem)
    (tmp_path / "wortels.pem").write_bytes(b"".join(one.pem for one in kept if one.root))
    (tmp_path / "tussen.pem").write_bytes(b"".join(one.pem for one in kept if not one.root))
    for one in kept:
        command = [
            "openssl",
            "verify",
            "-purpose",
            "any",
            "-CAfile",
            "wortels.pem",
            "-untrusted",
            "tussen.pem",
            one.name,
        ]
        judged = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603
        assert judged.returncode == 0, judged.stderr
        shown = subprocess.run(  # noqa: S603
            ["openssl", "x509", "-in", one.name, "-noout", "-fingerprint", "-sha256"],  # noqa: S607
            cwd=tmp_path, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert shown.stdout.strip().rpartition("=")[2].replace(":", "").lower() == one.sha256


def test_a_root_that_issued_nothing_here_is_not_kept(stages: Stages, pki: TrialPki, other_root: Path) -> None:
    found = needed([stages["verzegeld"]], load_trust([pki.root, other_root]).roots)
    assert x509_digest(load_certificates(other_root)[0]) not in {one.sha256 for one in found}


def test_without_roots_what_the_papers_carry_is_kept_and_none_is_trusted(stages: Stages) -> None:
    found = needed([stages["verzegeld"]], [])
    assert found
    assert not any(one.root for one in found)


@pytest.mark.parametrize("pdf", [b"", b"Geachte heer", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF\n"])
def test_what_is_no_pdf_is_refused(pdf: bytes) -> None:
    with pytest.raises(DocumentRefused):
        needed([pdf], [])


def test_a_paper_without_signatures_needs_nothing(stages: Stages, pki: TrialPki) -> None:
    assert needed([stages["gereed"]], load_trust([pki.root]).roots) == ()
    assert needed([], []) == ()
