"""Each thing that would break PDF/A, PDF/UA or Acrobat, put in a paper on purpose, is refused before it is signed."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from pikepdf import Array, Dictionary, Name, Pdf, String

from signing import preflight
from signing.errors import DocumentRefused
from signing.plan import RESERVE_FIELDS
from tests.signing.certificates import make, rsa_key
from tests.signing.conftest import Stages, make_plan

PLAN = make_plan()
SLOT = PLAN.persons[0]
NEXT = {"gereed": 0, "uitgegeven": 1, "half": 2, "ondertekend": 3}


def spoiled(pdf: bytes, spoil: Callable[[Pdf], object], **saved: object) -> bytes:
    with Pdf.open(BytesIO(pdf)) as doc:
        spoil(doc)
        out = BytesIO()
        doc.save(out, **saved)  # type: ignore[arg-type]
    return out.getvalue()


def codes(pdf: bytes) -> set[str]:
    return {problem.code for problem in preflight.problems(pdf, SLOT)}


def field(doc: Pdf, name: str = SLOT.field) -> pikepdf.Object:
    return next(one for one in doc.Root.AcroForm.Fields if str(one.T) == name)


@pytest.mark.parametrize("stage", NEXT)
def test_a_paper_of_ours_can_be_signed_at_every_stage(stages: Stages, stage: str) -> None:
    certificate = make().certificate
    assert list(preflight.problems(stages[stage], PLAN.slots[NEXT[stage]], certificate)) == []


def drawn(content: bytes, resources: Dictionary | None = None) -> Callable[[Pdf], None]:
    """Draw `content` in the field's appearance."""

    def spoil(doc: Pdf) -> None:
        stream = doc.make_stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
        stream.Resources = resources or Dictionary()
        field(doc).AP.N = stream

    return spoil


def printed(content: bytes) -> Callable[[Pdf], None]:
    """Draw `content` on the page, of which the colours are defined nowhere any more."""

    def spoil(doc: Pdf) -> None:
        doc.pages[0].contents_add(content)
        del doc.Root.OutputIntents

    return spoil


def pictured(doc: Pdf) -> None:
    image = doc.make_stream(
        b"\0\0\0\0", Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8, ColorSpace=Name.DeviceCMYK
    )
    drawn(b"/I Do", Dictionary(XObject=Dictionary(I=image)))(doc)


def helvetica(doc: Pdf) -> Dictionary:
    return Dictionary(
        Helv=doc.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    )


def composed(doc: Pdf) -> None:
    below = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.Arial)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Arial, DescendantFonts=Array([below]))
    drawn(b"", Dictionary(Font=Dictionary(F=font)))(doc)


def within(doc: Pdf) -> None:
    """A font that is not in the file, two forms deep."""
    inner = doc.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1]))
    inner.Resources = Dictionary(Font=helvetica(doc))
    drawn(b"/X Do", Dictionary(XObject=Dictionary(X=inner)))(doc)


def certified_for_good(doc: Pdf) -> None:
    doc.Root.Perms.DocMDP.Reference[0].TransformParams.P = 1


def without_reserve(doc: Pdf) -> None:
    for fields in (doc.Root.AcroForm, "Fields"), (doc.pages[0].obj, "Annots"):
        kept = [one for one in getattr(*fields) if str(one.T) not in RESERVE_FIELDS]
        setattr(*fields, Array(kept))


SPOILED: dict[str, tuple[Callable[[Pdf], object], str]] = {
    "certified with P=1": (certified_for_good, "certificering-p1"),
    "an XFA form": (lambda doc: setattr(doc.Root.AcroForm, "XFA", String("x")), "xfa"),
    "NeedAppearances": (
        lambda doc: setattr(doc.Root.AcroForm, "NeedAppearances", True),
        "need-appearances",
    ),
    "JavaScript by name": (
        lambda doc: setattr(doc.Root, "Names", Dictionary(JavaScript=Dictionary(Names=Array()))),
        "actie",
    ),
    "an action on opening": (
        lambda doc: setattr(doc.Root, "OpenAction", Dictionary(S=Name.JavaScript, JS=String("1"))),
        "actie",
    ),
    "an action on closing": (lambda doc: setattr(doc.Root, "AA", Dictionary()), "actie"),
    "an action on a page": (lambda doc: setattr(doc.pages[0].obj, "AA", Dictionary()), "actie"),
    "an action on a field": (lambda doc: setattr(field(doc), "A", Dictionary(S=Name.URI)), "actie"),
    "no reserve fields": (without_reserve, "reservevelden"),
    "no tab order": (lambda doc: delattr(doc.pages[0].obj, "Tabs"), "tabvolgorde"),
    "tab order by rows": (lambda doc: setattr(doc.pages[0].obj, "Tabs", Name.R), "tabvolgorde"),
    "no label": (lambda doc: delattr(field(doc), "TU"), "veld-zonder-label"),
    "no tag": (lambda doc: delattr(field(doc), "StructParent"), "veld-niet-getagd"),
    "a tag that is not there": (lambda doc: setattr(field(doc), "StructParent", 9999), "veld-niet-getagd"),
    "a hidden field": (lambda doc: setattr(field(doc), "F", 4 | 2), "veld-verborgen"),
    "a field that does not print": (lambda doc: setattr(field(doc), "F", 128), "veld-verborgen"),
    "no appearance": (lambda doc: delattr(field(doc), "AP"), "veld-zonder-uiterlijk"),
    "no field": (lambda doc: setattr(field(doc), "T", String("iets-anders")), "veld-ontbreekt"),
    "a text field": (lambda doc: setattr(field(doc), "FT", Name.Tx), "veld-ontbreekt"),
    "a field that wants another form": (
        lambda doc: setattr(field(doc).SV, "SubFilter", Array([Name("/adbe.pkcs7.detached")])),
        "veld-eist-anders",
    ),
    "CMYK in a field": (drawn(b"0 0 0 1 k"), "kleur"),
    "CMYK lines in a field": (drawn(b"0 0 0 1 K"), "kleur"),
    "CMYK by colour space": (drawn(b"/DeviceCMYK cs"), "kleur"),
    "a CMYK picture in a field": (pictured, "kleur"),
    "RGB on the page without a profile": (printed(b"1 0 0 rg"), "kleur"),
    "CMYK on the page": (printed(b"0 0 0 1 k"), "kleur"),
    "a font that is not in the file, in a field": (
        lambda doc: drawn(b"", Dictionary(Font=helvetica(doc)))(doc),
        "lettertype",
    ),
    "a composed font that is not in the file": (composed, "lettertype"),
    "a font that is not in the file, forms deep": (within, "lettertype"),
    "a font that is not in the file, in the form": (
        lambda doc: setattr(doc.Root.AcroForm, "DR", Dictionary(Font=helvetica(doc))),
        "lettertype",
    ),
    "PDF 2.0 by the catalogue": (lambda doc: setattr(doc.Root, "Version", Name("/2.0")), "pdf-2"),
    "PDF 2.0 by an extension": (
        lambda doc: setattr(
            doc.Root.Extensions, "ISO_", Dictionary(BaseVersion=Name("/2.0"), ExtensionLevel=32002)
        ),
        "pdf-2",
    ),
    "PDF 2.0 by one of several extensions": (
        lambda doc: setattr(
            doc.Root.Extensions,
            "ISO_",
            Array([Dictionary(BaseVersion=Name("/1.7")), Dictionary(BaseVersion=Name("/2.0"))]),
        ),
        "pdf-2",
    ),
    "no claim to be PDF/A": (lambda doc: delattr(doc.Root, "Metadata"), "geen-pdfa"),
    "no tags": (lambda doc: delattr(doc.Root, "MarkInfo"), "niet-getagd"),
}


@pytest.mark.parametrize("case", SPOILED)
def test_what_would_break_the_document_is_refused(stages: Stages, case: str) -> None:
    spoil, code = SPOILED[case]
    assert codes(spoiled(stages["uitgegeven"], spoil)) == {code}


def test_a_higher_version_in_the_first_line_is_refused(stages: Stages) -> None:
    assert codes(spoiled(stages["uitgegeven"], lambda _: None, force_version="2.0")) == {"pdf-2"}


def test_an_encrypted_paper_is_refused(stages: Stages) -> None:
    opened = spoiled(stages["uitgegeven"], lambda _: None, encryption=pikepdf.Encryption(owner="x", user=""))
    assert "versleuteld" in codes(opened)
    closed = spoiled(stages["uitgegeven"], lambda _: None, encryption=pikepdf.Encryption(owner="x", user="y"))
    assert codes(closed) == {"versleuteld"}


BROKEN = [
    pytest.param(lambda pdf: pdf + b"<html>", "afgekapt", id="something behind it"),
    pytest.param(lambda pdf: pdf[:-20], "afgekapt", id="cut off"),
    pytest.param(lambda _: b"\xff\xd8", "geen-pdf", id="a picture"),
    pytest.param(lambda _: b"%PDF-1.7\n%%EOF", "onleesbaar", id="nothing in it"),
    pytest.param(lambda pdf: pdf.replace(b"/Pages", b"/Pagez"), "onleesbaar", id="no pages"),
]


@pytest.mark.parametrize(("spoil", "code"), BROKEN)
def test_what_is_no_whole_pdf_is_refused(stages: Stages, spoil: Callable[[bytes], bytes], code: str) -> None:
    assert codes(spoil(stages["uitgegeven"])) == {code}


def folded(size: int, times: int = 1) -> Callable[[Pdf], None]:
    """A drawing in the field that unfolds to `size` bytes, folded so many times."""

    def spoil(doc: Pdf) -> None:
        stream = doc.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
        data = b"0 g " * (size // 4)
        for _ in range(times):
            data = zlib.compress(data, 9)
        stream.write(data, filter=Array([Name.FlateDecode] * times))
        field(doc).AP.N = stream

    return spoil


def repeated(doc: Pdf) -> None:
    """One drawing that each of many pages shows ten times."""
    drawing = doc.make_indirect(doc.make_stream(b"0 g " * 250_000))
    doc.pages[0].obj.Contents = Array([drawing] * 10)


BOMBS = [
    pytest.param(folded(400_000_000), id="in a field"),
    pytest.param(folded(400_000_000, times=2), id="folded twice"),
    pytest.param(repeated, id="shown again and again"),
]


@pytest.mark.parametrize("spoil", BOMBS)
def test_a_paper_that_unfolds_without_end_is_refused_at_once(
    stages: Stages, spoil: Callable[[Pdf], object]
) -> None:
    small = spoiled(stages["uitgegeven"], spoil)
    assert len(small) < 2_000_000
    before = time.process_time()
    assert codes(small) == {"onleesbaar"}
    assert time.process_time() - before < 5


KEYS = [
    pytest.param(ed25519.Ed25519PrivateKey.generate(), id="Ed25519"),
    pytest.param(ec.generate_private_key(ec.BrainpoolP384R1()), id="Brainpool"),
    pytest.param(rsa_key(1024), id="short RSA"),
]


@pytest.mark.parametrize("key", KEYS)
def test_a_key_that_would_lift_or_weaken_the_paper_is_refused(
    stages: Stages, key: ec.EllipticCurvePrivateKey
) -> None:
    found = list(preflight.problems(stages["uitgegeven"], SLOT, make(key=key).certificate))
    assert [problem.code for problem in found] == ["algoritme"]


ALLOWED: dict[str, Callable[[Pdf], object]] = {
    "RGB with the profile that is there": drawn(b"1 0 0 rg"),
    "grey": drawn(b"0.5 g"),
    "CMYK with a default": drawn(
        b"0 0 0 1 k", Dictionary(ColorSpace=Dictionary(DefaultCMYK=Array([Name.ICCBased, Dictionary(N=4)])))
    ),
    "a view to open with": lambda doc: setattr(
        doc.Root, "OpenAction", Dictionary(S=Name.GoTo, D=Array([doc.pages[0].obj, Name.Fit]))
    ),
}


@pytest.mark.parametrize("case", ALLOWED)
def test_what_is_allowed_is_not_refused(stages: Stages, case: str) -> None:
    assert codes(spoiled(stages["uitgegeven"], ALLOWED[case])) == set()


def test_the_reasons_are_told_together_and_before_anything_is_signed(stages: Stages) -> None:
    def spoil(doc: Pdf) -> None:
        doc.Root.AcroForm.NeedAppearances = True
        doc.Root.AcroForm.XFA = String("x")

    with pytest.raises(DocumentRefused, match="«D5» wordt niet ondertekend") as refused:
        preflight.require(spoiled(stages["uitgegeven"], spoil), SLOT, title="D5")
    assert "XFA" in refused.value.message
    assert "NeedAppearances" in refused.value.message
    assert "niet gewijzigd" in refused.value.hint


def test_room_for_a_signature_is_estimated_from_its_parts() -> None:
    one, other = make(key=rsa_key(2048)).certificate, make(key=rsa_key(3072)).certificate
    alone = preflight.room(one, stamp=0)
    assert preflight.room(one, (other,), stamp=0) == alone + len(other.dump())
    assert preflight.room(one, stamp=5000) == alone + 5000
    assert preflight.too_small(alone, alone) is None
    problem = preflight.too_small(alone - 1, alone)
    assert problem is not None
    assert str(alone) in problem.message


def test_the_estimate_is_enough_for_a_real_signature(stages: Stages) -> None:
    """The largest signature of a signed paper, without the zeros that fill up its place."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    for found in PdfFileReader(BytesIO(stages["ondertekend"])).embedded_signatures:
        chain = tuple(found.other_embedded_certs)
        assert len(found.signed_data.dump()) < preflight.room(found.signer_cert, chain)
