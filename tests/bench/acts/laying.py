"""Acts that lay down what others are measured on: Word files with their names, and dossiers that are to be signed."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator import catalogue
from generator.context import context
from generator.delegation import parse
from generator.files import create_folder
from generator.pipeline import chosen, make
from generator.resources import template_file
from tests.bench import orders
from tests.bench.act import Act


@contextmanager
def words(folder: str) -> Iterator[Act]:
    """Lay down the Word files of one dossier, and for each the template and the names that it was made with."""
    place = Path(folder)

    def act() -> None:
        data = orders.order(1)
        made = make(data, name="x")
        delegation = parse(data).delegation
        assert delegation is not None
        tasks = catalogue.tasks(None)
        fillings = []
        for kind in chosen(catalogue.documents(None), delegation, ()):
            document = next(one for one in made.manifest.documents if one.id == kind.id)
            word = place / Path(document.word).name
            word.parent.mkdir(parents=True, exist_ok=True)
            word.write_bytes(made.files[document.word])
            names = context(
                delegation, kind=kind, tasks=tasks, proef=False, bron_sha256="0" * 64,
                questions=catalogue.questions(None),
            )  # fmt: skip
            fillings.append((str(template_file(kind.template, None)), names, str(word)))
        (place / "fillings").write_bytes(pickle.dumps(fillings))

    yield act


@contextmanager
def dossiers(folder: str, number: int) -> Iterator[Act]:
    """Lay down dossiers that are ready to be issued, in folders that sort as they are numbered."""

    def act() -> None:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for one in range(number):
            made = make(orders.order(one, names=False), name="x", test=True)
            create_folder(Path(folder, f"{one:04}"), made.files, replace=False)

    yield act


@contextmanager
def files(folder: str, number: int) -> Iterator[Act]:
    """Lay down delegation files."""

    def act() -> None:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for one in range(number):
            Path(folder, f"{one:04}.yaml").write_bytes(orders.order(one))

    yield act
