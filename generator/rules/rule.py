"""What a rule is: a small function from a delegation to the places where it does not hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import ModuleType

    from generator.catalogue import Task
    from generator.delegation import Delegation
    from generator.findings import Severity
    from generator.nodes import Path
    from generator.reading import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a rule may look at: the delegation, the task catalogue, and the text with its places."""

    delegation: Delegation
    tasks: Mapping[str, Task]
    places: Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One place where a rule does not hold.

    `says` is Dutch: what is wrong, why it matters, what to do. `severity` replaces the rule's own.
    """

    path: Path
    says: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule with its id, its weight, its authority, and the function that looks for breaches.

    Only an `overridable` rule can be lowered to a warning by an entry in `afwijkingen`.
    """

    id: str
    severity: Severity
    source: str
    overridable: bool
    breaches: Callable[[Case], Iterable[Breach]]


def rule(
    id_: str, severity: Severity, *, source: str, overridable: bool = False
) -> Callable[[Callable[[Case], Iterable[Breach]]], Rule]:
    """Make a rule of a function; what it yields are the breaches."""

    def made(function: Callable[[Case], Iterable[Breach]]) -> Rule:
        return Rule(id=id_, severity=severity, source=source, overridable=overridable, breaches=function)

    return made


def breach(*path: str | int, says: str, severity: Severity | None = None) -> Breach:
    """Give a breach at `path`."""
    return Breach(path=path, says=says, severity=severity)


def rules_in(modules: Iterable[ModuleType]) -> Iterator[Rule]:
    """Give the rules of these modules, in the order in which they stand there."""
    for module in modules:
        yield from (value for value in vars(module).values() if isinstance(value, Rule))
