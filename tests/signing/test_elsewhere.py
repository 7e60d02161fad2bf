"""A PDF that another program signed: taken when it is the very paper with one signature more, else refused by name."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter

from signing import elsewhere, sign
from signing.elsewhere import Accepted, accept
from signing.errors import DocumentRefused, KeyFailed, SealingError, ServiceFailed, WrongTurn
from signing.increment import Services
from signing.plan import Pin
from signing.timestamp import service
from tests.foreign import (
    EMBEDDED_FONT,
    Mischief,
    acrobat,
    annotated,
    informed,
    painted,
    program,
    pyhanko,
    resaved,
    with_validation_data,
)
from tests.signing.conftest import Desk, make_plan

FIELD, HOLDER = "taakgedelegeerde", "B. Jansen"
LEVELS = {
    "B-LT": ("--timestamp-url", "{tsa}", "--with-validation-info", "--trust", "{root}", "--trust-replace"),
    "B-T": ("--timestamp-url", "{tsa}"),
    "B-B": (),
}


def taken(desk: Desk, before: bytes, returned: bytes, role: str = FIELD) -> Accepted:
    made = accept(desk.paper(before), returned, role, desk.services, clock=sign.now)
    desk.made.append((made.pdf, False))
    return made


def by_command(desk: Desk, pdf: bytes, level: str, folder: Path, *more: str) -> bytes:
    options = [one.format(tsa=desk.pki.tsa_url, root=desk.pki.root) for one in LEVELS[level]]
    return pyhanko(pdf, FIELD, HOLDER, desk.pki, folder, "--use-pades", *options, *more)


@pytest.mark.parametrize("level", LEVELS)
def test_a_pdf_signed_with_pyhankos_own_command_is_taken_back(
    level: str, desk: Desk, stages: dict[str, bytes], tmp_path: Path
) -> None:
    """What the command gave less than B-LT is added; the paper then goes its way and is sealed."""
    before = stages["uitgegeven"]
    returned = by_command(desk, before, level, tmp_path, *EMBEDDED_FONT)
    made = taken(desk, before, returned)
    assert made.pdf.startswith(returned)
    assert (made.slot.field, made.program) == (FIELD, "pyHanko CLI")
    mine = [one for one in desk.verify(made.pdf, sealed=False).signatures if one.field == FIELD]
    assert [one.level for one in mine] == ["B-LTA" if level == "B-B" else "B-LT"]
    sealed = desk.close(desk.approve(made.pdf, "bedrijfsarts"))
    assert {one.level for one in desk.verify(sealed).signatures} == {"B-LTA", ""}
    reader = PdfFileReader(BytesIO(sealed))
    last = reader.xrefs.total_revisions - 1
    stores = [reader.get_historical_resolver(revision).root["/DSS"] for revision in (last - 1, last)]
    stored = [len(store["/VRI"]) if "/VRI" in store else 0 for store in stores]
    assert stored[0] < stored[1], "EU DSS calls the closing seal B-T where no validation data follow it"


def test_a_stamp_whose_font_is_not_in_the_file_is_refused(
    desk: Desk, stages: dict[str, bytes], tmp_path: Path
) -> None:
    """That is pyHanko's default: it would end PDF/A."""
    returned = by_command(desk, stages["uitgegeven"], "B-T", tmp_path)
    with pytest.raises(DocumentRefused, match="Lettertype niet ingesloten: Courier") as caught:
        taken(desk, stages["uitgegeven"], returned)
    assert "--voorbereiden" in caught.value.hint


def signed(desk: Desk, pdf: bytes, field: str = FIELD, holder: str = HOLDER, **how: object) -> bytes:
    values: dict[str, object] = {"stamper": desk.services.timestamper} | how
    return program(pdf, field, desk.key(holder), **values)  # type: ignore[arg-type]


def test_what_acrobat_and_dss_write_is_taken(desk: Desk, stages: dict[str, bytes]) -> None:
    """A signature with notes of saving, then a DSS with VRI in a revision of its own."""
    returned = signed(desk, stages["uitgegeven"], mischief=acrobat, name="Adobe Acrobat")
    returned = with_validation_data(returned, desk.trust)
    assert desk.verify(returned, sealed=False).verdict == "valid"
    made = taken(desk, stages["uitgegeven"], returned)
    assert made.pdf.startswith(returned)
    assert made.program == "Adobe Acrobat"


def test_a_program_that_writes_cross_reference_streams_is_taken(desk: Desk, stages: dict[str, bytes]) -> None:
    def compressed(writer: object) -> None:
        writer.stream_xrefs = True  # type: ignore[attr-defined]

    returned = signed(desk, stages["uitgegeven"], mischief=compressed)
    assert b"/Type /XRef" in returned[len(stages["uitgegeven"]) :]
    assert taken(desk, stages["uitgegeven"], returned).pdf.startswith(returned)


def test_the_second_signer_may_use_another_program_too(desk: Desk, stages: dict[str, bytes]) -> None:
    made = taken(desk, stages["uitgegeven"], signed(desk, stages["uitgegeven"]))
    second = signed(desk, made.pdf, "bedrijfsarts", "A.M. de Vries", name="DSS")
    assert taken(desk, made.pdf, second, "bedrijfsarts").program == "DSS"


def heedless(writer: IncrementalPdfFileWriter) -> None:
    """Be a program that does not look at what a field asks for (/SV)."""
    for field in writer.root["/AcroForm"]["/Fields"]:
        field.get_object().pop("/SV", None)


def both(desk: Desk, pdf: bytes) -> bytes:
    return signed(desk, signed(desk, pdf), "bedrijfsarts", "A.M. de Vries")


def rewritten(_: Desk, pdf: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as doc:
        doc.save(out)
    return out.getvalue()


def under(mischief: Mischief) -> Callable[[Desk, bytes], bytes]:
    return lambda desk, pdf: signed(desk, pdf, mischief=mischief)


def after(mischief: Mischief) -> Callable[[Desk, bytes], bytes]:
    return lambda desk, pdf: resaved(signed(desk, pdf), mischief)


def lta(desk: Desk, pdf: bytes) -> bytes:
    """Put an archive time-stamp in the field that is kept for the organisation's."""
    from signing.increment import single, stamp_archives

    return single(stamp_archives([signed(desk, pdf)], ["archieftijdstempel_1"], desk.services))


MISUSE: dict[str, tuple[Callable[[Desk, bytes], bytes], type[SealingError], str]] = {
    "not signed at all": (lambda _, pdf: pdf, DocumentRefused, "kwam terug zoals het ging"),
    "an earlier state": (lambda desk, _: desk.pdf, DocumentRefused, "in een oudere stand"),
    "a stale copy": (lambda desk, _: signed(desk, desk.pdf), DocumentRefused, "veranderd sinds deze kopie"),
    "written anew": (rewritten, DocumentRefused, "heeft de PDF opnieuw geschreven"),
    "another document": (
        lambda _, pdf: pdf.replace(b"B. Jansen", b"B. Hansen", 1) + b"meer",
        DocumentRefused,
        "heeft de PDF opnieuw geschreven",
    ),
    "cut off": (lambda desk, pdf: signed(desk, pdf)[:-400], DocumentRefused, "houdt midden in de PDF op"),
    "another field": (
        lambda desk, pdf: signed(desk, pdf, "bedrijfsarts"),
        WrongTurn,
        r"in het veld «Handtekening van A\.M\. de Vries \(bedrijfsarts\)»",
    ),
    "two fields": (both, DocumentRefused, "meer dan één veld ingevuld"),
    "a field of the archive": (lta, DocumentRefused, "meer dan één veld ingevuld: .*Archieftijdstempel"),
    "a field of its own": (
        lambda desk, pdf: signed(desk, pdf, "Signature1", new_field=True),
        DocumentRefused,
        r"heeft een veld toegevoegd \(Signature1\)",
    ),
    "only saved": (lambda _, pdf: resaved(pdf, acrobat), DocumentRefused, "geen handtekening bij gekomen"),
    "the wrong person": (
        lambda desk, pdf: signed(desk, pdf, holder="C. Bakker"),
        WrongTurn,
        r"staat op naam van C\. Bakker",
    ),
    "a form that is not PAdES": (
        lambda desk, pdf: signed(desk, pdf, form=SigSeedSubFilter.ADOBE_PKCS7_DETACHED, mischief=heedless),
        DocumentRefused,
        r"de vorm «adbe\.pkcs7\.detached»",
    ),
    "an annotation with the signature": (under(annotated), DocumentRefused, "veranderd dat niet mocht"),
    "an annotation after the signature": (after(annotated), DocumentRefused, "veranderd dat niet mocht"),
    "the page painted over": (under(painted), DocumentRefused, "veranderd dat niet mocht"),
    "another title": (under(informed(Title="Iets anders")), DocumentRefused, "veranderd dat niet mocht"),
    "another title afterwards": (after(informed(Title="Iets")), DocumentRefused, "veranderd dat niet mocht"),
    "the mark of another dossier": (
        under(informed(Kenmerk="DLG-2026-0043")),
        DocumentRefused,
        "veranderd dat niet mocht",
    ),
}


@pytest.mark.parametrize("case", MISUSE)
def test_anything_else_is_refused_with_its_reason(case: str, desk: Desk, stages: dict[str, bytes]) -> None:
    make, error, says = MISUSE[case]
    with pytest.raises(error, match=says) as caught:
        taken(desk, stages["uitgegeven"], make(desk, stages["uitgegeven"]))
    assert caught.value.hint


def test_a_program_that_lifts_the_file_to_pdf_2_is_refused(desk: Desk) -> None:
    desk.plan = make_plan(persons=((FIELD, "Els Elliptisch", Pin()),))
    desk.pdf = fresh(desk)
    issued = desk.issue(desk.pdf)
    with pytest.raises(DocumentRefused, match=r"PDF 2\.0"):
        taken(desk, issued, signed(desk, issued, holder="Els Elliptisch"))


def test_a_revoked_certificate_is_refused(desk: Desk) -> None:
    from tests.conftest import REVOKED

    desk.plan = make_plan(persons=((FIELD, REVOKED, Pin()),))
    desk.pdf = fresh(desk)
    issued = desk.issue(desk.pdf)
    with pytest.raises((KeyFailed, DocumentRefused), match="ingetrokken"):
        taken(desk, issued, signed(desk, issued, holder=REVOKED))


def test_a_trial_certificate_signs_no_real_paper(desk: Desk, stages: dict[str, bytes]) -> None:
    returned = signed(desk, stages["uitgegeven"])
    desk.plan = make_plan(test=False)
    with pytest.raises(DocumentRefused, match="geen proef"):
        taken(desk, stages["uitgegeven"], returned)


@pytest.mark.parametrize("stamped", [True, False], ids=["stamped", "not stamped"])
def test_without_a_service_nothing_is_taken_that_lacks_something(
    *, stamped: bool, desk: Desk, stages: dict[str, bytes]
) -> None:
    stamper = desk.services.timestamper if stamped else None
    returned = signed(desk, stages["uitgegeven"], stamper=stamper)
    down = Services(timestamper=service("http://127.0.0.1:9/tsa"), trust=desk.trust)
    paper = desk.paper(stages["uitgegeven"])
    if stamped:  # the time-stamp is there, and who revokes still answers
        assert accept(paper, returned, FIELD, down, clock=sign.now).pdf.startswith(returned)
        return
    with pytest.raises(ServiceFailed, match="zonder tijdstempel, en dat kan niet worden aangevuld"):
        accept(paper, returned, FIELD, down, clock=sign.now)


def test_a_lower_level_is_registered_where_that_is_the_policy(desk: Desk, stages: dict[str, bytes]) -> None:
    returned = signed(desk, stages["uitgegeven"], stamper=None)
    down = Services(timestamper=service("http://127.0.0.1:9/tsa"), trust=desk.trust, policy="registreer")
    made = accept(desk.paper(stages["uitgegeven"]), returned, FIELD, down, clock=sign.now)
    report = desk.verify(made.pdf, sealed=False)
    assert report.liftable
    assert [one.level for one in report.signatures if one.field == FIELD] == ["B-B"]


def test_what_a_program_calls_itself_is_cut_to_a_line(desk: Desk, stages: dict[str, bytes]) -> None:
    returned = signed(desk, stages["uitgegeven"], name="Een\x7fnaam " + 300 * "x")
    made = taken(desk, stages["uitgegeven"], returned)
    assert made.program.startswith("Eennaam x")
    assert len(made.program) == elsewhere._LONGEST_NAME


def fresh(desk: Desk) -> bytes:
    from signing import fields
    from tests.signing.conftest import typeset

    return fields.prepare(typeset(tuple(slot.field for slot in desk.plan.slots)), desk.plan)
