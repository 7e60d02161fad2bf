"""What a signature leaves out of its range, and what it says of when and by whom: read from bytes as they stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from asn1crypto import cms, tsp
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing import embedded
from tests.attacks.forge import changed_cms, gap, signature, with_gap
from tests.signing.conftest import Desk, Stages

FIELD, STAMP = "taakgedelegeerde", "archieftijdstempel_1"
Fill = Callable[[bytes], bytes]


def padded(end: bytes) -> Fill:
    return lambda place: place[: -len(end) - 1] + end + b">"


FILLINGS = [
    pytest.param(lambda place: place, True, id="as it was"),
    pytest.param(lambda place: place.upper(), True, id="in capitals"),
    pytest.param(padded(b"01"), False, id="a byte behind the CMS"),
    pytest.param(lambda place: place[:-3] + b">  ", False, id="spaces behind the bracket"),
    pytest.param(lambda place: place[:-4] + b">%ab", False, id="a comment behind the bracket"),
    pytest.param(lambda place: b" " + place[:-2] + b">", False, id="a space before the bracket"),
    pytest.param(lambda place: place[:-2] + b"\n>", False, id="an end of line among the digits"),
]


@pytest.mark.parametrize(("fill", "whole"), FILLINGS)
def test_only_the_signature_itself_may_stand_in_its_place(fill: Fill, whole: object, stages: Stages) -> None:
    pdf = stages["half"]
    start, end = gap(pdf, FIELD)
    made = with_gap(pdf, FIELD, fill(pdf[start:end]))
    assert embedded.leaves_out_itself(signature(made, FIELD)) is whole


class Ranged:
    """A signature that says of itself that it covers other bytes."""

    def __init__(self, emb: EmbeddedPdfSignature, byte_range: list[object]) -> None:
        self.byte_range, self.reader, self.pkcs7_content = byte_range, emb.reader, emb.pkcs7_content


@pytest.mark.parametrize(
    ("place", "value"),
    [
        pytest.param(0, 1, id="begins later"),
        pytest.param(0, -1, id="begins before"),
        pytest.param(1, 0, id="nothing before itself"),
        pytest.param(2, 0, id="overlaps"),
        pytest.param(3, -5, id="a negative length"),
        pytest.param(3, 99_999_999, id="beyond the end"),
    ],
)
def test_a_range_that_cannot_be_is_refused(place: int, value: int, stages: Stages) -> None:
    emb = signature(stages["half"], FIELD)
    number = type(emb.byte_range[0])
    numbers = [number(int(one)) for one in emb.byte_range]
    assert embedded.leaves_out_itself(Ranged(emb, list(numbers)))  # type: ignore[arg-type]
    numbers[place] = number(value)
    assert not embedded.leaves_out_itself(Ranged(emb, list(numbers)))  # type: ignore[arg-type]


def test_numbers_that_are_no_integers_are_refused(stages: Stages) -> None:
    emb = signature(stages["half"], FIELD)
    loose: list[object] = [float(one) for one in emb.byte_range]
    assert not embedded.leaves_out_itself(Ranged(emb, loose))  # type: ignore[arg-type]


def test_of_several_time_stamps_the_latest_counts(stages: Stages, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever signs with a revoked key would like to have done so earlier."""
    emb = signature(stages["half"], FIELD)
    (real,) = embedded.times(emb)
    early = tsp.TSTInfo.load(real.dump())
    early["gen_time"] = datetime(2020, 1, 1, tzinfo=UTC)
    for order in ((early, real), (real, early)):
        monkeypatch.setattr(embedded, "times", lambda _, told=order: told)
        assert embedded.stamped_at(emb) == real["gen_time"].native


def test_without_a_time_stamp_there_is_no_time(stages: Stages) -> None:
    def bare(signed: cms.SignedData) -> None:
        info = signed["signer_infos"][0]
        kept = (
            "version",
            "sid",
            "digest_algorithm",
            "signed_attrs",
            "signature_algorithm",
            "signature",
        )
        signed["signer_infos"] = [cms.SignerInfo({name: info[name] for name in kept})]

    made = changed_cms(stages["half"], FIELD, bare)
    assert embedded.stamped_at(signature(made, FIELD)) is None


def test_a_certificate_that_is_not_carried_is_nobodys(desk: Desk, stages: Stages) -> None:
    def bare(signed: cms.SignedData) -> None:
        signed["certificates"] = []

    assert embedded.signer(signature(stages["half"], FIELD)) is not None
    made = changed_cms(stages["half"], FIELD, bare)
    assert embedded.signer(signature(made, FIELD)) is None
    report = desk.verify(made, sealed=False)
    assert report.verdict == "invalid"
    assert [one.signer for one in report.signatures] == ["Arbodienst De Dieze B.V.", ""]


def test_a_sealed_paper_stands_as_it_should(stages: Stages) -> None:
    for field in (FIELD, STAMP):
        assert [*embedded.problems(signature(stages["verzegeld"], field))] == []
