"""What must hold in a delegation file, a module a theme, each rule one small function.

A new rule is a function with `@rule(…)` in one of the modules below; a new theme is a module that is
added to the list. Nothing else has to know of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import catalogue
from generator.delegation import Parsed, parse
from generator.findings import Finding
from generator.nodes import dotted
from generator.rules import competence, employment, numbers, roles, tasks, term
from generator.rules.deviations import deviation_breaches
from generator.rules.rule import Breach, Case, Rule, rules_in
from generator.shape import SOURCE

if TYPE_CHECKING:
    from pathlib import Path

    from generator.delegation import Delegation

__all__ = ["RULES", "Breach", "Case", "Rule", "check", "findings_of"]

RULES: tuple[Rule, ...] = tuple(rules_in((roles, employment, numbers, tasks, competence, term)))


def findings_of(
    data: bytes, *, templates: Path | None = None
) -> tuple[Delegation | None, tuple[Finding, ...]]:
    """Read and check a file: the delegation if its shape is right, and everything found."""
    parsed = parse(data)
    return parsed.delegation, check(parsed, templates=templates)


def check(parsed: Parsed, *, templates: Path | None = None) -> tuple[Finding, ...]:
    """Give every finding on a file, text, shape and rules, in the order of the file.

    `templates` is the folder whose task catalogue holds. A file whose shape leaves no draft has
    findings on its shape only.
    """
    found = list(parsed.findings)
    if parsed.draft is not None:
        case = Case(delegation=parsed.draft, tasks=catalogue.tasks(templates), places=parsed.places)
        for one in RULES:
            found += (_finding(one, breach, case) for breach in one.breaches(case))
        found += (_about_deviation(breach, case) for breach in deviation_breaches(case, RULES))
    # Where one text stands for several tasks (an alias), one fault is one finding.
    once = {(f.line, f.column, f.rule, f.message): f for f in reversed(found)}
    return tuple(sorted(once.values(), key=lambda f: (f.line, f.column, f.rule, f.path, f.message)))


def _finding(one: Rule, breach: Breach, case: Case) -> Finding:
    severity, message = breach.severity or one.severity, breach.says
    lowered = next((d for d in case.delegation.afwijkingen if d.regel == one.id), None)
    if one.overridable and lowered is not None and severity == "error":
        severity = "warning"
        message += f" Hiervan wordt afgeweken: {lowered.motivering} (bron: {lowered.bron})."
    place = case.places.of(breach.path)
    return Finding(
        rule=one.id,
        severity=severity,
        path=dotted(breach.path),
        line=place.line,
        column=place.column,
        message=message,
        source=one.source,
    )


def _about_deviation(breach: Breach, case: Case) -> Finding:
    place = case.places.of(breach.path)
    return Finding(
        rule="SCHEMA",
        severity=breach.severity or "error",
        path=dotted(breach.path),
        line=place.line,
        column=place.column,
        message=breach.says,
        source=SOURCE,
    )
