"""From file to dossier: which documents, who signs them, and the same bytes each time."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator import papers
from generator.dossier import LEDGER, MANIFEST, SOURCE
from generator.errors import InputRefused
from generator.pipeline import InvalidFile, Made, make
from tests.generator.example_file import changed, drop, put
from tests.workshop import ORDER, Workshop, example

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def extern() -> Made:
    return make(example("extern"), name="extern.yaml")


def test_the_papers_of_a_delegate_employed_by_the_client(workshop: Workshop) -> None:
    assert [document.id for document in workshop.made.manifest.documents] == ORDER


def test_the_papers_of_a_delegate_from_outside(extern: Made) -> None:
    assert [document.id for document in extern.manifest.documents] == [
        *("D8", "D4", "D5", "D1", "D9", "D11", "D6", "D7", "D13")
    ]
    assert not extern.manifest.test


def test_a_dossier_holds_its_papers_twice_and_its_books(workshop: Workshop) -> None:
    made = workshop.made
    papers = {path for document in made.manifest.documents for path in (document.pdf, document.word)}
    assert made.files.keys() == papers | {SOURCE, MANIFEST, LEDGER}
    assert made.files[SOURCE] == example("in-dienst")
    assert made.files[LEDGER] == b""
    for document in made.manifest.documents:
        assert hashlib.sha256(made.files[document.pdf]).hexdigest() == document.origin.sha256
        assert len(made.files[document.pdf]) == document.origin.size
        assert hashlib.sha256(made.files[document.word]).hexdigest() == document.word_sha256


ONLY = {
    "one": ("in-dienst", ["D5"], ["D5"]),
    "two, in the order of the dossier": ("in-dienst", ["D1", "D3"], ["D3", "D1"]),
    "in lower case": ("in-dienst", ["d5"], ["D5"]),
    "one twice": ("in-dienst", ["D5", "D5"], ["D5"]),
    "on request": ("extern", ["D2"], ["D2"]),
}


@pytest.mark.parametrize("case", ONLY)
def test_only_what_is_named_is_made(case: str) -> None:
    name, only, ids = ONLY[case]
    made = make(example(name), name=name, only=only)
    assert [document.id for document in made.manifest.documents] == ids


NOT_MADE = {
    "an unknown document": ("in-dienst", ["D99"], "Onbekend document: D99", "Kies uit "),
    "one known, one not": ("in-dienst", ["D1", "X"], "Onbekend document: X", "Kies uit "),
    "a measure that does not apply": (
        "extern",
        ["D3"],
        "hoort niet bij deze delegatie",
        "in dienst is van de werkgever",
    ),
    "consent where there is no works council": (
        "extern",
        ["D10"],
        "hoort niet bij deze delegatie",
        "ondernemingsraad",
    ),
    "the statement, made when the dossier is closed": (
        "in-dienst",
        ["D14"],
        "Onbekend document: D14",
        "Kies uit D8, D10, D3",
    ),
    "a paper that comes later": ("in-dienst", ["D12"], "Onbekend document: D12", "Kies uit "),
}


@pytest.mark.parametrize("case", NOT_MADE)
def test_what_does_not_belong_is_refused(case: str) -> None:
    name, only, says, hint = NOT_MADE[case]
    with pytest.raises(InputRefused, match=says) as caught:
        make(example(name), name=name, only=only)
    assert hint in caught.value.hint


SIGNERS = {
    "D8": ["B. Jansen", "A.M. de Vries"],
    "D10": ["C. Bakker"],
    "D3": ["C. Bakker", "B. Jansen"],
    "D2": ["C. Bakker", "A.M. de Vries"],
    "D4": ["B. Jansen"],
    "D5": ["B. Jansen", "A.M. de Vries"],
    "D1": ["B. Jansen", "A.M. de Vries"],
    **dict.fromkeys(("D9", "D11", "D6", "D7", "D13"), ()),
}


@pytest.mark.parametrize("document_id", SIGNERS)
def test_the_plan_names_the_persons_of_the_delegation_in_order(document_id: str, workshop: Workshop) -> None:
    document = next(d for d in workshop.made.manifest.documents if d.id == document_id)
    slots = document.plan.slots
    assert [slot.name for slot in document.plan.persons] == list(SIGNERS[document_id])
    assert [slots[0].kind, slots[-1].kind] == ["uitgifte", "sluiting"]
    assert {slots[0].name, slots[-1].name} == {"Arbodienst De Dieze B.V."}
    assert document.plan.test


def test_only_the_agreement_waits_for_others(workshop: Workshop) -> None:
    after = {d.id: dict(d.after) for d in workshop.made.manifest.documents if d.after}
    assert after == {"D1": {"bedrijfsarts": ("D8", "D3", "D2", "D4", "D5")}}


def test_a_pinned_certificate_is_in_the_plan() -> None:
    digest = "ab" * 32
    data = changed(put("ondertekening", value={"bedrijfsarts": {"niveau": "qes", "sha256": digest}}))
    made = make(data, name="x", only=["D5"])
    slot = made.manifest.documents[0].plan.slot_of("bedrijfsarts")
    assert slot is not None
    assert slot.pin.sha256 == digest


def digests(made: Made) -> dict[str, str]:
    return {path: hashlib.sha256(data).hexdigest() for path, data in made.files.items()}


def test_the_same_file_gives_the_same_bytes(workshop: Workshop) -> None:
    again = make(example("in-dienst"), name="elders/anders.yaml", test=True)
    assert digests(again) == digests(workshop.made)


_PROGRAM = """
import hashlib, json, sys
from pathlib import Path
from generator.pipeline import make
made = make(Path(sys.argv[1]).read_bytes(), name="x", test=True)
print(json.dumps({path: hashlib.sha256(data).hexdigest() for path, data in made.files.items()}))
"""
ELSEWHERE = {
    "another home and place on earth": {
        "HOME": "/nonexistent",
        "TZ": "Pacific/Kiritimati",
        "PYTHONHASHSEED": "1",
    },
    "another language": {"LC_ALL": "C", "LANG": "C", "TZ": "America/New_York", "PYTHONHASHSEED": "4242"},
    "another epoch": {"SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": "7"},
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_another_machine_gives_the_same_bytes(case: str, workshop: Workshop, tmp_path: Path) -> None:
    source = tmp_path / "in-dienst.yaml"
    source.write_bytes(example("in-dienst"))
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | ELSEWHERE[case]
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _PROGRAM, str(source)],
        env=environment, cwd=tmp_path, capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout) == digests(workshop.made)


def test_a_trial_is_another_paper(workshop: Workshop) -> None:
    real = make(example("in-dienst"), name="x", only=["D4"])
    trial = next(d for d in workshop.made.manifest.documents if d.id == "D4")
    assert real.manifest.documents[0].origin != trial.origin
    assert not real.manifest.documents[0].plan.test


BROKEN = {
    "a rule": (changed(put("bedrijfsarts", "functie", value="basisarts")), "R-01"),
    "the shape": (changed(drop("werkgever")), "SCHEMA"),
    "the syntax": (b"a: [1", "YAML"),
    "nothing": (b"", "YAML"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_delegation_with_an_error_makes_nothing(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data, rule = BROKEN[case]
    monkeypatch.setattr(papers, "plan_of", lambda *_, **__: pytest.fail("something was made"))
    with pytest.raises(InvalidFile, match=r"er is niets gemaakt") as caught:
        make(data, name="delegatie.yaml")
    assert rule in {finding.rule for finding in caught.value.findings}
    assert rule in caught.value.message
    assert "delegatie.yaml:" in caught.value.message
    assert caught.value.exit_code == 1


def test_every_error_is_told_at_once() -> None:
    data = changed(put("bedrijfsarts", "functie", value="basisarts")).replace(
        b'"gedeeltelijk"', b'"volledig"'
    )
    with pytest.raises(InvalidFile) as caught:
        make(data, name="x")
    errors = [finding for finding in caught.value.findings if finding.severity == "error"]
    assert len(errors) > 1
    assert all(finding.message in caught.value.message for finding in errors)


def test_progress_names_each_document() -> None:
    told: list[str] = []
    make(example("extern"), name="x", only=["D4", "D5"], progress=told.append)
    assert told == ["D4", "D5"]


@pytest.mark.parametrize("collecting", [True, False], ids=["it was on", "it was off"])
@pytest.mark.parametrize("data", [example("extern"), b"formaat: 1"], ids=["made", "refused"])
def test_the_collector_is_left_as_it_was(data: bytes, *, collecting: bool) -> None:
    was = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        with contextlib.suppress(InvalidFile):
            make(data, name="x", only=["D5"])
        assert gc.isenabled() is collecting
    finally:
        (gc.enable if was else gc.disable)()
