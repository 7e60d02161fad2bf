"""Take out of a Word file what says nothing, so that the same template is the same bytes.

Word and LibreOffice write with every save when, by whom and in how many sittings; parts, attributes
and namespaces come in another order. All of that goes. What is printed stays as it was.

Parts are stored, not compressed: what a compressor makes depends on its version, and git compresses
and compares plain parts far better.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from lxml import etree

from generator.typeset.package import Package, W

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_TYPES = "[Content_Types].xml"
_RELS = ".rels"
_FIRST = (_TYPES, "_rels/.rels")
_THEN = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can tell
_MOMENT = "1980-01-01T00:00:00Z"
_SAVED_BY = "delegatie"
_MARKS = {f"{W}proofErr", f"{W}lastRenderedPageBreak", f"{W}rsids", f"{W}proofState"}
_IDENTITIES = {f"{_W14}paraId", f"{_W14}textId"}
_CURSOR = "_GoBack"  # where Word last stood
_COUNTS = {
    "Application", "AppVersion", "Characters", "CharactersWithSpaces", "DocSecurity", "HeadingPairs", "HyperlinksChanged",
    "Lines", "LinksUpToDate", "Pages", "Paragraphs", "ScaleCrop", "SharedDoc", "Template", "TitlesOfParts", "TotalTime",
    "Words",
}  # fmt: skip


def clean(docx: bytes, *, name: str) -> bytes:
    """Give the same document without noise; what is clean already comes back as it is.

    Raises `TemplateRefused` for what is no Word document.
    """
    Package(docx, name=name).main()  # its bounds come first
    with ZipFile(BytesIO(docx)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    parts = {key: data for key, data in parts.items() if not key.startswith("docProps/thumbnail")}
    result = BytesIO()
    with ZipFile(result, "w", ZIP_STORED) as archive:
        for key in (*(k for k in _FIRST if k in parts), *sorted(k for k in parts if k not in _FIRST)):
            info = ZipInfo(key, _THEN)
            info.create_system = 0
            is_xml = key.endswith((".xml", _RELS))
            archive.writestr(info, _xml(key, parts[key]) if is_xml else parts[key])
    return result.getvalue()


def _xml(name: str, data: bytes) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(data, parser)
    _cleaner(name)(root)
    _drop_unused_namespaces(root)
    ordered = etree.fromstring(
        etree.tostring(root, method="c14n"), parser
    )  # attributes and namespaces sorted
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + etree.tostring(
        ordered, encoding="UTF-8", xml_declaration=False
    )


def _cleaner(name: str) -> Callable[[_Element], None]:
    if name == _TYPES or name.endswith(_RELS):
        return _sort
    if name == "docProps/core.xml":
        return _core
    if name == "docProps/app.xml":
        return _app
    return _body if name.startswith("word/") else lambda _root: None


def _sort(root: _Element) -> None:
    for element in [one for one in root if "thumbnail" in (one.get("Target") or "")]:
        root.remove(element)
    root[:] = sorted(
        root, key=lambda one: (one.tag, *(one.get(k) or "" for k in ("Extension", "PartName", "Id")))
    )
    for element in root:
        element.tail = None
    root.text = None


def _core(root: _Element) -> None:
    for element in list(root):
        match etree.QName(element).localname:
            case "created" | "modified":
                element.text = _MOMENT
            case "lastModifiedBy":
                element.text = _SAVED_BY
            case "revision" | "lastPrinted":
                root.remove(element)


def _app(root: _Element) -> None:
    for element in list(root):
        if etree.QName(element).localname in _COUNTS:
            root.remove(element)


def _body(root: _Element) -> None:
    cursor = {e.get(f"{W}id") for e in root.iter(f"{W}bookmarkStart") if e.get(f"{W}name") == _CURSOR}
    for element in list(root.iter()):
        is_cursor = (
            element.tag in {f"{W}bookmarkStart", f"{W}bookmarkEnd"} and element.get(f"{W}id") in cursor
        )
        above = element.getparent()
        if above is not None and (element.tag in _MARKS or is_cursor):
            above.remove(element)
            continue
        for key in list(element.attrib):
            if str(key).startswith(f"{W}rsid") or key in _IDENTITIES:
                del element.attrib[key]
    for paragraph in root.iter(f"{W}p"):
        _join(paragraph)


def _join(paragraph: _Element) -> None:
    """Make one run of neighbours that look the same: Word cuts them up at each visit."""
    before: _Element | None = None
    for run in list(paragraph):
        if before is not None and _is_text(before) and _is_text(run) and _look(before) == _look(run):
            into = before[-1]
            into.text = (into.text or "") + "".join(t.text or "" for t in run.iterfind(f"{W}t"))
            into.set(f"{_XML}space", "preserve")
            paragraph.remove(run)
        else:
            before = run


def _is_text(run: _Element) -> bool:
    return run.tag == f"{W}r" and not run.attrib and len(run) > 0 and run[-1].tag == f"{W}t" and all(
        child.tag in {f"{W}rPr", f"{W}t"} for child in run
    )  # fmt: skip


def _look(run: _Element) -> bytes:
    look = run.find(f"{W}rPr")
    return b"" if look is None else etree.tostring(look, method="c14n")


def _drop_unused_namespaces(root: _Element) -> None:
    """Drop the declarations that nothing uses; Word declares some thirty, whatever is in the part."""
    used = {etree.QName(e).namespace for e in root.iter()}
    used |= {
        etree.QName(key).namespace for e in root.iter() for key in e.attrib if str(key) != f"{_MC}Ignorable"
    }
    keep = {prefix for e in root.iter() for prefix in (e.get("Requires") or "").split()}
    for element in root.iter():
        ignorable = element.attrib.pop(f"{_MC}Ignorable", "")
        wanted = [prefix for prefix in str(ignorable).split() if element.nsmap.get(prefix) in used]
        if wanted:
            element.set(f"{_MC}Ignorable", " ".join(wanted))
            keep |= {*wanted, "mc"}
    etree.cleanup_namespaces(root, keep_ns_prefixes=sorted(keep))
