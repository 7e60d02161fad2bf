"""What of a template cannot be set: all of it, where the strict reader stops at the first.

After a refusal the paragraph that was refused is emptied and reading begins again. A refusal that
belongs to no paragraph (a style, a setting) ends it, for the reader cannot get past that.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, ZipFile

from lxml import etree

from generator.errors import TemplateRefused
from generator.typeset.package import Package, W
from generator.typeset.reader import read
from generator.typeset.refuse import RefusedHere
from generator.wording.remark import Remark

if TYPE_CHECKING:
    from lxml.etree import _Element

    from generator.typeset.paper import Paper

_MOST = 25  # refusals in one template: who has more begins anew


def settable(docx: bytes, *, name: str) -> tuple[Paper | None, list[Remark]]:
    """Read a template as the engine does: what is refused, and what is left when that is emptied."""
    found: list[Remark] = []
    while len(found) < _MOST:
        try:
            return read(docx, name=name), found
        except TemplateRefused as err:
            where = err.where if isinstance(err, RefusedHere) else None
            paragraph = None if where is None else where.paragraph
            words = "" if paragraph is None else "".join(t.text or "" for t in paragraph.iter(f"{W}t"))
            message = err.message.partition(f"{where}: ")[2] if where else err.message
            found.append(
                Remark(
                    check="zetten",
                    severity="error",
                    message=" ".join(f"{message[:1].upper()}{message[1:]} {err.hint}".split()),
                    part="" if where is None else where.part,
                    paragraph=0 if where is None else where.number,
                    words=words[:60],
                )
            )
            shorter = None if paragraph is None else _without(docx, paragraph, name)
            if shorter is None:
                return None, found
            docx = shorter
    return None, found


def _without(docx: bytes, paragraph: _Element, name: str) -> bytes | None:
    """Empty this very paragraph in the file; None when that changes nothing."""
    wanted = etree.tostring(paragraph, method="c14n", with_tail=False)
    package = Package(docx, name=name)
    with ZipFile(BytesIO(docx)) as archive:
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
        for part in (one for one in names if one.startswith("word/") and one.endswith(".xml")):
            root = package.part(part).root
            place = next(
                (
                    p
                    for p in root.iter(f"{W}p")
                    if etree.tostring(p, method="c14n", with_tail=False) == wanted
                ),
                None,
            )
            if place is None or not _empty(place):
                continue
            result = BytesIO()
            with ZipFile(result, "w", ZIP_STORED) as copy:
                for one in names:
                    copy.writestr(one, etree.tostring(root) if one == part else archive.read(one))
            return result.getvalue()
    return None


def _empty(paragraph: _Element) -> bool:
    """Take out everything but the properties, or these too if they are all; tell whether anything was there."""
    gone = [child for child in paragraph if child.tag != f"{W}pPr"] or list(paragraph)
    for child in gone:
        paragraph.remove(child)
    return bool(gone)
