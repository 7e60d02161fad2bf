"""A Word file as its paragraphs: where each stands, its style, its words, and the bookmarks in it.

For those who look at a template rather than set it: nothing is resolved and nothing refused but what
cannot be read. Paragraphs count as in the messages of the strict reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from generator.typeset.package import W, opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

    from generator.typeset.package import Package

_SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011"}
_TEXT, _START, _END, _PARAGRAPH = f"{W}t", f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}p"
_PARTS = {"header": "koptekst", "footer": "voettekst", "footnotes": "voetnoten"}
_FIRST_WORDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One paragraph; `part` is empty for the body, `depth` counts the tables it stands in.

    `starts` says whether a row or a cell of a table begins with it; `opens` and `closes` are the names
    of the bookmarks that begin and end in it.
    """

    part: str
    number: int
    style: str
    depth: int
    text: str
    starts: Literal["", "rij", "cel"] = ""
    opens: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()

    @property
    def first_words(self) -> str:
        """The beginning, to find it by."""
        text = " ".join(self.text.split())
        return text[:_FIRST_WORDS] + ("…" if len(text) > _FIRST_WORDS else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """All paragraphs of a Word file, and what stands within each bookmark."""

    all: tuple[Line, ...]
    marked: Mapping[str, str]

    def at(self, bookmark: str) -> Line | None:
        """Give the paragraph in which a bookmark begins."""
        return next((line for line in self.all if bookmark in line.opens), None)


def lines_of(docx: bytes | Package, *, name: str) -> Lines:
    """Read the paragraphs of the body, then of headers, footers and notes. Raises `TemplateRefused`."""
    package = opened(docx, name=name)
    found = tuple(line for part, root in _roots(package) for line in _lines(root, part))
    return Lines(all=found, marked=marked(package.main().root))


def texts_of(docx: bytes | Package, *, name: str) -> list[str]:
    """Read of the same paragraphs, in the same order, only the words. Raises `TemplateRefused`."""
    roots = _roots(opened(docx, name=name))
    return ["".join(_words(paragraph)) for _, root in roots for paragraph in root.iter(_PARAGRAPH)]


def _roots(package: Package) -> Iterator[tuple[str, _Element]]:
    main = package.main()
    yield "", main.root
    for link in main.links.values():
        part = None if link.external or link.kind not in _PARTS else package.optional(link.target)
        if part is not None:
            yield _PARTS[link.kind], part.root


def marked(root: _Element) -> dict[str, str]:
    """Give the words within each bookmark; one that is never closed holds none.

    LibreOffice begins a bookmark a second time, under another number, in the paragraph where it ends:
    the first beginning counts.
    """
    begun: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    closed: dict[str, str] = {}
    for element in root.iter(_TEXT, _START, _END):
        number = element.get(f"{W}id") or ""
        if element.tag == _START:
            name = names[number] = element.get(f"{W}name") or ""
            begun.setdefault(name, [])
            closed.setdefault(name, "")
        elif element.tag == _END:
            name = names.get(number, "")
            closed[name] = "".join(begun.pop(name, ()))
        else:
            for texts in begun.values():
                texts.append(element.text or "")
    closed.pop("", None)
    return closed


def _lines(root: _Element, part: str) -> Iterator[Line]:
    names = {mark.get(f"{W}id"): mark.get(f"{W}name") or "" for mark in root.iter(_START)}
    waiting: list[str] = []  # bookmarks between two paragraphs belong to the next
    number = 0
    for element in root.iter(_PARAGRAPH, _START):
        if element.tag == _START:
            if not any(above.tag == _PARAGRAPH for above in element.iterancestors()):
                waiting.append(element.get(f"{W}name") or "")
            continue
        number += 1
        style = element.find(f"{W}pPr/{W}pStyle")
        yield Line(
            part=part,
            number=number,
            style="" if style is None else style.get(f"{W}val") or "",
            depth=sum(above.tag == f"{W}tbl" for above in element.iterancestors()),
            text="".join(_words(element)),
            starts=_starts(element),
            opens=(*waiting, *(mark.get(f"{W}name") or "" for mark in element.iter(_START))),
            closes=tuple(names.get(mark.get(f"{W}id"), "") for mark in element.iter(_END)),
        )
        waiting.clear()


def _starts(paragraph: _Element) -> Literal["", "rij", "cel"]:
    cell = paragraph.getparent()
    if cell is None or cell.tag != f"{W}tc" or cell.find(_PARAGRAPH) is not paragraph:
        return ""
    row = cell.getparent()
    return "rij" if row is not None and row.find(f"{W}tc") is cell else "cel"


def _words(paragraph: _Element) -> Iterator[str]:
    for element in paragraph.iter(_TEXT, *_SIGNS):
        above = element.getparent()
        if element.tag == _TEXT:
            yield element.text or ""
        elif above is not None and above.tag == f"{W}r":  # a tab stop is no tab
            yield _SIGNS[str(element.tag)]
