"""The feedback file: what is refused, where, why, and how a message says so without telling it on."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from feedback_file import altered, data, delegation, findings, found, put_at, text
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import feedback
from generator.context import context, names, of_addition
from generator.feedback.check import LIMIT
from tests.generator.example_file import Change, both, drop, put

LIMITS = "inhoud.werkzaamheden.beperkingen[0]"


def nothing(values: dict[str, Any]) -> None:
    """Leave the file as it is."""


def test_the_example_is_without_findings() -> None:
    addition, noticed = feedback.read(text().encode(), delegation=delegation())
    assert addition is not None
    assert noticed == ()
    assert addition.series == "terugkoppeling"
    assert addition.reference == "TK-2027-0113"
    assert addition.made_on == date(2027, 3, 4)


def without_task(values: dict[str, Any]) -> None:
    values["taken"] = [one for one in values["taken"] if one["taak"] != "terugkoppeling-opstellen"]


def partly(values: dict[str, Any]) -> None:
    next(one for one in values["taken"] if one["taak"] == "terugkoppeling-opstellen").update(
        omvang="gedeeltelijk", uitgezonderd="Terugkoppelingen na een jaar."
    )


MEDICAL = {
    "gegevens": "Epilepsie; bij een aanval de omgeving vrijmaken en 112 bellen.",
    "noodzaak": "De werknemer werkt alleen met een collega aan een machine.",
    "toestemming": {"datum": "2027-03-02", "wijze": "schriftelijk"},
}

CASES: dict[str, tuple[Change, Change, set[tuple[str, str, str]]]] = {
    "the task is not delegated": (nothing, without_task, {("F-A7", "error", "delegatie")}),
    "the task is delegated in part": (nothing, partly, {("F-A7", "warning", "delegatie")}),
    "drafted by another": (put("opgesteld_door", value="P. Ander"), nothing, {("F-A7", "error", "opgesteld_door")}),
    "drafted by the same in capitals": (put("opgesteld_door", value="B.  JANSEN"), nothing, set()),
    "contact before the term": (
        put_at("inhoud.contact.datum", "2026-12-31"), nothing, {("F-A7", "error", "inhoud.contact.datum")},
    ),
    "established after the term": (
        both(put_at("vastgesteld.datum", "2028-01-03"), put("datum_opmaak", value="2028-01-03")),
        nothing,
        {("F-A7", "error", "vastgesteld.datum")},
    ),
    "established before the contact": (
        put_at("vastgesteld.datum", "2027-03-01"), nothing, {("F-A6", "error", "vastgesteld.datum")},
    ),
    "made before it was established": (
        put("datum_opmaak", value="2027-03-03"), nothing, {("F-A6", "error", "datum_opmaak")},
    ),
    "the next appointment lies in the past": (
        put_at("inhoud.vervolg.afspraak.datum", "2027-01-30"),
        nothing,
        {("F-A6", "warning", "inhoud.vervolg.afspraak.datum")},
    ),
    "the delegation's own reference": (
        put("kenmerk", value="DLG-2026-0042"), nothing, {("A-01", "error", "kenmerk")},
    ),
    "nothing but a contact": (
        put("inhoud", value={"contact": {"datum": "2027-03-02", "wijze": "spreekuur"}}),
        nothing,
        {("F-A1", "error", "inhoud")},
    ),
    "a degree that rests on nothing": (drop("inhoud", "werkzaamheden"), nothing, {("F-A1", "warning", "inhoud.mate")}),
    "factors although not related to work": (
        put_at("inhoud.werk.gerelateerd", "nee"), nothing, {("F-A5", "error", "inhoud.werk.factoren")},
    ),
    "related to work, but no factor": (
        drop("inhoud", "werk", "factoren"), nothing, {("F-A5", "warning", "inhoud.werk.gerelateerd")},
    ),
    "medical data with consent": (
        put_at("inhoud.medisch", MEDICAL), nothing, {("F-A8", "warning", "inhoud.medisch")},
    ),
    "medical data, consent afterwards": (
        put_at("inhoud.medisch", {**MEDICAL, "toestemming": {"datum": "2027-03-05", "wijze": "per brief"}}),
        nothing,
        {("F-A8", "warning", "inhoud.medisch"), ("F-A8", "error", "inhoud.medisch.toestemming.datum")},
    ),
    "medical data without consent": (
        put_at("inhoud.medisch", {key: value for key, value in MEDICAL.items() if key != "toestemming"}),
        nothing,
        {("SCHEMA", "error", "inhoud.medisch.toestemming")},
    ),
    "private life is no medical data": (
        put_at("inhoud.medisch", {**MEDICAL, "gegevens": "Er speelt een echtscheiding."}),
        nothing,
        {("F-A8", "warning", "inhoud.medisch"), ("F-V5", "error", "inhoud.medisch.gegevens")},
    ),
    "a name in the reference": (
        put("kenmerk", value="TK-Voorbeeld"), nothing, {("F-V9", "error", "kenmerk")},
    ),
    "a citizen service number as reference": (
        put("kenmerk", value="123456782"), nothing, {("F-V9", "error", "kenmerk")},
    ),
    "an approver": (put("akkoord_werkgever", value="E. de Groot"), nothing, {("F-V12", "error", "akkoord_werkgever")}),
    "a reader beforehand": (
        put_at("vastgesteld.gelezen_door", "E. de Groot"), nothing, {("F-V12", "error", "vastgesteld.gelezen_door")},
    ),
    "a moment of sending": (put("verzonden_op", value="2027-03-05"), nothing, {("F-V11", "error", "verzonden_op")}),
    "a date of birth as key": (
        put_at("werknemer.geboortedatum", "1981-03-12"), nothing, {("F-V9", "error", "werknemer.geboortedatum")},
    ),
    "a diagnosis as key": (put_at("inhoud.diagnose", "geheim"), nothing, {("F-V13", "error", "inhoud.diagnose")}),
    "a section of one's own": (put_at("inhoud.overig", "vrij"), nothing, {("F-V13", "error", "inhoud.overig")}),
    "the address in the body": (
        put_at(LIMITS, "Post naar Lindelaan 3."), nothing, {("F-V9", "error", LIMITS)},
    ),
    "free text outside the body": (
        put("ter_attentie_van", value="E. de Groot, inzake de griep"), nothing, {("F-V1", "error", "ter_attentie_van")},
    ),
    "cause of the absence in the part on work": (
        put_at("inhoud.werk.factoren[0]", "Verzuim als gevolg van werkdruk."), nothing, set(),
    ),
    "an illness in the part on work": (
        put_at("inhoud.werk.factoren[0]", "De werkdruk leidt tot griep."),
        nothing,
        {("F-V1", "error", "inhoud.werk.factoren[0]")},
    ),
    "a word of the employee's work": (
        both(
            put_at(LIMITS, "Het delen van medicatie vraagt te veel tempo."),
            put("woorden_van_het_werk", value=[{"woord": "Medicatie", "reden": "taak van de werknemer"}]),
        ),
        nothing,
        {("F-V4", "warning", LIMITS)},
    ),
    "a judgement cannot be a word of the work": (
        both(
            put_at(LIMITS, "De werknemer is koppig."),
            put("woorden_van_het_werk", value=[{"woord": "koppig", "reden": "hoort erbij"}]),
        ),
        nothing,
        {("F-V6", "error", LIMITS)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_found(name: str) -> None:
    change, of, expected = CASES[name]
    assert found(change, of=of) == expected


def test_a_message_says_what_why_and_what_instead_and_does_not_repeat_it() -> None:
    (finding,) = findings(put_at(LIMITS, "De werknemer heeft fibromyalgie."))
    assert finding.rule == "F-V1"
    assert "fibromyalgie" not in finding.message
    assert "«f…», 12 tekens" in finding.message
    assert "De werkgever mag die niet kennen" in finding.message
    assert "Schrijf wat de werknemer in het werk" in finding.message
    assert finding.source


def test_a_message_on_a_phrase_that_tells_nothing_repeats_it() -> None:
    (finding,) = findings(put_at(LIMITS, "Naar mijn oordeel kan het."))
    assert "«Naar mijn oordeel»" in finding.message


# «¦» marks where the finding should point, and is not in the file.
WRITTEN = {
    "plain": "betekenis: Hij heeft ¦griep.",
    "in quotes": 'betekenis: "Hij heeft ¦griep."',
    "on a second line": "betekenis: >-\n      Het werk kan half.\n      Hij heeft ¦griep.",
    "as written, line by line": "betekenis: |\n      Het werk kan half.\n\n      En ¦griep.",
    "a phrase over two lines": "betekenis: >-\n      Dat is ¦als\n      gevolg van het weer.",
    "a word that also stands within another": "betekenis: Begrip, griepje niet gezegd, ¦griep.",
    "written with an escape: the value": 'betekenis: ¦"Hij heeft gr\\u00adiep."',
    "not what another value says": 'betekenis: ¦"gr\\u00adiep"\n  mate: Ongeveer de helft, griep.',
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_finding_points_at_the_word(name: str) -> None:
    head, rest = text().split("betekenis: ", 1)
    tail = rest.split("\n", 1)[1]
    if "mate:" in WRITTEN[name]:
        tail = re.sub(r"(?m)^  mate: .*\n", "", tail)
    before, after = (head + WRITTEN[name] + "\n" + tail).split("¦")
    noticed = feedback.read((before + after).encode(), delegation=delegation())[1]
    places = [(f.line, f.column) for f in noticed if f.path == "inhoud.werkzaamheden.betekenis"]
    assert (before.count("\n") + 1, len(before) - before.rfind("\n")) in places


def test_the_limit_says_that_no_hit_is_no_proof() -> None:
    assert "geen treffer is geen bewijs" in LIMIT.lower()


def values_of(change: Change = nothing) -> dict[str, Any]:
    addition, _ = feedback.read(altered(change), delegation=delegation())
    assert addition is not None
    values = of_addition(addition)["terugkoppeling"]
    assert isinstance(values, dict)
    return values


def test_every_name_exists_whatever_is_left_out() -> None:
    least = put(
        "inhoud", value={"contact": {"datum": "2027-03-02", "wijze": "telefonisch"}, "duur": "Twee weken."}
    )
    full, bare = values_of(), values_of(least)
    assert full.keys() == bare.keys()
    assert bare["werkzaamheden"] == ""
    assert bare["aanpassingen"] == []
    assert bare["contact"] == {"datum": "2 maart 2027", "wijze": "telefonisch"}
    assert {"werkzaamheden.wel[]", "werk.factoren[]", "vervolg.afspraak.wijze", "sha256"} <= set(names(full))


def test_the_digest_is_of_the_body_alone() -> None:
    same = values_of(both(put_at("werknemer.naam", "E. Anders"), put("ter_attentie_van", value="F. Derde")))
    assert same["sha256"] == values_of()["sha256"]
    assert values_of(put_at("inhoud.duur", "Drie weken."))["sha256"] != values_of()["sha256"]


def paths(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found_ = [path] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found_ += paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found_ += paths(inner, (*path, index))
    return found_


JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=30)
    | st.sampled_from(["2027-03-02", "griep", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(path=st.sampled_from(paths(data())), junk=JUNK, gone=st.booleans())
def test_whatever_stands_somewhere_gives_findings_or_a_letter(
    *, path: tuple[str | int, ...], junk: object, gone: bool
) -> None:
    change = drop(*path) if gone else put(*path, value=junk)
    addition, noticed = feedback.read(altered(change), delegation=DELEGATION)
    assert addition is not None or any(finding.severity == "error" for finding in noticed)
    for finding in noticed:
        assert finding.line >= 1
        assert finding.column >= 1
        json.dumps(finding.as_json())


DELEGATION = delegation()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_happens_to_the_bytes_gives_findings_or_a_letter(draw: st.DataObject) -> None:
    raw = bytearray(text().encode())
    for _ in range(draw.draw(st.integers(1, 4))):
        at = draw.draw(st.integers(0, len(raw) - 1))
        match draw.draw(st.sampled_from(("flip", "cut", "double"))):
            case "flip":
                raw[at] ^= 1 << draw.draw(st.integers(0, 7))
            case "cut":
                del raw[at : at + draw.draw(st.integers(1, 40))]
            case _:
                raw[at:at] = raw[at : at + 20]
    addition, noticed = feedback.read(bytes(raw), delegation=DELEGATION)
    assert addition is not None or any(finding.severity == "error" for finding in noticed)


def test_context_of_a_letter_holds_the_delegation_too() -> None:
    from generator import catalogue

    (kind,) = [one for one in catalogue.documents(series="terugkoppeling") if one.id == "D6"]
    addition, _ = feedback.read(text().encode(), delegation=DELEGATION)
    assert addition is not None
    every = context(
        DELEGATION, kind=kind, tasks=catalogue.tasks(), proef=False, bron_sha256="0" * 64
    ) | of_addition(addition)
    assert every["kenmerk"] == "DLG-2026-0042"
    assert isinstance(every["terugkoppeling"], dict)
    assert isinstance(every["aanvulling"], dict)
    assert every["aanvulling"]["kenmerk"] == "TK-2027-0113"


def test_a_fault_of_shape_does_not_hide_what_is_said() -> None:
    wrong = both(put_at("inhoud.duur", "Griep duurt twee weken."), drop("vastgesteld"))
    assert {("SCHEMA", "error", "vastgesteld"), ("F-V1", "error", "inhoud.duur")} <= found(wrong)
