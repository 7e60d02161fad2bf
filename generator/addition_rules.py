"""How what must hold in the file of an addition is written down and looked for, and what holds in all of them.

A rule is a small function, as in `generator.rules`; it looks at the addition beside its delegation. What
holds in all: a reference of its own, and nothing of employees, which `generator.rules.search` looks for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from generator.findings import Finding
from generator.nodes import dotted
from generator.rules import search
from generator.rules.rule import Breach, breach
from generator.rules.search import ForbiddenKeys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from generator.addition import Aanvulling
    from generator.catalogue import Task
    from generator.delegation import Delegation
    from generator.findings import Severity
    from generator.nodes import Node
    from generator.reading import Read

__all__ = ["Case", "ForbiddenKeys", "Rule", "check", "own_reference", "rule"]

A = TypeVar("A", bound="Aanvulling")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Generic[A]):
    """What a rule may look at: the addition, its delegation, and the task catalogue."""

    file: A
    delegation: Delegation
    tasks: Mapping[str, Task]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[A]):
    """A rule with its id, its weight, its authority, and the function that looks for breaches."""

    id: str
    severity: Severity
    source: str
    breaches: Callable[[Case[A]], Iterable[Breach]]


def rule(
    id_: str, severity: Severity, *, source: str
) -> Callable[[Callable[[Case[A]], Iterable[Breach]]], Rule[A]]:
    """Make a rule of a function; what it yields are the breaches."""

    def made(function: Callable[[Case[A]], Iterable[Breach]]) -> Rule[A]:
        return Rule(id=id_, severity=severity, source=source, breaches=function)

    return made


def check(
    read: Read[A],
    rules: Sequence[Rule[A]],
    *,
    delegation: Delegation,
    tasks: Mapping[str, Task],
    keys: Sequence[ForbiddenKeys] = (),
) -> tuple[Finding, ...]:
    """Give every finding on a file, text, shape and rules, in the order of the file."""
    found: list[Finding] = []
    if read.places.root is not None:
        found += _keys(read.places.root, (*search.EMPLOYEE_KEYS, *keys))
    said = {(finding.line, finding.column) for finding in found}
    if read.places.root is not None:
        found += _contents(read.places.root)
    # What is forbidden for a reason is not also called unknown.
    found += (f for f in read.findings if f.rule != "SCHEMA" or (f.line, f.column) not in said)
    if read.draft is not None:
        case = Case(file=read.draft, delegation=delegation, tasks=tasks)
        for one in rules:
            found += (_finding(one, fault, read) for fault in one.breaches(case))
    once = {(f.line, f.column, f.rule, f.message): f for f in map(search.discreet, reversed(found))}
    return tuple(sorted(once.values(), key=lambda f: (f.line, f.column, f.rule, f.path, f.message)))


def own_reference(case: Case[A]) -> Iterator[Breach]:
    """Require a reference that is not the delegation's: it names a folder beside that of the dossier."""
    if case.file.kenmerk.casefold() == case.delegation.kenmerk.casefold():
        yield breach(
            "kenmerk",
            says=f"«{case.file.kenmerk}» is het kenmerk van de delegatie zelf. Deze papieren komen in een eigen map; geef "
            f"ze een eigen kenmerk, bijvoorbeeld {case.delegation.kenmerk}-1.",
        )


def _finding(one: Rule[A], fault: Breach, read: Read[A]) -> Finding:
    place = read.places.of(fault.path)
    return Finding(
        rule=one.id,
        severity=fault.severity or one.severity,
        path=dotted(fault.path),
        line=place.line,
        column=place.column,
        message=fault.says,
        source=one.source,
    )


def _keys(root: Node, forbidden: Sequence[ForbiddenKeys]) -> Iterator[Finding]:
    for one, fault in search.forbidden_keys(root, forbidden):
        yield _found(one.id, one.source, fault, root)


def _contents(root: Node) -> Iterator[Finding]:
    for fault in search.citizen_numbers(root):
        yield _found("V-08", search.NO_NUMBER, fault, root)
    for fault in search.employees(root):
        yield _found("V-09", search.NO_EMPLOYEES, fault, root)


def _found(id_: str, source: str, fault: Breach, root: Node) -> Finding:
    place = root.place(fault.path, at_key=fault.at_key)
    return Finding(
        rule=id_,
        severity="error",
        path=dotted(fault.path),
        line=place.line,
        column=place.column,
        message=fault.says,
        source=source,
    )
