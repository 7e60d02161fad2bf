"""One path to judge, with all that goes into it, and the judging; it is done in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from generator.archive.examine import examine_package
from generator.archive.package import is_package
from generator.dossier import sha256
from generator.examine import Item, examine
from generator.judgement.answer import Answer, Digest, Picture, Seen, Statement
from generator.judgement.watch import Watch
from generator.pipeline import versions
from signing.etsi import validation_report
from signing.pictures import NotDrawable, page_count, png_pages
from signing.policy import Trust
from signing.report import Report
from signing.visual import covered

if TYPE_CHECKING:
    from generator.letterhead.design import Letterhead

WIDTH = 900  # pixels: an A4 page that is legible when it is enlarged
_PAGES = 60  # of one revision
_BYTES = 90 << 20  # of all pictures in one answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A path, and what to judge it with: as `generator.examine` and `generator.archive.examine` take it.

    `pictures` asks for the pages that each signer saw, `xml` for validation reports.
    """

    path: Path
    trust: Trust
    at: datetime
    templates: Path | None = None
    again: bool = False
    letterhead: Letterhead | None = None
    custodian: str = ""
    pictures: bool = False
    xml: bool = False


def perform(task: Task, tell: Callable[[str], None]) -> Answer:
    """Judge the path of `task`; `tell` hears what is at hand. Raises `NoRoom`, `MemoryError`."""
    notes = _Notes(task, tell)
    if is_package(task.path):
        items = examine_package(
            task.path, trust=task.trust, at=task.at, templates=task.templates, again=task.again,
            letterhead=task.letterhead, custodian=task.custodian, watch=notes,
        )  # fmt: skip
    else:
        items = examine(
            task.path, trust=task.trust, at=task.at, templates=task.templates, again=task.again,
            letterhead=task.letterhead, watch=notes,
        )  # fmt: skip
    return Answer(items=items, seen=tuple(notes.seen), reports=tuple(notes.reports), files=tuple(notes.files))


class _Notes(Watch):
    """Makes of each PDF what was asked besides the verdict, once it is judged."""

    def __init__(self, task: Task, tell: Callable[[str], None]) -> None:
        self._task, self._tell = task, tell
        self._room = _BYTES
        self.seen: list[Seen] = []
        self.reports: list[Statement] = []
        self.files: list[Digest] = []

    def begins(self, what: str) -> None:
        self._tell(what)

    def judged(self, item: Item, pdf: bytes) -> None:
        self.files.append(Digest(path=item.path, sha256=sha256(pdf), size=len(pdf)))
        if self._task.xml:
            self.reports.append(Statement(path=item.path, xml=self._report(item, pdf)))
        if self._task.pictures:
            kinds = {one.field: one.kind for one in item.signatures}
            for field_name, size in covered(pdf):
                # an archive time-stamp was set over the pages of the seal before it
                if kinds.get(field_name, "archieftijdstempel") != "archieftijdstempel":
                    self._tell(f"{item.title}, bladzijden")
                    self.seen.append(self._pages(item.path, field_name, pdf, size))

    def _report(self, item: Item, pdf: bytes) -> str:
        return validation_report(
            pdf,
            Report(signatures=item.signatures, problems=item.problems),
            at=self._task.at,
            trust=self._task.trust,
            document_name=item.path.replace("\\", "/").rpartition("/")[2],
            validator=f"taakdelegatie {versions()['taakdelegatie']}",
        ).decode()

    def _pages(self, path: str, field_name: str, pdf: bytes, size: int) -> Seen:
        try:
            count = page_count(pdf, size=size)
            drawn = png_pages(pdf, width=WIDTH, most=_PAGES, size=size) if self._room > 0 else ()
        except NotDrawable:
            return Seen(path=path, field_name=field_name, pages=())
        self._room -= sum(len(png) for png, _, _ in drawn)
        pages = tuple(Picture(png=png, width=width, height=height) for png, width, height in drawn)
        return Seen(path=path, field_name=field_name, pages=pages, left_out=max(0, count - len(pages)))
