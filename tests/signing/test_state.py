"""How far a document is, read from the document itself."""

from __future__ import annotations

import zlib
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Name, Pdf

from signing.errors import DocumentRefused, WrongTurn
from signing.plan import Pin
from signing.state import attachments, filled_fields, require_turn, state
from tests.signing.conftest import Stages, make_plan

PLAN = make_plan()
STAGES = {
    "gereed": ("gereed", [], "zegel_uitgifte", 0),
    "uitgegeven": ("uitgegeven", ["zegel_uitgifte"], "taakgedelegeerde", 0),
    "half": ("uitgegeven", ["zegel_uitgifte", "taakgedelegeerde"], "bedrijfsarts", 0),
    "ondertekend": (
        "ondertekend",
        ["zegel_uitgifte", "taakgedelegeerde", "bedrijfsarts"],
        "zegel_sluiting",
        0,
    ),
    "verzegeld": (
        "verzegeld",
        ["zegel_uitgifte", "taakgedelegeerde", "bedrijfsarts", "zegel_sluiting"],
        None,
        1,
    ),
}


@pytest.mark.parametrize("case", STAGES)
def test_the_stage_of_a_document(case: str, stages: Stages) -> None:
    stage, signed, following, stamps = STAGES[case]
    found = state(stages[case], PLAN)
    assert found.stage == stage
    assert [slot.field for slot in found.signed] == signed
    assert (found.next.field if found.next else None) == following
    assert found.stamps == stamps
    assert found.complete is (stage in ("ondertekend", "verzegeld"))


def test_the_reserve_fields_are_there_from_the_start(stages: Stages) -> None:
    fields = filled_fields(stages["gereed"])
    assert set(fields) == {slot.field for slot in PLAN.slots} | {f"archieftijdstempel_{n}" for n in (1, 2, 3)}
    assert not any(fields.values())


NOT_PDF = {
    "nothing": b"",
    "a text": b"Geachte heer",
    "a head only": b"%PDF-1.7\n",
    "a bare end": b"%PDF-1.7\n%%EOF\n",
}


@pytest.mark.parametrize("case", NOT_PDF)
def test_what_is_no_pdf_is_refused(case: str) -> None:
    with pytest.raises(DocumentRefused, match="geen leesbare PDF"):
        state(NOT_PDF[case], PLAN)


def test_a_pdf_of_another_plan_is_refused(stages: Stages) -> None:
    other = make_plan(persons=(("werkgever", "C. Bakker", Pin()),))
    with pytest.raises(DocumentRefused, match="ontbreekt het ondertekenveld werkgever") as caught:
        state(stages["gereed"], other)
    assert caught.value.hint


TURNS = {
    "the right one": ("uitgegeven", "taakgedelegeerde", None),
    "too early": ("uitgegeven", "bedrijfsarts", "nog niet aan de beurt"),
    "again": ("half", "taakgedelegeerde", "al ondertekend door B. Jansen"),
    "a role without a place": ("uitgegeven", "werkgever", "wordt niet ondertekend door de werkgever"),
    "the organisation is no role": ("gereed", "organisatie", "wordt niet ondertekend door"),
    "after everything": ("verzegeld", "bedrijfsarts", "al ondertekend"),
}


@pytest.mark.parametrize("case", TURNS)
def test_whose_turn_it_is(case: str, stages: Stages) -> None:
    stage, role, says = TURNS[case]
    current = state(stages[stage], PLAN)
    if says is None:
        assert require_turn(current, PLAN, role).role == role
        return
    with pytest.raises(WrongTurn, match=says):
        require_turn(current, PLAN, role)


def test_too_early_names_who_is_first(stages: Stages) -> None:
    with pytest.raises(WrongTurn) as caught:
        require_turn(state(stages["uitgegeven"], PLAN), PLAN, "bedrijfsarts")
    assert caught.value.hint == "Eerst: Handtekening van B. Jansen (taakgedelegeerde)."


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_pdf_is_read_or_refused_never_worse(data: st.DataObject, stages: Stages) -> None:
    pdf = stages["half"]
    tail = data.draw(st.integers(0, 3000))
    place = len(pdf) - 1 - tail if data.draw(st.booleans()) else data.draw(st.integers(0, len(pdf) - 1))
    harmed = pdf[:place] + bytes([pdf[place] ^ data.draw(st.integers(1, 255))]) + pdf[place + 1 :]
    try:
        state(harmed, PLAN)
    except DocumentRefused as err:
        assert err.message  # noqa: PT017 - either outcome is right


def test_attachments_that_unfold_to_more_than_a_dossier_holds_are_refused() -> None:
    """Less than a megabyte of file, and as much memory as one cares to write."""
    with Pdf.new() as doc:
        doc.add_blank_page()
        doc.attachments["tagmanifest-sha256.txt"] = b"x"
        packed = zlib.compressobj()
        data = b"".join([*(packed.compress(bytes(1 << 20)) for _ in range(80)), packed.flush()])
        doc.attachments["tagmanifest-sha256.txt"].get_file().obj.write(data, filter=Name.FlateDecode)
        doc.save(out := BytesIO())
    assert len(out.getvalue()) < 1 << 20
    with pytest.raises(DocumentRefused, match="bijlagen"):
        attachments(out.getvalue())
