"""All templates at once: which there are, how they stand to their release, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator import catalogue
from generator.errors import GeneratorError, InputRefused
from generator.files import create_folder, read_file
from generator.resources import content, template_file
from generator.wording.checks import look_over
from generator.wording.releases import Standing, standing
from generator.wording.remark import Remark
from generator.wording.trial import tried

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.catalogue import DocumentKind

_GUIDE = "README.md"
_LOCK = "~$"  # how Word marks a file that is open


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One template in use: the document it makes, and how it stands to its release."""

    kind: DocumentKind
    standing: Standing | None  # None: the file is missing

    def as_json(self) -> dict[str, object]:
        """Give the entry as in `sjablonen lijst --json`."""
        known = self.standing
        return {
            "id": self.kind.id,
            "title": self.kind.titel,
            "file": self.kind.template,
            "version": known and known.version,
            "changed": known is not None and known.version is None and known.latest is not None,
            "own": known is not None and known.own,
            "sha256": known and known.sha256,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One file of a folder of templates, and everything found in it."""

    file: str
    document: str
    remarks: tuple[Remark, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong that must be mended."""
        return not any(remark.severity == "error" for remark in self.remarks)

    def as_json(self) -> dict[str, object]:
        """Give the file as in `sjablonen controleer --json`."""
        return {
            "file": self.file,
            "document": self.document,
            "ok": self.ok,
            "findings": [remark.as_json() for remark in self.remarks],
        }


def listed(own: Path | None = None) -> list[Entry]:
    """Give every template, in the order of the list of documents. Raises `TemplateRefused`."""
    return [
        Entry(
            kind=kind,
            standing=standing(kind.template, own) if template_file(kind.template, own).is_file() else None,
        )
        for kind in catalogue.all_documents(own)
    ]


def checked(own: Path | None = None) -> list[Checked]:
    """Check the templates of a folder of one's own, or the program's; a bad file is a finding."""
    folder = own or content("templates")
    try:
        kinds = catalogue.all_documents(own)
        catalogue.tasks(own)
    except GeneratorError as err:
        remark = Remark(check="catalogus", severity="error", message=err.message)
        return [Checked(file="*.toml", document="", remarks=(remark,))]
    known = {kind.template: kind for kind in kinds}
    found = []
    for path in sorted(folder.glob("*.docx")):
        if path.name.startswith(_LOCK):
            continue
        kind = known.pop(path.name, None)
        remarks = _stray(path) if kind is None else _remarks(path, kind, own)
        found.append(Checked(file=path.name, document=kind.id if kind else "", remarks=tuple(remarks)))
    for name, kind in known.items():
        if not template_file(name, own).is_file():
            remark = Remark(
                check="bestand", severity="error", message=f"Het sjabloon voor {kind.titel} ontbreekt."
            )
            found.append(Checked(file=name, document=kind.id, remarks=(remark,)))
    return found


def export(folder: Path) -> list[str]:
    """Copy templates, catalogues and guide to a new folder, as the start of a house style.

    Raises `InputRefused` when there is something already, and `SurroundingsFailed`.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputRefused(
            f"{folder} bestaat al en is niet leeg.",
            hint="Kies een nieuwe map: er wordt nooit iets overschreven.",
        )
    ours = content("templates")
    names = [kind.template for kind in catalogue.all_documents()]
    names += [catalogue.KINDS, catalogue.TASKS, _GUIDE]
    files = {name: read_file(ours / name) for name in names if (ours / name).is_file()}
    create_folder(folder, files, replace=False)
    return sorted(files)


def _stray(path: Path) -> list[Remark]:
    message = f"{path.name} hoort bij geen document in documenten.toml en wordt niet gebruikt."
    return [Remark(check="bestand", severity="warning", message=message)]


def _remarks(path: Path, kind: DocumentKind, own: Path | None) -> Iterator[Remark]:
    found = look_over(path, kind, own)
    yield from found
    if any(remark.severity == "error" for remark in found):
        return  # rendering stops at the first of these, and tells nothing new
    for message in tried(kind, own):
        yield Remark(check="voorbeeld", severity="error", message=f"Met een voorbeeld ingevuld: {message}")
