"""Strict reading of a Word document: what cannot be set faithfully is refused by name.

`read` takes the bytes of a DOCX and gives a `Paper`, or raises `TemplateRefused` saying in Dutch
what stands where and what to do about it. It never drops anything that a reader of the document
would see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.errors import TemplateRefused
from generator.typeset.body import Room, Story
from generator.typeset.numbering import Counter, Numbering, read_numbering
from generator.typeset.package import Package, R, W, local
from generator.typeset.paper import Page, Paper, Running, Sides
from generator.typeset.refuse import Where, attributes, number, points, switched_on, val
from generator.typeset.styles import Styles, read_styles

if TYPE_CHECKING:
    from lxml.etree import _Element

    from generator.typeset.package import Part
    from generator.typeset.paper import Block

_DC = "{http://purl.org/dc/elements/1.1/}"
_SECTION_IGNORED = frozenset(
    {"type", "docGrid", "formProt", "noEndnote", "footnotePr", "endnotePr", "printerSettings", "paperSrc"}
    | {"headerReference", "footerReference"}
)
_MODERN = 15  # compatibility mode of Word 2013 and later


def read(docx: bytes, *, name: str) -> Paper:
    """Read the document; `name` is what messages call it.

    Raises TemplateRefused for a damaged file, a document without a title, and any construct that
    would not come out as Word shows it.
    """
    package = Package(docx, name=name)
    main = package.main()
    numbering = read_numbering(_root(package, main, "numbering"), document=name)
    styles = read_styles(
        _root(package, main, "styles"), _root(package, main, "theme"), document=name, numbering=numbering
    )
    where = Where(document=name)
    settings = _root(package, main, "settings")
    default_tab, old_tables = _settings(settings, where)
    body = main.root.find(f"{W}body")
    if main.root.tag != f"{W}document" or body is None:
        raise package.broken("het hoofdonderdeel is geen Word-document (of «strict Open XML»)")
    for child in main.root:
        if child.tag not in {f"{W}body", f"{W}background"}:
            raise where.unknown(child)
    section = body.find(f"{W}sectPr")
    page = _page(section, where)
    room = Room(width=page.width - page.margins.left - page.margins.right)
    if room.width <= 0 or page.height - page.margins.top - page.margins.bottom <= 0:
        raise where.refusal(
            "de marges laten geen ruimte voor tekst", hint="Stel de marges in Word opnieuw in."
        )
    title, author = _properties(package)
    story = Story(
        document=name, part="", styles=styles, counter=Counter(numbering=numbering), links=main.links,
        old_tables=old_tables,
    )  # fmt: skip
    blocks = story.blocks(body, room)
    running = _Running(package, main, styles, numbering, room, old_tables=old_tables)
    return Paper(
        name=name,
        title=title,
        author=author,
        page=page,
        body=blocks,
        header=running.read(section, "headerReference", "koptekst"),
        footer=running.read(section, "footerReference", "voettekst"),
        default_tab=default_tab,
    )


class _Running:
    """Reads headers and footers, each as a story of its own."""

    def __init__(
        self,
        package: Package,
        main: Part,
        styles: Styles,
        numbering: Numbering,
        room: Room,
        *,
        old_tables: bool,
    ) -> None:
        self._package = package
        self._main = main
        self._styles = styles
        self._numbering = numbering
        self._room = room
        self._old_tables = old_tables

    def read(self, section: _Element | None, kind: str, called: str) -> Running:
        """Read the header or footer of the section: on every page, and on the first if that differs."""
        if section is None:
            return Running()
        parts = {
            element.get(f"{W}type", "default"): element.get(f"{R}id") or ""
            for element in section.iterchildren(f"{W}{kind}")
        }
        first = section.find(f"{W}titlePg")
        where = Where(document=self._package.name, part=called)
        differs = first is not None and switched_on(first, where)
        return Running(
            other=self._blocks(parts.get("default"), called),
            first=self._blocks(parts.get("first"), f"{called} eerste pagina") if differs else None,
        )

    def _blocks(self, link: str | None, called: str) -> tuple[Block, ...]:
        if link is None:
            return ()
        relation = self._main.links.get(link)
        part = None if relation is None else self._package.optional(relation.target)
        if part is None:
            raise self._package.broken(f"de {called} ontbreekt")
        story = Story(
            document=self._package.name, part=called, styles=self._styles,
            counter=Counter(numbering=self._numbering), links=part.links, running=True,
            old_tables=self._old_tables,
        )  # fmt: skip
        return story.blocks(part.root, self._room)


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


def _settings(root: _Element | None, where: Where) -> tuple[float, bool]:
    default_tab, mode = 36.0, 12
    if root is not None:
        for name in ("evenAndOddHeaders", "mirrorMargins"):
            element = root.find(f"{W}{name}")
            if element is not None and switched_on(element, where):
                raise where.refusal(
                    f"verschillende even en oneven pagina’s (<w:{name}>) worden niet ondersteund",
                    hint="Zet dit uit bij Pagina-instelling in Word.",
                )
        tab = root.find(f"{W}defaultTabStop")
        if tab is not None and points(tab, "val", where) > 0:
            default_tab = points(tab, "val", where)
        for setting in root.iterfind(f"{W}compat/{W}compatSetting"):
            if setting.get(f"{W}name") == "compatibilityMode":
                mode = int(number(setting, "val", where))
    return default_tab, mode < _MODERN


def _page(section: _Element | None, where: Where) -> Page:  # noqa: C901, PLR0912  # a table of settings
    width, height = 595.3, 841.9
    margins = Sides(top=70.9, right=70.9, bottom=70.9, left=70.9)
    header = footer = 35.4
    for child in () if section is None else section:
        name = local(child).removeprefix("w:")
        if name == "pgSz":
            attributes(child, {"w", "h", "orient", "code"}, where)
            width, height = points(child, "w", where), points(child, "h", where)
        elif name == "pgMar":
            attributes(child, {"top", "right", "bottom", "left", "header", "footer", "gutter"}, where)
            if float(child.get(f"{W}gutter", "0")) != 0:
                raise where.unknown_value(child, "gutter")
            margins = Sides(
                top=abs(points(child, "top", where)), right=points(child, "right", where),
                bottom=abs(points(child, "bottom", where)), left=points(child, "left", where),
            )  # fmt: skip
            header, footer = points(child, "header", where), points(child, "footer", where)
        elif name == "cols":
            if child.get(f"{W}num", "1") != "1" or len(child):
                raise where.refusal(
                    "tekst in kolommen (<w:cols>) wordt niet ondersteund", hint="Gebruik een tabel."
                )
        elif name == "pgNumType":
            if child.get(f"{W}start", "1") != "1" or child.get(f"{W}fmt", "decimal") != "decimal":
                raise where.unknown(child)
        elif name in {"titlePg", "bidi", "rtlGutter"}:
            if switched_on(child, where) and name != "titlePg":
                raise where.unknown(child)
        elif name in {"vAlign", "textDirection"}:
            if val(child) not in {"top", "lrTb"}:
                raise where.unknown_value(child, "val")
        elif name not in _SECTION_IGNORED:
            raise where.unknown(child)
    if not (0 < width < 5000 and 0 < height < 5000):  # noqa: PLR2004  # points; Word stops at 1584
        raise where.refusal("het papierformaat klopt niet (<w:pgSz>)", hint="Stel het formaat opnieuw in.")
    return Page(width=width, height=height, margins=margins, header=header, footer=footer)
