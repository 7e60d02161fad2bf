"""What the program stands on: Python, libraries, engines, fonts, templates, and a place to write."""

from __future__ import annotations

import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from generator.doctor.check import Check, not_looked_at
from generator.errors import GeneratorError
from generator.files import why

if TYPE_CHECKING:
    from generator.settings import Settings

_DISTRIBUTION = "taakdelegatie"
_ROOM = 200_000_000  # bytes: a sealed dossier takes some 10 MB, and a step writes beside
_SHOWN = ("pyhanko", "python-pkcs11", "cryptography", "typst", "pikepdf")
_TRIAL = "extern"  # the example of which one paper is set
_PAPER = "D9"
_AGAIN = "Installeer taakdelegatie opnieuw."


def machine(settings: Settings | None, here: Path) -> Iterator[Check]:
    """Try what every command needs; without `settings`, which could not be read, with what is the program's own.

    Raises nothing that a user could not understand.
    """
    templates = settings.templates if settings else None
    yield _python()
    yield _libraries()
    yield _engine(templates)
    yield from _templates(templates)
    yield _letterhead(settings) if settings else not_looked_at("huisstijl")
    yield _office()
    for subject, folder in (
        ("map om in te schrijven", here),
        ("tijdelijke map", Path(tempfile.gettempdir())),
    ):
        yield _writable(subject, folder)


def _python() -> Check:
    return Check(
        subject="Python",
        verdict="goed",
        says=f"{platform.python_version()} ({platform.machine()}, {platform.system()}), in {sys.prefix}.",
    )


def _libraries() -> Check:
    found: dict[str, str] = {}
    missing = []
    needed = [one for one in metadata.requires(_DISTRIBUTION) or () if "extra ==" not in one]
    names = {re.split(r"[^A-Za-z0-9._-]", one, maxsplit=1)[0]: None for one in needed}
    for name in names | dict.fromkeys(_SHOWN):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Check(
            subject="bibliotheken",
            verdict="fout",
            says=f"niet geïnstalleerd: {', '.join(missing)}.",
            next_step=_AGAIN,
        )
    told = ", ".join(f"{name} {found[name]}" for name in _SHOWN if name in found)
    return Check(subject="bibliotheken", verdict="goed", says=f"{len(found)} aanwezig, waaronder {told}.")


def _engine(own: Path | None) -> Check:
    """Set one real paper: engine, fonts and a template are tried together."""
    subject = "zetter Typst en lettertypen"
    try:
        from generator.pipeline import make
        from generator.resources import content

        data = (content("examples") / f"{_TRIAL}.yaml").read_bytes()
        made = make(data, name=_TRIAL, only=[_PAPER], templates=own, test=True)
        pages = sum(path.endswith(".pdf") for path in made.files)
    except GeneratorError as err:
        return Check(subject=subject, verdict="fout", says=err.message, next_step=err.hint or _AGAIN)
    except (OSError, ImportError) as err:
        return Check(subject=subject, verdict="fout", says=f"{type(err).__name__}: {err}.", next_step=_AGAIN)
    return Check(
        subject=subject, verdict="goed", says=f"{pages} proefdocument gezet en goed bevonden (PDF/A, PDF/UA)."
    )


def _templates(own: Path | None) -> Iterator[Check]:
    from generator import own_folder
    from generator.wording.survey import checked

    subject = "sjablonen"
    try:
        if own is not None:
            own_folder.require(own)
        files = checked(own)
    except GeneratorError as err:
        yield Check(subject=subject, verdict="fout", says=err.message, next_step=err.hint)
        return
    bad = [one.file for one in files if not one.ok]
    whose = f"in {own}" if own else "van het programma"
    if bad:
        where = own or "…"
        yield Check(
            subject=subject,
            verdict="fout",
            says=f"{len(bad)} van {len(files)} {whose} niet in orde: {', '.join(bad)}.",
            next_step=f"`delegatie sjablonen controleer {where}` zegt wat eraan schort.",
        )
    else:
        yield Check(subject=subject, verdict="goed", says=f"{len(files)} {whose}, alle in orde.")


def _letterhead(settings: Settings) -> Check:
    from generator.letterhead.design import read

    subject = "huisstijl"
    try:
        found = read(settings.letterhead)
    except GeneratorError as err:
        return Check(subject=subject, verdict="fout", says=err.message, next_step=err.hint)
    if found is None:
        return Check(subject=subject, verdict="goed", says="geen; de papieren krijgen geen briefhoofd.")
    parts = {"naam": found.name, "adres": found.address, "logo": found.logo, "kleur": found.colour}
    said = ", ".join(word for word, there in parts.items() if there)
    return Check(subject=subject, verdict="goed", says=f"gelezen: {said or 'niets ingevuld'}.")


def _office() -> Check:
    from generator.typeset.office.program import find

    subject = "LibreOffice"
    try:
        version = find().version()
    except GeneratorError:
        return Check(
            subject=subject, verdict="goed", says="niet aanwezig; alleen nodig voor --zetter libreoffice."
        )
    return Check(subject=subject, verdict="goed", says=f"{version}, voor --zetter libreoffice.")


def _writable(subject: str, folder: Path) -> Check:
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".delegatie-doctor-") as trial:
            trial.write(b"proef")
            trial.flush()
        room = shutil.disk_usage(folder).free
    except OSError as err:
        return Check(
            subject=subject,
            verdict="fout",
            says=f"in {folder.resolve()} kan niet worden geschreven ({why(err)}).",
            next_step="Werk in een map waarin u mag schrijven, of maak ruimte op de schijf.",
        )
    told = f"{folder.resolve()}, {room / 1e9:.1f} GB vrij."
    if room < _ROOM:
        return Check(subject=subject, verdict="let op", says=told, next_step="Maak ruimte op de schijf.")
    return Check(subject=subject, verdict="goed", says=told)
