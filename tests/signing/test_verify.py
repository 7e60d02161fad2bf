from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Pdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing import fields
from signing.plan import Pin
from signing.policy import Trust, load_trust
from tests.signing.conftest import Desk, make_plan, typeset

Harm = Callable[[bytes], bytes]


def altered_page(pdf: bytes) -> bytes:
    """Append a revision that paints over the first page."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    paint = generic.StreamObject(stream_data=b"q 1 0 0 rg 50 700 300 60 re f Q")
    writer.add_stream_to_page(0, writer.add_object(paint))
    return written(writer)


def altered_title(pdf: bytes) -> bytes:
    """Append a revision that changes the document information only."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.trailer["/Info"].get_object()["/Title"] = generic.pdf_string("Andere titel")
    writer.update_container(writer.trailer["/Info"].get_object())
    return written(writer)


def emptied_field(pdf: bytes) -> bytes:
    """Append a revision that takes the value out of a signed field."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    for reference in writer.root["/AcroForm"]["/Fields"]:
        widget = reference.get_object()
        if widget["/T"] == "taakgedelegeerde":
            del widget["/V"]
            writer.update_container(widget)
    return written(writer)


def written(writer: IncrementalPdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def flipped_content(pdf: bytes) -> bytes:
    """Turn one bit in the compressed content of the first page."""
    with Pdf.open(BytesIO(pdf)) as doc:
        content = doc.pages[0].Contents.read_raw_bytes()
    place = pdf.index(content) + len(content) // 2
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def without_last_revision(pdf: bytes) -> bytes:
    """Cut the file back to the end of the revision before the last."""
    ends = [match.end() for match in re.finditer(rb"%%EOF\n?", pdf)]
    return pdf[: ends[-2]]


HARMS: dict[str, tuple[Harm, set[str]]] = {
    "one letter of text changed": (lambda p: p.replace(b"B. Jansen", b"B. Hansen", 1), {"gewijzigd"}),
    "one bit of the page's content": (flipped_content, {"gewijzigd"}),
    "a page altered in an appended revision": (altered_page, {"wijziging-na-ondertekening", "niet-gedekt"}),
    "a title altered in an appended revision": (altered_title, {"niet-gedekt"}),
    "a signature taken out": (emptied_field, {"niet-gedekt", "onvolledig"}),
    "the archive time-stamp cut off": (without_last_revision, {"onvolledig"}),
    "the closing seal cut off too": (
        lambda p: without_last_revision(without_last_revision(p)),
        {"onvolledig"},
    ),
    "cut off in the middle": (lambda p: p[:-100], {"afgekapt"}),
    "bytes after the end": (lambda p: p + b"\nmeer", {"afgekapt"}),
    "an empty revision after the end": (lambda p: p + b"\n%%EOF\n", {"niet-gedekt"}),
    "not a PDF": (lambda _: b"Geachte heer", {"geen-pdf"}),
    "nothing at all": (lambda _: b"", {"geen-pdf"}),
}


@pytest.mark.parametrize("case", HARMS)
def test_harm_is_found_and_named(case: str, desk: Desk, stages: dict[str, bytes]) -> None:
    harm, codes = HARMS[case]
    report = desk.verify(harm(stages["verzegeld"]))
    assert report.verdict == "invalid"
    assert codes <= {problem.code for problem in report.reasons}


def test_nobody_is_blamed_for_bytes_that_were_damaged(desk: Desk, stages: dict[str, bytes]) -> None:
    """The text was changed by whoever had the file: the seal that was set on it did not do so."""
    pdf = stages["verzegeld"]
    place = pdf.index(b"stream") + 40
    damaged = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
    codes = {problem.code for problem in desk.verify(damaged).reasons}
    assert "gewijzigd" in codes
    assert "gewijzigd-bij-uitgifte" not in codes


STAGES = {
    "gereed": {"niet-ondertekend"},
    "uitgegeven": {"onvolledig"},
    "half": {"onvolledig"},
    "ondertekend": {"onvolledig"},
    "verzegeld": set(),
}


@pytest.mark.parametrize("stage", STAGES)
def test_only_a_sealed_document_is_valid(stage: str, desk: Desk, stages: dict[str, bytes]) -> None:
    report = desk.verify(stages[stage])
    assert {problem.code for problem in report.reasons} == STAGES[stage]
    assert (report.verdict == "valid") == (stage == "verzegeld")


def test_what_is_missing_is_named(desk: Desk, stages: dict[str, bytes]) -> None:
    messages = [problem.message for problem in desk.verify(stages["half"]).reasons]
    assert "Nog niet getekend: Handtekening van A.M. de Vries (bedrijfsarts)." in messages


@pytest.mark.parametrize("root", ["none", "another"])
def test_an_unknown_root_leaves_the_verdict_open(
    root: str, desk: Desk, stages: dict[str, bytes], other_root: Path
) -> None:
    trust = Trust() if root == "none" else load_trust([other_root])
    report = desk.verify(stages["verzegeld"], trust=trust)
    assert report.verdict == "indeterminate"
    assert {problem.code for problem in report.reasons} == {"wortel-onbekend"}


def test_harm_outweighs_an_unknown_root(desk: Desk, stages: dict[str, bytes]) -> None:
    report = desk.verify(altered_page(stages["verzegeld"]), trust=Trust())
    assert report.verdict == "invalid"


DELEGATE, PHYSICIAN, EMPLOYER = (
    ("taakgedelegeerde", "B. Jansen", Pin()),
    ("bedrijfsarts", "A.M. de Vries", Pin()),
    ("werkgever", "C. Bakker", Pin()),
)
STRANGER = ("taakgedelegeerde", "C. Bakker", Pin())
PINNED = ("taakgedelegeerde", "B. Jansen", Pin(sha256="0" * 64))
PLANS = {
    "another person": (make_plan(persons=(STRANGER, PHYSICIAN)), "verkeerde-persoon"),
    "another organisation": (make_plan(organisation="Een ander B.V."), "verkeerde-persoon"),
    "a pinned certificate": (make_plan(persons=(PINNED, PHYSICIAN)), "verkeerde-persoon"),
    "one person more": (make_plan(persons=(EMPLOYER, DELEGATE, PHYSICIAN)), "veld-ontbreekt"),
    "one person fewer": (make_plan(persons=(DELEGATE,)), "veld-onbekend"),
    "another order": (make_plan(persons=(PHYSICIAN, DELEGATE)), "volgorde"),
}


@pytest.mark.parametrize("case", PLANS)
def test_the_plan_is_held_against_the_file(case: str, desk: Desk, stages: dict[str, bytes]) -> None:
    other, code = PLANS[case]
    report = desk.verify(stages["verzegeld"], plan=other)
    assert report.verdict == "invalid"
    assert code in {problem.code for problem in report.reasons}


def test_another_document_of_the_same_signers_is_not_this_one(desk: Desk, stages: dict[str, bytes]) -> None:
    other = fields.prepare(typeset(tuple(s.field for s in desk.plan.slots), title="Iets anders"), desk.plan)
    desk.pdf = other
    report = desk.verify(stages["verzegeld"])
    assert [problem.code for problem in report.reasons] == ["ander-document"]


def test_a_file_alone_knows_its_signers(desk: Desk) -> None:
    """The labels that the organisation certified name B. Jansen; somebody signs with another name."""
    certified = desk.plan
    desk.plan = make_plan(persons=(STRANGER, PHYSICIAN))
    signed = desk.approve(desk.issue(desk.pdf), "taakgedelegeerde")
    alone = desk.verify(signed, plan=None, origin=None, sealed=False)
    assert alone.verdict == "indeterminate"
    assert [problem.code for problem in alone.reasons] == ["persoon-onbekend"]
    in_dossier = desk.verify(signed, plan=certified, sealed=False)
    assert [problem.code for problem in in_dossier.reasons] == ["verkeerde-persoon"]


def test_a_file_of_another_program_is_not_judged_complete(desk: Desk, stages: dict[str, bytes]) -> None:
    foreign = stages["verzegeld"].replace(b"Zegel bij uitgifte", b"Signature of thing")
    report = desk.verify(foreign, plan=None, origin=None)
    assert "niet-getoetst" in {problem.code for problem in report.reasons}


def test_a_file_alone_is_judged_by_its_own_fields(desk: Desk, stages: dict[str, bytes]) -> None:
    assert desk.verify(stages["verzegeld"], plan=None, origin=None).verdict == "valid"
    assert desk.verify(stages["half"], plan=None, origin=None).verdict == "invalid"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_flipped_bit_is_valid_within_what_is_signed(
    data: st.DataObject, desk: Desk, stages: dict[str, bytes]
) -> None:
    """The unsigned gap of /Contents is left out: there a flip can be meaningless (design 5.9)."""
    pdf = stages["verzegeld"]
    gaps = [match.span() for match in re.finditer(rb"/Contents ?<[0-9a-fA-F]{1000,}>", pdf)]
    place = data.draw(st.integers(0, len(pdf) - 8))
    if any(start <= place < end for start, end in gaps):
        return
    bit = data.draw(st.integers(0, 7))
    harmed = pdf[:place] + bytes([pdf[place] ^ (1 << bit)]) + pdf[place + 1 :]
    assert desk.verify(harmed).verdict != "valid"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_hostile_signatures_never_escape_as_an_exception(
    data: st.DataObject, desk: Desk, stages: dict[str, bytes]
) -> None:
    pdf = stages["half"]
    gaps = [match.span() for match in re.finditer(rb"/Contents ?<[0-9a-fA-F]{1000,}>", pdf)]
    start, end = data.draw(st.sampled_from(gaps))
    place = data.draw(st.integers(start + 12, end - 2))
    harmed = pdf[:place] + data.draw(st.sampled_from([b"0", b"f", b"8", b"3"])) + pdf[place + 1 :]
    found, sound = desk.verify(harmed, sealed=False), desk.verify(pdf, sealed=False)
    # A digit in the unsigned padding may change nothing; then what is told must be unchanged as well.
    assert found == sound or found.verdict != "valid"


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=st.binary(max_size=400))
def test_junk_is_never_valid(junk: bytes, desk: Desk) -> None:
    assert desk.verify(b"%PDF-1.7\n" + junk + b"\n%%EOF\n").verdict == "invalid"
