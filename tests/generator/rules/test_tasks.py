"""V-10 to V-13, and the deviation from V-12."""

from __future__ import annotations

import pytest
from example_file import Change, both, drop, findings, found, put

from generator import catalogue

TASK, FIRST = "taken[0].taak", ("taken", 0)
UNCERTAIN = put(*FIRST, "taak", value="beroepsziekten-melden-ncvb")


def task(id_: str) -> Change:
    return put(*FIRST, "taak", value=id_)


def deviation(*rules: str) -> Change:
    return put(
        "afwijkingen", value=[{"regel": rule, "motivering": "Omdat.", "bron": "Een bron"} for rule in rules]
    )


CASES: dict[str, tuple[Change, set[tuple[str, str, str]]]] = {
    "V-10 unknown": (task("koffie-zetten"), {("V-10", "error", TASK)}),
    "V-10 almost": (task("arbeidsanamnese-afneme"), {("V-10", "error", TASK)}),
    "V-10 twice": (task("medische-anamnese-afnemen"), {("V-10", "error", "taken[1].taak")}),
    "V-10 not: another of the list": (task("werkplek-bezoeken"), set()),
    **{
        f"V-11 {id_}": (task(id_), {("V-11", "error", TASK)})
        for id_ in (
            "lichamelijk-onderzoek-verrichten",
            "aanvullend-onderzoek-aanvragen",
            "oordeel-vormen-en-adviseren",
            "vaccinaties-uitvoeren",
        )
    },
    **{
        f"V-11 not: {entry.id}": (both(lambda v: v.update(taken=v["taken"][:1]), task(entry.id)), set())
        for entry in catalogue.tasks().values()
        if entry.ster_in_bron
    },
    "V-12 without deviation": (UNCERTAIN, {("V-12", "error", TASK)}),
    "V-12 with deviation": (both(UNCERTAIN, deviation("V-12")), {("V-12", "warning", TASK)}),
    "V-12 not: deviation without need": (deviation("V-12"), {("SCHEMA", "warning", "afwijkingen[0].regel")}),
    "V-12 deviation twice": (
        both(UNCERTAIN, deviation("V-12", "V-12")),
        {("V-12", "warning", TASK), ("SCHEMA", "error", "afwijkingen[1].regel")},
    ),
    "deviation from what cannot be": (
        both(task("vaccinaties-uitvoeren"), deviation("V-11")),
        {("V-11", "error", TASK), ("SCHEMA", "error", "afwijkingen[0].regel")},
    ),
    "deviation from role mixing": (
        both(
            put(
                "taakgedelegeerde",
                "andere_rollen",
                value=[{"rol": "casemanager-verzuim", "voor": "werkgever"}],
            ),
            deviation("R-03"),
        ),
        {("R-03", "error", "taakgedelegeerde.andere_rollen[0]"), ("SCHEMA", "error", "afwijkingen[0].regel")},
    ),
    "deviation from no rule": (deviation("X-99"), {("SCHEMA", "error", "afwijkingen[0].regel")}),
    "V-13 part, but which": (drop("taken", 1, "uitgezonderd"), {("V-13", "error", "taken[1].omvang")}),
    "V-13 whole, but not all": (
        put("taken", 1, "omvang", value="volledig"),
        {("V-13", "error", "taken[1].uitgezonderd")},
    ),
    "V-13 instructions empty": (
        put(*FIRST, "aanwijzingen", value=""),
        {("V-13", "warning", "taken[0].aanwijzingen")},
    ),
    "V-13 instructions absent": (
        drop(*FIRST, "aanwijzingen"),
        {("V-13", "warning", "taken[0].aanwijzingen")},
    ),
    "V-13 what is left out says not": (
        put("taken", 1, "uitgezonderd", value="Niet de anamnese bij psychische klachten."),
        {("V-13", "warning", "taken[1].uitgezonderd")},
    ),
    "V-13 what is left out says except": (
        put("taken", 1, "uitgezonderd", value="«Behalve» bij verzuim langer dan zes weken."),
        {("V-13", "warning", "taken[1].uitgezonderd")},
    ),
    "V-13 not: a word that begins alike": (
        put("taken", 1, "uitgezonderd", value="Nieteenvoudige anamnese."),
        set(),
    ),
    "V-13 not: a denial further on": (
        put("taken", 1, "uitgezonderd", value="Anamnese die niet door de telefoon kan."),
        set(),
    ),
    "V-13 not: short instructions": (put(*FIRST, "aanwijzingen", value="Geen nodig."), set()),
}


@pytest.mark.parametrize("case", CASES)
def test_tasks(case: str) -> None:
    change, expected = CASES[case]
    assert found(change) == expected


def test_the_nearest_task_is_named() -> None:
    message = next(f.message for f in findings(task("arbeidsanamnese-afneme")) if f.rule == "V-10")
    assert "Bedoelde u «arbeidsanamnese-afnemen»?" in message


def test_a_deviation_is_told_with_motive_and_source() -> None:
    message = next(f.message for f in findings(both(UNCERTAIN, deviation("V-12"))) if f.rule == "V-12")
    assert "Omdat." in message
    assert "Een bron" in message


def test_no_message_prints_a_count_that_is_not_counted() -> None:
    for id_ in ("koffie-zetten", "vaccinaties-uitvoeren", "beroepsziekten-melden-ncvb"):
        assert not any("zestien" in finding.message for finding in findings(task(id_)))
