"""Acts that make dossiers: one or many, each stage of it, with more tasks, on more pages."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import wraps
from itertools import count
from pathlib import Path
from unittest import mock

from pypdfium2 import PdfDocument

from generator.catalogue import documents
from generator.pipeline import make
from generator.typeset.engine import typeset
from generator.typeset.paper import Paper, Paragraph, Run
from generator.typeset.reader import read
from tests.bench import orders
from tests.bench.act import Act, stopwatch
from tests.bench.measure import Sample

# Where each stage is entered: the name by which the program itself looks it up.
STAGES = {
    "lezen": ("generator.rules", "parse"),
    "regels": ("generator.rules", "check"),
    "waarden": ("generator.context", "context"),
    "sjabloon": ("generator.word", "render"),
    "punten": ("generator.wording.gate", "require"),
    "gedrukt": ("generator.printed", "require"),
    "lezer": ("generator.typeset.reader", "read"),
    "zetter": ("generator.typeset.engine", "typeset"),
    "keuring": ("generator.product", "checked"),
    "velden": ("signing.fields", "prepare"),
}
REST = "overig"
_AT = datetime(2026, 11, 23, tzinfo=UTC)


@contextmanager
def dossiers(number: int, only: Sequence[str] = ()) -> Iterator[Act]:
    """Make so many dossiers a round, one after the other, after one that does not count; every round others.

    `only` are the documents (ids) to make of each, if not all.
    """
    numbers = count(1)
    _make(0, only)

    def act() -> None:
        for _ in range(number):
            _make(next(numbers), only)

    yield act


@contextmanager
def first() -> Iterator[Act]:
    """Make the first dossier of a process."""
    yield lambda: _make(1)


@contextmanager
def stages() -> Iterator[Act]:
    """Make a dossier, and tell what each stage took of it, without what it asked of another stage."""
    numbers = count(1)
    watch = _Stages()
    with watch.watching():

        def act() -> dict[str, Sample]:
            watch.begin()
            end = stopwatch()
            _make(next(numbers))
            return watch.parts(end())

        yield act


@contextmanager
def tasks(number: int) -> Iterator[Act]:
    """Make a dossier with so many tasks."""
    numbers = count(1)
    with tempfile.TemporaryDirectory() as folder:
        own = orders.all_may_be_delegated(Path(folder))
        yield lambda: _made(make(orders.with_tasks(next(numbers), number), name="x", templates=own).files)


@contextmanager
def pages(number: int) -> Iterator[Act]:
    """Set a paper of so many pages, each round with other words."""
    kind = next(kind for kind in documents(None) if kind.id == "D9")
    start = read(
        make(orders.order(0), name="x", only=("D9",)).files[f"word/{kind.id}-{kind.slug}.docx"], name="D9"
    )
    numbers = count(1)

    def act() -> bytes:
        return typeset(_long(start, number, next(numbers)), at=_AT)

    assert len(PdfDocument(act())) == number
    yield lambda: _made({"pdf": act()})


def _make(number: int, only: Sequence[str] = ()) -> None:
    made = make(orders.order(number), name=f"{number}.yaml", only=only)
    assert len(made.manifest.documents) == (len(only) or orders.DOCUMENTS)
    _made(made.files)


def _made(files: dict[str, bytes]) -> None:
    assert any(data.startswith(b"%PDF-") for data in files.values())


def _long(paper: Paper, pages: int, number: int) -> Paper:
    """Give a paper of so many pages, in paragraphs such as it has."""
    section = paper.sections[0]
    plain = max((one for one in section.blocks if isinstance(one, Paragraph)), key=lambda one: len(one.text))
    run = next(piece for piece in plain.pieces if isinstance(piece, Run))
    blocks = tuple(
        replace(
            plain,
            number=place + 1,
            pieces=(replace(run, text=_WORDS.format(number, place)),),
            page_break_before=place % _A_PAGE == 0 and place > 0,
        )
        for place in range(_A_PAGE * pages)
    )
    return replace(paper, sections=(replace(section, blocks=blocks),))


_A_PAGE = 8
_WORDS = (
    "Dossier {}, alinea {}: de bedrijfsarts stelt vast en ondertekent; de casemanager bereidt voor, binnen wat is "
    "afgesproken, en vraagt bij twijfel dezelfde dag om overleg. Wat een medisch oordeel vraagt, blijft bij de "
    "bedrijfsarts, en wie dat anders wil, schrijft eerst op waarom, en wie daarvoor tekent."
)


class _Stages:
    """Times the stages from outside: what one calls of another counts for the other."""

    def __init__(self) -> None:
        self._took: dict[str, Sample] = {}
        self._inside: list[Sample] = []  # for each stage that is going on, what others took in it

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Stand around every stage. Raises `AttributeError` for one that is no longer there."""
        patches = []
        for name, (module, function) in STAGES.items():
            home = importlib.import_module(module)
            patches.append(mock.patch.object(home, function, self._around(name, getattr(home, function))))
        for patch in patches:
            patch.start()
        try:
            yield
        finally:
            for patch in patches:
                patch.stop()

    def begin(self) -> None:
        """Begin a round."""
        self._took, self._inside = {}, []

    def parts(self, whole: Sample) -> dict[str, Sample]:
        """Give the stages, and what was left. Raises `RuntimeError` for a stage that was passed by."""
        if idle := STAGES.keys() - self._took.keys():
            raise RuntimeError(f"never entered, so it moved: {', '.join(idle)}")
        rest = whole
        for took in self._took.values():
            rest = _less(rest, took)
        return {**self._took, REST: rest}

    def _around(self, name: str, stage: Callable[..., object]) -> Callable[..., object]:
        @wraps(stage)
        def timed(*args: object, **kwargs: object) -> object:
            end = stopwatch()
            self._inside.append(_NOTHING)
            try:
                return stage(*args, **kwargs)
            finally:
                took, inside = end(), self._inside.pop()
                self._took[name] = _more(self._took.get(name, _NOTHING), _less(took, inside))
                if self._inside:
                    self._inside[-1] = _more(self._inside[-1], took)

        return timed


_NOTHING = Sample(wall=0.0, cpu=0.0)


def _more(one: Sample, other: Sample) -> Sample:
    return Sample(wall=one.wall + other.wall, cpu=one.cpu + other.cpu)


def _less(one: Sample, other: Sample) -> Sample:
    return Sample(wall=one.wall - other.wall, cpu=one.cpu - other.cpu)
