from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf
from pyhanko.sign.validation.pdf_embedded import report_seed_value_validation

from signing import fields
from signing.errors import DocumentRefused
from signing.keys import PemSource
from signing.plan import RESERVE_FIELDS
from signing.testpki import TrialPki
from tests.signing.conftest import Stages, make_plan, typeset

PLAN = make_plan()
ANCHORS = tuple(slot.field for slot in PLAN.slots)


@pytest.fixture(scope="module")
def prepared() -> pikepdf.Pdf:
    return pikepdf.Pdf.open(BytesIO(fields.prepare(typeset(ANCHORS), PLAN)))


def widgets(doc: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    return {str(widget.T): widget for widget in doc.Root.AcroForm.Fields}


def test_every_field_of_plan_and_reserve_exists_once(prepared: pikepdf.Pdf) -> None:
    assert list(widgets(prepared)) == [*ANCHORS, *RESERVE_FIELDS]
    assert len(prepared.pages[0].Annots) == len(ANCHORS) + len(RESERVE_FIELDS)


def test_every_field_is_tagged_as_a_form(prepared: pikepdf.Pdf) -> None:
    tree = dict(fields._parent_tree(prepared.Root.StructTreeRoot.ParentTree))
    for widget in widgets(prepared).values():
        element = tree[int(widget.StructParent)]
        assert pikepdf.Name.Form == element.S
        assert element.K.Obj == widget
    assert prepared.pages[0].Tabs == pikepdf.Name.S


def test_every_field_is_found_by_its_identifier(prepared: pikepdf.Pdf) -> None:
    tree = pikepdf.NameTree(prepared.Root.StructTreeRoot.IDTree)
    for name, widget in widgets(prepared).items():
        assert tree[f"veld:{name}"].K.Obj == widget


def test_every_field_speaks_dutch_and_prints(prepared: pikepdf.Pdf) -> None:
    found = widgets(prepared)
    assert str(found["bedrijfsarts"].TU) == "Handtekening van A.M. de Vries (bedrijfsarts)"
    assert str(found["zegel_sluiting"].TU) == "Zegel bij sluiting van Arbodienst De Dieze B.V."
    assert {int(widget.F) for widget in found.values()} == {132}
    assert not {"/A", "/Border", "/Contents"} & {key for w in found.values() for key in w.keys()}  # noqa: SIM118


def test_fields_with_an_area_have_an_appearance(prepared: pikepdf.Pdf) -> None:
    for name, widget in widgets(prepared).items():
        assert ("/AP" in widget) == (name not in RESERVE_FIELDS)


def test_the_closing_seal_locks_all_but_the_reserve_fields(prepared: pikepdf.Pdf) -> None:
    lock = widgets(prepared)["zegel_sluiting"].Lock
    assert lock.Action == pikepdf.Name.Exclude
    assert [str(name) for name in lock.Fields] == list(RESERVE_FIELDS)
    assert "/P" not in lock


@pytest.mark.parametrize("name", ANCHORS)
def test_a_signature_field_tells_other_programs_what_it_takes(prepared: pikepdf.Pdf, name: str) -> None:
    taken = widgets(prepared)[name].SV
    assert taken.is_indirect
    assert [str(one) for one in taken.SubFilter] == ["/ETSI.CAdES.detached"]
    assert int(taken.Ff) == 2  # the form is a demand
    assert [str(one) for one in taken.Cert.KeyUsage] == ["X1XXXXXXX", "1XXXXXXXX"]
    assert int(taken.Cert.Ff) == 32
    assert int(taken.MDP.P) == (2 if name == "zegel_uitgifte" else 0)


@pytest.mark.parametrize("name", RESERVE_FIELDS)
def test_a_reserve_field_takes_a_time_stamp_only(prepared: pikepdf.Pdf, name: str) -> None:
    taken = widgets(prepared)[name].SV
    assert ([str(one) for one in taken.SubFilter], int(taken.Ff)) == (["/ETSI.RFC3161"], 2)
    assert "/MDP" not in taken


def test_no_seed_value_names_an_address(prepared: pikepdf.Pdf) -> None:
    """A program that signs must not be sent to a service by a document."""
    assert not [w for w in widgets(prepared).values() if {"/TimeStamp", "/URL"} & {*w.SV.keys()}]


WRONG_USE = {
    "not PAdES": ("taakgedelegeerde", {"subfilter": SigSeedSubFilter.ADOBE_PKCS7_DETACHED}, "subfilter"),
    "certifies in a person's field": (
        "taakgedelegeerde",
        {"subfilter": SigSeedSubFilter.PADES, "certify": True},
        "approval",
    ),
    "does not certify in the issue field": (
        "zegel_uitgifte",
        {"subfilter": SigSeedSubFilter.PADES},
        "certification",
    ),
    "certifies without room for the others": (
        "zegel_uitgifte",
        {
            "subfilter": SigSeedSubFilter.PADES,
            "certify": True,
            "docmdp_permissions": MDPPerm.NO_CHANGES,
        },
        "MDP policy",
    ),
}


@pytest.mark.parametrize("case", WRONG_USE)
def test_another_program_that_heeds_seed_values_cannot_go_wrong(case: str, pki: TrialPki) -> None:
    field, chosen, says = WRONG_USE[case]
    certificate, key = pki.keys["B. Jansen"]
    signer = PemSource(certificate_path=certificate, key_path=key, ask=lambda _: "").unlock().signer
    writer = IncrementalPdfFileWriter(BytesIO(fields.prepare(typeset(ANCHORS), PLAN)))
    with pytest.raises(SigningError, match=says):
        sign_pdf(writer, PdfSignatureMetadata(field_name=field, **chosen), signer)  # type: ignore[arg-type]


def test_our_own_signatures_heed_the_seed_values(stages: Stages) -> None:
    signatures = PdfFileReader(BytesIO(stages["verzegeld"])).embedded_regular_signatures
    assert len(signatures) == len(PLAN.slots)
    for one in signatures:
        found = report_seed_value_validation(one, None, timestamp_found=True)  # type: ignore[arg-type]
        assert found == {"has_seed_values": True, "seed_value_constraint_error": None}


def test_the_first_seal_need_not_lift_the_version() -> None:
    """LibreOffice writes 1.6 where nothing newer is in the file; a seal that lifts it changes the catalog."""
    plan = make_plan()
    older = typeset(tuple(slot.field for slot in plan.slots)).replace(b"%PDF-1.7", b"%PDF-1.4", 1)
    assert fields.prepare(older, plan).startswith(b"%PDF-1.7")


def test_the_same_input_gives_the_same_bytes() -> None:
    pdf = typeset(ANCHORS)
    assert fields.prepare(pdf, PLAN) == fields.prepare(pdf, PLAN)


def test_a_pdf_that_is_open_already_gives_the_same_bytes_and_stays_open() -> None:
    pdf = typeset(ANCHORS)
    with pikepdf.Pdf.open(BytesIO(pdf)) as opened:
        assert fields.prepare(opened, PLAN) == fields.prepare(pdf, PLAN)
        assert opened.pages


WRONG = {
    "an anchor is missing": (ANCHORS[:-1], "ontbreekt: zegel_sluiting"),
    "an anchor is unknown": ((*ANCHORS, "werkgever"), "te veel: werkgever"),
    "an anchor stands twice": ((*ANCHORS, ANCHORS[0]), "tweemaal"),
}


@pytest.mark.parametrize("case", WRONG)
def test_anchors_that_do_not_fit_the_plan_are_refused(case: str) -> None:
    names, says = WRONG[case]
    with pytest.raises(DocumentRefused, match=says):
        fields.prepare(typeset(names), PLAN)
