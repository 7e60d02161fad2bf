from __future__ import annotations

import hashlib
import re
from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing.etsi import contents, validation_report
from signing.policy import Trust, load_trust
from signing.report import Problem, Report, SignatureReport
from signing.sign import now
from signing.testpki import TrialPki
from signing.verify import verify
from tests.conformance import schemas
from tests.signing.test_verify import HARMS, written

NAMES = {
    "v": "http://uri.etsi.org/19102/v1.4.1#",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "tsl": "http://uri.etsi.org/02231/v2#",
}
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
PASSED, FAILED, OPEN = (
    f"urn:etsi:019102:mainindication:{name}" for name in ("total-passed", "total-failed", "indeterminate")
)


def told(pdf: bytes, report: Report, trust: Trust, at: datetime | None = None) -> Told:
    data = validation_report(
        pdf, report, at=at or now(), trust=trust, document_name="D5 stuk.pdf", validator="delegatie 0.0"
    )
    return Told(data)


class Told:
    """A report, to be asked by xpath."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.root = etree.fromstring(data)

    def all(self, path: str) -> list[str]:
        found = self.root.xpath(path, namespaces=NAMES)
        assert isinstance(found, list)
        return [str(one if isinstance(one, str) else one.text) for one in found]

    def one(self, path: str) -> str:
        (found,) = self.all(path)
        return found

    def part(self, number: int) -> str:
        return f"/v:ValidationReport/v:SignatureValidationReport[{number}]"


@pytest.fixture(scope="session")
def sealed(stages: dict[str, bytes]) -> bytes:
    return stages["verzegeld"]


@pytest.fixture(scope="session")
def trust(pki: TrialPki) -> Trust:
    return load_trust([pki.root])


@pytest.fixture(scope="session")
def judged(sealed: bytes, trust: Trust) -> Report:
    """What verification says of that document: nothing is wrong with it."""
    report = verify(sealed, trust=trust, at=now())
    assert report.verdict == "valid"
    return report


@pytest.fixture(scope="session")
def whole(sealed: bytes, judged: Report, trust: Trust) -> Told:
    """The report on that document."""
    return told(sealed, judged, trust)


def test_what_was_read_before_gives_the_same_report(sealed: bytes, judged: Report, trust: Trust) -> None:
    def made(**given: Any) -> bytes:
        return validation_report(
            sealed, judged, at=AT, trust=trust, document_name="x.pdf", validator="x", **given
        )

    assert made(found=contents(sealed)) == made()


def test_each_signature_passes_and_the_archive_time_stamp_is_told_with_the_objects(whole: Told) -> None:
    status = "v:SignatureValidationStatus/v:MainIndication"
    assert whole.all(f"/v:ValidationReport/v:SignatureValidationReport/{status}") == [PASSED] * 4
    assert whole.all(f"//v:ValidationObject/v:ValidationReport/{status}") == [PASSED]
    assert whole.all("//v:SubIndication") == []


def test_a_signature_is_named_by_its_value_its_file_and_its_field(whole: Told, sealed: bytes) -> None:
    names = whole.all("/v:ValidationReport/v:SignatureValidationReport//v:DAIdentifier")
    assert names == [
        f"D5 stuk.pdf#{field}"
        for field in ("zegel_uitgifte", "taakgedelegeerde", "bedrijfsarts", "zegel_sluiting")
    ]
    for value in whole.all("//v:SignatureIdentifier/ds:SignatureValue"):
        assert b64decode(value).hex() in sealed.lower().decode("latin-1")


def test_what_was_signed_is_the_digest_over_the_byte_range(whole: Told, sealed: bytes) -> None:
    for number in range(1, 5):
        part = whole.part(number)
        start, length, after, rest = map(int, whole.one(f"{part}//v:ByteRange").split())
        signed = sealed[start : start + length] + sealed[after : after + rest]
        digest = b64encode(hashlib.sha256(signed).digest()).decode()
        assert whole.one(f"{part}/v:SignersDocument//ds:DigestValue") == digest
        assert whole.one(f"{part}//v:MessageDigest/v:Digest") == digest
        referred = whole.one(f"{part}/v:SignersDocument/v:SignersDocumentRef/@VOReference")
        assert whole.one(f"//v:ValidationObject[@id='{referred}']//ds:DigestValue") == digest


def test_the_time_of_a_signature_is_that_of_its_own_time_stamp(whole: Told, judged: Report) -> None:
    own = [one for one in judged.signatures if one.kind != "archieftijdstempel"]
    for number, signature in enumerate(own, start=1):
        assert signature.time
        best = f"{whole.part(number)}/v:ValidationTimeInfo/v:BestSignatureTime"
        assert datetime.fromisoformat(whole.one(f"{best}/v:POETime")) == signature.time
        proof = whole.one(f"{best}/v:POEObject/@VOReference")
        assert whole.one(f"//v:ValidationObject[@id='{proof}']/v:ObjectType").endswith(":timestamp")
        assert (
            whole.one(f"{whole.part(number)}//v:SignatureTimeStamp/v:AttributeObject/@VOReference") == proof
        )


def test_the_signer_is_named_with_the_certificate_and_the_chain_up_to_the_root(
    whole: Told, judged: Report, trust: Trust
) -> None:
    signature = judged.signatures[1]
    part = whole.part(2)
    assert whole.one(f"{part}/v:SignerInformation/v:Signer") == "B. Jansen"
    certificate = whole.one(f"{part}/v:SignerInformation/v:SignerCertificate/@VOReference")
    assert certificate == f"C-{signature.certificate}"
    links = whole.all(f"{part}//v:CertificateChain/*/@VOReference")
    root = hashlib.sha256(trust.roots[0].dump()).hexdigest()
    assert (links[0], links[-1]) == (certificate, f"C-{root}")
    for link in links:
        der = b64decode(whole.one(f"//v:ValidationObject[@id='{link}']//v:base64"))
        assert link == f"C-{hashlib.sha256(der).hexdigest()}"
    assert whole.one(f"{part}//v:ValidationConstraintParameter/v:Value") == root


def test_validation_data_are_proven_by_the_archive_time_stamp_over_them(whole: Told, judged: Report) -> None:
    time = judged.signatures[-1].time
    for kind in ("OCSPResponse", "CRL"):
        objects = f"//v:ValidationObject[v:ObjectType='urn:etsi:019102:validationObject:{kind}']"
        stamped = [datetime.fromisoformat(one) for one in whole.all(f"{objects}/v:POE/v:POETime")]
        assert time in stamped, kind
    covered = whole.all("//v:POEProvisioning/v:SignatureReference/v:PAdESFieldName")
    assert covered == ["zegel_uitgifte", "taakgedelegeerde", "bedrijfsarts", "zegel_sluiting"]


def test_the_file_itself_is_named_by_its_digest(whole: Told, sealed: bytes) -> None:
    digest = hashlib.sha256(sealed).digest()
    file = f"//v:ValidationObject[@id='F-{digest.hex()}']"
    assert whole.one(f"{file}//ds:DigestValue") == b64encode(digest).decode()
    assert whole.one(f"{file}//v:URI") == "D5%20stuk.pdf"
    assert whole.one("//v:SignatureValidator/v:DigitalId/tsl:Other") == "delegatie 0.0"


def test_the_same_gives_the_same_bytes(sealed: bytes, judged: Report, trust: Trust) -> None:
    assert told(sealed, judged, trust, AT).data == told(sealed, judged, trust, AT).data


@pytest.mark.parametrize("case", HARMS)
def test_a_harmed_document_never_passes_whole(case: str, sealed: bytes, trust: Trust) -> None:
    harmed = HARMS[case][0](sealed)
    report = verify(harmed, trust=trust, at=now())
    found = told(harmed, report, trust)
    assert set(found.all("//v:SignatureValidationStatus/v:MainIndication")) != {PASSED}
    messages = found.all("//v:ReportData/v:Value")
    assert {problem.message for problem in report.reasons} <= set(messages)
    assert_sound(found)


PROBLEMS = [
    pytest.param("gewijzigd", (FAILED, "HASH_FAILURE"), id="changed"),
    pytest.param("ingetrokken", (FAILED, "REVOKED"), id="revoked"),
    pytest.param("wortel-onbekend", (OPEN, "NO_CERTIFICATE_CHAIN_FOUND"), id="root unknown"),
    pytest.param("verkeerde-persoon", (OPEN, "SIG_CONSTRAINTS_FAILURE"), id="another person"),
]


@pytest.mark.parametrize(("code", "indication"), PROBLEMS)
def test_a_problem_is_told_in_the_words_of_the_standard_and_in_ours(
    code: str, indication: tuple[str, str], sealed: bytes, judged: Report, trust: Trust
) -> None:
    first, second, *others = judged.signatures
    wrong = replace(second, problems=(Problem(code=code, message="Zo staat het er."),))
    report = replace(judged, signatures=(first, wrong, *others))
    found = told(sealed, report, trust)
    status = f"{found.part(2)}/v:SignatureValidationStatus"
    assert found.one(f"{status}/v:MainIndication") == indication[0]
    assert found.one(f"{status}/v:SubIndication") == f"urn:etsi:019102:subindication:{indication[1]}"
    data = f"{status}//v:ReportData[v:Type='urn:x-delegatie:melding:{code}']/v:Value"
    assert found.one(data) == "Zo staat het er."
    assert found.one(f"{found.part(1)}/v:SignatureValidationStatus/v:MainIndication") == PASSED


def test_a_problem_of_the_document_leaves_every_signature_open(
    sealed: bytes, judged: Report, trust: Trust
) -> None:
    problem = Problem(code="word-gewijzigd", message="De Word-versie is een andere.")
    found = told(sealed, replace(judged, problems=(problem,)), trust)
    status = "/v:ValidationReport/v:SignatureValidationReport/v:SignatureValidationStatus"
    assert found.all(f"{status}/v:MainIndication") == [OPEN] * 4
    constraint = (
        "//v:ValidationConstraint[v:ValidationConstraintIdentifier='urn:x-delegatie:document:word-gewijzigd']"
    )
    assert found.all(f"{constraint}//v:Value") == [problem.message] * 4
    assert set(found.all(f"{constraint}//v:MainIndication")) == {"urn:etsi:019102:mainindication:failed"}


def test_findings_on_another_file_take_nothing_from_this_one(sealed: bytes, trust: Trust) -> None:
    other = SignatureReport(
        field="elders", role="", signer="Iemand", certificate="00", kind="handtekening", level="",
        time=None, problems=(Problem(code="gewijzigd", message="Gewijzigd."),),
    )  # fmt: skip
    found = told(sealed, Report(signatures=(other,), problems=()), trust)
    assert found.all("//v:SignatureValidationStatus/v:MainIndication") == [FAILED]
    assert found.all("//v:SignerInformation") == []
    assert_sound(found)


def shared_signature(pdf: bytes) -> bytes:
    """Append a revision in which two fields show one and the same signature."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    fields = {one.get_object()["/T"]: one.get_object() for one in writer.root["/AcroForm"]["/Fields"]}
    fields["bedrijfsarts"]["/V"] = fields["taakgedelegeerde"].raw_get("/V")
    writer.update_container(fields["bedrijfsarts"])
    return written(writer)


def test_a_signature_in_two_fields_is_told_twice_by_names_of_their_own(sealed: bytes, trust: Trust) -> None:
    harmed = shared_signature(sealed)
    report = verify(harmed, trust=trust, at=now())
    found = told(harmed, report, trust)
    signers = found.all("/v:ValidationReport/v:SignatureValidationReport//v:Signer")
    assert signers.count("B. Jansen") == 2
    assert_sound(found)


@settings(max_examples=40)
@given(text=st.text(max_size=40))
def test_any_text_is_written(text: str, stages: dict[str, bytes]) -> None:
    """What stands in certificates and in PDFs is a stranger's."""
    pdf = stages["gereed"]
    one = SignatureReport(
        field=text, role=text, signer=text, certificate="00", kind="handtekening", level="",
        time=None, problems=(Problem(code="vorm", message=text),),
    )  # fmt: skip
    data = validation_report(
        pdf, Report(signatures=(one,), problems=()), at=AT, trust=Trust(), document_name=text, validator=text
    )
    assert_sound(Told(data))


@settings(max_examples=20)
@given(data=st.data())
def test_hostile_signatures_are_reported_on(
    data: st.DataObject, trust: Trust, stages: dict[str, bytes]
) -> None:
    pdf = stages["half"]
    gaps = [match.span() for match in re.finditer(rb"/Contents ?<[0-9a-fA-F]{1000,}>", pdf)]
    start, end = data.draw(st.sampled_from(gaps))
    place = data.draw(st.integers(start + 12, min(end - 2, start + 6000)))
    harmed = pdf[:place] + data.draw(st.sampled_from([b"0", b"f", b"8", b"3"])) + pdf[place + 1 :]
    assert_sound(told(harmed, verify(harmed, trust=trust, at=now(), sealed=False), trust))


@settings(max_examples=40)
@given(junk=st.binary(max_size=400))
def test_junk_is_reported_on(junk: bytes) -> None:
    pdf = b"%PDF-1.7\n" + junk + b"\n%%EOF\n"
    found = told(pdf, verify(pdf, trust=Trust(), at=AT), Trust(), AT)
    assert found.all("//v:SignatureValidationStatus/v:MainIndication") == [FAILED]


@pytest.mark.parametrize("stage", ["gereed", "uitgegeven", "half", "ondertekend", "verzegeld", "geen PDF"])
def test_a_report_is_valid_by_the_official_schema(stage: str, trust: Trust, stages: dict[str, bytes]) -> None:
    try:
        schema = schemas.validation_report()
    except schemas.SchemaMissing as err:
        pytest.skip(str(err))
    pdf = stages.get(stage, b"Geachte heer")
    found = told(pdf, verify(pdf, trust=trust, at=now()), trust)
    assert schemas.faults(schema, found.data) == []


def assert_sound(found: Told) -> None:
    """Every id stands once, every reference finds one: what the schema asks of IDs and IDREFS."""
    ids = found.all("//@id")
    assert len(ids) == len(set(ids))
    referred = {one for told in found.all("//@VOReference") for one in told.split()}
    assert referred <= set(ids)
