"""A DOCX as LibreOffice must see it: the program's fonts by name, and a link at each field.

A field's paragraph gets one line of exactly the field's height, with a sign at each end of its width,
in a link. LibreOffice lays it out and writes what a field needs: a rectangle on a page and a tagged
link annotation. The mending takes the signs away. LibreOffice makes links only of words in a
character style, and tags them only when something is painted.
"""

from __future__ import annotations

import posixpath
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree

from generator.errors import TemplateRefused
from generator.typeset.fonts import FAMILIES, SYMBOLS
from generator.typeset.package import A, Package, R, W
from generator.typeset.runs import FIELD_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from generator.typeset.paper import FieldAnchor, Paper

# A scheme of our own would be taken for a file; `.invalid` belongs to nobody (RFC 2606).
PLACEHOLDER = "https://veld.invalid/"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
SIGN = "X"
_LINK_STYLE = "VeldKoppeling"
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TWIPS = 20  # a point
_FONT_ATTRIBUTES = ("ascii", "hAnsi", "eastAsia", "cs")
_NO_FONTS = f'<?xml version="1.0" encoding="UTF-8"?><w:fonts xmlns:w="{W[1:-1]}"/>'.encode()


def prepare(docx: bytes, paper: Paper) -> bytes:
    """Give the DOCX for LibreOffice of a document that the strict reader has read as `paper`.

    Raises TemplateRefused when the document takes a part of itself from elsewhere.
    """
    main = Package(docx, name=paper.name).main().name
    anchors = {anchor.name: anchor for anchor in paper.anchors}
    links = posixpath.join(posixpath.dirname(main), "_rels", f"{posixpath.basename(main)}.rels")
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(docx)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("fontTable.xml"):
                data = _NO_FONTS  # no fonts of the document's own, no other names for them
            elif name.endswith(".rels"):
                data = _relations(data, paper, anchors if name == links else {})
            elif name.endswith(".xml") and name.startswith(("word/", main)):
                data = _part(data, anchors if name == main else {})
            target.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _parse(data: bytes) -> _Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _relations(data: bytes, paper: Paper, anchors: Iterable[str]) -> bytes:
    """Add the fields' links; refuse what LibreOffice would fetch: only what a reader clicks leads outside."""
    root = _parse(data)
    for relation in root.findall(f"{_RELS}Relationship"):
        kind = (relation.get("Type") or "").rpartition("/")[2]
        if relation.get("TargetMode") != "External" or kind == "hyperlink":
            continue
        if kind != "attachedTemplate":  # Word's note of where the styles once came from
            raise TemplateRefused(
                f"{paper.name}: het document haalt een onderdeel ({kind}) van «{relation.get('Target')}».",
                hint="Voeg het onderdeel in het Word-document zelf in, zonder koppeling.",
            )
        root.remove(relation)
    for name in anchors:
        etree.SubElement(
            root, f"{_RELS}Relationship", Id=_relation(name), Type=_HYPERLINK, Target=PLACEHOLDER + name,
            TargetMode="External",
        )  # fmt: skip
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _part(data: bytes, anchors: dict[str, FieldAnchor]) -> bytes:
    root = _parse(data)
    _own_fonts(root)
    for template in root.findall(f"{W}attachedTemplate"):
        root.remove(template)
    if root.tag == f"{W}styles":
        style = etree.SubElement(root, f"{W}style", {f"{W}type": "character", f"{W}styleId": _LINK_STYLE})
        _set(style, "name", val=_LINK_STYLE)
    for run in root.iterfind(f".//{W}hyperlink//{W}r"):
        _link_style(run)
    for level in root.iter(f"{W}lvl"):
        _bullet(level)
    for sign in list(root.iter(f"{W}sym")):
        _symbol(sign)
    for start in list(root.iter(f"{W}bookmarkStart")):
        anchor = anchors.get((start.get(f"{W}name") or "").removeprefix(FIELD_PREFIX))
        paragraph = next(start.iterancestors(f"{W}p"), None)
        if anchor is not None and paragraph is not None:
            _field(paragraph, anchor)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _own_fonts(root: _Element) -> None:
    """Name the program's own fonts wherever Word's fonts are named."""
    places = [(fonts, W + attribute) for fonts in root.iter(f"{W}rFonts") for attribute in _FONT_ATTRIBUTES]
    places += [(latin, "typeface") for latin in root.iter(f"{A}latin")]
    for element, attribute in places:
        named = element.get(attribute)
        if named is not None:
            element.set(attribute, FAMILIES.get(named.strip(), named))


def _link_style(run: _Element) -> None:
    """Put a run in a character style, if it has none."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        properties = etree.Element(f"{W}rPr")
        run.insert(0, properties)
    if properties.find(f"{W}rStyle") is None:
        style = etree.Element(f"{W}rStyle", {f"{W}val": _LINK_STYLE})
        properties.insert(0, style)


def _bullet(level: _Element) -> None:
    """Give a bullet of a symbol font as the Unicode character of the text font that it shows."""
    fonts, text = level.find(f"{W}rPr/{W}rFonts"), level.find(f"{W}lvlText")
    if fonts is None or text is None:
        return
    signs = SYMBOLS.get(fonts.get(f"{W}ascii") or "")
    sign = text.get(f"{W}val") or ""
    if signs is not None and len(sign) == 1 and ord(sign) & 0xFF in signs:
        text.set(f"{W}val", signs[ord(sign) & 0xFF])
    if signs is not None or sign in {"◦", "o"}:
        parent = fonts.getparent()
        if parent is not None:
            parent.remove(fonts)


def _symbol(sign: _Element) -> None:
    code = int(sign.get(f"{W}char") or "0", 16) & 0xFF
    known = SYMBOLS.get(sign.get(f"{W}font") or "", {}).get(code)
    parent = sign.getparent()
    if known is not None and parent is not None:
        text = etree.Element(f"{W}t")
        text.text, text.tail = known, sign.tail
        parent.replace(sign, text)


def _field(paragraph: _Element, anchor: FieldAnchor) -> None:
    """Turn the paragraph into one line of the field's size, all of it a link."""
    old = paragraph.find(f"{W}pPr")
    style = None if old is None else old.find(f"{W}pStyle")
    for child in list(paragraph):
        paragraph.remove(child)
    properties = etree.SubElement(paragraph, f"{W}pPr")
    if style is not None:
        properties.append(style)
    if anchor.keep_next:
        etree.SubElement(properties, f"{W}keepNext")
    _set(etree.SubElement(properties, f"{W}numPr"), "numId", val=0)
    width = int((anchor.left + anchor.width) * _TWIPS)
    _set(etree.SubElement(properties, f"{W}tabs"), "tab", val="right", pos=width)
    _set(
        properties, "spacing", before=int(anchor.before * _TWIPS), after=int(anchor.after * _TWIPS),
        line=int(anchor.height * _TWIPS), lineRule="exact", beforeAutospacing=0, afterAutospacing=0,
    )  # fmt: skip
    # The line reaches into the cell's padding: a stop on its very end may not count as one.
    _set(properties, "ind", left=int(anchor.left * _TWIPS), right=-3 * _TWIPS, firstLine=0)
    _set(properties, "jc", val="left")
    link = etree.SubElement(paragraph, f"{W}hyperlink", {f"{R}id": _relation(anchor.name)})
    run = etree.SubElement(link, f"{W}r")
    _link_style(run)
    etree.SubElement(run, f"{W}t").text = SIGN
    etree.SubElement(run, f"{W}tab")
    etree.SubElement(run, f"{W}t").text = SIGN


def _relation(name: str) -> str:
    return f"veld_{name}"


def _set(parent: _Element, name: str, **attributes: object) -> None:
    element = etree.SubElement(parent, W + name)
    for attribute, value in attributes.items():
        element.set(W + attribute, str(value))
