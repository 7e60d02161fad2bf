"""Trusted lists of the Union, made and signed here: what counts, what ran out, what is refused."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree
from signxml.algorithms import SignatureConstructionMethod
from signxml.xades.xades import XAdESSigner

from signing.listed import Listing
from signing.trusted_list import ListRefused, load
from tests.signing.certificates import AT, Made, authority, make, statements

NAMESPACE = "http://uri.etsi.org/02231/v2#"
QUALIFIED = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC"
GRANTED = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted"
WITHDRAWN = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/withdrawn"
ESIGN = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSignatures"
NATIONAL = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUgeneric"
OF_LISTS = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUlistofthelists"

EU, NL, STRANGER = (
    make(name, key=rsa.generate_private_key(public_exponent=65537, key_size=2048))
    for name in ("Lijst EU", "Lijst NL", "Iemand")
)
CA = authority()
CA_BE = authority("Uitgever BE", country="BE")
SIGNER = make(issuer=CA, qualified=statements("qc_compliance", "qc_sscd"))


def encoded(made: Made) -> str:
    return b64encode(made.pyca.public_bytes(serialization.Encoding.DER)).decode()


def service(*, issuer: Made = CA, status: str = GRANTED) -> str:
    return f"""<TrustServiceProvider><TSPInformation/><TSPServices><TSPService><ServiceInformation>
      <ServiceTypeIdentifier>{QUALIFIED}</ServiceTypeIdentifier>
      <ServiceName><Name xml:lang="en">Handtekeningen</Name></ServiceName>
      <ServiceDigitalIdentity><DigitalId><X509Certificate>{encoded(issuer)}</X509Certificate></DigitalId>
      </ServiceDigitalIdentity>
      <ServiceStatus>{status}</ServiceStatus>
      <StatusStartingTime>2020-01-01T00:00:00Z</StatusStartingTime>
      <ServiceInformationExtensions><Extension Critical="false"><AdditionalServiceInformation>
      <URI xml:lang="en">{ESIGN}</URI></AdditionalServiceInformation></Extension>
      </ServiceInformationExtensions>
    </ServiceInformation></TSPService></TSPServices></TrustServiceProvider>"""


def pointer(signer: Made, territory: str) -> str:
    return f"""<OtherTSLPointer><ServiceDigitalIdentities><ServiceDigitalIdentity><DigitalId>
      <X509Certificate>{encoded(signer)}</X509Certificate></DigitalId></ServiceDigitalIdentity>
      </ServiceDigitalIdentities><TSLLocation>https://{territory.lower()}.example/tl.xml</TSLLocation>
      <AdditionalInformation>
      <OtherInformation><SchemeTerritory>{territory}</SchemeTerritory></OtherInformation>
      <OtherInformation><a:MimeType xmlns:a="http://uri.etsi.org/02231/v2/additionaltypes#"
      >application/vnd.etsi.tsl+xml</a:MimeType></OtherInformation>
      </AdditionalInformation></OtherTSLPointer>"""


def written(
    *,
    kind: str = NATIONAL,
    territory: str = "NL",
    ends: str = (AT + timedelta(days=90)).isoformat(),
    pointers: str = "",
    services: str = "",
) -> bytes:
    """A list, not signed yet."""
    update = f"<NextUpdate><dateTime>{ends}</dateTime></NextUpdate>" if ends else "<NextUpdate/>"
    return f"""<TrustServiceStatusList xmlns="{NAMESPACE}" TSLTag="http://uri.etsi.org/19612/TSLTag">
    <SchemeInformation><TSLVersionIdentifier>6</TSLVersionIdentifier>
    <TSLSequenceNumber>1</TSLSequenceNumber><TSLType>{kind}</TSLType>
    <SchemeInformationURI><URI xml:lang="en">https://example.org/</URI></SchemeInformationURI>
    <SchemeTerritory>{territory}</SchemeTerritory>
    <PointersToOtherTSL>{pointers}</PointersToOtherTSL>
    <ListIssueDateTime>2026-11-01T00:00:00Z</ListIssueDateTime>{update}</SchemeInformation>
    <TrustServiceProviderList>{services}</TrustServiceProviderList></TrustServiceStatusList>""".encode()


def signed(data: bytes, by: Made) -> bytes:
    signer = XAdESSigner(method=SignatureConstructionMethod.enveloped)
    return etree.tostring(signer.sign(etree.fromstring(data), key=by.key, cert=[by.pyca]))  # type: ignore[arg-type]


LOTL = signed(written(kind=OF_LISTS, territory="EU", pointers=pointer(NL, "NL")), EU)
DUTCH = signed(written(services=service(), pointers=pointer(EU, "EU")), NL)


def read(folder: Path, lists: Sequence[bytes], *roots: Made) -> Any:
    paths = []
    for number, data in enumerate(lists):
        paths.append(folder / f"{number}.xml")
        paths[-1].write_bytes(data)
    return load(paths, signers=[root.certificate for root in roots], at=AT)


def listing(folder: Path, lists: Sequence[bytes], *roots: Made, of: Made = SIGNER, by: Made = CA) -> Listing:
    found: Listing = read(folder, lists, *roots).listing(of.certificate, [by.certificate], at=AT)
    return found


@pytest.mark.parametrize("lists", [[LOTL, DUTCH], [DUTCH, LOTL]], ids=["in order", "the other way round"])
def test_a_list_that_the_list_of_lists_names_counts(tmp_path: Path, lists: list[bytes]) -> None:
    found = listing(tmp_path, lists, EU)
    assert (found.qualified, found.purpose, found.warning) == (True, "handtekeningen", "")
    assert found.told == (
        "Gekwalificeerd voor handtekeningen, met de sleutel in een veilig middel, "
        "volgens de vertrouwenslijst van NL (dienst: Handtekeningen)."
    )


def test_a_national_list_alone_counts_when_its_signer_is_trusted(tmp_path: Path) -> None:
    assert listing(tmp_path, [DUTCH], NL).qualified is True


UNQUALIFIED = make(issuer=CA)
SEAL = make(issuer=CA, qualified=statements("qc_compliance", kind="qct_eseal"))
OF_ANOTHER = authority("Uitgever zonder vermelding")
DENIED = [
    pytest.param(written(services=service()), UNQUALIFIED, CA, id="the certificate does not claim it"),
    pytest.param(written(services=service(status=WITHDRAWN)), SIGNER, CA, id="the service was withdrawn"),
    pytest.param(written(services=service()), make(issuer=OF_ANOTHER), OF_ANOTHER, id="not on the list"),
]


@pytest.mark.parametrize(("data", "of", "by"), DENIED)
def test_a_list_says_that_a_certificate_is_not_qualified(
    tmp_path: Path, data: bytes, of: Made, by: Made
) -> None:
    found = listing(tmp_path, [signed(data, NL)], NL, of=of, by=by)
    assert found.qualified is False
    assert found.told.startswith("Niet gekwalificeerd")


BEFORE = (AT - timedelta(days=1)).isoformat()
BELGIAN = make(issuer=CA_BE, country="BE", qualified=statements("qc_compliance", "qc_sscd"))
OPEN = [
    pytest.param(
        [LOTL, signed(written(services=service(), ends=BEFORE), NL)],
        SIGNER,
        CA,
        "NL is verlopen",
        id="ran out",
    ),
    pytest.param(
        [LOTL, signed(written(services=service(), ends=""), NL)], SIGNER, CA, "verlopen", id="closed"
    ),
    pytest.param(
        [signed(written(kind=OF_LISTS, territory="EU", pointers=pointer(NL, "NL"), ends=BEFORE), EU), DUTCH],
        SIGNER,
        CA,
        "lijst van lijsten van de EU is verlopen",
        id="the list of lists ran out",
    ),
    pytest.param(
        [LOTL, DUTCH], BELGIAN, CA_BE, "gegeven vertrouwenslijsten \\(NL\\)", id="of another country"
    ),
]


@pytest.mark.parametrize(("lists", "of", "by", "says"), OPEN)
def test_what_the_lists_cannot_say_stays_open(
    tmp_path: Path, lists: list[bytes], of: Made, by: Made, says: str
) -> None:
    found = listing(tmp_path, lists, EU, of=of, by=by)
    assert found.qualified is None
    assert re.search(says, found.told)
    assert found.told in found.warning


def other_inside() -> bytes:
    """The Dutch list, genuine, inside one that nobody signed: what is read must be what was signed."""
    outer = etree.fromstring(written(services=service(issuer=OF_ANOTHER)))
    outer.append(etree.fromstring(DUTCH))
    return etree.tostring(outer)


REFUSED = [
    pytest.param([DUTCH], [EU], id="nobody trusted names its signer"),
    pytest.param([LOTL, DUTCH], [], id="no root"),
    pytest.param([LOTL, DUTCH], [STRANGER], id="another root"),
    pytest.param([LOTL, signed(written(services=service()), STRANGER)], [EU], id="signed by a stranger"),
    pytest.param([LOTL, signed(written(territory="BE"), NL)], [EU], id="the Dutch signer for Belgium"),
    pytest.param([LOTL, written(services=service())], [EU], id="not signed"),
    pytest.param([LOTL, DUTCH.replace(b"Handtekeningen", b"Handtekeninge2")], [EU], id="changed"),
    pytest.param([LOTL.replace(b">NL<", b">BE<"), DUTCH], [EU], id="the list of lists changed"),
    pytest.param([LOTL, b'<!DOCTYPE x [<!ENTITY a "b">]>' + DUTCH], [EU], id="an entity"),
    pytest.param([b"<html/>"], [EU], id="another file"),
    pytest.param([b"\x00\x01"], [EU], id="not XML"),
    pytest.param([b""], [EU], id="empty"),
]


@pytest.mark.parametrize(("lists", "roots"), REFUSED)
def test_a_list_that_does_not_hold_counts_for_nothing(
    tmp_path: Path, lists: list[bytes], roots: list[Made]
) -> None:
    with pytest.raises(ListRefused):
        read(tmp_path, lists, *roots)


def test_what_is_read_is_what_was_signed(tmp_path: Path) -> None:
    """Either refused, or only the genuine list counts: never the one around it."""
    stranger = make(issuer=OF_ANOTHER, qualified=statements("qc_compliance", "qc_sscd"))
    try:
        found = listing(tmp_path, [LOTL, other_inside()], EU, of=stranger, by=OF_ANOTHER)
    except ListRefused:
        return
    assert found.qualified is not True


def test_a_list_has_a_largest_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signing.trusted_list._MOST_BYTES", 100)
    with pytest.raises(ListRefused, match="te groot"):
        read(tmp_path, [DUTCH], NL)


def test_a_missing_list_is_said(tmp_path: Path) -> None:
    with pytest.raises(ListRefused, match="kan niet worden gelezen"):
        load([tmp_path / "er-niet.xml"], signers=[], at=AT)


def test_more_lists_than_there_are_countries_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ListRefused, match="61"):
        load([tmp_path / str(number) for number in range(61)], signers=[], at=AT)


def test_the_chain_may_have_a_link_between(tmp_path: Path) -> None:
    """A list may name the root of an issuer: the link between comes with the signature."""
    between = make("Tussenuitgever", ca=True, issuer=CA, usage={"key_cert_sign", "crl_sign"})
    of = make(issuer=between, qualified=statements("qc_compliance", "qc_sscd"))
    assert listing(tmp_path, [LOTL, DUTCH], EU, of=of, by=between).qualified is True


def test_the_signer_of_a_list_signs_nothing_else(tmp_path: Path) -> None:
    direct: x509.Certificate = make(issuer=NL, qualified=statements("qc_compliance", "qc_sscd")).certificate
    found = read(tmp_path, [LOTL, DUTCH], EU).listing(direct, [NL.certificate], at=AT)
    assert found.qualified is False


def history(key: str) -> str:
    """What a service was before it was withdrawn: granted, and named by its key only."""
    return f"""<ServiceHistory><ServiceHistoryInstance>
      <ServiceTypeIdentifier>{QUALIFIED}</ServiceTypeIdentifier>
      <ServiceName><Name xml:lang="en">Vroeger</Name></ServiceName>
      <ServiceDigitalIdentity><DigitalId><X509SKI>{key}</X509SKI></DigitalId></ServiceDigitalIdentity>
      <ServiceStatus>{GRANTED}</ServiceStatus><StatusStartingTime>2016-07-01T00:00:00Z</StatusStartingTime>
      </ServiceHistoryInstance></ServiceHistory></TSPService>"""


KEYS = [
    pytest.param(b64encode(CA.certificate.public_key.sha1).decode(), True, id="its own key"),
    pytest.param(b64encode(CA_BE.certificate.public_key.sha1).decode(), False, id="another key"),
]


@pytest.mark.parametrize(("key", "qualified"), KEYS)
def test_a_service_that_was_granted_once_is_known_by_its_key(
    tmp_path: Path, key: str, *, qualified: bool
) -> None:
    now = service(status=WITHDRAWN).replace("2020-01-01", "2026-01-01").replace("</TSPService>", history(key))
    lists = read(tmp_path, [signed(written(services=now), NL)], NL)
    then = AT - timedelta(days=400)
    was = make(issuer=CA, qualified=statements("qc_compliance", "qc_sscd"), start=then, serial=7)
    found = lists.listing(was.certificate, [CA.certificate], at=then + timedelta(days=1), asked=AT)
    assert found.qualified is qualified
    assert lists.listing(was.certificate, [CA.certificate], at=AT).qualified is False


def critical() -> str:
    """A service with a critical extension that nobody knows."""
    return (
        service()
        .replace('Critical="false"', 'Critical="true"')
        .replace("AdditionalServiceInformation", "Nieuw")
    )


def test_a_list_that_is_not_understood_whole_denies_nothing(tmp_path: Path) -> None:
    found = listing(tmp_path, [signed(written(services=critical()), NL)], NL)
    assert found.qualified is None
    assert "kon niet geheel worden gelezen" in found.told


def test_a_folder_of_lists_counts_as_its_lists(tmp_path: Path) -> None:
    (tmp_path / "lotl.xml").write_bytes(LOTL)
    (tmp_path / "nl.XML").write_bytes(DUTCH)
    (tmp_path / "bron.txt").write_bytes(b"opgehaald op 1 november")
    found = load([tmp_path], signers=[EU.certificate], at=AT)
    assert found.listing(SIGNER.certificate, [CA.certificate], at=AT).qualified is True
    (tmp_path / "leeg").mkdir()
    with pytest.raises(ListRefused, match="geen vertrouwenslijst"):
        load([tmp_path / "leeg"], signers=[], at=AT)


@pytest.mark.parametrize(("lists", "roots"), REFUSED)
def test_leniently_a_list_that_does_not_hold_is_named_and_counts_for_nothing(
    tmp_path: Path, lists: list[bytes], roots: list[Made]
) -> None:
    for number, data in enumerate(lists):
        (tmp_path / f"{number}.xml").write_bytes(data)
    signers = [root.certificate for root in roots]
    found = load([tmp_path], signers=signers, at=AT, lenient=True)
    assert found.refused
    assert found.listing(SIGNER.certificate, [CA.certificate], at=AT).qualified is None
    assert not any(found.named(CA.certificate.subject.hashable, "uitgever", used=AT, asked=AT))
