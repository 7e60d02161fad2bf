"""What is found in one file of whatever kind, with what its reader needs beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator import additions, source
from generator.delegation import Delegation, parse
from generator.dossier import ADDITION, MANIFEST
from generator.errors import GeneratorError, InputRefused
from generator.findings import Finding
from generator.guide.keys import model_of
from generator.nodes import START, Node, Place, shortened
from generator.reading import read_as
from generator.report.excerpt import Excerpt, excerpt
from generator.rules import check
from generator.rules.across import Facts, check_together, facts
from generator.rules.search import discreet, masked
from generator.shape import SOURCE as FORMAT
from generator.shape import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from generator.limits import Limits
    from generator.report.gather import Asked

UNREADABLE = "BESTAND"
_OWN_RULE = "eigen regel"
# What these say of a line is that it should not be seen.
_SECRET = frozenset({"V-08", "V-09"})
_FEEDBACK = re.compile(rb"\bsoort\W{1,40}terugkoppeling\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One file with everything found in it; `health` says that it is a file with health data.

    `excerpts` are the lines to show, by place: none of what should not be seen. `facts` is what matters
    for other files.
    """

    name: str
    path: Path | None
    findings: tuple[Finding, ...]
    excerpts: Mapping[Place, Excerpt]
    facts: Facts | None = None
    health: bool = False

    def ok(self, *, strict: bool) -> bool:
        """Say whether the file can be used; `strict` also counts warnings."""
        refused = {"error", "warning"} if strict else {"error"}
        return not any(finding.severity in refused for finding in self.findings)


def check_file(
    asked: Asked, take_in: Callable[[Asked], bytes], *, templates: Path | None, limits: Limits
) -> Checked | None:
    """Check a file as what it is; give nothing for one that was found in a folder and is none of ours.

    Raises what the readers of additions raise for templates that cannot be used.
    """
    if asked.refusal:
        return refused(asked, asked.refusal)
    try:
        data = take_in(asked)
    except InputRefused as err:
        return refused(asked, err.message)
    parsed = parse(data)
    root = parsed.places.root
    if asked.found and root is not None and not _known(root):
        return None
    # Also where the YAML cannot be read, or does not read as it looks.
    health, others = _FEEDBACK.search(data) is not None, None
    if root is not None and _is_addition(root):
        findings = _of_addition(data, root, asked, templates)
    else:
        findings = check(parsed, templates=templates, limits=limits)
        others = facts(parsed)
    places = {Place(finding.line, finding.column) for finding in findings} | (
        {others.place} if others else set()
    )
    return Checked(
        name=asked.name,
        path=asked.path,
        findings=findings,
        excerpts={} if health else _excerpts(data, places, findings),
        facts=others,
        health=health,
    )


def together(files: Sequence[Checked], limits: Limits) -> tuple[Checked, ...]:
    """Give the files with what only shows when they are seen together."""
    found = check_together([one.facts for one in files], limits=limits)
    return tuple(
        replace(one, findings=tuple(sorted((*one.findings, *more), key=lambda f: (f.line, f.column, f.rule))))
        if more
        else one
        for one, more in zip(files, found, strict=True)
    )


def refused(asked: Asked, why: str) -> Checked:
    """Give the outcome for a file that could not be looked at."""
    finding = _finding(UNREADABLE, START, why, _OWN_RULE)
    return Checked(name=asked.name, path=asked.path, findings=(finding,), excerpts={})


def _finding(rule: str, place: Place, message: str, authority: str, path: str = "") -> Finding:
    return Finding(
        rule=rule,
        severity="error",
        path=path,
        line=place.line,
        column=place.column,
        message=message,
        source=authority,
    )


def _known(root: Node) -> bool:
    return not root.keys.keys().isdisjoint({*Delegation.model_fields, "soort"})


def _is_addition(root: Node) -> bool:
    return "soort" in root.keys and (_kind(root) is not None or "bedrijfsarts" not in root.keys)


def _kind(root: Node) -> additions.Kind | None:
    said = root.children["soort"].value
    return next((kind for kind in additions.KINDS if kind == said), None)


def _of_addition(data: bytes, root: Node, asked: Asked, templates: Path | None) -> tuple[Finding, ...]:
    """Check an addition beside its delegation; without that, only its own shape."""
    kind = _kind(root)
    if kind is None:
        said = root.children["soort"]
        message = (
            f"Dit programma kent het soort «{shortened(said.raw)}» niet. Schrijf een van: {', '.join(additions.KINDS)}."
            f"{nearest(said.raw, additions.KINDS)}"
        )
        return (
            *source.read(data).findings,
            _finding("SCHEMA", root.place(("soort",)), message, FORMAT, "soort"),
        )
    delegation, why = _delegation(root, asked)
    if delegation is not None:
        return additions.reader_of(kind).read(data, delegation=delegation, templates=templates)[1]
    shape = read_as(data, model_of(kind)).findings
    if why:
        why += " Zonder de delegatie is van dit bestand alleen de vorm nagekeken."
        shape += (_finding(UNREADABLE, root.place(("delegatie",)), why, _OWN_RULE, "delegatie"),)
    return tuple(sorted(map(discreet, shape), key=lambda f: (f.line, f.column, f.rule)))


def _delegation(root: Node, asked: Asked) -> tuple[Delegation | None, str]:
    """Find the delegation of an addition, or say why it cannot be used; nothing where the file names none."""
    named = root.children["delegatie"].value if "delegatie" in root.keys else None
    if not isinstance(named, str) or not named.strip():
        return None, ""
    folder = asked.path.parent if asked.path else Path()
    # Within the folder of its papers an addition has its delegation beside it.
    within = asked.path is not None and asked.path.name == ADDITION and (folder / MANIFEST).is_file()
    try:
        data = additions.take_in_delegation(folder if within else folder / named)
    except GeneratorError as err:
        return None, f"{err.message} {err.hint}"
    delegation = parse(data).delegation
    return (
        delegation,
        "" if delegation else f"De delegatie «{named}» is zelf niet in orde. Controleer eerst dat bestand.",
    )


def _excerpts(data: bytes, places: Collection[Place], findings: Iterable[Finding]) -> dict[Place, Excerpt]:
    if len(data) > source.MAX_BYTES or source.is_wide(data):
        return {}
    last = max((place.line for place in places), default=1)
    lines = source.lines(data.decode("utf-8-sig", errors="replace"), most=last)
    secret = {finding.line for finding in findings if finding.rule in _SECRET}
    shown = {
        place: excerpt(lines[place.line - 1], place.column)
        for place in places
        if place.line <= len(lines) and place.line not in secret
    }
    return {place: one for place, one in shown.items() if masked(one.line) == one.line}
