"""Footnotes: numbered through the whole document, each read where it is referred to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.typeset.geometry import NUMBER_FORMATS
from generator.typeset.package import W, local
from generator.typeset.pieces import figure
from generator.typeset.refuse import Where, number, val

if TYPE_CHECKING:
    from lxml.etree import _Element

    from generator.typeset.package import Part

_NEUTRAL = {"pos": "pageBottom", "numRestart": "continuous"}
_LINES = frozenset({"separator", "continuationSeparator", "continuationNotice"})


@dataclass(slots=True, kw_only=True)
class Notes:
    """The notes of one document and how far their numbers have come."""

    part: Part | None
    form: str = "decimal"
    count: int = 0
    _seen: set[str] = field(default_factory=set)

    def take(self, reference: _Element, where: Where) -> tuple[str, _Element]:
        """Give the mark and the element of the note that `reference` points to."""
        if (reference.get(f"{W}customMarkFollows") or "0") not in {"0", "false", "off"}:
            raise where.refusal(
                "een voetnoot met een eigen teken (<w:footnoteReference>) wordt niet ondersteund",
                hint="Gebruik automatische nummering voor voetnoten.",
            )
        wanted = reference.get(f"{W}id") or ""
        element = None
        for note in () if self.part is None else self.part.root.iterchildren(f"{W}footnote"):
            if note.get(f"{W}id") == wanted and note.get(f"{W}type", "normal") == "normal":
                element = note
        if element is None or wanted in self._seen:
            raise where.refusal(
                f"de voetnoot {wanted} (<w:footnoteReference>) ontbreekt of wordt tweemaal gebruikt",
                hint="Verwijder de voetnoot en voeg haar in Word opnieuw in.",
            )
        self._seen.add(wanted)
        self.count += 1
        mark = figure(self.count, self.form)
        if mark is None:
            raise where.refusal("te veel voetnoten", hint="Kies een andere nummervorm voor de voetnoten.")
        return mark, element


def read_notes(part: Part | None, settings: _Element | None, body: _Element, *, document: str) -> Notes:
    """Open the notes; refuse a numbering or a separator that is not reproduced."""
    where = Where(document=document, part="voetnoten")
    form, first = "decimal", 1
    stated = [] if settings is None else settings.findall(f"{W}footnotePr")
    for index, properties in enumerate([*stated, *body.iter(f"{W}footnotePr")]):
        for child in properties:
            name = local(child).removeprefix("w:")
            if name == "footnote" or val(child) == _NEUTRAL.get(name):
                continue
            if (
                name == "numFmt"
                and val(child) in NUMBER_FORMATS
                and (index < len(stated) or val(child) == form)
            ):
                form = val(child)
            elif name == "numStart" and (index < len(stated) or number(child, "val", where) == first):
                first = max(int(number(child, "val", where)), 1)
            else:
                raise where.unknown_value(child, "val")
    for note in () if part is None else part.root:
        if note.get(f"{W}type", "normal") != "normal":
            _check_line(note, where)
    return Notes(part=part, form=form, count=first - 1)


def _check_line(note: _Element, where: Where) -> None:
    """Refuse words above the notes: the line there is drawn as Word draws it by itself."""
    for run in note.iter(f"{W}r"):
        for child in run:
            if local(child).removeprefix("w:") not in _LINES | {"rPr"}:
                raise where.refusal(
                    f"een eigen scheidingslijn boven de voetnoten (<{local(child)}>) wordt niet ondersteund",
                    hint="Herstel in Word de standaardscheidingslijn van voetnoten.",
                )
