from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing import plan
from signing.plan import Pin, Plan

NAMES = st.text(min_size=1, max_size=30)


@given(
    persons=st.lists(st.sampled_from(["werkgever", "taakgedelegeerde", "bedrijfsarts"]), unique=True),
    name=NAMES,
    pin=st.builds(Pin, name=st.text(max_size=5), serial=st.text(max_size=5), sha256=st.text(max_size=5)),
    test=st.booleans(),
)
def test_a_plan_survives_the_manifest(persons: list[str], name: str, pin: Pin, *, test: bool) -> None:
    made = plan.make(
        document="D1",
        title="Titel",
        organisation=name,
        persons=tuple((r, name, pin) for r in persons),
        test=test,
    )
    assert Plan.from_json(json.loads(json.dumps(made.as_json()))) == made


@pytest.mark.parametrize(
    "name", ["B. Jansen", "Een B.V.", "A (de jonge) van Dam", "Zoë van den Bergh-Łukasiewicz", "A\nB"]
)
def test_a_plan_can_be_read_back_from_its_labels(name: str) -> None:
    persons = (("werkgever", name, Pin()), ("bedrijfsarts", f"dr. {name}", Pin()))
    made = plan.make(document="", title="T", organisation=name, persons=persons, test=False)
    assert plan.from_labels({slot.field: slot.label for slot in made.slots}, title="T") == made


LABELS = {slot.field: slot.label for slot in plan.make(
    document="", title="", organisation="O", persons=(("bedrijfsarts", "A", Pin()),), test=False
).slots}  # fmt: skip
ODD = {
    "none": {},
    "another program's": {"Signature1": "Sign here"},
    "no closing seal": dict(list(LABELS.items())[:2]),
    "no issue seal": dict(list(LABELS.items())[1:]),
    "one label unknown": LABELS | {"bedrijfsarts": "Handtekening"},
}


@pytest.mark.parametrize("case", ODD)
def test_labels_of_others_give_no_plan(case: str) -> None:
    assert plan.from_labels(ODD[case], title="") is None


GOOD = plan.make(
    document="D5", title="T", organisation="O", persons=(("bedrijfsarts", "A", Pin()),), test=False
).as_json()
FIELDS = list(GOOD["velden"])  # type: ignore[call-overload]
BAD = {
    "nothing": None,
    "a list": [],
    "no fields": GOOD | {"velden": []},
    "persons only": GOOD | {"velden": FIELDS[1:2]},
    "no closing seal": GOOD | {"velden": FIELDS[:2]},
    "no issue seal": GOOD | {"velden": FIELDS[1:]},
    "a field twice": GOOD | {"velden": [FIELDS[0], FIELDS[0], FIELDS[2]]},
    "an unknown kind": GOOD | {"velden": [FIELDS[0], FIELDS[1] | {"soort": "iemand"}, FIELDS[2]]},
    "a nameless person": GOOD | {"velden": [FIELDS[0], FIELDS[1] | {"naam": ""}, FIELDS[2]]},
    "no title": {k: v for k, v in GOOD.items() if k != "titel"},
}


@pytest.mark.parametrize("case", BAD)
def test_a_plan_that_asks_for_less_is_refused(case: str) -> None:
    with pytest.raises(ValueError, match="geen ondertekenplan"):
        Plan.from_json(BAD[case])
