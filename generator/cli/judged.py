"""The files that `verifieer` writes beside what it tells: a page for people, and reports for programs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import datetime

    from generator.judgement.answer import Answer
    from generator.judgement.page import Page
    from signing.policy import Trust

_ODD = re.compile(r"[^\w.\-]+")
_LONGEST = 100


def require_free(page: Path | None, reports: Path | None, *, replace: bool) -> None:
    """See to it that nothing is written over unasked. Raises `click.UsageError`."""
    if replace:
        return
    if page is not None and page.exists():
        raise click.UsageError(f"{page} bestaat al. Kies een andere naam, of vervang het met --overschrijf.")
    if reports is not None and reports.is_dir() and any(reports.iterdir()):
        raise click.UsageError(
            f"De map {reports} is niet leeg. Kies een andere map, of vervang wat er staat met --overschrijf."
        )


def new_page(*, at: datetime, day: bool, trust: Trust) -> Page:
    """Begin the page on which the answers are told to people."""
    from generator.judgement.page import Page, Setting
    from signing.sign import now

    return Page(Setting.of(trust, at=at, day=day, made=now()))


class Reports:
    """Writes validation reports into a folder, each under a name of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken: set[str] = set()

    def add(self, answer: Answer, path: Path) -> None:
        """Write the reports on `path`; what they are called is not the stranger's to choose. Raises `SurroundingsFailed`."""
        from generator.files import ensure_folder, replace_file

        ensure_folder(self._folder)
        several = len(answer.reports) > 1
        for report in answer.reports:
            paper = _plain(Path(report.path.replace("\\", "/")).name.removesuffix(".pdf"))
            name = f"{_plain(path.resolve().name)}-{paper}" if several else paper
            replace_file(self._folder / self._free(name), report.xml.encode())

    def _free(self, name: str) -> str:
        number, found = 1, name
        while found.casefold() in self._taken:
            number += 1
            found = f"{name}-{number}"
        self._taken.add(found.casefold())
        return f"{found}.validatie.xml"


def _plain(name: str) -> str:
    return _ODD.sub("_", name)[:_LONGEST].lstrip(".") or "rapport"
