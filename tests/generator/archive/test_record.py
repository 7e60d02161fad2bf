from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from generator.archive.model import Piece, Stored
from generator.archive.record import record
from signing.report import Problem, SignatureReport
from signing.signers import Signer
from tests.conformance import schemas

PREMIS = "{http://www.loc.gov/premis/v3}"
NAMES = {"p": "http://www.loc.gov/premis/v3", "xsi": "http://www.w3.org/2001/XMLSchema-instance"}
LISTS = "http://id.loc.gov/vocabulary/preservation"
JUDGED = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
SIGNED = datetime(2026, 11, 23, 14, 5, 6, tzinfo=UTC)
DIGEST, CERTIFICATE = "ab" * 32, "cd" * 32
FILE = Stored(
    path="DLG-2026-0042/D1-overeenkomst/D1-overeenkomst.pdf", size=293748, sha256=DIGEST, kind="pdf"
)
SIGNATURE = SignatureReport(
    field="bedrijfsarts", role="bedrijfsarts", signer="A.M. de Vries", certificate=CERTIFICATE,
    kind="handtekening", level="B-LTA", time=SIGNED, problems=(),
)  # fmt: skip
STAMP = SignatureReport(
    field="archieftijdstempel_1", role="tijdstempel", signer="Tijdstempeldienst", certificate="ef" * 32,
    kind="archieftijdstempel", level="", time=SIGNED, problems=(),
)  # fmt: skip
CARD = Signer(
    sha256=CERTIFICATE, holder="A.M. de Vries", issuer="Common Name: Uitgever G3, Country: NL", serial="1A2B",
    not_before=datetime(2025, 1, 1, tzinfo=UTC), not_after=datetime(2028, 1, 1, tzinfo=UTC),
)  # fmt: skip
PIECE = Piece(
    name="D1-overeenkomst", title="Delegatieovereenkomst", description="", files=(FILE,), document="D1",
    signatures=(SIGNATURE, STAMP), verdict="valid",
)  # fmt: skip
# Of each element that has others in it: these, in this order (PREMIS 3.0, premis.xsd of 18 January 2016).
ORDER = {
    "premis": "object event agent",
    "object": "objectIdentifier objectCharacteristics originalName linkingEventIdentifier",
    "objectIdentifier": "objectIdentifierType objectIdentifierValue",
    "objectCharacteristics": "compositionLevel fixity size format",
    "fixity": "messageDigestAlgorithm messageDigest",
    "format": "formatDesignation formatRegistry",
    "formatDesignation": "formatName",
    "formatRegistry": "formatRegistryName formatRegistryKey",
    "linkingEventIdentifier": "linkingEventIdentifierType linkingEventIdentifierValue",
    "event": "eventIdentifier eventType eventDateTime eventDetailInformation eventOutcomeInformation "
    "linkingAgentIdentifier linkingObjectIdentifier",
    "eventIdentifier": "eventIdentifierType eventIdentifierValue",
    "eventDetailInformation": "eventDetail",
    "eventOutcomeInformation": "eventOutcome eventOutcomeDetail",
    "eventOutcomeDetail": "eventOutcomeDetailNote",
    "linkingAgentIdentifier": "linkingAgentIdentifierType linkingAgentIdentifierValue linkingAgentRole",
    "linkingObjectIdentifier": "linkingObjectIdentifierType linkingObjectIdentifierValue",
    "agent": "agentIdentifier agentName agentType agentNote",
    "agentIdentifier": "agentIdentifierType agentIdentifierValue",
}


def made(piece: Piece = PIECE, *, officer: str = "R. Meijer, recordmanager") -> bytes:
    return record(
        piece, FILE, officer=officer, judged_at=JUDGED, program="delegatie 0.1",
        certificates={CERTIFICATE: CARD},
    )  # fmt: skip


def texts(data: bytes, path: str) -> list[str]:
    found = etree.fromstring(data).xpath(path, namespaces=NAMES)
    assert isinstance(found, list)
    return [str(one if isinstance(one, str) else one.text) for one in found]


def details(data: bytes, event: int) -> dict[str, str]:
    lines = texts(data, f"/p:premis/p:event[{event}]/p:eventDetailInformation/p:eventDetail")
    return dict(line.split(": ", 1) for line in lines)


def test_the_file_is_named_by_the_digest_that_was_signed() -> None:
    data = made()
    assert texts(data, "/p:premis/p:object/@xsi:type") == ["file"]
    assert texts(data, "//p:objectIdentifierValue") == [FILE.path]
    assert texts(data, "//p:messageDigestAlgorithm") == ["SHA-256"]
    assert texts(data, "//p:messageDigest") == [DIGEST]
    assert texts(data, "//p:size") == ["293748"]
    assert texts(data, "//p:formatRegistryKey") == ["fmt/476"]
    assert texts(data, "//p:originalName") == ["D1-overeenkomst.pdf"]


def test_a_signature_is_told_as_the_archiefregeling_asks() -> None:
    assert details(made(), 2) == {
        "houder van de digitale handtekening": "A.M. de Vries",
        "soort": "handtekening",
        "hoedanigheid": "bedrijfsarts",
        "veld in de PDF": "bedrijfsarts",
        "niveau": "PAdES B-LTA",
        "moment van ondertekening": "2026-11-23T14:05:06Z, bewezen met een tijdstempel",
        "moment van validatie": "2026-12-01T09:30:00Z",
        "resultaat van de validatie": "geldig",
        "verantwoordelijke functionaris": "R. Meijer, recordmanager",
        "certificaat, houder": "A.M. de Vries",
        "certificaat, uitgever": "Common Name: Uitgever G3, Country: NL",
        "certificaat, serienummer (hexadecimaal)": "1A2B",
        "certificaat, geldig van": "2025-01-01T00:00:00Z",
        "certificaat, geldig tot": "2028-01-01T00:00:00Z",
        "certificaat, SHA-256": CERTIFICATE,
    }


def test_an_archive_time_stamp_has_a_time_and_no_signer() -> None:
    found = details(made(), 3)
    assert found["houder van het tijdstempel"] == "Tijdstempeldienst"
    assert found["moment van het tijdstempel"] == "2026-11-23T14:05:06Z"
    assert "houder van de digitale handtekening" not in found


def test_the_events_are_validations_by_the_officer_with_the_program() -> None:
    data = made()
    assert texts(data, "//p:eventType/@valueURI") == [
        f"{LISTS}/eventType/{code}" for code in ("val", "dig", "dig")
    ]
    assert set(texts(data, "//p:eventDateTime")) == {"2026-12-01T09:30:00Z"}
    event = "/p:premis/p:event[2]/p:linkingAgentIdentifier"
    assert texts(data, f"{event}/p:linkingAgentIdentifierValue") == [
        "R. Meijer, recordmanager",
        "delegatie 0.1",
    ]
    assert texts(data, f"{event}/p:linkingAgentRole") == ["authorizer", "executing program"]
    assert texts(data, "//p:agentName") == ["R. Meijer, recordmanager", "delegatie 0.1"]
    assert texts(data, "//p:agentType") == ["person", "software"]


def test_what_is_linked_is_there() -> None:
    data = made()
    for linked, known in (
        ("//p:linkingEventIdentifierValue", "//p:eventIdentifierValue"),
        ("//p:linkingAgentIdentifierValue", "//p:agentIdentifierValue"),
        ("//p:linkingObjectIdentifierValue", "//p:objectIdentifierValue"),
    ):
        there = texts(data, known)
        assert len(there) == len(set(there))
        assert set(texts(data, linked)) == set(there)


OUTCOMES = [
    pytest.param("gewijzigd", "ongeldig", id="changed"),
    pytest.param("wortel-onbekend", "niet vast te stellen", id="root unknown"),
]


@pytest.mark.parametrize(("code", "outcome"), OUTCOMES)
def test_a_bad_result_is_kept_with_its_reason(code: str, outcome: str) -> None:
    wrong = replace(SIGNATURE, problems=(Problem(code=code, message="Zo staat het er."),))
    data = made(replace(PIECE, signatures=(wrong,), verdict=wrong.verdict))
    assert texts(data, "//p:eventOutcome") == [outcome, outcome]
    assert texts(data, "//p:eventOutcomeDetailNote") == ["Zo staat het er."]


def test_a_paper_can_be_worse_than_its_signatures() -> None:
    assert texts(made(replace(PIECE, verdict="invalid")), "//p:eventOutcome") == [
        "ongeldig",
        "geldig",
        "geldig",
    ]


MOMENTS = [
    pytest.param({"time": None}, "niet bewezen", id="no time-stamp"),
    pytest.param(
        {"at_latest": True},
        "uiterlijk 2026-11-23T14:05:06Z, bewezen met een tijdstempel",
        id="by a time-stamp over the document",
    ),
]


@pytest.mark.parametrize(("change", "says"), MOMENTS)
def test_the_moment_of_signing_is_told_as_far_as_it_is_proven(change: dict[str, object], says: str) -> None:
    data = made(replace(PIECE, signatures=(replace(SIGNATURE, **change),)))  # type: ignore[arg-type]
    assert details(data, 2)["moment van ondertekening"] == says


def test_an_unsigned_paper_has_a_record_too() -> None:
    data = made(replace(PIECE, signatures=(), verdict="invalid"))
    assert texts(data, "//p:eventOutcome") == ["ongeldig"]
    assert texts(data, "//p:eventOutcomeDetailNote") == ["Dit papier draagt geen handtekening."]


def test_the_same_gives_the_same_bytes() -> None:
    assert made() == made()


@given(text=st.text(max_size=40))
def test_any_text_is_written_in_the_order_of_the_schema(text: str) -> None:
    wrong = Problem(code="vorm", message=text)
    signature = replace(SIGNATURE, signer=text, field=text, role=text, problems=(wrong,))
    data = made(replace(PIECE, title=text, signatures=(signature, STAMP)), officer=text)
    for element in etree.fromstring(data).iter():
        inside = [str(one.tag).removeprefix(PREMIS) for one in element]
        order = ORDER.get(str(element.tag).removeprefix(PREMIS), "").split()
        assert inside == sorted(inside, key=order.index)


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param(PIECE, id="signed"),
        pytest.param(replace(PIECE, signatures=(), verdict=None), id="unsigned"),
    ],
)
@pytest.mark.parametrize("officer", ["R. Meijer", ""])
def test_a_record_is_valid_by_the_official_schema(piece: Piece, officer: str) -> None:
    try:
        schema = schemas.premis()
    except schemas.SchemaMissing as err:
        pytest.skip(str(err))
    assert schemas.faults(schema, made(piece, officer=officer)) == []
