"""A file that is not ours: it may add a field when it is signed, and nothing else more than ours."""

from __future__ import annotations

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from signing import sign
from signing.report import Report
from signing.verify import verify
from tests.foreign import Mischief, informed, painted, program, resaved
from tests.signing.conftest import Desk, typeset

BLANK_PAPER, OVER_THE_TITLE = (100, 300, 300, 360), (60, 740, 260, 800)


def with_field(
    name: str, box: tuple[int, int, int, int] | None = None, more: Mischief | None = None
) -> Mischief:
    """Make the field of a signature in the revision of that signature, as Acrobat does."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        append_signature_field(writer, SigFieldSpec(name, box=box))
        if more:
            more(writer)

    return change


def signed(desk: Desk, pdf: bytes, name: str, holder: str, mischief: Mischief) -> bytes:
    stamper = desk.services.timestamper
    return program(pdf, name, desk.key(holder), stamper=stamper, mischief=mischief, notes=False)


def judged(desk: Desk, pdf: bytes) -> Report:
    return verify(pdf, trust=desk.trust, at=sign.now())


def twice(desk: Desk, mischief: Mischief) -> Report:
    first = signed(desk, typeset(()), "Signature1", "B. Jansen", with_field("Signature1", BLANK_PAPER))
    return judged(desk, signed(desk, first, "Signature2", "A.M. de Vries", mischief))


@pytest.mark.parametrize(
    ("mischief", "verdict"),
    [
        pytest.param(with_field("Signature2"), "indeterminate", id="a field that is not seen"),
        pytest.param(
            with_field("Signature2", (100, 200, 300, 260)), "indeterminate", id="a field on blank paper"
        ),
        pytest.param(with_field("Signature2", None, painted), "invalid", id="a page that is painted over"),
        pytest.param(with_field("Signature2", None, informed(Title="Anders")), "invalid", id="another title"),
    ],
)
def test_a_field_may_come_with_its_signature(mischief: Mischief, verdict: str, desk: Desk) -> None:
    report = twice(desk, mischief)
    assert report.verdict == verdict, report.reasons
    assert len(report.signatures) == 2
    assert "niet-getoetst" in {problem.code for problem in report.reasons}


def test_a_stamp_over_what_stood_there_is_told(desk: Desk) -> None:
    report = twice(desk, with_field("Signature2", OVER_THE_TITLE))
    assert report.verdict != "valid"
    assert {"beeld-onbekend", "beeld-gewijzigd"} & {problem.code for problem in report.reasons}


def test_a_draft_may_have_grown_before_it_was_signed(desk: Desk) -> None:
    drafted = resaved(resaved(typeset(()), painted), informed(Title="Concept"))
    report = judged(desk, signed(desk, drafted, "Signature1", "B. Jansen", with_field("Signature1")))
    assert report.verdict == "indeterminate", report.reasons
