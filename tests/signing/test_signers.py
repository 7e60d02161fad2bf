from __future__ import annotations

import pytest

from signing.etsi import contents
from signing.policy import load_trust
from signing.sign import now
from signing.signers import signers
from signing.testpki import TrialPki
from signing.verify import verify


def test_the_certificate_of_each_signature_is_found_by_its_digest(
    stages: dict[str, bytes], pki: TrialPki
) -> None:
    pdf = stages["verzegeld"]
    found = signers(contents(pdf))
    reports = verify(pdf, trust=load_trust([pki.root]), at=now()).signatures
    assert {one.certificate for one in reports} == set(found)
    for one in reports:
        assert found[one.certificate].holder == one.signer
    person = next(one for one in found.values() if one.holder == "B. Jansen")
    assert "Proefuitgever" in person.issuer
    assert int(person.serial, 16) > 0
    assert person.not_before < now() < person.not_after


@pytest.mark.parametrize("pdf", [b"", b"Geachte heer", b"%PDF-1.7\n%%EOF\n"])
def test_what_cannot_be_read_has_no_signers(pdf: bytes) -> None:
    assert signers(contents(pdf)) == {}
