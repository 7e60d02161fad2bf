"""Acts over many files and packages. Only the command at hand is loaded, so that the memory is its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

import click

from tests.bench.act import Act

_BOOKS = "*-administratie"


@contextmanager
def check(folder: str) -> Iterator[Act]:
    """Check every delegation file of a folder, after one that does not count."""
    from generator.cli.controleer import controleer

    _invoked(controleer, [str(next(Path(folder).iterdir()))])
    yield lambda: _invoked(controleer, [folder])


@contextmanager
def plan(package: str, number: int) -> Iterator[Act]:
    """Plan the renewal of so many packages, after one that does not count.

    Of each there is what a plan reads, with the statement of `package`.
    """
    from generator.cli.vernieuw import vernieuw

    _invoked(vernieuw, [package, "--plan"])
    with tempfile.TemporaryDirectory() as place:
        for one in range(number):
            _kept(Path(package), Path(place, f"DLG-2026-{one:04}"))
        yield lambda: _invoked(vernieuw, [place, "--plan"])


def _invoked(command: click.Command, words: list[str]) -> None:
    """Run a command; what it tells goes to a file, as in a shell: held in memory it would count as the command's own."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told, redirect_stdout(told):
        try:
            command.main(words, prog_name="delegatie", standalone_mode=False)
        except SystemExit as err:
            if err.code:
                told.seek(0)
                raise RuntimeError(told.read()[-500:]) from err


def _kept(package: Path, target: Path) -> None:
    """Lay down of a package what a plan reads of it."""
    (books,) = package.glob(f"data/*/{_BOOKS}")
    target.joinpath(books.relative_to(package)).mkdir(parents=True)
    for path in (package / "bagit.txt", package / "archiefverklaring.pdf", books / "delegatie.yaml"):
        shutil.copyfile(path, target / path.relative_to(package))
