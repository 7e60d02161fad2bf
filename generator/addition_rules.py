"""How what must hold in the file of an addition is written down and looked for, and what holds in all of them.

A rule is a small function, as in `generator.rules`; it looks at the addition beside its delegation. What
holds in all: a reference of its own, and nothing of employees, which `generator.rules.search` looks for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from generator.rules import search
from generator.rules.rule import breach, placed
from generator.rules.search import ForbiddenKeys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from generator.addition import Aanvulling
    from generator.catalogue import Task
    from generator.delegation import Delegation
    from generator.findings import Finding, Severity
    from generator.reading import Read
    from generator.rules.rule import Breach

__all__ = ["Case", "ForbiddenKeys", "Rule", "breaches_of", "check", "rule"]

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


@rule("A-01", "error", source="Eigen regel")
def reference_is_its_own(case: Case[Aanvulling]) -> Iterator[Breach]:
    """Require a reference that is not the delegation's: it names a folder beside that of the dossier."""
    if case.file.kenmerk.casefold() == case.delegation.kenmerk.casefold():
        yield breach(
            "kenmerk",
            says=f"«{case.file.kenmerk}» is het kenmerk van de delegatie zelf. Deze papieren komen in een eigen map; geef "
            f"ze een eigen kenmerk, bijvoorbeeld {case.delegation.kenmerk}-1.",
        )


def breaches_of(
    read: Read[A], rules: Sequence[Rule[A]], *, delegation: Delegation, tasks: Mapping[str, Task]
) -> Iterator[Finding]:
    """Give what the rules find, that of every addition (A-01) first; nothing where there is no draft."""
    if read.draft is None:
        return
    every: Sequence[Rule[Any]] = (reference_is_its_own, *rules)
    case = Case(file=read.draft, delegation=delegation, tasks=tasks)
    for one in every:
        for fault in one.breaches(case):
            yield placed(one.id, one.severity, one.source, fault, read.places)


def check(
    read: Read[A],
    rules: Sequence[Rule[A]],
    *,
    delegation: Delegation,
    tasks: Mapping[str, Task],
    keys: Sequence[ForbiddenKeys] = (),
) -> tuple[Finding, ...]:
    """Give every finding on a file, text, shape and rules, in the order of the file."""
    root, places = read.places.root, read.places
    found: list[Finding] = []
    if root is not None:
        forbidden = search.forbidden_keys(root, (*search.EMPLOYEE_KEYS, *keys))
        found += (placed(key.id, "error", key.source, fault, places) for key, fault in forbidden)
    said = {(finding.line, finding.column) for finding in found}
    if root is not None:
        numbers, people = search.citizen_numbers(root), search.employees(root)
        found += (placed("V-08", "error", search.NO_NUMBER, fault, places) for fault in numbers)
        found += (placed("V-09", "error", search.NO_EMPLOYEES, fault, places) for fault in people)
    # What is forbidden for a reason is not also called unknown.
    found += (f for f in read.findings if f.rule != "SCHEMA" or (f.line, f.column) not in said)
    found += breaches_of(read, rules, delegation=delegation, tasks=tasks)
    return search.in_order(found)
