"""All rules together: the examples, the order, the registry, and files of any content."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from example_file import Change, both, changed, findings, put, text
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.delegation import parse
from generator.resources import content
from generator.rules import RULES, check, findings_of


@pytest.mark.parametrize("name", ["in-dienst", "extern"])
def test_examples_have_nothing_above_info(name: str) -> None:
    delegation, found = findings_of(text(name).encode())
    assert delegation is not None
    assert {finding.severity for finding in found} <= {"info"}


def test_every_rule_has_an_id_of_its_own_and_a_source() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[RV]-\d\d", id_) for id_ in ids)
    assert all(rule.source and rule.breaches.__doc__ for rule in RULES)
    assert {rule.id for rule in RULES if rule.overridable} == {"V-12"}


def test_findings_come_in_the_order_of_the_file() -> None:
    change = both(
        put("looptijd", "einde", value="2026-01-01"),
        put("bedrijfsarts", "functie", value="arts"),
        put("taken", 0, "taak", value="x"),
        put("onbekend", value=1),
    )
    found = findings(change)
    assert [(f.line, f.column) for f in found] == sorted((f.line, f.column) for f in found)
    assert {"V-17", "R-01", "V-10", "SCHEMA"} <= {f.rule for f in found}, "an unknown key hides no rule"


def test_a_file_without_shape_has_findings_on_its_shape_only() -> None:
    assert {finding.rule for finding in findings_of(b"formaat: 1\n")[1]} == {"SCHEMA"}


def test_the_catalogue_of_another_folder_is_used(tmp_path: Path) -> None:
    tasks = (content("templates") / "taken.toml").read_text("utf-8")
    (tmp_path / "taken.toml").write_text(tasks.replace("werkplek-bezoeken", "werkplek-bekijken"), "utf-8")
    found = check(parse(text("extern").encode()), templates=tmp_path)
    assert [(finding.rule, finding.path) for finding in found] == [("V-10", "taken[1].taak")]
    assert "Bedoelde u «werkplek-bekijken»?" in found[0].message


TEXTS = st.text(max_size=30)
WORDS = st.sampled_from(
    ["werkgever", "verzekeraar", "casemanager-verzuim", "anders", "niet-bekwaam", "gedeeltelijk"]
)
DATES = st.dates().map(str)
PLACES = st.sampled_from(
    [
        ("taken", 0, "taak"),
        ("taken", 1, "uitgezonderd"),
        ("taken", 0, "bekwaamheid", "zelfbeoordeling", "oordeel"),
        ("taken", 0, "bekwaamheid", "bewijs", 0, "geldig_tot"),
        ("taakgedelegeerde", "naam"),
        ("taakgedelegeerde", "formele_werkgever"),
        ("werkgever", "naam"),
        ("werkgever", "rsin"),
        ("bedrijfsarts", "functie"),
        ("bedrijfsarts", "big_nummer"),
        ("looptijd", "ingang"),
        ("datum_opmaak",),
        ("afwijkingen",),
    ]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(PLACES, TEXTS | WORDS | DATES), max_size=4))
def test_rules_never_fail_on_what_has_shape(puts: list[tuple[tuple[str | int, ...], str]]) -> None:
    changes: list[Change] = [put(*path, value=value) for path, value in puts]
    assert all(finding.message for finding in check(parse(changed(both(*changes)))))
