"""A rendered Word document and a letterhead -> the same document with that letterhead.

The templates stay as they are: their house colours are replaced wherever they stand, and the head of the
first page comes above the header that the template has there.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from generator.errors import TemplateRefused
from generator.letterhead import head
from generator.letterhead.colours import palette

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

    from generator.letterhead.design import Letterhead

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEADER = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
_MEDIA = {"png": "image/png", "jpg": "image/jpeg"}
_MAIN, _TYPES_PART = "word/document.xml", "[Content_Types].xml"
_COLOURED = re.compile(r"word/[^/]+\.xml")
_AFTER_TITLE = ("textDirection", "bidi", "rtlGutter", "docGrid", "printerSettings", "sectPrChange")
_A4 = {"w": 11906, "left": 1417, "right": 1417}


def apply(docx: bytes, letterhead: Letterhead, *, name: str) -> bytes:
    """Give `docx`, as `generator.word` renders it, with the letterhead; the same two give the same bytes.

    Raises `TemplateRefused`, with `name`, for a document that is too damaged to put anything in.
    """
    with ZipFile(BytesIO(docx)) as source:
        infos = source.infolist()
        package = _Package(parts={info.filename: source.read(info) for info in infos})
    try:
        if letterhead.colour:
            _recolour(package, palette(letterhead.colour))
        if letterhead.has_head:
            _put_head(package, letterhead)
    except (etree.XMLSyntaxError, KeyError, ValueError) as err:
        raise TemplateRefused(
            f"{name}: de huisstijl past niet in het sjabloon; het Word-bestand is beschadigd ({err}).",
            hint="Open het sjabloon in Word, bewaar het als .docx en probeer het opnieuw.",
        ) from err
    result = BytesIO()
    with ZipFile(result, "w", ZIP_DEFLATED) as archive:
        for part, data in package.parts.items():
            info = ZipInfo(part, infos[0].date_time)
            info.compress_type, info.create_system = ZIP_DEFLATED, 0
            archive.writestr(info, data)
    return result.getvalue()


@dataclass(slots=True, kw_only=True)
class _Package:
    """The parts of one document while they are changed."""

    parts: dict[str, bytes]

    def xml(self, name: str) -> _Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        return etree.fromstring(self.parts[name], parser)

    def put(self, name: str, root: _Element) -> None:
        self.parts[name] = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)

    def free(self, stem: str, ending: str) -> str:
        """Give a part name that is not taken; a template may be an earlier paper with its letterhead."""
        number = next(n for n in range(1, len(self.parts) + 2) if f"{stem}{n}{ending}" not in self.parts)
        return f"{stem}{number}{ending}"

    def target(self, part: str, relation: str) -> str | None:
        """Give the part that `part` points to by the id of a relationship."""
        if _links(part) not in self.parts:
            return None
        for one in self.xml(_links(part)).iter(f"{_RELS}Relationship"):
            if one.get("Id") == relation:
                return posixpath.normpath(
                    posixpath.join("/", posixpath.dirname(part), one.get("Target") or "")
                )[1:]
        return None

    def link(self, part: str, kind: str, target: str) -> str:
        """Let `part` point to `target`, and give the id of that relationship."""
        name = _links(part)
        if name not in self.parts:
            self.parts[name] = f'<Relationships xmlns="{_RELS[1:-1]}"/>'.encode()
        root = self.xml(name)
        taken = {one.get("Id") for one in root}
        relation = next(f"rIdHuis{n}" for n in range(len(taken) + 1) if f"rIdHuis{n}" not in taken)
        there = posixpath.relpath(target, posixpath.dirname(part))
        etree.SubElement(root, f"{_RELS}Relationship", Id=relation, Type=f"{_OFFICE}/{kind}", Target=there)
        self.put(name, root)
        return relation

    def declare(self, tag: str, key: str, value: str, content_type: str) -> None:
        """Say of which type a part or an extension is, unless it is said already."""
        root = self.xml(_TYPES_PART)
        if all((one.get(key) or "").lower() != value.lower() for one in root.iter(f"{_TYPES}{tag}")):
            etree.SubElement(root, f"{_TYPES}{tag}", {key: value, "ContentType": content_type})
            self.put(_TYPES_PART, root)


def _links(part: str) -> str:
    folder, file = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def _recolour(package: _Package, colours: Mapping[str, str]) -> None:
    for name in [name for name in package.parts if _COLOURED.fullmatch(name)]:
        root = package.xml(name)
        changed = False
        for element in root.iter(f"{_W}*"):
            # What takes its colour from Word's theme shows that one, whatever else it says.
            places = {"color": "themeColor", "fill": "themeFill"}
            if element.tag == f"{_W}color":
                places["val"] = "themeColor"
            for attribute, theme in places.items():
                own = colours.get((element.get(_W + attribute) or "").upper())
                if own and _W + theme not in element.attrib:
                    element.set(_W + attribute, own)
                    changed = True
        if changed:
            package.put(name, root)


def _put_head(package: _Package, letterhead: Letterhead) -> None:
    document = package.xml(_MAIN)
    section = _first_section(document)
    name = _own_header(package, document, section)
    logo = None
    if letterhead.logo:
        media = package.free("word/media/huisstijl", f".{letterhead.logo.kind}")
        package.parts[media] = letterhead.logo.data
        package.declare("Default", "Extension", letterhead.logo.kind, _MEDIA[letterhead.logo.kind])
        logo = package.link(name, "image", media)
    header = package.xml(name)
    for place, element in enumerate(head.blocks(letterhead, logo, room=_room(section))):
        header.insert(place, element)
    if len(header) == 0 or header[-1].tag != f"{_W}p":
        etree.SubElement(header, f"{_W}p")  # Word wants a paragraph after a table
    package.put(name, header)
    package.put(_MAIN, document)


def _first_section(document: _Element) -> _Element:
    """Give the settings of the first section; a document may have none."""
    found = document.find(f"{_W}body/{_W}p/{_W}pPr/{_W}sectPr")
    if found is None:
        found = document.find(f"{_W}body/{_W}sectPr")
    if found is None:
        body = document.find(f"{_W}body")
        found = etree.SubElement(document if body is None else body, f"{_W}sectPr")
    return found


def _own_header(package: _Package, document: _Element, section: _Element) -> str:
    """Give the header of the first page alone, which is made where the first page has none of its own."""
    title = section.find(f"{_W}titlePg")
    if title is not None and title.get(f"{_W}val", "1") not in {"0", "false", "off"}:
        now = _reference(section, "header", "first")
    else:
        _give_title(section, title)
        now = _reference(section, "header", "default")
        footer = _reference(section, "footer", "default")
        _refer(section, "footer", None if footer is None else footer.get(f"{_R}id"))
    relation = "" if now is None else now.get(f"{_R}id") or ""
    base = package.target(_MAIN, relation)
    used = [one for one in document.iter(f"{_W}headerReference") if one.get(f"{_R}id") == relation]
    if base in package.parts and now is not None and now.get(f"{_W}type") == "first" and len(used) == 1:
        return base
    name = package.free("word/headerHuisstijl", ".xml")
    if base in package.parts:
        package.parts[name] = package.parts[base]
        if _links(base) in package.parts:
            package.parts[_links(name)] = package.parts[_links(base)]
    else:
        package.put(name, etree.Element(f"{_W}hdr", nsmap={"w": _W[1:-1], "r": _R[1:-1]}))
    package.declare("Override", "PartName", f"/{name}", _HEADER)
    _refer(section, "header", package.link(_MAIN, "header", name))
    return name


def _give_title(section: _Element, old: _Element | None) -> None:
    if old is not None:
        section.remove(old)
    after = [index for index, one in enumerate(section) if one.tag in {_W + name for name in _AFTER_TITLE}]
    section.insert(min(after, default=len(section)), etree.Element(f"{_W}titlePg"))


def _reference(section: _Element, which: str, kind: str) -> _Element | None:
    found = section.iterfind(f"{_W}{which}Reference")
    return next((one for one in found if one.get(f"{_W}type", "default") == kind), None)


def _refer(section: _Element, which: str, relation: str | None) -> None:
    """Let the first page have this header or footer, or none."""
    old = _reference(section, which, "first")
    if old is not None:
        section.remove(old)
    if relation:
        section.insert(0, etree.Element(f"{_W}{which}Reference", {f"{_W}type": "first", f"{_R}id": relation}))


def _room(section: _Element) -> int:
    """Give the width of the text, in twentieths of a point."""
    size, margins = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
    width, left, right = (
        _A4[key] if element is None else int(float(element.get(_W + key) or _A4[key]))
        for element, key in ((size, "w"), (margins, "left"), (margins, "right"))
    )
    return width - left - right
