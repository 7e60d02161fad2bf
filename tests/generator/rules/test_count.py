"""No rule without a file that breaks it and one that just does not; the page of rules is that of the rules."""

from __future__ import annotations

import re
from typing import Any

import pytest
import test_competence
import test_employment
import test_independence
import test_later_steps
import test_numbers
import test_oversight
import test_people
import test_privacy
import test_roles
import test_tasks
import test_term
from example_file import Change, drop, findings, found

from generator.resources import content
from generator.rules import RULES, TEXT_RULES
from generator.rules.elsewhere import ELSEWHERE, FORMAT
from generator.rules.overview import overview

TABLES = (
    test_competence, test_employment, test_independence, test_numbers, test_oversight, test_people,
    test_privacy, test_roles, test_tasks, test_term,
)  # fmt: skip
NORMS = (*RULES, *TEXT_RULES, *ELSEWHERE)
NAMED = {*(f"R-{n:02}" for n in range(1, 16)), *(f"V-{n:02}" for n in range(1, 38))}
EMPLOYMENT = "R-09"  # an info that is there or not: tests/generator/rules/test_employment.py holds it


def rows() -> list[tuple[str, set[tuple[str, str, str]]]]:
    """Every row of the tables: its name, which begins with the rule, and what is expected."""
    return [(name, case[-1]) for module in TABLES for name, case in _cases(module).items()]


def _cases(module: Any) -> dict[str, tuple[Any, ...]]:
    return dict(module.CASES)


def test_every_rule_that_was_asked_for_has_a_place() -> None:
    ids = [norm.id for norm in NORMS]
    assert len(ids) == len(set(ids))
    assert set(ids) == NAMED


@pytest.mark.parametrize("id_", sorted(norm.id for norm in (*RULES, *TEXT_RULES) if norm.id != EMPLOYMENT))
def test_every_rule_is_broken_and_just_not_broken(id_: str) -> None:
    mine = [(name, expected) for name, expected in rows() if name.startswith(f"{id_} ")]
    broken = [name for name, expected in mine if any(rule == id_ for rule, _, _ in expected)]
    kept = [
        name
        for name, expected in mine
        if " not: " in name and not any(rule == id_ for rule, _, _ in expected)
    ]
    assert broken, "no row in which it is broken"
    assert kept, "no row in which it just is not"


@pytest.mark.parametrize("id_", sorted(norm.id for norm in ELSEWHERE))
def test_every_rule_of_a_later_step_is_proved_there(id_: str) -> None:
    broken, kept = test_later_steps.PROOFS[id_]
    assert callable(broken)
    assert callable(kept)
    assert broken is not kept


@pytest.mark.parametrize("norm", [*RULES, *TEXT_RULES], ids=lambda norm: norm.id)
def test_a_rule_weighs_as_its_page_says(norm: Any) -> None:
    weights = {severity for _, expected in rows() for rule, severity, _ in expected if rule == norm.id}
    if norm.overridable:
        weights -= {"warning"}  # with a deviation
    assert weights <= {norm.severity, *norm.also}
    assert norm.id == EMPLOYMENT or set(norm.also) <= weights


@pytest.mark.parametrize("norm", NORMS, ids=lambda norm: norm.id)
def test_a_rule_is_described(norm: Any) -> None:
    assert re.fullmatch(r"[A-ZÀ-Ý«].{20,}\.", norm.demand)
    assert norm.source[:1].isupper()


PLACES = [(id_, key) for id_, keys in FORMAT.items() for key in keys]


def at(key: str) -> tuple[str | int, ...]:
    return tuple(int(step) if step.isdigit() else step for step in re.findall(r"[a-z_]+[0-9]*|[0-9]+", key))


@pytest.mark.parametrize(("id_", "key"), PLACES, ids=[f"{id_} {key}" for id_, key in PLACES])
def test_what_the_format_guards_is_told_once(id_: str, key: str) -> None:
    assert id_ in NAMED
    assert found(drop(*at(key))) == {("SCHEMA", "error", key)}


def test_the_page_of_rules_is_fresh() -> None:
    page = content("templates").parent / "docs" / "regels.md"
    assert page.read_text("utf-8") == overview(), "write it anew with `make docs`"


def test_messages_say_what_to_do() -> None:
    """Every message ends in a sentence that asks something, after one that tells what is wrong."""
    changes: list[Change] = [
        change for module in TABLES for case in _cases(module).values() for change in case if callable(change)
    ]
    for change in changes:
        try:
            told = findings(change)
        except (KeyError, IndexError):
            continue  # a row for the other example
        for finding in told:
            if re.fullmatch(r"[RV]-\d\d", finding.rule):
                assert finding.message.count(".") >= 2, finding.message
                assert finding.message.endswith("."), finding.message
