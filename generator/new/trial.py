"""Trying an answer out: what the models and rules say of the file with it, and did not say without it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from generator.delegation import Delegation, Parsed, parse
from generator.new.answers import Answers
from generator.new.script import questions
from generator.new.text import text_of
from generator.nodes import Node, Place, dotted
from generator.reading import Places
from generator.rules import check

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from generator.findings import Finding
    from generator.new.question import Question

# Their answers are parts that have to be filled in yet.
_BARE = {"taken", "deel", "zelfde"}

Said = dict[tuple[str, str, str], "Finding"]


@dataclass(slots=True, kw_only=True)
class Trial:
    """Checks answers one by one.

    Rules look at a whole file, so what is not yet answered is filled in meanwhile, with what is proposed
    or with an example. Only what an answer adds to the findings concerns it.
    """

    today: date
    templates: Path | None = None
    _before: Said = field(default_factory=dict)
    _tried: Said = field(default_factory=dict)

    def start(self, given: Answers) -> None:
        """Take what is found now for granted."""
        self._before = self._said(given)

    def keep(self) -> None:
        """Take what the last answer added for granted: it was given all the same."""
        self._before = self._tried

    def new_findings(self, given: Answers, question: Question, value: object) -> list[Finding]:
        """Give what is found once `question` is answered by `value`, and was not before; errors first."""
        if value is not None and question.kind not in _BARE and (wrong := _misshapen(question, value)):
            return wrong
        answered = given.copy()
        settle(answered, question, value)
        found = self._tried = self._said(answered)
        weight = {"error": 0, "warning": 1, "info": 2}
        new = [finding for key, finding in found.items() if key not in self._before]
        return sorted(new, key=lambda finding: weight[finding.severity])

    def _said(self, given: Answers) -> Said:
        whole = given.copy()
        for question in questions(whole, today=self.today):
            if not whole.known(question.path):
                settle(whole, question, question.filler)
        findings = check(_read(whole), templates=self.templates)
        return {(one.rule, one.path, one.message): one for one in findings}


def _read(whole: Answers) -> Parsed:
    """Read answers as the file would be, without the way through its text: a trial takes place at every question."""
    try:
        delegation = Delegation.model_validate({"formaat": 1, **whole.document})
    except ValueError:
        return parse(_bytes(whole))
    places = Places(root=_node(whole.document, count(1)))
    return Parsed(delegation=delegation, draft=delegation, findings=(), places=places)


def _node(value: Any, lines: Iterator[int]) -> Node:  # noqa: ANN401
    """Give the tree that the text would have; places only have to differ."""
    line = next(lines)
    children: dict[str | int, Node] = {}
    if isinstance(value, dict | list):
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        children = {step: _node(inner, lines) for step, inner in entries}
    keys = {step: Place(node.line, 1) for step, node in children.items() if isinstance(step, str)}
    raw = "" if children else str(value)
    return Node(value=value, line=line, column=1, raw=raw, children=children, keys=keys)


def _misshapen(question: Question, value: object) -> list[Finding]:
    """Give what is wrong with the value itself, whatever the rest of the file is."""
    path = tuple(0 if isinstance(step, int) else step for step in question.path)
    alone = Answers()
    alone.put(path, value)
    here = dotted(path)
    return [
        finding
        for finding in parse(_bytes(alone)).findings
        if finding.rule == "YAML" or finding.path == here or finding.path.startswith((f"{here}[", f"{here}."))
    ]


def _bytes(given: Answers) -> bytes:
    return text_of(given, draft=False).encode("utf-8", errors="surrogatepass")


def settle(given: Answers, question: Question, value: object) -> None:
    """Put an answer where it belongs; nothing, or no, leaves out what may be left out."""
    if question.kind == "deel":
        if value:
            given.put(question.path, {})
        else:
            given.decline(question.path)
    elif question.kind == "zelfde":
        before = [step - 1 if isinstance(step, int) else step for step in question.path]
        if value:
            given.put(question.path, given.copy().value(*before))
        else:
            given.decline(question.path)
    elif value is None:
        given.decline(question.path)
    else:
        given.put(question.path, value)
