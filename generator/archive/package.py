"""Open a package, and lay the dossier in it out again as the folder that it was (design 4.3).

What lies in a package is a stranger's until it is judged: an archive file is unpacked with bounds, and only
regular files are taken over.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from generator.archive.model import STATEMENT
from generator.archive.order import Form
from generator.dossier import ADDITION, LEDGER, MANIFEST, SOURCE, Dossier, open_dossier
from generator.errors import InputRefused, NoRoom, SurroundingsFailed
from generator.files import read_file, why
from signing.archive import container

BOOKS = "administratie"
CERTIFICATES = "certificaten"
HISTORY = "geschiedenis"
_BOOKS = (SOURCE, MANIFEST, LEDGER, ADDITION)
# Of what is only read these say nothing: it is the place to which it is copied.
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE})
_DECLARATION = "bagit.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package that is open for reading: `path` as it was given, `folder` is the bag, unpacked if need be."""

    path: Path
    folder: Path
    form: Form

    @property
    def data(self) -> Path:
        """Give the payload of the bag."""
        return self.folder / "data"

    @property
    def name(self) -> str:
        """Name the folder of the dossier in it. Raises `InputRefused` when the payload is not one folder."""
        try:
            inside = sorted(
                path.name for path in self.data.iterdir() if path.is_dir() and not path.is_symlink()
            )
        except OSError as err:
            raise InputRefused(f"{self.path} is geen archiefpakket van dit programma: {why(err)}.") from err
        if len(inside) != 1:
            raise InputRefused(
                f"{self.path} is geen archiefpakket van dit programma: in data hoort één map te staan, die van het dossier."
            )
        return inside[0]

    @property
    def dossier(self) -> Path:
        """Give the folder of the dossier in the payload. Raises `InputRefused`."""
        return self.data / self.name

    def statement(self) -> bytes:
        """Read the statement that seals the package (D17). Raises `SurroundingsFailed`."""
        return read_file(self.folder / STATEMENT)

    def piece(self, name: str) -> Path:
        """Give the folder of one of the pieces that are no paper: books, certificates, history."""
        return self.dossier / f"{self.name}-{name}"


def is_package(path: Path) -> bool:
    """Claim that `path` is meant as a package: a bag, or a .tar or .zip file."""
    if path.is_dir():
        return (path / _DECLARATION).is_file() or (path / STATEMENT).is_file()
    return path.is_file() and container.form_of(path) in ("tar", "zip")


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    """Open the package at `path`; what was unpacked is gone afterwards.

    Raises `InputRefused`, `NoRoom`, `SealingError`.
    """
    form = container.form_of(path)
    if form is None:
        raise InputRefused(
            f"{path} is geen archiefpakket.", hint="Een pakket is een map, of een bestand .tar of .zip."
        )
    if form == "map":
        yield Package(path=path, folder=path, form=form)
        return
    with workplace(path) as place:
        try:
            with _room(path, gettempdir()):
                folder = container.unpack(path, place)
        except OSError as err:
            raise InputRefused(f"{path} kan niet worden uitgepakt: {why(err)}.") from err
        yield Package(path=path, folder=folder, form=form)


@contextmanager
def workplace(path: Path) -> Iterator[Path]:
    """Give a temporary folder to lay out what is in the package `path`; it is gone afterwards. Raises `NoRoom`."""
    try:
        made = TemporaryDirectory(prefix="delegatie-")
    except OSError as err:
        raise _no_room(path, gettempdir(), err) from err
    with made as place:
        yield Path(place)


@contextmanager
def _room(path: Path, place: str) -> Iterator[None]:
    try:
        yield
    except OSError as err:
        if err.errno not in _NO_ROOM:
            raise
        raise _no_room(path, place, err) from err


def _no_room(path: Path, place: str, err: OSError) -> NoRoom:
    return NoRoom(
        f"{path.name} kan niet worden uitgepakt in {place}: {why(err)}.",
        hint="Over het pakket zegt dat niets. Maak daar ruimte, of wijs met de omgevingsvariabele TMPDIR een andere "
        "map aan, en geef dezelfde opdracht opnieuw.",
    )


def lay_out(package: Package, into: Path) -> Dossier:
    """Copy the dossier in the package to the new folder `into`, as it was before it was archived.

    Raises `InputRefused`, `NoRoom`, `SurroundingsFailed`.
    """
    try:
        with _room(package.path, str(into.parent)):
            for part in ("pdf", "word"):
                (into / part).mkdir(parents=True)
            books = package.piece(BOOKS)
            for name in _BOOKS:
                if name != ADDITION or (books / name).exists():
                    (into / name).write_bytes(read_file(books / name))
            for folder in sorted(package.dossier.iterdir()):
                _take(folder / f"{folder.name}.pdf", into / "pdf")
                _take(folder / f"{folder.name}.docx", into / "word")
    except OSError as err:
        raise SurroundingsFailed(
            f"Het dossier in {package.path} kan niet worden gelezen: {why(err)}."
        ) from err
    return open_dossier(into)


def _take(path: Path, into: Path) -> None:
    if path.is_file() and not path.is_symlink():
        shutil.copyfile(path, into / path.name)
