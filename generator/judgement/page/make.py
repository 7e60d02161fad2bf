"""Makes the page: answers come one by one, and their parts wait in a file until all are there."""

from __future__ import annotations

import base64
import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from markupsafe import Markup

from generator.files import replace_file
from generator.judgement.answer import Answer
from generator.judgement.page.gallery import Gallery
from generator.judgement.page.language import HERE, environment
from generator.judgement.page.phrases import ANSWERS, GLOSSARY, MEANS, MEANS_OF_A_PAPER, TONES, Tone
from generator.judgement.page.setting import Setting
from generator.judgement.page.view import things
from generator.judgement.words import Tally

_IN_MEMORY = 8 << 20
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A thing in the list at the top."""

    id: str
    title: str
    word: str
    tone: Tone
    signed_by: tuple[str, ...]
    inside: bool


class Page:
    """The report under way. Use it as a context: what it keeps on disk goes when it ends."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._gallery = Gallery()
        self._tally = Tally()
        self._words: list[str] = []
        self._lines: list[_Line] = []
        self._spool: IO[str] = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - closed by `__exit__`
            _IN_MEMORY, "w+", encoding="utf-8", newline="\n"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spool.close()

    def add(self, answer: Answer) -> None:
        """Tell one more answer, after those before it."""
        self._words.append(Tally(answer.items).word)
        self._tally.add(answer.items)
        told = things(answer, len(self._words), self._gallery)
        self._lines += [
            _Line(
                id=one.id,
                title=one.title,
                word=one.word,
                tone=one.tone,
                signed_by=one.signed_by,
                inside=number > 0,
            )
            for number, one in enumerate(told)
        ]
        for piece in environment().get_template("answer.html").generate(things=told):
            self._spool.write(piece)

    def pieces(self) -> Iterator[str]:
        """Give the page in pieces; the whole of it is never in memory."""
        word = self._tally.word
        style = (HERE / "page.css").read_text(encoding="utf-8")
        alone = len(self._lines) == 1
        yield from (
            environment()
            .get_template("page.html")
            .generate(
                setting=self._setting,
                word=word,
                answer=ANSWERS[word],
                means=(MEANS_OF_A_PAPER if alone else MEANS)[word],
                tone=TONES[word],
                tally=_tally(self._words),
                lines=self._lines,
                parts=self._told(),
                glossary=GLOSSARY,
                style=Markup(style),  # noqa: S704 - our own file
                style_digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            )
        )

    def write(self, file: Path) -> None:
        """Put the page at `file`, whole or not at all. Raises `SurroundingsFailed`."""
        replace_file(file, (piece.encode() for piece in self.pieces()))

    def _told(self) -> Iterator[Markup]:
        self._spool.seek(0)
        while piece := self._spool.read(_PIECE):
            yield Markup(piece)  # noqa: S704 - told by our own template


def _tally(told: list[str]) -> str:
    """Count the verdicts: «3 beoordeeld: 2 geldig, 1 ongeldig»; of one thing there is nothing to count."""
    if len(told) == 1:
        return ""
    counts = ", ".join(f"{number} {word.lower()}" for word, number in Counter(told).items())
    return f"{len(told)} bestanden of mappen beoordeeld: {counts}." if told else "Er is niets beoordeeld."


def render(answers: Iterable[Answer], setting: Setting) -> str:
    """Give the whole page as text."""
    with Page(setting) as page:
        for answer in answers:
            page.add(answer)
        return "".join(page.pieces())


def write(answers: Iterable[Answer], setting: Setting, file: Path) -> None:
    """Make the page and put it at `file`, whole or not at all. Raises `SurroundingsFailed`."""
    with Page(setting) as page:
        for answer in answers:
            page.add(answer)
        page.write(file)
