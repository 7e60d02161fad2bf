from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from signing import fields
from signing.errors import DocumentRefused
from signing.plan import RESERVE_FIELDS
from tests.signing.conftest import make_plan, typeset

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


def test_the_same_input_gives_the_same_bytes() -> None:
    pdf = typeset(ANCHORS)
    assert fields.prepare(pdf, PLAN) == fields.prepare(pdf, PLAN)


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
