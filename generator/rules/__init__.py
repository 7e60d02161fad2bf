"""What must hold in a delegation file, a module a theme, each rule one small function.

A new rule is a function with `@rule(…)` in one of the modules below; a new theme is a module that is
added to the list. Nothing else has to know of it. What a file cannot show by itself is looked at later,
when a dossier is made, signed or closed: `elsewhere` says where.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator import catalogue
from generator.delegation import Parsed, parse
from generator.findings import Finding
from generator.limits import Limits
from generator.rules import (
    archive,
    competence,
    employment,
    independence,
    informing,
    numbers,
    oversight,
    people,
    privacy,
    roles,
    search,
    tasks,
    term,
)
from generator.rules.deviations import deviation_breaches
from generator.rules.rule import Breach, Case, Norm, Rule, TextRule, placed, rules_in, text_rules_in
from generator.shape import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.delegation import Delegation

__all__ = [
    "RULES",
    "TEXT_RULES",
    "Breach",
    "Case",
    "Norm",
    "Rule",
    "TextRule",
    "check",
    "findings_of",
]

_THEMES = (
    roles,
    independence,
    employment,
    people,
    numbers,
    privacy,
    tasks,
    competence,
    term,
    oversight,
    informing,
    archive,
)
_LIMITS = Limits()
_FORBIDDEN = (*search.EMPLOYEE_KEYS, *independence.KEYS, *term.KEYS)

RULES: tuple[Rule, ...] = tuple(rules_in(_THEMES))
TEXT_RULES: tuple[TextRule, ...] = tuple(text_rules_in(_THEMES))


def findings_of(
    data: bytes, *, templates: Path | None = None, limits: Limits = _LIMITS
) -> tuple[Delegation | None, tuple[Finding, ...]]:
    """Read and check a file: the delegation if its shape is right, and everything found."""
    parsed = parse(data)
    return parsed.delegation, check(parsed, templates=templates, limits=limits)


def check(parsed: Parsed, *, templates: Path | None = None, limits: Limits = _LIMITS) -> tuple[Finding, ...]:
    """Give every finding on a file, text, shape and rules, in the order of the file.

    `templates` is the folder whose task catalogue holds. A file whose shape leaves no draft has findings
    on its shape, and on what its text may not hold.
    """
    found = list(_on_keys(parsed))
    # A key that is forbidden for a reason is not also called unknown.
    reasoned = {(finding.line, finding.column) for finding in found}
    found += _on_text(parsed)
    found += (f for f in parsed.findings if f.rule != "SCHEMA" or (f.line, f.column) not in reasoned)
    if parsed.draft is not None:
        tasks_ = catalogue.tasks(templates)
        case = Case(delegation=parsed.draft, tasks=tasks_, places=parsed.places, limits=limits)
        for one in RULES:
            found += (_finding(one, breach, case) for breach in one.breaches(case))
        found += (
            placed("SCHEMA", "error", SOURCE, breach, case.places)
            for breach in deviation_breaches(case, RULES)
        )
    return search.in_order(found)


def _on_keys(parsed: Parsed) -> Iterator[Finding]:
    if parsed.places.root is not None:
        for key, breach in search.forbidden_keys(parsed.places.root, _FORBIDDEN):
            yield placed(key.id, "error", key.source, breach, parsed.places)


def _on_text(parsed: Parsed) -> Iterator[Finding]:
    if parsed.places.root is not None:
        for one in TEXT_RULES:
            for breach in one.breaches(parsed.places.root):
                yield placed(one.id, one.severity, one.source, breach, parsed.places)


def _finding(one: Rule, breach: Breach, case: Case) -> Finding:
    found = placed(one.id, one.severity, one.source, breach, case.places)
    lowered = next((d for d in case.delegation.afwijkingen if d.regel == one.id), None)
    if not one.overridable or lowered is None or found.severity != "error":
        return found
    why = f" Hiervan wordt afgeweken: {lowered.motivering} (bron: {lowered.bron})."
    return replace(found, severity="warning", message=found.message + why)
