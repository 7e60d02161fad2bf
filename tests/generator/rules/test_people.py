"""V-03, V-06, V-31, V-32: what the persons are, and may call themselves."""

from __future__ import annotations

import pytest
from example_file import Change, both, drop, found, put

AUTHORITY = ("werkgever", "vertegenwoordiger", "bevoegdheid")
AT_AUTHORITY = ".".join(AUTHORITY)
FUNCTION, METHOD = ("taakgedelegeerde", "functie"), ("toezicht", "wijze")


def function(text: str) -> Change:
    return put(*FUNCTION, value=text)


CASES: dict[str, tuple[str, Change, set[tuple[str, str, str]]]] = {
    "V-03 another specialism": (
        "in-dienst",
        put("bedrijfsarts", "specialisme", value="arbeid en gezondheid - verzekeringsgeneeskunde"),
        {("V-03", "error", "bedrijfsarts.specialisme")},
    ),
    "V-03 in training": (
        "in-dienst",
        put("bedrijfsarts", "specialisme", value="in opleiding tot bedrijfsarts"),
        {("V-03", "error", "bedrijfsarts.specialisme")},
    ),
    "V-03 looked up a year and a day ago": (
        "in-dienst",
        put("bedrijfsarts", "big_controle", "datum", value="2025-11-22"),
        {("V-03", "warning", "bedrijfsarts.big_controle.datum")},
    ),
    "V-03 looked up tomorrow": (
        "in-dienst",
        put("bedrijfsarts", "big_controle", "datum", value="2026-11-24"),
        {("V-03", "warning", "bedrijfsarts.big_controle.datum")},
    ),
    "V-03 not: looked up a year ago": (
        "in-dienst",
        put("bedrijfsarts", "big_controle", "datum", value="2025-11-23"),
        set(),
    ),
    "V-03 not: another dash and capitals": (
        "in-dienst",
        put("bedrijfsarts", "specialisme", value="Arbeid en gezondheid – Bedrijfsgeneeskunde"),
        set(),
    ),
    "V-06 no title": (
        "extern",
        put("taakgedelegeerde", "rsc", value={"titel": "geen"}),
        {("V-06", "warning", "taakgedelegeerde.rsc.titel")},
    ),
    "V-06 no number": (
        "extern",
        drop("taakgedelegeerde", "rsc", "nummer"),
        {("V-06", "warning", "taakgedelegeerde.rsc")},
    ),
    "V-06 not: any number": ("extern", put("taakgedelegeerde", "rsc", "nummer", value="A/7"), set()),
    "V-31 a function is no authority": (
        "extern",
        put(*AUTHORITY, value="Directeur"),
        {("V-31", "warning", AT_AUTHORITY)},
    ),
    "V-31 nothing said": ("extern", put(*AUTHORITY, value="n.v.t."), {("V-31", "warning", AT_AUTHORITY)}),
    "V-31 authority is denied": (
        "extern",
        put(*AUTHORITY, value="Niet zelfstandig bevoegd"),
        {("V-31", "warning", AT_AUTHORITY)},
    ),
    "V-31 a municipality without mandate": (
        "in-dienst",
        put(*AUTHORITY, value="Bevoegd volgens het handelsregister"),
        {("V-31", "warning", AT_AUTHORITY)},
    ),
    "V-31 not: a power of attorney": ("extern", put(*AUTHORITY, value="Volmacht van 1 mei 2026"), set()),
    "V-31 not: a mayor": ("in-dienst", put(*AUTHORITY, value="Gemeentewet, artikel 171"), set()),
    "V-32 the delegate": (
        "in-dienst",
        function("bedrijfsarts"),
        {("V-32", "error", "taakgedelegeerde.functie")},
    ),
    "V-32 the delegate, besides": (
        "in-dienst",
        function("casemanager en arboarts"),
        {("V-32", "error", "taakgedelegeerde.functie")},
    ),
    "V-32 the signatory's name": (
        "in-dienst",
        put("werkgever", "vertegenwoordiger", "naam", value="arboarts C. Bakker"),
        {("V-32", "error", "werkgever.vertegenwoordiger.naam")},
    ),
    "V-32 the bedrijfsarts called arboarts": (
        "in-dienst",
        put("bedrijfsarts", "aanhef", value="arboarts mevrouw"),
        {("V-32", "error", "bedrijfsarts.aanhef")},
    ),
    "V-32 by name in a sentence": (
        "in-dienst",
        put(*METHOD, value="Wekelijks overleg met bedrijfsarts B. Jansen."),
        {("V-32", "error", "toezicht.wijze")},
    ),
    "V-32 overseen by an arboarts": (
        "in-dienst",
        put(*METHOD, value="De arboarts bespreekt de dossiers."),
        {("V-32", "warning", "toezicht.wijze")},
    ),
    "V-32 not: works for one": ("in-dienst", function("praktijkondersteuner bedrijfsarts"), set()),
    "V-32 not: works in the name of one": ("in-dienst", function("casemanager namens de bedrijfsarts"), set()),
    "V-32 not: assists one": ("in-dienst", function("bedrijfsartsassistent en casemanager"), set()),
    "V-32 not: the bedrijfsarts by name": (
        "in-dienst",
        put(*METHOD, value="Wekelijks overleg met bedrijfsarts A.M. de Vries."),
        set(),
    ),
    "V-32 not: no arboarts": ("in-dienst", put(*METHOD, value="Geen arboarts, maar de bedrijfsarts zelf."), set()),
    "two persons, two findings": (
        "in-dienst",
        both(function("arboarts"), put("bedrijfsarts", "specialisme", value="geen")),
        {("V-32", "error", "taakgedelegeerde.functie"), ("V-03", "error", "bedrijfsarts.specialisme")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_people(case: str) -> None:
    name, change, expected = CASES[case]
    mine = {"V-03", "V-06", "V-31", "V-32"}
    assert {finding for finding in found(change, name) if finding[0] in mine} == expected
