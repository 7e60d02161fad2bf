"""What stands inside a paragraph: runs, fields, links, bookmarks, content controls -> pieces."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from generator.typeset.controls import content
from generator.typeset.fields import hyperlink, page_number
from generator.typeset.fonts import check_characters, symbol
from generator.typeset.images import other_drawing, read_image
from generator.typeset.package import R, W, local
from generator.typeset.pieces import LineBreak, Look, Note, PageBreak, Piece, Run, Tab
from generator.typeset.properties import Letters, letters
from generator.typeset.refuse import Where, attributes, val
from generator.typeset.styles import Style, with_character_style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from generator.typeset.body import Story
    from generator.typeset.measures import LineHeight

FIELD_PREFIX = "veld_"
_MARK_PREFIXES = ("_", "punt_")
_SKIPPED = frozenset({"proofErr", "lastRenderedPageBreak", "rPr", "pPr", "bookmarkEnd", "softHyphen"})
_ADDRESS = re.compile(r"(https?://|mailto:)[!-~]+")
_CAPS_SIZE = 0.8  # Word's small capitals
_SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_WHITE = re.compile(r"[\t\n\r]")


@dataclass(slots=True, kw_only=True)
class Inline:
    """Collects the pieces of one paragraph of `story`."""

    story: Story
    style: Style
    where: Where
    line: LineHeight | None = None
    table: Letters | None = None
    pieces: list[Piece] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)  # names of veld_ bookmarks met
    _code: list[str] | None = None  # instruction of the complex field being read
    _result: bool = False  # past its separator: what follows is Word's old result
    _linked: str | None = None  # address of the HYPERLINK field whose text is being read
    _field_look: Look | None = None

    def read(self, element: Iterable[_Element], link: str | None = None) -> None:
        """Read the children of a paragraph or of something inside it."""
        for child in element:
            name = local(child).removeprefix("w:")
            if name == "r":
                self._run(child, link)
            elif name == "bookmarkStart":
                self._bookmark(child)
            elif name in _SKIPPED:
                continue
            elif name == "hyperlink":
                self.read(child, self._target(child))
            elif name == "sdt":
                self.read(content(child, self.where), link)
            elif name == "fldSimple":
                code = child.get(f"{W}instr") or ""
                if address := hyperlink(code):
                    self.read(child, self._address(address))
                else:
                    self._field(code, self._first_look(child), child)
            else:
                raise self.where.unknown(child)

    def finish(self) -> tuple[Piece, ...]:
        """Give the pieces, neighbours of one look merged."""
        if self._code is not None or self._linked is not None:
            raise self.where.refusal(
                "een veld loopt over het einde van de alinea heen",
                hint="Zet het veld om in gewone tekst (Ctrl+Shift+F9).",
            )
        merged: list[Piece] = []
        for piece in self.pieces:
            last = merged[-1] if merged else None
            if (
                isinstance(piece, Run)
                and isinstance(last, Run)
                and (last.look, last.link) == (piece.look, piece.link)
            ):
                merged[-1] = Run(text=last.text + piece.text, look=piece.look, link=piece.link)
            else:
                merged.append(piece)
        for piece in merged:
            if isinstance(piece, Run):
                check_characters(piece.text, self.where)
        return tuple(merged)

    def look(self, properties: _Element | None) -> tuple[Look, Letters]:
        """Resolve the look of a run, and the settings it came from."""
        own = letters(properties, self.where)
        chosen = None if properties is None else next(properties.iterchildren(f"{W}rStyle"), None)
        character = self.story.styles.character(None if chosen is None else val(chosen), self.where)
        named = with_character_style(self.style, character.letters)
        total: Letters = {
            **self.story.styles.base_letters,
            **(self.table or {}),
            **self.style.letters,
            **named,
            **own,
        }
        return self.story.styles.finish(total, self.where), total

    def _run(self, run: _Element, link: str | None) -> None:  # noqa: C901, PLR0912  # one branch a kind of content
        link = link or self._linked
        properties = next(run.iterchildren(f"{W}rPr"), None)
        look, total = self.look(properties)
        for child in run:
            name = local(child).removeprefix("w:")
            if name == "fldChar":
                self._field_mark(child, look)
            elif name == "instrText":
                if self._code is None or self._result:
                    raise self.where.unknown(child)
                self._code.append(child.text or "")
                self._field_look = look
            elif name in _SKIPPED or self._result:
                continue
            elif name == "t":
                self._text(_WHITE.sub(" ", child.text or ""), look, total, link)
            elif name == "noBreakHyphen":
                self._text("\N{NON-BREAKING HYPHEN}", look, total, link)
            elif name == "sym":
                code = child.get(f"{W}char") or ""
                if not re.fullmatch(r"[0-9A-Fa-f]{1,4}", code):
                    raise self.where.unknown_value(child, "char")
                self._text(symbol(child.get(f"{W}font") or "", int(code, 16), self.where), look, total, link)
            elif name == "tab":
                self.pieces.append(Tab(look=look))
            elif name in {"br", "cr"}:
                self._break(child)
            elif name == "drawing":
                self._image(child)
            elif name == "footnoteReference":
                mark, blocks = self.story.note(child, self.where)
                self.pieces.append(Note(mark=mark, look=look, blocks=blocks))
            elif name == "footnoteRef" and self.story.mark:
                self._text(self.story.mark, look, total, link)
            elif name == "mc:AlternateContent" and (other := other_drawing(child)):
                raise self.where.refusal(
                    f"{other[0]} (<{name}>) kan niet zonder verlies worden omgezet", hint=other[1]
                )
            else:
                raise self.where.unknown(child)

    def _text(self, text: str, look: Look, total: Letters, link: str | None) -> None:
        # A soft hyphen only permits a break; nothing is hyphenated here, so it says nothing.
        text = text.replace(_SOFT_HYPHEN, "")
        if total.get("caps"):
            text = text.upper()
        parts = (
            _small_caps(text, look) if total.get("small_caps") and not total.get("caps") else [(text, look)]
        )
        for words, appearance in parts:
            if words:
                self.pieces.append(Run(text=words, look=appearance, link=link))

    def _break(self, element: _Element) -> None:
        attributes(element, {"type", "clear"}, self.where)
        kind = element.get(f"{W}type", "textWrapping")
        if kind == "page" and not self.story.running:
            self.pieces.append(PageBreak())
        elif kind == "textWrapping":
            self.pieces.append(LineBreak())
        else:
            raise self.where.unknown_value(element, "type")

    def _bookmark(self, element: _Element) -> None:
        name = element.get(f"{W}name") or ""
        if name.startswith(FIELD_PREFIX):
            self.fields.append(name.removeprefix(FIELD_PREFIX))
        elif not name.startswith(_MARK_PREFIXES):
            raise self.where.refusal(
                f"de bladwijzer «{name}» (<w:bookmarkStart>) heeft hier geen betekenis",
                hint="Verwijder de bladwijzer, of laat de naam beginnen met «veld_» of «punt_».",
            )

    def _image(self, drawing: _Element) -> None:
        image = read_image(
            drawing, self.story.package, self.story.links, self.where, running=self.story.running
        )
        if self.line is not None and self.line.rule == "exact" and image.height > self.line.value:
            raise self.where.refusal(
                "een afbeelding (<w:drawing>) die hoger is dan de vaste regelafstand",
                hint="Zet de regelafstand van deze alinea op «Enkel».",
            )
        self.pieces.append(image)

    def _target(self, element: _Element) -> str:
        relation = self.story.links.get(element.get(f"{R}id") or "")
        if relation is None or not relation.external or element.get(f"{W}anchor"):
            raise self.where.refusal(
                "een verwijzing binnen het document (<w:hyperlink>) wordt niet ondersteund",
                hint="Gebruik een gewoon webadres, of gewone tekst.",
            )
        return self._address(relation.target)

    def _address(self, address: str) -> str:
        if self.story.running:
            raise self.where.refusal(
                "een koppeling (<w:hyperlink>) kan niet in een kop- of voettekst staan",
                hint="Verwijder de koppeling; de tekst van het adres kan blijven (PDF/UA verbiedt de koppeling).",
            )
        if not _ADDRESS.fullmatch(address):
            raise self.where.refusal(
                f"het adres «{address[:200]}» (<w:hyperlink>) is geen webadres of mailadres",
                hint="Gebruik een adres dat begint met https:// of mailto:.",
            )
        return address

    def _field_mark(self, element: _Element, look: Look) -> None:
        kind = element.get(f"{W}fldCharType")
        if kind == "begin" and self._code is None:
            self._code, self._result, self._field_look = [], False, look
        elif kind == "separate" and self._code is not None:
            if address := hyperlink("".join(self._code)):
                self._linked, self._code = self._address(address), None
            self._result = self._code is not None
        elif kind == "end" and self._code is not None:
            self._field("".join(self._code), self._field_look or look, element)
            self._code, self._result = None, False
        elif kind == "end" and self._linked is not None:
            self._linked = None
        else:
            raise self.where.unknown_value(element, "fldCharType")

    def _field(self, code: str, look: Look, element: _Element) -> None:
        number = page_number(code, look) if self.story.running else None
        if number is None:
            raise self.where.refusal(
                f"het veld «{code.strip()[:80]}» (<{local(element)}>) wordt hier niet ondersteund",
                hint="Alleen PAGE en NUMPAGES in een kop- of voettekst; zet andere velden om in tekst "
                "(Ctrl+Shift+F9).",
            )
        self.pieces.append(number)

    def _first_look(self, element: _Element) -> Look:
        run = element.find(f"{W}r")
        return self.look(None if run is None else run.find(f"{W}rPr"))[0]


def _small_caps(text: str, look: Look) -> list[tuple[str, Look]]:
    small = replace(look, size=round(look.size * _CAPS_SIZE * 2) / 2)
    groups = [(low, "".join(part)) for low, part in groupby(text, key=str.islower)]
    return [(part.upper(), small) if low else (part, look) for low, part in groups]
