"""The file of a withdrawal: what is found in it, and what its papers say and leave unsaid."""

from __future__ import annotations

from typing import Any

import pytest
from addition_file import (
    Change,
    both,
    changed,
    data,
    delegation,
    drop,
    findings_or_paper,
    found,
    harms,
    judged,
    of,
    paper,
    put,
    text,
)  # fmt: skip
from hypothesis import HealthCheck, given, settings
from word_parts import all_text, paragraphs, part

from generator import withdrawal

NAME = "terugname"
ALL = put("taken", value="alle")
FOR_GOOD = both(put("duur", value="permanent"), drop("tot"))
EARLIER = [{"taak": "terugkoppeling-opstellen", "kenmerk": "T0"}]
FOUR = [
    "arbeidsanamnese-afnemen",
    "medische-anamnese-afnemen",
    "terugkoppeling-opstellen",
    "probleemanalyse-bespreken",
]


def earlier(*tasks: str) -> Change:
    return put("eerder_teruggenomen", value=[{"taak": task, "kenmerk": "T0"} for task in tasks])


CASES: dict[str, tuple[Change, set[tuple[str, str, str]]]] = {
    "nothing: the example": (lambda _v: None, set()),
    "nothing: all, for good": (both(ALL, FOR_GOOD), set()),
    "nothing: the first day of the delegation, on the day itself": (
        both(put("ingang", value="2027-01-01"), put("datum_opmaak", value="2027-01-01")),
        {("T-07", "warning", "overdracht.datum")},
    ),
    "A-01 the delegation's own reference": (
        put("kenmerk", value="dlg-2026-0042"),
        {("A-01", "error", "kenmerk")},
    ),
    "T-01 not delegated": (
        put("taken", 0, "taak", value="werkplek-bezoeken"),
        {("T-01", "error", "taken[0].taak")},
    ),
    "T-01 earlier, but not delegated": (
        earlier("werkplek-bezoeken"),
        {("T-01", "error", "eerder_teruggenomen[0].taak")},
    ),
    "T-01 taken back before": (earlier("probleemanalyse-bespreken"), {("T-01", "error", "taken[1].taak")}),
    "T-01 nothing left": (both(ALL, earlier(*FOUR)), {("T-01", "error", "taken")}),
    "T-02 twice": (
        put("taken", 0, "taak", value="probleemanalyse-bespreken"),
        {("T-02", "error", "taken[1].taak")},
    ),
    "T-02 twice earlier": (earlier(*FOUR[:1] * 2), {("T-02", "error", "eerder_teruggenomen[1].taak")}),
    "T-03 which part": (drop("taken", 0, "deel"), {("T-03", "error", "taken[0].omvang")}),
    "T-03 a part of the whole": (put("taken", 1, "deel", value="Iets"), {("T-03", "error", "taken[1].deel")}),
    "T-04 before the delegation": (
        put("ingang", value="2026-12-31"),
        {("T-04", "error", "ingang"), ("T-07", "warning", "overdracht.datum")},
    ),
    "T-04 after the delegation": (
        both(FOR_GOOD, put("ingang", value="2028-01-01")),
        {("T-04", "error", "ingang")},
    ),
    "T-04 confirmed afterwards": (put("ingang", value="2027-05-09"), {("T-04", "warning", "ingang")}),
    "T-05 for good, with an end": (put("duur", value="permanent"), {("T-05", "error", "tot")}),
    "T-05 for a time, without an end": (drop("tot"), {("T-05", "error", "duur")}),
    "T-05 ends as it begins": (put("tot", value="2027-05-12"), {("T-05", "error", "tot")}),
    "T-05 never comes back": (put("tot", value="2027-12-31"), {("T-05", "error", "tot")}),
    "T-05 not: comes back for a day": (put("tot", value="2027-12-30"), set()),
    "T-06 to oneself": (
        put("overdracht", "aan", value="de heer B. JANSEN"),
        {("T-06", "error", "overdracht.aan")},
    ),
    "T-06 to the werkgever": (
        put("overdracht", "aan", value="mevrouw C. Bakker"),
        {("T-06", "error", "overdracht.aan")},
    ),
    "T-06 to a manager": (
        put("overdracht", "aan", value="de leidinggevende"),
        {("T-06", "error", "overdracht.aan")},
    ),
    "T-06 to somebody unknown": (
        put("overdracht", "aan", value="de heer K. Willems"),
        {("T-06", "warning", "overdracht.aan")},
    ),
    "T-06 not: to the stand-in": (put("overdracht", "aan", value="collega J. PETERS"), set()),
    "T-07 a week later": (put("overdracht", "datum", value="2027-05-19"), set()),
    "T-07 more than a week later": (
        put("overdracht", "datum", value="2027-05-20"),
        {("T-07", "warning", "overdracht.datum")},
    ),
    "T-08 a reason as a key": (put("reden", value="x"), {("T-08", "error", "reden")}),
    "T-08 a reason as a key, deeper": (
        put("taken", 0, "Motivering", value="x"),
        {("T-08", "error", "taken[0].Motivering")},
    ),
    "T-08 a reason in the text": (
        put("overdracht", "wijze", value="Direct, omdat het misging."),
        {("T-08", "warning", "overdracht.wijze")},
    ),
    "T-08 a reason in the part": (
        put("taken", 0, "deel", value="Telefoon wegens fouten"),
        {("T-08", "warning", "taken[0].deel")},
    ),
    "V-08 a number": (
        put("overdracht", "wijze", value="Dossier 123456782 eerst."),
        {("V-08", "error", "overdracht.wijze")},
    ),
    "V-08 a number in groups": (
        put("overdracht", "wijze", value="Dossier 1234.56.782 eerst."),
        {("V-08", "error", "overdracht.wijze")},
    ),
    "V-08 not: another nine digits": (put("overdracht", "wijze", value="Dossier 123456789 eerst."), set()),
    "V-08 not: a longer number": (put("overdracht", "wijze", value="Bel 0031123456782."), set()),
    "V-08 a key": (put("bsn", value="x"), {("V-08", "error", "bsn")}),
    "V-09 a key": (put("diagnose", value="x"), {("V-09", "error", "diagnose")}),
    "SCHEMA another kind of file": (put("soort", value="toezicht"), {("SCHEMA", "error", "soort")}),
    "SCHEMA no tasks": (put("taken", value=[]), {("SCHEMA", "error", "taken")}),
    "SCHEMA some word for the tasks": (put("taken", value="alles"), {("SCHEMA", "error", "taken")}),
    "SCHEMA an unknown key": (put("ingangs", value="x"), {("SCHEMA", "error", "ingangs")}),
    "several at once": (
        both(put("reden", value="x"), drop("tot"), put("taken", 0, "taak", value="koffie")),
        {("T-08", "error", "reden"), ("T-05", "error", "duur"), ("T-01", "error", "taken[0].taak")},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_findings(case: str) -> None:
    change, expected = CASES[case]
    assert found(withdrawal, NAME, change) == expected


def test_findings_have_their_place_in_the_text() -> None:
    lines = text(NAME).splitlines()
    number = next(i for i, line in enumerate(lines, 1) if line.startswith("ingang:"))
    raw = text(NAME).replace("ingang: 2027-05-12", "reden: ziekte\ningang: 2031-05-12").encode()
    _, findings = withdrawal.read(raw, delegation=delegation(), templates=None)
    assert [(f.rule, f.line, f.column) for f in findings if f.rule in {"T-08", "T-04"}] == [
        ("T-08", number, 1),
        ("T-04", number + 1, 9),
    ]


def test_an_unknown_task_gets_the_nearest_one_that_is_delegated() -> None:
    _, (finding,) = judged(withdrawal, NAME, put("taken", 0, "taak", value="medische-anamnese-afneme"))
    assert "Bedoelde u «medische-anamnese-afnemen»?" in finding.message


def made(
    *changes: Change, kind: tuple[str, str] = ("D12", "terugname"), example: str = "in-dienst"
) -> list[str]:
    whole = delegation(example)
    addition, findings = judged(withdrawal, NAME, both(*changes), of=whole)
    assert addition is not None, findings
    return paragraphs(part(paper(*kind, whole, of(addition))))


def after(lines: list[str], heading: str) -> list[str]:
    """What stands under a heading, until the end."""
    return lines[lines.index(heading) + 1 :]


def test_tells_what_is_taken_back_and_what_stays() -> None:
    lines = made()
    back = after(lines, "Wat wordt teruggenomen")[:6]
    assert back == [
        "1", "Medische anamnese afnemen.", "een deel: Anamnese door de telefoon",
        "9", "Probleemanalyse voorleggen aan werkgever en werknemer (bespreken).", "de hele taak",
    ]  # fmt: skip
    stays = after(lines, "Omvang")[:9]
    assert [stays[0], stays[2], stays[3], stays[5], stays[6], stays[8]] == [
        "2", "zoals overeengekomen", "1", "zonder het teruggenomen deel", "7", "zoals overeengekomen",
    ]  # fmt: skip


ENDS = "Er blijven geen taken gedelegeerd. De delegatieovereenkomst met kenmerk DLG-2026-0042 eindigt hierdoor op 12 mei 2027."
RESTS = (
    "Zolang de terugname duurt, zijn er geen taken gedelegeerd. De delegatieovereenkomst met kenmerk DLG-2026-0042 blijft "
    "in stand."
)


@pytest.mark.parametrize(
    ("changes", "says", "not_says"),
    [
        pytest.param((ALL, FOR_GOOD), ENDS, "tijdelijk", id="all for good ends the agreement"),
        pytest.param((ALL,), RESTS, "eindigt hierdoor", id="all for a time does not"),
        pytest.param((ALL, FOR_GOOD, earlier(FOUR[0])), ENDS, RESTS, id="all that was left ends it too"),
        pytest.param((FOR_GOOD,), "De terugname is permanent.", "eindigt hierdoor", id="some for good"),
        pytest.param((), "tot en met 31 juli 2027", "permanent.", id="some for a time"),
    ],
)
def test_tells_what_becomes_of_the_agreement(changes: tuple[Change, ...], says: str, not_says: str) -> None:
    whole = "\n".join(made(*changes))
    assert says in whole
    assert not_says not in whole


def test_earlier_withdrawals_are_reckoned_with() -> None:
    lines = made(earlier("terugkoppeling-opstellen"))
    assert "Eerder zijn al geheel en permanent teruggenomen: taak 7 (kenmerk T0)." in lines
    assert "7" not in after(lines, "Omvang")


def test_needs_nobodys_consent_and_gives_no_reason() -> None:
    whole = "\n".join(made())
    assert "geen instemming van de taakgedelegeerde of de werkgever nodig" in whole
    assert "Dit document vermeldt geen redenen." in whole
    assert "Ontvangst is geen instemming" in whole


@pytest.mark.parametrize(("example", "employed"), [("in-dienst", True), ("extern", False)])
def test_speaks_of_employment_only_where_there_is_one(example: str, *, employed: bool) -> None:
    tasks = [{"taak": "werkplek-bezoeken", "omvang": "geheel"}]
    change = both(put("taken", value=tasks) if example == "extern" else (lambda _v: None))
    assert ("Dienstverband" in made(change, example=example)) is employed


def test_notice_to_the_werkgever_says_only_what_concerns_it() -> None:
    notice = "\n".join(made(kind=("D12W", "melding-werkgever")))
    assert "Gemeente Dommelwaard" in notice
    assert "met ingang van 12 mei 2027 van de heer B. Jansen taken teruggenomen." in notice
    assert "andere werkzaamheden krijgt" in notice
    assert "adviseur inzetbaarheid zonder gedelegeerde taken" in notice
    assert (
        "De terugname kan niet betekenen dat het dienstverband eenzijdig wordt gewijzigd of beëindigd."
        in notice
    )
    # Neither which part, nor the hand-over, nor what stays.
    for word in ("telefoon", "overdracht", "Gesprek", "zoals overeengekomen"):
        assert word not in notice


def test_papers_carry_their_own_reference_beside_the_delegations() -> None:
    whole = delegation()
    addition, _ = judged(withdrawal, NAME, lambda _v: None)
    said = all_text(paper("D12", "terugname", whole, of(addition)))
    assert (
        "Kenmerk DLG-2026-0042-T1, bij delegatie DLG-2026-0042, opgemaakt te Dommelwaard op 10 mei 2027"
        in said
    )
    assert "DLG-2026-0042-T1 · D12" in said


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(harms(NAME))
def test_any_change_gives_findings_or_a_paper(raw: bytes) -> None:
    findings_or_paper(withdrawal, raw, "D12", "terugname")


def test_the_example_is_commented_and_complete() -> None:
    values: dict[str, Any] = data(NAME)
    optional = {name for name, field in withdrawal.Terugname.model_fields.items() if not field.is_required()}
    assert set(values) | optional == set(withdrawal.Terugname.model_fields)
    assert changed(lambda _v: None, NAME)
