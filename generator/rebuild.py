"""Make a dossier's papers again from its delegation file, and hold them against the papers themselves.

Revision 0 can be made again byte for byte: that proves that the signed text is what the delegation
file says, without trusting the dossier's books.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator import catalogue
from generator.dossier import SOURCE, Document, Dossier, sha256
from generator.errors import GeneratorError
from generator.files import read_file
from generator.pipeline import make, template_of, versions
from generator.resources import content
from signing.report import Problem


def rebuild(dossier: Dossier, *, templates: Path | None = None) -> Iterator[Problem]:
    """Give a problem for each paper that is not what the delegation file gives (`herbouw`).

    Papers of another version of the program or of a template cannot be made again here; that leaves
    the question open (`herbouw-anders`).
    """
    manifest = dossier.manifest
    folder = templates or content("templates")
    if other := _other_versions(dossier):
        yield Problem(
            code="herbouw-anders",
            message=f"De papieren zijn gemaakt met {other}; met deze installatie zijn zij niet over te maken.",
        )
        return
    try:
        made = make(
            read_file(dossier.folder / SOURCE),
            name=SOURCE,
            templates=folder,
            only=[document.id for document in manifest.documents],
            test=manifest.test,
            engine="libreoffice" if "libreoffice" in manifest.versions else "typst",
        )
    except GeneratorError as err:
        yield Problem(code="herbouw", message=f"De papieren zijn niet over te maken: {err.message}")
        return
    kinds = {kind.id: kind for kind in catalogue.documents(folder)}
    for document in manifest.documents:
        template = sha256(read_file(template_of(kinds[document.id], folder)))
        if template != document.template_sha256:
            yield Problem(
                code="herbouw-anders",
                message=f"{document.id} is met een ander sjabloon gemaakt dan hier ligt; "
                "geef met --sjablonen de map met de oude sjablonen.",
            )
        else:
            yield from _compared(dossier, document, made.files)


def _other_versions(dossier: Dossier) -> str:
    """Name what made the dossier where that is not what runs here; LibreOffice's is found out by trying."""
    here = versions()
    return ", ".join(
        f"{name} {version}"
        for name, version in dossier.manifest.versions.items()
        if name != "libreoffice" and here.get(name) != version
    )


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
