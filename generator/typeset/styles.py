"""What a style comes to: document defaults, the chain of `basedOn`, the theme's fonts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.typeset.fonts import family
from generator.typeset.package import A, W
from generator.typeset.pieces import Look
from generator.typeset.properties import Letters, Lines, letters, lines
from generator.typeset.refuse import Where, val

if TYPE_CHECKING:
    from lxml.etree import _Element

    from generator.typeset.numbering import Numbering

_MAX_CHAIN = 20  # Word itself allows eleven
_TOGGLES = ("bold", "italic", "strike", "caps", "small_caps")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A style with its ancestors worked in, without the document defaults."""

    name: str
    letters: Letters
    lines: Lines


@dataclass(slots=True, kw_only=True)
class Styles:
    """The styles of one document, each resolved when first used."""

    document: str
    elements: dict[str, _Element]
    defaults: dict[str, str]  # style type -> id of the default style
    base_letters: Letters
    base_lines: Lines
    fonts: dict[str, str]  # "major" and "minor" of the theme
    numbering: Numbering
    _known: dict[str, Style] = field(default_factory=dict)

    def paragraph(self, style_id: str | None, where: Where) -> Style:
        """Give a paragraph style, or the default one."""
        return self._style(style_id or self.defaults.get("paragraph"), "paragraph", where)

    def character(self, style_id: str | None, where: Where) -> Style:
        """Give a character style, or the default one."""
        return self._style(style_id or self.defaults.get("character"), "character", where)

    def table_chain(self, style_id: str | None, where: Where) -> list[_Element]:
        """Give the elements of a table style, its farthest ancestor first."""
        return self._chain(style_id or self.defaults.get("table"), "table", where)

    def look(self, style: Style, where: Where, *own: Letters, table: Letters | None = None) -> Look:
        """Resolve the look of characters: defaults, table style, paragraph style, then `own` in order."""
        total: Letters = {**self.base_letters, **(table or {}), **style.letters}
        for more in own:
            total = total | more
        return self.finish(total, where)

    def finish(self, total: Letters, where: Where) -> Look:
        """Turn settings, all told, into a look."""
        name = total.get("family") or ""
        if theme := total.get("theme"):
            name = self.fonts.get("major" if theme.startswith("major") else "minor", "")
        return Look(
            family=family(name or "Times New Roman", where),  # Word's own default
            size=total.get("size", 10.0),
            bold=total.get("bold", False),
            italic=total.get("italic", False),
            underline=total.get("underline", False),
            strike=total.get("strike", False),
            colour=total.get("colour") or None,
            tracking=total.get("tracking", 0.0),
            raised=total.get("raised", ""),
        )

    def _style(self, style_id: str | None, kind: str, where: Where) -> Style:
        key = f"{kind}:{style_id}"
        if key not in self._known:
            own_letters: Letters = {}
            own_lines: Lines = {}
            for element in self._chain(style_id, kind, where):
                there = Where(document=self.document, part=f"stijl «{_label(element)}»")
                own_letters = own_letters | letters(element.find(f"{W}rPr"), there)
                stated = lines(element.find(f"{W}pPr"), there)
                if "num_id" in stated:
                    # Word lets the level's indents beat those of ancestors, not those beside it.
                    level = self.numbering.style_level(stated, element.get(f"{W}styleId") or "")
                    stated = {**self.numbering.indents(stated["num_id"], level, there), **stated}
                    stated["num_level"] = level
                if "tabs" in stated:
                    stated["tabs"] = {**own_lines.get("tabs", {}), **stated["tabs"]}
                if "borders" in stated:
                    stated["borders"] = {**own_lines.get("borders", {}), **stated["borders"]}
                own_lines = own_lines | stated
            self._known[key] = Style(name=style_id or "", letters=own_letters, lines=own_lines)
        return self._known[key]

    def _chain(self, style_id: str | None, kind: str, where: Where) -> list[_Element]:
        chain: list[_Element] = []
        while style_id:
            element = self.elements.get(style_id)
            if element is None or element.get(f"{W}type") != kind:
                break  # Word too falls back on the defaults
            chain.insert(0, element)
            if len(chain) > _MAX_CHAIN:
                raise where.refusal(
                    f"de stijl «{_label(element)}» verwijst in een kring naar zichzelf",
                    hint="Herstel «Gebaseerd op» van deze stijl in Word.",
                )
            based = element.find(f"{W}basedOn")
            style_id = None if based is None else val(based)
        return chain


def read_styles(
    root: _Element | None, theme: _Element | None, *, document: str, numbering: Numbering
) -> Styles:
    """Index `styles.xml` and read its defaults."""
    where = Where(document=document, part="standaardopmaak")
    elements: dict[str, _Element] = {}
    defaults: dict[str, str] = {}
    base_letters: Letters = {}
    base_lines: Lines = {}
    if root is not None:
        for element in root.iterchildren(f"{W}style"):
            style_id = element.get(f"{W}styleId") or ""
            elements[style_id] = element
            if element.get(f"{W}default") in {"1", "true", "on"}:
                defaults[element.get(f"{W}type") or ""] = style_id
        base_letters = letters(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"), where)
        base_lines = lines(root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr"), where)
    return Styles(
        document=document,
        elements=elements,
        defaults=defaults,
        base_letters=base_letters,
        base_lines=base_lines,
        fonts=_theme_fonts(theme),
        numbering=numbering,
    )


def with_character_style(paragraph: Style, character: Letters) -> Letters:
    """Give what a character style states; a toggle set in both styles cancels out (ECMA-376 17.7.3)."""
    result = character.copy()
    for name in _TOGGLES:
        if character.get(name) and paragraph.letters.get(name):
            result[name] = False  # type: ignore[literal-required]
    return result


def _label(element: _Element) -> str:
    name = element.find(f"{W}name")
    return (val(name) if name is not None else "") or element.get(f"{W}styleId") or "?"


def _theme_fonts(theme: _Element | None) -> dict[str, str]:
    fonts: dict[str, str] = {}
    for kind in ("major", "minor"):
        latin = None if theme is None else theme.find(f".//{A}{kind}Font/{A}latin")
        if latin is not None:
            fonts[kind] = latin.get("typeface") or ""
    return fonts
