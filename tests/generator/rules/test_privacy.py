"""V-08, V-09, V-29: nothing of employees in the file, and limits to what the delegate may see."""

from __future__ import annotations

from typing import Any

import pytest
from example_file import Change, both, changed, findings, found, put, text
from hypothesis import given
from hypothesis import strategies as st

from generator.delegation import Delegation
from generator.rules import findings_of, independence, term
from generator.rules.search import EMPLOYEE_KEYS, masked

BSN = "123456782"
NOTE, AT = ("taken", 0, "aanwijzingen"), "taken[0].aanwijzingen"


def note(text_: str) -> Change:
    return put(*NOTE, value=text_)


HIT, NONE = {("V-08", "error", AT)}, set[tuple[str, str, str]]()
PERSON = {("V-09", "error", AT)}

CASES: dict[str, tuple[Change, set[tuple[str, str, str]]]] = {
    **{
        f"V-08 {name}": (note(f"Zie {number} hiervoor."), HIT)
        for name, number in {
            "nine digits": BSN,
            "with points": "1234.56.782",
            "with spaces": "123 456 782",
            "with dashes": "123-456-782",
            "no-break spaces": "123\u00a0456\u00a0782",
            "eight digits": "10000008",
            "letters before it": f"bsn{BSN}",
            "an old tax number": f"NL{BSN}B01",
            "other digits": "１２３４５６７８２",
            "beside another number": f"5 {BSN}",
        }.items()
    },
    "V-08 a number that is no text": (
        lambda values: values["taken"][0].update(aanwijzingen=int(BSN)),
        {("SCHEMA", "error", AT), *HIT},
    ),
    "V-08 in the reference": (put("kenmerk", value=f"DLG-{BSN}"), {("V-08", "error", "kenmerk")}),
    "V-08 in a KvK field, of nine digits": (
        put("werkgever", "kvk_nummer", value=BSN),
        {("V-08", "error", "werkgever.kvk_nummer"), ("V-07", "error", "werkgever.kvk_nummer")},
    ),
    "V-08 a key": (put("taken", 0, "bsn", value="x"), {("V-08", "error", "taken[0].bsn")}),
    "V-08 a key in capitals": (put("BSN", value="x"), {("V-08", "error", "BSN")}),
    "V-08 inside a key": (put(f"nr{BSN}", value="x"), {("V-08", "error", "nr…"), ("SCHEMA", "error", "nr…")}),
    "V-08 not: fails the eleven-test": (note("Zie 123456789 hiervoor."), NONE),
    "V-08 not: ten digits": (note(f"Zie {BSN}0 hiervoor."), NONE),
    "V-08 not: a telephone number": (note("Bel 06-10000008 of (073) 10000008 of +31 123456782."), NONE),
    "V-08 not: a date": (note("Zie het verslag van 2026-11-23 en van 23-11-2026."), NONE),
    "V-08 not: a range of years": (note("Beleid 1000-0008."), NONE),
    "V-08 not: declared as KvK": (put("arbodienst", "kvk_nummer", value="10000008"), NONE),
    "V-08 not: declared as RSIN": (put("werkgever", "rsin", value=BSN), NONE),
    "V-08 not: declared as telephone": (put("bedrijfsarts", "telefoon", value="+31123456782"), NONE),
    "V-08 not: in a digest": (
        put("gedragscode", "sha256", value=f"a{BSN}" * 6 + "abcd"),
        NONE,
    ),
    **{f"V-09 a key: {key}": (put("taken", 0, key, value="x"), {("V-09", "error", f"taken[0].{key}")})
       for key in ("diagnose", "Klachten", "werknemer", "geboortedatum", "ziekmelding")},
    **{
        f"V-09 {name}": (note(said), PERSON)
        for name, said in {
            "a date of birth": "Werknemer, geboren op 12-03-1980.",
            "a date of birth in words": "Geb. 12 maart 1980.",
            "a name with initials": "Eerst werknemer J. de Boer.",
            "a name with a title": "Begin met medewerkster mevrouw Smit.",
            "a diagnosis": "Diagnose: burn-out.",
            "a code": "ICD-10 F43.2",
            "reported sick": "Ziekgemeld sinds 3 mei 2026.",
            "a number of staff": "Personeelsnummer 4711.",
        }.items()
    },
    "V-09 not: kinds of data": (
        put("taken", 0, "inzage", value=["klachten", "diagnose", "medicatie", "ziekmelding", "geboortedatum"]),
        NONE,
    ),
    "V-09 not: employees in general": (
        note("Een werknemer die zich ziek meldt, hoort dat de diagnose bij de bedrijfsarts blijft."),
        NONE,
    ),
    **{
        f"V-09 not: {name}": (note(said), NONE)
        for name, said in {
            "how codes are kept": "Vastleggen volgens ICD-10.",
            "that there is a diagnosis": "Als de diagnose is gesteld, overleg dan met de bedrijfsarts.",
            "who sees it": "Diagnose: alleen de bedrijfsarts.",
            "employees with complaints": "Werknemers met rugklachten spreken eerst de bedrijfsarts.",
        }.items()
    },
    "V-09 not: the signatory": (note("Overleg met mevrouw Bakker over de werkplek."), NONE),
    "V-09 not: a kind of job": (put("taakgedelegeerde", "arbeidsovereenkomst", "functie", value="medewerker P.O.W."), NONE),
    "V-29 nothing shielded": (
        put("privacy", "afgeschermd_dossierdeel", value=False),
        {("V-29", "error", "privacy.afgeschermd_dossierdeel")},
    ),
    "V-29 no scope": (put("taken", 0, "inzage", value=[]), {("V-29", "error", "taken[0].inzage")}),
    "V-29 everything": (
        put("taken", 0, "inzage", value=["het volledige medisch dossier"]),
        {("V-29", "error", "taken[0].inzage[0]")},
    ),
    "V-29 nobody answers for it": (
        put("privacy", "verwerkingsverantwoordelijke", value="n.t.b."),
        {("V-29", "error", "privacy.verwerkingsverantwoordelijke")},
    ),
    "V-29 the werkgever answers for it": (
        put("privacy", "verwerkingsverantwoordelijke", value="gemeente Dommelwaard"),
        {("V-29", "warning", "privacy.verwerkingsverantwoordelijke")},
    ),
    "V-29 a processor without agreement": (
        put("privacy", "verwerkers", value=[{"naam": "Verzuimdossier B.V."}]),
        {("V-29", "warning", "privacy.verwerkers[0]")},
    ),
    "V-29 not: a processor with agreement": (
        put("privacy", "verwerkers", value=[{"naam": "Verzuimdossier B.V.", "verwerkersovereenkomst": "2026-03-01"}]),
        NONE,
    ),
    "V-29 not: none at all for a task": (put("taken", 0, "inzage", value=["geen"]), NONE),
    "V-29 not: one legal person": (
        both(
            put("privacy", "verwerkingsverantwoordelijke", value="Gemeente Dommelwaard"),
            put("arbodienst", "kvk_nummer", value="90000013"),
        ),
        NONE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_privacy(case: str) -> None:
    change, expected = CASES[case]
    assert found(change) == expected


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(note(f"BSN {BSN}."), id="text"),
        pytest.param(put("taken", 0, "taak", value=BSN), id="a choice that another rule quotes"),
        pytest.param(
            put("bedrijfsarts", "functie", value=f"arts {BSN}"), id="a function that another rule quotes"
        ),
        pytest.param(put("taken", 0, BSN, value="x"), id="an unknown key"),
        pytest.param(put("taakgedelegeerde", "formele_werkgever", value=BSN), id="a word of the format"),
        pytest.param(put("datum_opmaak", value=BSN), id="a date"),
        pytest.param(note("Patiëntnummer 998877, geboren op 12-03-1980"), id="data of an employee"),
    ],
)
def test_no_finding_repeats_what_may_not_be_there(change: Change) -> None:
    told = findings(change)
    assert {"V-08", "V-09"} & {finding.rule for finding in told}
    whole = " ".join(f"{finding.message} {finding.path}" for finding in told)
    assert not any(secret in whole for secret in (BSN, "998877", "12-03-1980"))


def test_a_fault_in_the_shape_hides_nothing() -> None:
    assert {finding.rule for finding in findings_of(f"formaat: 1\nplaats: {BSN}\n".encode())[1]} == {
        "SCHEMA",
        "V-08",
    }


def test_no_forbidden_key_is_one_of_the_format() -> None:
    for one in (*EMPLOYEE_KEYS, *independence.KEYS, *term.KEYS):
        known = {key for parent, key in _keys(Delegation, "") if one.under in ("", parent)}
        assert known, "the keys are looked for in a part that exists"
        assert not one.names & known


def _keys(model: Any, parent: str) -> set[tuple[str, str]]:
    found = {(parent, key) for key in model.model_fields}
    for key, field in model.model_fields.items():
        found = found.union(*(_keys(inner, key) for inner in _models(field.annotation)))
    return found


def _models(annotation: Any) -> set[Any]:
    if isinstance(annotation, type):
        return {annotation} if hasattr(annotation, "model_fields") else set()
    return set().union(*map(_models, getattr(annotation, "__args__", ())))


@pytest.mark.parametrize("name", ["in-dienst", "extern"])
def test_no_false_alarm_on_the_examples(name: str) -> None:
    assert not {"V-08", "V-09"} & {finding.rule for finding in findings_of(text(name).encode())[1]}


@given(st.text(max_size=60))
def test_masking_is_quiet_and_final(words: str) -> None:
    once = masked(f"{words} {BSN}")
    assert BSN not in once
    assert masked(once) == once


def test_the_rules_on_text_are_told_at_the_value() -> None:
    data = changed(note(f"Zie {BSN}."))
    (told,) = (f for f in findings_of(data)[1] if f.rule == "V-08")
    assert BSN in data.decode().splitlines()[told.line - 1]
