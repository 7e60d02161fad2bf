"""Make a dossier's papers again from its delegation file, and hold them against the papers themselves.

Revision 0 can be made again byte for byte: that proves that the signed text is what the delegation
file says, without trusting the dossier's books.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from generator.dossier import ADDITION, SOURCE, Document, Dossier
from generator.errors import GeneratorError, SurroundingsFailed
from generator.files import read_file
from generator.pipeline import make, versions
from generator.wording.earlier import lay_out
from signing.report import Problem

if TYPE_CHECKING:
    from generator.letterhead.design import Letterhead

_GIVE = "Geef met --sjablonen de map met de oude sjablonen."


def rebuild(
    dossier: Dossier, *, templates: Path | None = None, letterhead: Letterhead | None = None
) -> Iterator[Problem]:
    """Give a problem for each paper that is not what the delegation file gives (`herbouw`).

    Templates and lists that were replaced since are found by their SHA-256, among those released. Papers
    of another version of the program, of a template that is gone, or of another `letterhead` than the one
    configured now cannot be made again here; that leaves the question open (`herbouw-anders`).
    """
    manifest = dossier.manifest
    if other := _other(manifest.versions, versions()):
        yield _otherwise(
            f"De papieren zijn gemaakt met {other}; met deze installatie zijn zij niet over te maken."
        )
        return
    if manifest.letterhead_sha256 is None:
        letterhead = None  # a letterhead that came later is no reason not to look
    elif letterhead is None or letterhead.digest != manifest.letterhead_sha256:
        instead = "is er nu geen" if letterhead is None else "staat nu een andere"
        yield _otherwise(
            f"De papieren zijn met een andere huisstijl gemaakt: in de configuratie {instead}. "
            "Geef met --configuratie het bestand van toen, met het logo van toen."
        )
        return
    with TemporaryDirectory(prefix="delegatie-") as folder:
        gone = lay_out(manifest, Path(folder), templates)
        lists = [name for name in gone if name.endswith(".toml")]
        if lists:
            yield _otherwise(
                f"De papieren zijn gemaakt met een andere {lists[0]} dan hier ligt of is bewaard. {_GIVE}"
            )
            return
        for document in manifest.documents:
            if document.template in gone:
                yield _otherwise(
                    f"{document.id} is met een ander sjabloon gemaakt dan hier ligt of is bewaard. {_GIVE}"
                )
        there = [document for document in manifest.documents if document.template not in gone]
        if there:
            yield from _made_again(dossier, there, Path(folder), letterhead)


def _made_again(
    dossier: Dossier, documents: Sequence[Document], templates: Path, letterhead: Letterhead | None
) -> Iterator[Problem]:
    manifest = dossier.manifest
    try:
        made = make(
            read_file(dossier.folder / SOURCE),
            name=SOURCE,
            addition=read_file(dossier.folder / ADDITION) if manifest.addition else None,
            templates=templates,
            only=[document.id for document in documents],
            test=manifest.test,
            engine="libreoffice" if "libreoffice" in manifest.versions else "typst",
            again=True,
            letterhead=letterhead,
        )
    except SurroundingsFailed as err:
        yield _otherwise(f"De papieren zijn op deze computer niet over te maken: {err.message}")
        return
    except GeneratorError as err:
        yield Problem(code="herbouw", message=f"De papieren zijn niet over te maken: {err.message}")
        return
    if other := _other(manifest.versions, made.manifest.versions):
        yield _otherwise(f"De papieren zijn gemaakt met {other}; hier staat een andere versie.")
        return
    for document in documents:
        yield from _compared(dossier, document, made.files)


def _otherwise(message: str) -> Problem:
    return Problem(code="herbouw-anders", message=message)


def _other(then: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Name what made the dossier, as far as it is known here and another version runs now."""
    return ", ".join(f"{name} {was}" for name, was in then.items() if now.get(name, was) != was)


def _compared(dossier: Dossier, document: Document, files: dict[str, bytes]) -> Iterator[Problem]:
    for path, whole in ((document.pdf, False), (document.word, True)):
        there = dossier.folder / path
        if not there.is_file():
            continue  # its absence is told elsewhere
        data, again = read_file(there), files[path]
        if (data if whole else data[: len(again)]) != again:
            yield Problem(
                code="herbouw", message=f"{path} is niet wat het delegatiebestand oplevert, tot op de byte."
            )
