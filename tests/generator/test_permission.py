"""What is refused before a secret is asked, and what a person reads by then."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from asn1crypto import x509
from pikepdf import Pdf, String

from generator import steps
from generator.dossier import LEDGER, Dossier, open_dossier
from generator.steps import permission
from signing import ledger
from signing.errors import DocumentRefused, KeyFailed, WrongTurn
from signing.increment import Services
from signing.keys import Key, KeySource, PemSource
from signing.listed import Listing
from signing.plan import Slot
from signing.policy import Trust, load_trust
from signing.sign import now
from signing.testpki import running
from signing.timestamp import service
from tests.workshop import SIGNERS, Shelf, Workshop, snapshot


class Guarded:
    """A key behind a PIN: it remembers whether it was asked for."""

    def __init__(self, source: KeySource, *, shows: bool = True, told: list[str] | None = None) -> None:
        self._source, self._shows, self._told = source, shows, told
        self.opened = False
        self.told_by_then: list[str] = []

    def certificate(self) -> x509.Certificate | None:
        return self._source.certificate() if self._shows else None

    def issuers(self) -> list[x509.Certificate]:
        return self._source.issuers() if self._shows else []

    def unlock(self) -> Key:
        self.opened = True
        self.told_by_then = list(self._told or ())
        return self._source.unlock()


def approve(dossier: Dossier, source: Guarded, services: Services, told: list[str] | None = None) -> None:
    told = [] if told is None else told
    steps.approve(dossier, "werkgever", source, services, progress=told.append, clock=now)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Another PKI, in which the employer's certificate was revoked."""
    folder = tmp_path_factory.mktemp("ingetrokken")
    with running(folder, persons=["C. Bakker"], seals=[], revoked=["C. Bakker"]) as made:
        yield made


def spoil(dossier: Dossier) -> None:
    """Have one of the papers that wait need its appearances made by the reader."""
    document = next(one for one in dossier.manifest.documents if one.id == "D10")
    path = dossier.folder / document.pdf
    with Pdf.open(BytesIO(path.read_bytes())) as doc:
        doc.Root.AcroForm.NeedAppearances = True
        doc.Root.AcroForm.XFA = String("x")
        doc.save(path)


@pytest.mark.parametrize("shows", [True, False], ids=["a card", "a container"])
def test_the_certificate_is_told_before_the_secret_where_it_can_be(
    workshop: Workshop, shelf: Shelf, *, shows: bool
) -> None:
    told: list[str] = []
    source = Guarded(workshop.key(SIGNERS["werkgever"]), shows=shows, told=told)
    approve(shelf.take("uitgegeven"), source, workshop.services, told)
    lines = [line for line in told if line.startswith("Certificaat: C. Bakker, uitgegeven door ")]
    assert len(lines) == 1, "said once"
    assert (lines[0] in source.told_by_then) is shows
    assert "  Niet ingetrokken, volgens de uitgever (127.0.0.1)." in told


def test_another_persons_certificate_is_refused_before_the_secret(workshop: Workshop, shelf: Shelf) -> None:
    source = Guarded(workshop.key("B. Jansen"))
    told: list[str] = []
    with pytest.raises(WrongTurn, match="niet het certificaat van C"):
        approve(shelf.take("uitgegeven"), source, workshop.services, told)
    assert (source.opened, told) == (False, [])


def test_a_revoked_certificate_is_refused_before_the_secret(shelf: Shelf, other: Any) -> None:
    certificate, key = other.keys["C. Bakker"]
    source = Guarded(PemSource(certificate_path=certificate, key_path=key, ask=lambda _: ""))
    services = Services(timestamper=service(other.tsa_url), trust=load_trust([other.root]))
    dossier = shelf.take("uitgegeven")
    before = snapshot(dossier.folder)
    with pytest.raises(KeyFailed, match="ingetrokken sinds"):
        approve(dossier, source, services)
    assert not source.opened
    assert snapshot(dossier.folder) == before


def test_a_paper_that_would_break_is_refused_before_the_secret(workshop: Workshop, shelf: Shelf) -> None:
    dossier = open_dossier(shelf.spoil("uitgegeven"))
    spoil(dossier)
    source = Guarded(workshop.key(SIGNERS["werkgever"]))
    with pytest.raises(DocumentRefused, match=r"«.*» wordt niet ondertekend.*XFA"):
        approve(dossier, source, workshop.services)
    assert not source.opened


class Saying:
    """Trusted lists that say one thing of everybody."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing

    def listing(self, *_certificates: object, at: object) -> Listing:  # noqa: ARG002
        return self._listing


def test_what_trusted_lists_say_is_told_and_kept(workshop: Workshop, shelf: Shelf) -> None:
    listing = Listing(
        qualified=True, purpose="handtekeningen", told="Gekwalificeerd, volgens de lijst van NL."
    )
    services = replace(workshop.services, lists=Saying(listing))  # type: ignore[arg-type]
    dossier = shelf.take("uitgegeven")
    told: list[str] = []
    approve(dossier, Guarded(workshop.key(SIGNERS["werkgever"])), services, told)
    assert "  Gekwalificeerd, volgens de lijst van NL." in told
    line = ledger.read((dossier.folder / LEDGER).read_bytes())[-1].data
    facts = line["certificaat_gegevens"]
    assert isinstance(facts, dict)
    assert (facts["gekwalificeerd"], facts["herkomst"]) == ("handtekeningen", "vertrouwenslijst")


def test_a_status_that_nobody_gives_is_said_and_left_to_the_step(workshop: Workshop) -> None:
    """Whether the step can do without it is for its policy to say."""
    source = workshop.key(SIGNERS["werkgever"])
    certificate = source.certificate()
    assert certificate is not None
    slot = Slot(field="werkgever", kind="persoon", role="werkgever", name="C. Bakker")
    nobody = replace(workshop.services, trust=Trust())
    found = permission.look((slot,), certificate, (), nobody, at=now())
    assert found.revocation.answer == "onbekend"
    assert found.lines[-1].startswith("  Of het is ingetrokken, is onbekend: ")
