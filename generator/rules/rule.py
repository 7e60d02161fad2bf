"""What a rule is: a small function from a delegation to the places where it does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.limits import Limits
from generator.nodes import dotted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.catalogue import Task
    from generator.delegation import Delegation
    from generator.findings import Severity
    from generator.nodes import Node, Path
    from generator.reading import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a rule may look at: the delegation, the task catalogue, the text with its places, the limits."""

    delegation: Delegation
    tasks: Mapping[str, Task]
    places: Places
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One place where a rule does not hold.

    `says` is Dutch: what is wrong, why it matters, what to do. `severity` replaces the rule's own;
    `at_key` points to the key, where the key itself is what is wrong.
    """

    path: Path
    says: str
    severity: Severity | None = None
    at_key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """What is demanded (Dutch), how gravely, and on whose authority.

    `also` are the other weights that a breach can have. Only an `overridable` norm can be lowered to a
    warning by an entry in `afwijkingen`.
    """

    id: str
    severity: Severity
    demand: str
    source: str
    also: tuple[Severity, ...] = ()
    overridable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Norm):
    """A norm with the function that looks for breaches in a delegation."""

    breaches: Callable[[Case], Iterable[Breach]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRule(Norm):
    """A norm with the function that looks for breaches in a text, whatever else is wrong with its shape."""

    breaches: Callable[[Node], Iterable[Breach]]


def rule(
    id_: str,
    severity: Severity,
    *,
    demand: str,
    source: str,
    also: tuple[Severity, ...] = (),
    overridable: bool = False,
) -> Callable[[Callable[[Case], Iterable[Breach]]], Rule]:
    """Make a rule of a function; what it yields are the breaches."""

    def made(function: Callable[[Case], Iterable[Breach]]) -> Rule:
        return Rule(
            id=id_,
            severity=severity,
            demand=demand,
            source=source,
            also=also,
            overridable=overridable,
            breaches=function,
        )

    return made


def text_rule(
    id_: str, severity: Severity, *, demand: str, source: str
) -> Callable[[Callable[[Node], Iterable[Breach]]], TextRule]:
    """Make a rule on the text of a function; it also speaks on a file without the right shape."""

    def made(function: Callable[[Node], Iterable[Breach]]) -> TextRule:
        return TextRule(id=id_, severity=severity, demand=demand, source=source, breaches=function)

    return made


def breach(*path: str | int, says: str, severity: Severity | None = None) -> Breach:
    """Give a breach at `path`."""
    return Breach(path=path, says=says, severity=severity)


def rules_in(modules: Iterable[ModuleType]) -> Iterator[Rule]:
    """Give the rules of these modules, in the order in which they stand there."""
    for module in modules:
        yield from (value for value in vars(module).values() if isinstance(value, Rule))


def text_rules_in(modules: Iterable[ModuleType]) -> Iterator[TextRule]:
    """Give the rules on the text of these modules, in the order in which they stand there."""
    for module in modules:
        yield from (value for value in vars(module).values() if isinstance(value, TextRule))


def placed(id_: str, severity: Severity, source: str, breach: Breach, places: Places) -> Finding:
    """Make a finding of a breach: where in the text it is, and on what authority."""
    place = places.of(breach.path, at_key=breach.at_key)
    return Finding(
        rule=id_,
        severity=breach.severity or severity,
        path=dotted(breach.path),
        line=place.line,
        column=place.column,
        message=breach.says,
        source=source,
    )
