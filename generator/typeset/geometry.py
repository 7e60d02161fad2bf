"""What `w:sectPr` says of the paper: size, margins, how the section starts, how pages are numbered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.typeset.measures import Page, Sides
from generator.typeset.package import W, local
from generator.typeset.refuse import Where, attributes, number, points, switched_on, val

if TYPE_CHECKING:
    from lxml.etree import _Element

    from generator.typeset.pieces import NumberFormat

NUMBER_FORMATS: dict[str, NumberFormat] = {
    "decimal": "decimal", "lowerLetter": "lowerLetter", "upperLetter": "upperLetter",
    "lowerRoman": "lowerRoman", "upperRoman": "upperRoman",
}  # fmt: skip
_LAST_NUMBER = 32767  # Word’s own limit
_IGNORED = frozenset(
    {"docGrid", "formProt", "noEndnote", "footnotePr", "endnotePr", "printerSettings", "paperSrc"}
    | {"headerReference", "footerReference"}
)
_A4 = Page(
    width=595.3, height=841.9, margins=Sides(top=70.9, right=70.9, bottom=70.9, left=70.9), header=35.4, footer=35.4,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """One section's settings; the defaults are those of a document without `w:sectPr`."""

    page: Page = _A4
    continuous: bool = False  # goes on where the section before it ends
    title: bool = False  # another header and footer on the first page
    form: NumberFormat = "decimal"
    start: int | None = None

    @property
    def room(self) -> float:
        """The width of the text area."""
        return self.page.width - self.page.margins.left - self.page.margins.right


def geometry(section: _Element | None, where: Where) -> Geometry:  # noqa: C901, PLR0912  # a table of settings
    """Read `w:sectPr`; refuse what is not reproduced."""
    found = Geometry()
    width, height = found.page.width, found.page.height
    margins, header, footer = found.page.margins, found.page.header, found.page.footer
    continuous = title = False
    form, start = found.form, found.start
    for child in () if section is None else section:
        name = local(child).removeprefix("w:")
        if name == "pgSz":
            attributes(child, {"w", "h", "orient", "code"}, where)
            width, height = points(child, "w", where), points(child, "h", where)
        elif name == "pgMar":
            attributes(child, {"top", "right", "bottom", "left", "header", "footer", "gutter"}, where)
            if "gutter" in _names(child) and number(child, "gutter", where) != 0:
                raise where.unknown_value(child, "gutter")
            margins = Sides(
                top=abs(points(child, "top", where)), right=points(child, "right", where),
                bottom=abs(points(child, "bottom", where)), left=points(child, "left", where),
            )  # fmt: skip
            header, footer = points(child, "header", where), points(child, "footer", where)
        elif name == "cols":
            if child.get(f"{W}num", "1") != "1" or len(child) > 1:
                raise where.refusal(
                    "tekst in kolommen (<w:cols>) wordt niet ondersteund", hint="Gebruik een tabel."
                )
        elif name == "type":
            if val(child) not in {"nextPage", "continuous"}:
                raise where.unknown_value(child, "val")
            continuous = val(child) == "continuous"
        elif name == "pgNumType":
            attributes(child, {"start", "fmt"}, where)
            if child.get(f"{W}fmt", "decimal") not in NUMBER_FORMATS:
                raise where.unknown_value(child, "fmt")
            form = NUMBER_FORMATS[child.get(f"{W}fmt", "decimal")]
            start = int(number(child, "start", where)) if "start" in _names(child) else None
            if start is not None and not int(form != "decimal") <= start <= _LAST_NUMBER:
                raise where.unknown_value(child, "start")
        elif name in {"titlePg", "bidi", "rtlGutter"}:
            title = title or (name == "titlePg" and switched_on(child, where))
            if name != "titlePg" and switched_on(child, where):
                raise where.unknown(child)
        elif name in {"vAlign", "textDirection"}:
            if val(child) not in {"top", "lrTb"}:
                raise where.unknown_value(child, "val")
        elif name not in _IGNORED:
            raise where.unknown(child)
    page = Page(width=width, height=height, margins=margins, header=header, footer=footer)
    _check(page, where)
    return Geometry(page=page, continuous=continuous, title=title, form=form, start=start)


def _names(element: _Element) -> set[str]:
    return {str(key).removeprefix(W) for key in element.attrib}


def _check(page: Page, where: Where) -> None:
    margins = page.margins
    if not (0 < page.width < 5000 and 0 < page.height < 5000):  # noqa: PLR2004  # points; Word stops at 1584
        raise where.refusal("het papierformaat klopt niet (<w:pgSz>)", hint="Stel het formaat opnieuw in.")
    if page.width - margins.left - margins.right <= 0 or page.height - margins.top - margins.bottom <= 0:
        raise where.refusal(
            "de marges laten geen ruimte voor tekst", hint="Stel de marges in Word opnieuw in."
        )
