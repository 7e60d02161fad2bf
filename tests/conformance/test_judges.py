"""When EU DSS's B-T is excused: only as the last signature under way, and only if its next stage bears it out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.judges import Answer, read_all
from tests.conformance.runs import START, Run
from tests.conformance.stages import Level, Stage

T, LT, LTA = "PAdES-BASELINE-T", "PAdES-BASELINE-LT", "PAdES-BASELINE-LTA"
RUN = Run(name="proef", example="extern")


def stage(position: int, level: Level, signatures: int, *, document: str = "D1") -> Stage:
    return Stage(
        run=RUN,
        document=document,
        name=str(position),
        position=position,
        path=Path(f"{document}-{position}.pdf"),
        root=Path("root.pem"),
        at=START,
        level=level,
        signatures=signatures,
        flavours=("2a",),
    )


def answer(**levels: str) -> Answer:
    """What the judges say of a file whose signatures, by field, are at `levels`."""
    signatures = [
        {
            "field": field,
            "indication": "TOTAL_PASSED",
            "level": level,
            "warnings": [],
            "undefined_changes": [],
            "annotation_changes": 0,
        }
        for field, level in levels.items()
    ]
    form = {"2a": {"compliant": True, "flavour": "2a", "checks": 1}}
    return {"form": form, "signatures": {"signatures": signatures}}


ISSUED = stage(1, "B-LT", 1)
NEXT = stage(2, "B-LT", 2)
SEALED = stage(2, "B-LTA", 2)


@pytest.mark.parametrize(
    ("here", "following", "then", "later"),
    [
        pytest.param({"zegel": T}, NEXT, {"zegel": LT, "arts": T}, LT, id="LT in the next stage"),
        pytest.param({"zegel": T}, SEALED, {"zegel": LTA, "slot": LTA}, LTA, id="LTA in the next stage"),
        pytest.param({"zegel": T}, NEXT, {"zegel": T, "arts": T}, "", id="still T in the next stage"),
        pytest.param({"zegel": T}, SEALED, {"zegel": LT, "slot": LTA}, "", id="less than the next promises"),
        pytest.param({"zegel": T}, NEXT, {"arts": LT, "ander": T}, "", id="not in the next stage"),
        pytest.param({"zegel": T}, None, {}, "", id="no next stage"),
        pytest.param({"zegel": T}, stage(3, "B-LT", 1), {"zegel": LT}, "", id="a later stage, not the next"),
        pytest.param(
            {"zegel": T}, stage(2, "B-LT", 1, document="D2"), {"zegel": LT}, "", id="another document"
        ),
        pytest.param({"zegel": "PAdES-BASELINE-B"}, NEXT, {"zegel": LT, "arts": T}, "", id="B, not T"),
    ],
)
def test_t_is_excused_if_the_next_stage_bears_it_out(
    here: dict[str, str], following: Stage | None, then: dict[str, str], later: str
) -> None:
    stages = [ISSUED, following] if following else [ISSUED]
    answers = {"D1-1.pdf": answer(**here), str(stages[-1].path): answer(**(then or here))}
    verdict = read_all(stages, answers)[0]
    assert [one.later for one in verdict.signatures] == [later]
    assert bool(verdict.faults) is (later == "")


def test_t_is_not_excused_before_the_last_signature() -> None:
    answers = {"D1-2.pdf": answer(zegel=T, arts=LT), "D1-3.pdf": answer(zegel=LT, arts=LT, slot=LT)}
    verdict = read_all([NEXT, stage(3, "B-LT", 3)], answers)[0]
    assert verdict.faults == ("EU DSS: zegel: PAdES-BASELINE-T, PAdES-BASELINE-LT expected",)


def test_t_is_not_excused_once_sealed() -> None:
    answers = {"D1-2.pdf": answer(zegel=LTA, slot=T), "D1-3.pdf": answer(zegel=LTA, slot=LTA)}
    verdict = read_all([SEALED, stage(3, "B-LTA", 2)], answers)[0]
    assert verdict.faults == ("EU DSS: slot: PAdES-BASELINE-T, PAdES-BASELINE-LTA expected",)


def test_no_answer_is_a_fault() -> None:
    assert read_all([ISSUED], {})[0].faults == (
        "veraPDF 2a: no answer",
        "EU DSS: no answer",
        "EU DSS: 0 signatures, 1 expected",
    )
