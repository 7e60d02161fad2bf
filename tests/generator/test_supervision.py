"""The file of a supervision report: what is found in it, and what its paper says."""

from __future__ import annotations

import pytest
from addition_file import (
    Change,
    both,
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
)
from hypothesis import HealthCheck, given, settings
from word_parts import paragraphs, part

from generator import supervision

NAME = "toezicht"
FIRST = ("taken", 0)


def first(**values: object) -> Change:
    """The first task of the report, changed."""
    return both(*(put(*FIRST, key, value=value) for key, value in values.items()))


def evaluation(**values: object) -> Change:
    return both(*(put("evaluatie", key, value=value) for key, value in values.items()))


def report(tasks: list[str]) -> Change:
    """A report on other tasks than the example's."""
    return put(
        "taken",
        value=[
            {"taak": t, "wijze": "W", "aantal": 1, "bevinding": "voldoende", "bekwaamheid": "bekwaam"}
            for t in tasks
        ],
    )


CASES: dict[str, tuple[Change, set[tuple[str, str, str]]]] = {
    "nothing: the example": (lambda _v: None, set()),
    "nothing: nothing followed, nothing agreed": (
        both(put("scholing", value=[]), put("afspraken", value=[])),
        set(),
    ),
    "A-01 the delegation's own reference": (
        put("kenmerk", value="DLG-2026-0042"),
        {("A-01", "error", "kenmerk")},
    ),
    "TV-01 not delegated": (
        first(taak="werkplek-bezoeken"),
        {("TV-01", "error", "taken[0].taak"), ("TV-01", "warning", "taken")},
    ),
    "TV-01 twice": (
        both(put("taken", 3, "taak", value="terugkoppeling-opstellen")),
        {("TV-01", "error", "taken[3].taak"), ("TV-01", "warning", "taken")},
    ),
    "TV-01 left out": (drop("taken", 3), {("TV-01", "warning", "taken")}),
    "TV-02 ends before it begins": (
        put("periode", value={"van": "2027-05-01", "tot": "2027-04-30"}),
        {("TV-02", "error", "periode.tot"), ("TV-08", "warning", "scholing[0].datum")},
    ),
    "TV-02 begins before the delegation": (
        put("periode", "van", value="2026-12-31"),
        {("TV-02", "error", "periode")},
    ),
    "TV-02 not over yet": (put("periode", "tot", value="2027-06-09"), {("TV-02", "error", "periode.tot")}),
    "TV-02 not: over on the day itself": (put("periode", "tot", value="2027-06-08"), set()),
    "TV-03 insufficient, and nothing follows": (
        first(bevinding="onvoldoende"),
        {("TV-03", "error", "taken[0].bevinding")},
    ),
    "TV-03 not: an explanation alone": (
        first(bevinding="onvoldoende", toelichting="Het ging mis."),
        {("TV-03", "error", "taken[0].bevinding")},
    ),
    "TV-03 not: something is agreed": (first(bevinding="onvoldoende", afspraak="Het anders doen."), set()),
    "TV-03 not: taken back": (first(bevinding="onvoldoende", terugname="T1"), set()),
    "TV-03 conditions that are not there": (
        first(bekwaamheid="bekwaam-onder-voorwaarden"),
        {("TV-03", "error", "taken[0].bekwaamheid")},
    ),
    "TV-03 not: conditions that are": (
        first(bevinding="voldoende-onder-voorwaarden", toelichting="Alleen samen."),
        set(),
    ),
    "TV-04 incompetent, and still delegated": (
        first(bekwaamheid="niet-bekwaam", afspraak="Scholing."),
        {("TV-04", "error", "taken[0].bekwaamheid")},
    ),
    "TV-04 not: taken back": (first(bekwaamheid="niet-bekwaam", terugname="T1"), set()),
    "TV-05 no supervision": (first(aantal=0), {("TV-05", "error", "taken[0].aantal")}),
    "TV-05 no supervision, explained": (
        first(aantal=0, toelichting="Kwam niet voor."),
        {("TV-05", "warning", "taken[0].aantal")},
    ),
    "TV-06 planned, and not held": (drop("evaluatie"), {("TV-06", "warning", "evaluatie")}),
    "TV-06 not: none was planned": (
        both(drop("evaluatie"), put("periode", "tot", value="2027-05-31")),
        set(),
    ),
    "TV-06 still to come": (evaluation(datum="2027-06-09"), {("TV-06", "error", "evaluatie.datum")}),
    "TV-06 a party twice": (
        evaluation(met=["taakgedelegeerde", "taakgedelegeerde"]),
        {("TV-06", "error", "evaluatie.met[1]")},
    ),
    "TV-06 a party that is not there": (
        evaluation(met=["taakgedelegeerde", "pvt"]),
        {("TV-06", "error", "evaluatie.met[1]")},
    ),
    "TV-06 without the delegate": (
        evaluation(met=["opdrachtgever"]),
        {("TV-06", "warning", "evaluatie.met")},
    ),
    "TV-06 a topic left out": (drop("evaluatie", "gegevens"), {("TV-06", "warning", "evaluatie")}),
    "TV-07 no next one": (drop("volgende_evaluatie"), {("TV-07", "error", "volgende_evaluatie")}),
    "TV-07 not: the delegation is over": (
        both(drop("volgende_evaluatie"), put("datum_opmaak", value="2027-12-31"), put("afspraken", value=[])),
        set(),
    ),
    "TV-07 after the end": (
        put("volgende_evaluatie", value="2028-01-01"),
        {("TV-07", "error", "volgende_evaluatie")},
    ),
    "TV-07 already past": (
        put("volgende_evaluatie", value="2027-06-08"),
        {("TV-07", "error", "volgende_evaluatie")},
    ),
    "TV-08 training outside the period": (
        put("scholing", 0, "datum", value="2026-12-31"),
        {("TV-08", "warning", "scholing[0].datum")},
    ),
    "TV-08 agreed on a day that is past": (
        put("afspraken", 0, "uiterlijk", value="2027-06-07"),
        {("TV-08", "warning", "afspraken[0].uiterlijk")},
    ),
    "V-08 a number": (put("conclusie", value="Zie 111222333."), {("V-08", "error", "conclusie")}),
    "V-08 a number that is no text": (
        first(aantal=111222333),
        {("SCHEMA", "error", "taken[0].aantal"), ("V-08", "error", "taken[0].aantal")},
    ),
    "V-09 a medical key": (first(klachten="x"), {("V-09", "error", "taken[0].klachten")}),
    "V-09 an employee": (put("werknemer", value={"naam": "x"}), {("V-09", "error", "werknemer")}),
    "SCHEMA below nought": (first(aantal=-1), {("SCHEMA", "error", "taken[0].aantal")}),
    "SCHEMA a word for a number": (first(aantal="vijf"), {("SCHEMA", "error", "taken[0].aantal")}),
    "SCHEMA yes for a number": (first(aantal=True), {("SCHEMA", "error", "taken[0].aantal")}),
    "SCHEMA an unknown finding": (first(bevinding="goed"), {("SCHEMA", "error", "taken[0].bevinding")}),
}


@pytest.mark.parametrize("case", CASES)
def test_findings(case: str) -> None:
    change, expected = CASES[case]
    assert found(supervision, NAME, change) == expected


def test_a_finding_has_its_place_and_its_authority() -> None:
    raw = text(NAME).replace("bevinding: voldoende  ", "bevinding: onvoldoende").encode()
    line = next(i for i, one in enumerate(raw.decode().splitlines(), 1) if "bevinding: onvoldoende" in one)
    _, (finding,) = supervision.read(raw, delegation=delegation(), templates=None)
    assert (finding.rule, finding.line, finding.column) == ("TV-03", line, 16)
    assert "TGZRAMS:2023:187" in finding.source


def made(*changes: Change, example: str = "in-dienst") -> list[str]:
    whole = delegation(example)
    addition, findings = judged(supervision, NAME, both(*changes), of=whole)
    assert addition is not None, findings
    return paragraphs(part(paper("D13", "toezichtverslag-gevuld", whole, of(addition))))


def under(lines: list[str], heading: str, count: int) -> list[str]:
    start = lines.index(heading) + 1
    return lines[start : start + count]


def test_tells_per_task_what_was_agreed_and_what_was_done() -> None:
    assert under(made(), "Taak 1: Medische anamnese afnemen.", 16) == [
        "Afgesproken toezicht", "Iedere anamnese wordt binnen twee werkdagen door de bedrijfsarts ingezien.",
        "Gehouden toezicht", "Inzien van iedere anamnese binnen twee werkdagen.",
        "Aantal", "61",
        "Bevinding", "onvoldoende",
        "Toelichting", "De triage is volledig; bij anamnese door de telefoon ontbreekt de vraag naar werkomstandigheden.",
        "Afspraak", "Het protocol Triage wordt opnieuw doorgenomen; daarna weegt de bedrijfsarts dit opnieuw.",
        "Teruggenomen", "zie de terugname met kenmerk DLG-2026-0042-T1",
        "Bekwaamheid", "bekwaam onder voorwaarden, oordeel van de bedrijfsarts",
    ]  # fmt: skip


def test_leaves_out_the_rows_that_are_not_filled() -> None:
    shown = under(made(), "Taak 9: Probleemanalyse voorleggen aan werkgever en werknemer (bespreken).", 11)
    assert shown[::2] == [
        "Afgesproken toezicht", "Gehouden toezicht", "Aantal", "Bevinding", "Bekwaamheid", "Scholing",
    ]  # fmt: skip


QUIET = both(
    put("scholing", value=[]), put("afspraken", value=[]), drop("evaluatie"),
    put("overleg", value={"aantal": 0}), put("escalaties", value={"aantal": 0}),
)  # fmt: skip


@pytest.mark.parametrize(
    "says",
    [
        "De taakgedelegeerde heeft in de periode geen scholing gevolgd.",
        "Afgesproken is om wekelijks te overleggen. In de periode is geen overleg gehouden.",
        "In de periode is de taakdelegatie niet geëvalueerd.",
        "De bedrijfsarts en de taakgedelegeerde maken geen verdere afspraken.",
    ],
)
def test_says_what_did_not_happen(says: str) -> None:
    assert any(says in line for line in made(QUIET))
    assert not any(says in line for line in made())


def test_names_the_parties_of_the_evaluation() -> None:
    lines = made(evaluation(met=["or", "taakgedelegeerde"]))
    assert any(
        line.startswith("De taakdelegatie is geëvalueerd met: ondernemingsraad, taakgedelegeerde.")
        for line in lines
    )


def test_says_that_only_the_bedrijfsarts_decides() -> None:
    lines = made(put("conclusie", value="Doorgaan"))
    assert (
        "Doorgaan. Over het al dan niet voortzetten van de taakdelegatie beslist alleen de bedrijfsarts."
        in lines
    )


def test_at_the_end_of_the_delegation_no_evaluation_follows() -> None:
    lines = made(
        drop("volgende_evaluatie"), put("datum_opmaak", value="2027-12-31"), put("afspraken", value=[])
    )
    assert any("omdat de delegatie op 31 december 2027 eindigt" in line for line in lines)


def test_holds_for_a_delegate_of_the_arbodienst() -> None:
    tasks = [task["taak"] for task in data("extern")["taken"]]
    lines = made(
        report(tasks), put("periode", "van", value="2027-02-01"), drop("evaluatie", "met"),
        evaluation(met=["taakgedelegeerde"]), example="extern",
    )  # fmt: skip
    assert any("in dienst van Bedrijfsartsengroep Rivierenland" in line for line in lines)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(harms(NAME))
def test_any_change_gives_findings_or_a_paper(raw: bytes) -> None:
    findings_or_paper(supervision, raw, "D13", "toezichtverslag-gevuld")


def test_the_example_shows_every_key() -> None:
    assert set(data(NAME)) == set(supervision.Toezichtverslag.model_fields)
