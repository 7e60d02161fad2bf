"""Templates as a person might leave them: a copy of the program's folder, and changes by name."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from word_parts import W

from generator.resources import content

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.text.paragraph import Paragraph

D2, D4 = "D2-werkgeversverklaring.docx", "D4-gedragscode.docx"


def own_folder(folder: Path) -> Path:
    """A folder of one's own with everything of the program's."""
    shutil.copytree(content("templates"), folder)
    return folder


def edited(path: Path, change: Callable[..., object]) -> Path:
    """Change a template with python-docx and save it in its place."""
    document = Document(str(path))
    change(document)
    document.save(str(path))
    return path


def sentence(document: object, start: str) -> Paragraph:
    """The paragraph that begins so, wherever it stands."""
    body = document.element.body  # type: ignore[attr-defined]
    found = next(
        p for p in body.iter(f"{W}p") if "".join(t.text or "" for t in p.iter(f"{W}t")).startswith(start)
    )
    from docx.text.paragraph import Paragraph as OfDocx

    return OfDocx(found, document)  # type: ignore[arg-type]


def retyped(start: str, text: str) -> Callable[..., object]:
    """Type a sentence anew, within its bookmarks."""

    def change(document: object) -> None:
        first, *rest = sentence(document, start).runs
        first.text = text
        for run in rest:
            run._r.getparent().remove(run._r)

    return change


def without_bookmark(name: str) -> Callable[..., object]:
    """Lose a bookmark, as happens when its text is cut and typed anew."""

    def change(document: object) -> None:
        body = document.element.body  # type: ignore[attr-defined]
        start = next(b for b in body.iter(f"{W}bookmarkStart") if b.get(f"{W}name") == name)
        start.getparent().remove(start)

    return change


def with_part(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Change one part of the file, byte by byte."""
    with ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    parts[name] = change(parts[name])
    result = BytesIO()
    with ZipFile(result, "w", ZIP_DEFLATED) as archive:
        for key, data in parts.items():
            archive.writestr(key, data)
    path.write_bytes(result.getvalue())
    return path
