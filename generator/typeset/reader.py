"""Strict reading of a Word document: what cannot be set faithfully is refused by name.

`read` takes the bytes of a DOCX and gives a `Paper`, or raises `TemplateRefused` saying in Dutch
what stands where and what to do about it. It never drops anything that a reader of the document
would see.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from generator.errors import TemplateRefused
from generator.typeset.body import Story
from generator.typeset.notes import read_notes
from generator.typeset.numbering import Counter, read_numbering
from generator.typeset.package import W, opened, parsed
from generator.typeset.paper import Paper
from generator.typeset.refuse import Where, number, points, switched_on
from generator.typeset.sections import Sections
from generator.typeset.styles import read_styles

if TYPE_CHECKING:
    from lxml.etree import _Element

    from generator.typeset.package import Package, Part
    from generator.typeset.styles import Styles

_DC = "{http://purl.org/dc/elements/1.1/}"
_Content = tuple[str, bytes | None]  # of a part: its name, and what it holds
_MOST_KEPT = 200_000  # bytes of parts that are kept parsed; those of a template are some 50,000
_MODERN = 15  # compatibility mode of Word 2013 and later


def read(docx: bytes | Package, *, name: str) -> Paper:
    """Read the document; `name` is what messages call it.

    Raises TemplateRefused for a damaged file, a document without a title, and any construct that
    would not come out as Word shows it.
    """
    package = opened(docx, name=name)
    main = package.main()
    styles = _styles(package, main)
    numbering = styles.numbering
    where = Where(document=name)
    settings = _root(package, main, "settings")
    default_tab, old_tables, even = _settings(settings, where)
    body = main.root.find(f"{W}body")
    if main.root.tag != f"{W}document" or body is None:
        raise package.broken("het hoofdonderdeel is geen Word-document (of «strict Open XML»)")
    for child in main.root:
        if child.tag not in {f"{W}body", f"{W}background"}:
            raise where.unknown(child)
    title, author = _properties(package)
    notes = read_notes(package.optional(main.target("footnotes")), settings, body, document=name)
    story = Story(
        document=name, part="", styles=styles, counter=Counter(numbering=numbering), links=main.links,
        package=package, notes=notes, old_tables=old_tables,
    )  # fmt: skip
    sections = Sections(package=package, main=main, story=story, even=even).read(body)
    return Paper(name=name, title=title, author=author, sections=sections, default_tab=default_tab)


def _styles(package: Package, main: Part) -> Styles:
    """Read how the document looks: the same for every paper of one template, so that is kept."""
    parts = tuple(
        (target or "", package.content(target))
        for target in (main.target(kind) for kind in ("numbering", "styles", "theme"))
    )
    small = sum(len(content or b"") for _, content in parts) <= _MOST_KEPT
    return (_kept_styles if small else _read_styles)(package.name, *parts)


def _read_styles(document: str, lists: _Content, styles: _Content, theme: _Content) -> Styles:
    numbering, looks, fonts = (
        None if content is None else parsed(content, part=part, document=document)
        for part, content in (lists, styles, theme)
    )
    return read_styles(
        looks, fonts, document=document, numbering=read_numbering(numbering, document=document)
    )


_kept_styles = lru_cache(maxsize=32)(_read_styles)


def _root(package: Package, main: Part, kind: str) -> _Element | None:
    part = package.optional(main.target(kind))
    return None if part is None else part.root


def _properties(package: Package) -> tuple[str, str]:
    core = package.properties()
    title = "" if core is None else (core.findtext(f"{_DC}title") or "").strip()
    author = "" if core is None else (core.findtext(f"{_DC}creator") or "").strip()
    if not title:
        raise TemplateRefused(
            f"{package.name}: het document heeft geen titel.",
            hint="Vul in Word bij Bestand > Info > Eigenschappen de titel in (PDF/UA vereist een titel).",
        )
    return title, author


def _settings(root: _Element | None, where: Where) -> tuple[float, bool, bool]:
    """Give the distance of default tab stops, whether tables are of old, whether even pages differ."""
    default_tab, mode, even = 36.0, 12, False
    if root is not None:
        mirrored = root.find(f"{W}mirrorMargins")
        if mirrored is not None and switched_on(mirrored, where):
            raise where.refusal(
                "gespiegelde marges (<w:mirrorMargins>) worden niet ondersteund",
                hint="Kies bij Pagina-instelling in Word meerdere pagina’s: «Normaal».",
            )
        differs = root.find(f"{W}evenAndOddHeaders")
        even = differs is not None and switched_on(differs, where)
        tab = root.find(f"{W}defaultTabStop")
        if tab is not None and points(tab, "val", where) > 0:
            default_tab = points(tab, "val", where)
        for setting in root.iterfind(f"{W}compat/{W}compatSetting"):
            if setting.get(f"{W}name") == "compatibilityMode":
                mode = int(number(setting, "val", where))
    return default_tab, mode < _MODERN, even
