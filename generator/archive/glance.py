"""What a plan must know of a dossier or a package, at a glance: until when it proves itself and must be kept.

Nothing is verified and nothing unpacked: of a package two files are read, of a dossier its PDFs, one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from generator.archive.model import STATEMENT
from generator.archive.names import sip_name
from generator.archive.package import BOOKS, is_package
from generator.delegation import Delegation, parse
from generator.dossier import MANIFEST, SOURCE, Dossier, open_dossier
from generator.errors import GeneratorError, InputRefused
from generator.files import being_made, folders_beside, read_file, why
from signing import state
from signing.archive import container
from signing.archive.lifetime import Lifetime, lifetime
from signing.errors import DocumentRefused, SealingError

_STATEMENT_LIMIT = 64 << 20
_SOURCE_LIMIT = 1 << 20
_GOVERNMENT = frozenset({"gemeente", "provincie", "waterschap", "gemeenschappelijke-regeling", "rijk"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was seen of a whole: its lifetime is that of the PDF `governing`, the first to end.

    `free` is how many further time-stamps its papers can hold; None for a package, which gets a new statement
    at each renewal. `officer` answers for the archive, and `government` says that the Archiefwet governs it.
    """

    reference: str
    lifetime: Lifetime
    governing: str
    free: int | None
    keep_until: date
    officer: str
    government: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """One dossier or package: the proof that was seen, or in Dutch the problem that hid it."""

    path: Path
    kind: Literal["dossier", "pakket", ""]
    proof: Proof | None = None
    problem: str = ""


def glances(paths: Iterable[Path], *, at: datetime) -> Iterator[Glance]:
    """Look at each of `paths`; a folder of dossiers and packages counts as all that lie in it.

    A bad one gives a glance that says so, and never stops the rest.
    """
    for path in each_once(paths):
        yield glance(path, at=at)


def each_once(paths: Iterable[Path]) -> Iterator[Path]:
    """Give the dossiers and packages that `paths` stand for, each once, however often it is named."""
    seen: set[Path] = set()
    for given in paths:
        for path in found(given):
            if (real := path.resolve()) not in seen:
                seen.add(real)
                yield path


def found(path: Path) -> list[Path]:
    """Give the dossiers and packages that `path` stands for; itself when there are none in it."""
    try:
        if path.is_dir() and not _kind(path):
            seen = list(path.iterdir())
            inside = [one for one in seen if not one.name.startswith(".") and _kind(one)]
            aside = {path / being_made(one) for one in seen if one.suffix == ".oud" and being_made(one)}
            return sorted({*inside, *(one for one in aside if not one.exists())}) or [path]
    except OSError:
        pass  # that it cannot be read is told when it is looked at
    return [path]


def glance(path: Path, *, at: datetime) -> Glance:
    """Look at one dossier or package. Never raises for a bad one."""
    kind: Literal["dossier", "pakket", ""] = ""
    try:
        kind = _kind(path)
        if kind == "pakket":
            return Glance(path=path, kind=kind, proof=_package(path, at))
        if kind == "dossier":
            return Glance(path=path, kind=kind, proof=_dossier(path, at))
        problem = "Dit is geen dossier en geen archiefpakket, en er staat er ook geen in."
        if not path.exists() and folders_beside(path):
            problem = (
                "Dit werd vervangen toen het programma wegviel; wat er stond, ligt er nog naast. Geef "
                f"`delegatie vernieuw {path}`: dat zet het eerst terug."
            )
    except (GeneratorError, SealingError) as err:
        problem = err.message
    except OSError as err:
        problem = f"Dit is niet te lezen: {why(err)}."
    except Exception as err:  # noqa: BLE001 - a stranger's files: one bad one never stops the rest
        problem = f"Dit is zo gemaakt of beschadigd dat het niet te lezen is ({type(err).__name__})."
    return Glance(path=path, kind=kind, problem=problem)


def _kind(path: Path) -> Literal["dossier", "pakket", ""]:
    if (path / MANIFEST).is_file():
        return "dossier"
    return "pakket" if is_package(path) else ""


def _package(path: Path, at: datetime) -> Proof:
    pdf = container.member(path, STATEMENT, _STATEMENT_LIMIT)
    reference = state.marks(pdf).get("Kenmerk", "")
    folder = sip_name(reference)
    name = f"data/{folder}/{folder}-{BOOKS}/{SOURCE}"
    delegation = _delegation(container.member(path, name, _SOURCE_LIMIT))
    return _proof(reference, delegation, lifetime(pdf, at=at), governing=STATEMENT, free=None)


def _dossier(folder: Path, at: datetime) -> Proof:
    dossier = open_dossier(folder)
    delegation = _delegation(read_file(folder / SOURCE))
    first: tuple[date, datetime, str, Lifetime] | None = None
    free, unsealed = [], []
    for path in sorted((folder / "pdf").glob("*.pdf")):
        pdf = read_file(path)
        try:
            one = lifetime(pdf, at=at)
        except DocumentRefused:
            unsealed.append(path.stem.partition("-")[0])
            continue
        free.append(len(one.free))
        ends = (one.until, one.stamped, f"pdf/{path.name}", one)
        first = ends if first is None else min(first, ends, key=lambda end: end[:3])
    if first is None or (unsealed and not _stopped(dossier)):
        raise InputRefused(
            f"Dossier {dossier.manifest.reference} is niet verzegeld, of beschadigd: {', '.join(unsealed) or 'geen PDF'}."
        )
    return _proof(dossier.manifest.reference, delegation, first[3], governing=first[2], free=min(free))


def _stopped(dossier: Dossier) -> bool:
    """Claim that the papers were stopped half-way: then only what was sealed proves anything."""
    from generator import void  # it knows how to make papers, which a plan has no need of

    return bool(void.find_all(dossier))


def _proof(
    reference: str, delegation: Delegation, ends: Lifetime, *, governing: str, free: int | None
) -> Proof:
    return Proof(
        reference=reference,
        lifetime=ends,
        governing=governing,
        free=free,
        keep_until=delegation.archief.bewaren_tot,
        officer=delegation.archief.verantwoordelijke,
        government=delegation.werkgever.rechtsvorm in _GOVERNMENT,
    )


def _delegation(data: bytes) -> Delegation:
    delegation = parse(data).delegation
    if delegation is None:
        raise InputRefused(f"{SOURCE} is niet te lezen: hoe lang dit wordt bewaard, is onbekend.")
    return delegation
