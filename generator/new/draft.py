"""The draft on disk: saved with every answer, never over what somebody else wrote, taken up again later."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from generator import source
from generator.delegation import parse
from generator.errors import InputRefused, InvalidFile
from generator.files import create_file, replace_file
from generator.intake import take_in
from generator.new.answers import Answers, filled
from generator.new.script import questions
from generator.new.text import DRAFT, text_of
from generator.new.trial import settle

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path as FilePath

    from generator.findings import Finding
    from generator.nodes import Path


@dataclass(slots=True)
class Draft:
    """A file in the making. `path` changes when somebody else takes its place: then the draft stands beside."""

    path: FilePath
    _written: bytes | None = field(default=None)

    def save(self, given: Answers, *, done: bool = False) -> None:
        """Put the answers on disk, as a draft or as the finished file. Raises `SurroundingsFailed`."""
        data = text_of(given, draft=not done).encode()
        if data == self._written:
            return
        if self._written is None or not self._is_ours():
            self.path = _free(self.path, data)
        else:
            replace_file(self.path, data)
        self._written = data

    def taken_up(self, data: bytes) -> None:
        """Know what stands on disk as the draft that is going on."""
        self._written = data

    def _is_ours(self) -> bool:
        try:
            return take_in(self.path, limit=source.MAX_BYTES) == self._written
        except InputRefused:
            return False


def _free(path: FilePath, data: bytes) -> FilePath:
    """Create the file, or one beside it with a number, if something stands there already."""
    for number in count(1):
        place = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        if create_file(place, data):
            return place
    raise AssertionError  # pragma: no cover - counting does not end


def open_draft(path: FilePath, *, today: date) -> tuple[Draft, Answers, list[Path]]:
    """Take up a draft: with its answers, and their paths in the order of the questions.

    Raises `InputRefused` for a file that is no draft, `InvalidFile` for one that has errors other than
    what is still empty.
    """
    data = take_in(path, limit=source.MAX_BYTES)
    if not data.decode("utf-8-sig", errors="replace").startswith(DRAFT):
        raise InputRefused(
            f"{path} bestaat al en is geen concept van «delegatie nieuw»; het wordt niet overschreven.",
            hint="Kies een andere naam, of pas het bestand zelf aan en kijk met `delegatie controleer` of het klopt.",
        )
    text = source.read(data)
    if text.root is None or text.findings:
        raise InvalidFile(str(path), text.findings)
    given = Answers(filled(text.root.value) or {})
    if wrong := _not_merely_empty(given):
        raise InvalidFile(str(path), wrong)
    draft = Draft(path)
    draft.taken_up(data)
    return draft, given, _answered(given, today)


def _not_merely_empty(given: Answers) -> tuple[Finding, ...]:
    """Give what is wrong with the values that are there; what is missing will be asked."""
    findings = parse(json.dumps(given.document, ensure_ascii=False).encode()).findings
    return tuple(finding for finding in findings if given.value(*_steps(finding.path)) is not None)


def _steps(dotted: str) -> Path:
    found = re.findall(r"[^.\[\]]+", dotted)
    return tuple(int(step) if step.isdigit() else step for step in found)


def _answered(given: Answers, today: date) -> list[Path]:
    """Give the paths that have answers. What may be left out and comes before the last of them was."""
    trial = given.copy()
    asked: list[tuple[Path, bool, bool]] = []
    for question in questions(trial, today=today):
        owner = trial.value(*question.path[:-1])
        there = trial.known(question.path) or (question.path[-1] == 0 and owner == [])
        asked.append((question.path, there, question.optional))
        if not there:
            settle(trial, question, None if question.optional else question.filler)
    last = max((index for index, (_, there, _) in enumerate(asked) if there), default=-1)
    for path, _, optional in asked[: last + 1]:
        if optional and given.value(*path) is None:
            given.decline(path)
    return [path for path, there, optional in asked[: last + 1] if there or optional]
