from __future__ import annotations

from asn1crypto import x509

from signing.etsi.chain import chain
from signing.etsi.contents import contents
from signing.policy import load_trust
from signing.testpki import TrialPki


def test_a_chain_goes_by_signatures_up_to_a_trusted_root(stages: dict[str, bytes], pki: TrialPki) -> None:
    known = contents(stages["uitgegeven"]).certificates
    signer, (root,) = known[0], load_trust([pki.root]).roots
    found = chain(signer, known, [root])
    assert (found[0], found[-1]) == (signer, root)
    assert len(found) == 3


def test_without_the_root_there_is_no_chain(stages: dict[str, bytes]) -> None:
    known = contents(stages["uitgegeven"]).certificates
    assert chain(known[0], known, []) == []


def test_an_issuer_in_name_only_is_no_link(stages: dict[str, bytes], pki: TrialPki) -> None:
    """A stranger can put a certificate with anyone's name in a PDF."""
    known = contents(stages["uitgegeven"]).certificates
    signer, (root,) = known[0], load_trust([pki.root]).roots
    issuer = chain(signer, known, [root])[1]
    false = x509.Certificate.load(issuer.dump())
    false["tbs_certificate"]["subject_public_key_info"] = signer.public_key
    others = [one for one in known if one != issuer]
    false = x509.Certificate.load(false.dump(force=True))
    assert chain(signer, [false, *others], [root]) == []
    assert chain(signer, [false, *known], [root])[1] == issuer
