"""The DOCX as a package: parts, relationships, XML without side effects.

Everything that reads bytes from outside stands here, so the bounds stand here too.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree

from generator.errors import TemplateRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

MAX_FILE = 32 * 1024 * 1024
MAX_MEMBERS = 500
MAX_PART = 16 * 1024 * 1024
MAX_TOTAL = 64 * 1024 * 1024
MAX_TAGS = 600_000  # a tree takes some 100 bytes a tag or attribute, however short it is written
MAX_RATIO = 200  # Word's XML shrinks tenfold, sometimes fiftyfold
MAX_LOADED = 400_000  # of a member that shrinks more
MAX_DIRECTORY = MAX_MEMBERS * 512  # bytes of the zip's table of contents

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships/"
_END = b"PK\x05\x06"  # APPNOTE 4.3.16: end of central directory, here always the last 22 bytes
_END_SIZE = 22
_ZIP64 = b"PK\x06\x07"
_LONG_VALUE = re.compile(rb"=\s*(?:\"[^\"<>]{65536}|'[^'<>]{65536})")
_RESAVE = "Open het bestand in Word, sla het op als «Word-document (*.docx)» en probeer het opnieuw."


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """Where a part points: `target` is a part name, or an address when `external`."""

    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One XML part with its relationships by id."""

    name: str
    root: _Element
    links: Mapping[str, Relationship] = field(default_factory=dict)

    def target(self, kind: str) -> str | None:
        """Give the part that this part points to with a relationship of `kind`, if any."""
        return next((link.target for link in self.links.values() if link.kind == kind), None)


class Package:
    """An opened DOCX; reads each part when it is first asked for. Who reads it changes nothing in its trees."""

    def __init__(self, docx: bytes, *, name: str) -> None:
        self.name = name
        self._parts: dict[str, Part] = {}
        self._main: Part | None = None
        if len(docx) > MAX_FILE:
            raise self.broken(f"het bestand is groter dan {MAX_FILE // 1024**2} MB")
        self._check_end(docx)
        try:
            self._zip = zipfile.ZipFile(BytesIO(docx))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as err:
            raise self.broken("het is geen geldig Word-document") from err
        if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_TOTAL:
            raise self.broken("het bevat meer dan een Word-document nodig heeft")
        self._names = {member.filename for member in members}
        if len(self._names) != len(members):
            raise self.broken("een onderdeel komt tweemaal voor")
        for member in members:
            if member.file_size > max(MAX_LOADED, MAX_RATIO * member.compress_size):
                raise self.broken(f"onderdeel «{member.filename[:80]}» is verdacht sterk samengeperst")

    def _check_end(self, docx: bytes) -> None:
        """Bound the table of contents before it is read: a zip may hold any number of empty members."""
        end = docx[-_END_SIZE:]
        if not end.startswith(_END) or end[20:] != b"\0\0":
            raise self.broken("het is geen geldig Word-document")
        if docx[-_END_SIZE - 20 : -_END_SIZE].startswith(_ZIP64):
            raise self.broken("het bevat meer dan een Word-document nodig heeft (ZIP64)")
        if (
            int.from_bytes(end[10:12], "little") > MAX_MEMBERS
            or int.from_bytes(end[12:16], "little") > MAX_DIRECTORY
        ):
            raise self.broken("het bevat meer onderdelen dan een Word-document nodig heeft")

    def broken(self, why: str) -> TemplateRefused:
        """Make the error for a file that cannot be read at all."""
        return _broken(self.name, why)

    def main(self) -> Part:
        """Give the main document part; refuse macros and other kinds of document."""
        if self._main is None:
            self._main = self._find_main()
        return self._main

    def _find_main(self) -> Part:
        if any(name.lower().endswith("vbaproject.bin") for name in self._names):
            raise TemplateRefused(
                f"{self.name}: het bestand bevat macro’s (vbaProject).",
                hint="Sla het sjabloon op als «Word-document (*.docx)», zonder macro’s.",
            )
        start = next(
            (r.target for r in self._links("").values() if r.kind == "officeDocument" and not r.external),
            None,
        )
        if start is None:
            raise self.broken("het hoofdonderdeel van het Word-document ontbreekt")
        kind = next(
            (
                override.get("ContentType")
                for override in self._xml("[Content_Types].xml").iter(f"{_TYPES}Override")
                if (override.get("PartName") or "").lstrip("/") == start
            ),
            None,
        )
        if kind != MAIN:
            raise self.broken(f"het is geen gewoon Word-document, maar «{kind}»")
        return self.part(start)

    def properties(self) -> _Element | None:
        """Give the core properties (title, author), if the document has them."""
        name = next((r.target for r in self._links("").values() if r.kind == "core-properties"), None)
        return None if name is None or name not in self._names else self._xml(name)

    def part(self, name: str) -> Part:
        """Give a part by name with its relationships."""
        if name not in self._parts:
            self._parts[name] = Part(name=name, root=self._xml(name), links=self._links(name))
        return self._parts[name]

    def optional(self, name: str | None) -> Part | None:
        """Give a part that need not be there."""
        return None if name is None or name not in self._names else self.part(name)

    def _links(self, name: str) -> dict[str, Relationship]:
        folder, file = posixpath.split(name)
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        if rels not in self._names:
            return {}
        links: dict[str, Relationship] = {}
        for rel in self._xml(rels).iter(f"{_RELS}Relationship"):
            external = rel.get("TargetMode") == "External"
            target = rel.get("Target") or ""
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = (rel.get("Type") or "").removeprefix(_OFFICE).removeprefix(_PACKAGE)
            kind = kind.removeprefix("metadata/")
            links[rel.get("Id") or ""] = Relationship(kind=kind, target=target, external=external)
        return links

    def content(self, name: str | None) -> bytes | None:
        """Give what a part holds that need not be there."""
        return None if name is None or name not in self._names else self.bytes(name)

    def bytes(self, name: str, *, most: int = MAX_PART) -> bytes:
        """Give what a part holds."""
        try:
            with self._zip.open(name) as member:
                data = member.read(most + 1)
        except (
            KeyError, zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError,
            NotImplementedError,
        ) as err:  # fmt: skip  # whatever zipfile raises for damaged members
            raise self.broken(f"onderdeel «{name[:80]}» ontbreekt of is beschadigd") from err
        if len(data) > most:
            raise self.broken(f"onderdeel «{name[:80]}» is te groot")
        return data

    def _xml(self, name: str) -> _Element:
        return parsed(self.bytes(name), part=name, document=self.name)


def parsed(data: bytes, *, part: str, document: str) -> _Element:
    """Parse one part of the document that messages call `document`. Raises `TemplateRefused`."""
    if b"<!DOCTYPE" in data or b"<!\x00D\x00O" in data or b"\x00<\x00!\x00D" in data:
        raise _broken(document, f"onderdeel «{part}» bevat een DOCTYPE")
    if data.count(b"<") > MAX_TAGS or data.count(b"=") > MAX_TAGS or _LONG_VALUE.search(data):
        raise _broken(document, f"onderdeel «{part}» is te groot (te veel of te lange XML)")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as err:
        raise _broken(document, f"onderdeel «{part}» is geen geldige XML") from err
    if root.getroottree().docinfo.internalDTD is not None:  # in an encoding that hides the word
        raise _broken(document, f"onderdeel «{part}» bevat een DOCTYPE")
    return root


def _broken(document: str, why: str) -> TemplateRefused:
    return TemplateRefused(f"{document}: {why}.", hint=_RESAVE)


def opened(docx: bytes | Package, *, name: str) -> Package:
    """Open a DOCX, unless that was done: what several look at is unpacked and parsed once. Raises `TemplateRefused`."""
    return docx if isinstance(docx, Package) else Package(docx, name=name)


def local(element: _Element) -> str:
    """Give the element's name as an author of templates may look it up: `w:tbl`, `m:oMath`."""
    tag = str(element.tag)
    if tag.startswith(W):
        return f"w:{tag[len(W) :]}"
    name = etree.QName(element)
    return f"{element.prefix}:{name.localname}" if element.prefix else name.localname
