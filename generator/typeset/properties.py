"""Paragraph and character settings as Word writes them: `w:pPr` and `w:rPr` to plain values.

A setting that is not known is refused. What may be ignored stands in `_IGNORED_*`, because it
never changes what is on paper here: editing marks, proofing, East Asian and complex scripts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict

from generator.typeset.drawing import colour, edges, shade
from generator.typeset.measures import Edge, LineHeight
from generator.typeset.package import W, local
from generator.typeset.paper import Alignment
from generator.typeset.pieces import TabAlignment
from generator.typeset.refuse import Where, attributes, number, points, switched_on, val

if TYPE_CHECKING:
    from lxml.etree import _Element


class Letters(TypedDict, total=False):
    """Character settings that a style or run states; what is absent is inherited."""

    family: str
    theme: str
    size: float
    bold: bool
    italic: bool
    underline: bool
    strike: bool
    caps: bool
    small_caps: bool
    colour: str
    tracking: float
    raised: Literal["", "super", "sub"]


class Lines(TypedDict, total=False):
    """Paragraph settings that a style or paragraph states; what is absent is inherited."""

    align: Alignment
    before: float
    after: float
    contextual: bool
    line: LineHeight
    left: float
    right: float
    first: float
    tabs: dict[float, TabAlignment | None]
    keep_next: bool
    keep_lines: bool
    page_break_before: bool
    widow_control: bool
    borders: dict[str, Edge | None]
    shade: str | None
    outline: int | None
    num_id: str
    num_level: int


_IGNORED_RPR = frozenset(
    {"bCs", "iCs", "szCs", "lang", "noProof", "kern", "snapToGrid", "webHidden", "rStyle"}
)
_OFF_RPR = frozenset(
    {"dstrike", "outline", "shadow", "emboss", "imprint", "vanish", "rtl", "cs", "specVanish", "oMath"}
)
_FLAGS_RPR: dict[str, Literal["bold", "italic", "strike", "caps", "small_caps"]] = {
    "b": "bold", "i": "italic", "strike": "strike", "caps": "caps", "smallCaps": "small_caps",
}  # fmt: skip
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_IGNORED_W14 = frozenset({"ligatures", "numForm", "numSpacing", "stylisticSets", "cntxtAlts"})
_IGNORED_PPR = frozenset(
    {"pStyle", "rPr", "numPr", "suppressLineNumbers", "suppressAutoHyphens", "adjustRightInd", "snapToGrid"}
    | {"autoSpaceDE", "autoSpaceDN", "kinsoku", "overflowPunct", "topLinePunct", "cnfStyle", "divId"}
    | {"suppressOverlap", "wordWrap", "sectPr"}
)
_OFF_PPR = frozenset({"bidi", "mirrorIndents"})
_FLAGS_PPR: dict[
    str, Literal["keep_next", "keep_lines", "page_break_before", "widow_control", "contextual"]
] = {
    "keepNext": "keep_next", "keepLines": "keep_lines", "pageBreakBefore": "page_break_before",
    "widowControl": "widow_control", "contextualSpacing": "contextual",
}  # fmt: skip
_ALIGN: dict[str, Alignment] = {
    "left": "left", "start": "left", "right": "right", "end": "right", "center": "center", "both": "justify",
}  # fmt: skip
_TABS: dict[str, TabAlignment | None] = {
    "left": "left", "start": "left", "right": "right", "end": "right", "center": "center", "clear": None,
    "num": "left",
}  # fmt: skip
_AUTO_LEVEL = 9  # outline level "body text"


def letters(properties: _Element | None, where: Where) -> Letters:  # noqa: C901, PLR0912  # a table of settings
    """Read `w:rPr`."""
    found: Letters = {}
    for child in () if properties is None else properties:
        name = _name(child)
        if name in _IGNORED_RPR or (str(child.tag).startswith(_W14) and name[4:] in _IGNORED_W14):
            continue
        if name in _FLAGS_RPR:
            found[_FLAGS_RPR[name]] = switched_on(child, where)
        elif name in _OFF_RPR:
            if switched_on(child, where):
                raise where.unknown(child)
        elif name == "rFonts":
            found |= _font(child)
        elif name == "sz":
            found["size"] = _positive(child, number(child, "val", where) / 2, where)
        elif name == "color":
            found["colour"] = colour(child, "val", where) or ""
        elif name == "u":
            attributes(child, {"val", "color"}, where)
            if val(child) not in {"single", "none"} or child.get(f"{W}color", "auto") != "auto":
                raise where.unknown_value(child, "val")
            found["underline"] = val(child) == "single"
        elif name == "spacing":
            found["tracking"] = points(child, "val", where)
        elif name == "vertAlign":
            raised = {"baseline": "", "superscript": "super", "subscript": "sub"}.get(val(child))
            if raised is None:
                raise where.unknown_value(child, "val")
            found["raised"] = raised  # type: ignore[typeddict-item]  # one of the three just above
        elif not _neutral(child, name, where):
            raise where.unknown(child)
    return found


def lines(properties: _Element | None, where: Where) -> Lines:  # noqa: C901, PLR0912  # a table of settings
    """Read `w:pPr`, without the style name and the run settings of the paragraph mark."""
    found: Lines = {}
    for child in () if properties is None else properties:
        name = _name(child)
        if name == "numPr":
            found |= _numbering(child, where)
        elif name in _IGNORED_PPR:
            continue
        elif name in _FLAGS_PPR:
            found[_FLAGS_PPR[name]] = switched_on(child, where)
        elif name in _OFF_PPR:
            if switched_on(child, where):
                raise where.unknown(child)
        elif name == "spacing":
            found |= _spacing(child, where)
        elif name == "ind":
            found |= indents(child, where)
        elif name == "jc":
            if val(child) not in _ALIGN:
                raise where.unknown_value(child, "val")
            found["align"] = _ALIGN[val(child)]
        elif name == "outlineLvl":
            level = int(number(child, "val", where))
            found["outline"] = None if level >= _AUTO_LEVEL else level + 1
        elif name == "tabs":
            found["tabs"] = _tabs(child, where)
        elif name == "pBdr":
            found["borders"] = edges(child, where)
        elif name == "shd":
            found["shade"] = shade(child, where)
        elif name == "textAlignment":
            if val(child) not in {"auto", "baseline"}:
                raise where.unknown_value(child, "val")
        else:
            raise where.unknown(child)
    return found


def indents(element: _Element, where: Where) -> Lines:
    """Read `w:ind`."""
    attributes(
        element,
        {"left", "start", "right", "end", "firstLine", "hanging"}
        | {"leftChars", "rightChars", "startChars", "endChars", "firstLineChars", "hangingChars"},
        where,
    )
    found: Lines = {}
    for key in element.attrib:
        name = str(key).removeprefix(W)
        if name.endswith("Chars"):
            if number(element, name, where) != 0:
                raise where.unknown_value(element, name)
        elif name in {"left", "start"}:
            found["left"] = points(element, name, where)
        elif name in {"right", "end"}:
            found["right"] = points(element, name, where)
    if f"{W}hanging" in element.attrib:  # wins over firstLine, ECMA-376 17.3.1.12
        found["first"] = -points(element, "hanging", where)
    elif f"{W}firstLine" in element.attrib:
        found["first"] = points(element, "firstLine", where)
    return found


def _name(element: _Element) -> str:
    name = local(element)
    return name.removeprefix("w:")


def _neutral(child: _Element, name: str, where: Where) -> bool:
    """Tell whether a setting that is not reproduced stands at the value that does nothing."""
    if name in {"position", "w"}:
        return number(child, "val", where) == (0 if name == "position" else 100)
    if name in {"highlight", "effect", "em"}:
        return val(child) == "none"
    if name == "bdr":
        return val(child) in {"none", "nil"}
    return name == "shd" and shade(child, where) is None


def _positive(element: _Element, value: float, where: Where) -> float:
    if value <= 0:
        raise where.unknown_value(element, "val")
    return value


def _font(element: _Element) -> Letters:
    theme = element.get(f"{W}asciiTheme") or element.get(f"{W}hAnsiTheme")
    if theme:
        return {"theme": theme, "family": ""}
    name = element.get(f"{W}ascii") or element.get(f"{W}hAnsi")
    return {"family": name, "theme": ""} if name else {}


def _numbering(element: _Element, where: Where) -> Lines:
    found: Lines = {}
    for child in element:
        if _name(child) == "numId":
            found["num_id"] = val(child)
        elif _name(child) == "ilvl":
            found["num_level"] = int(number(child, "val", where))
        else:
            raise where.unknown(child)
    return found


def _spacing(element: _Element, where: Where) -> Lines:
    attributes(
        element,
        {"before", "after", "line", "lineRule", "beforeAutospacing", "afterAutospacing"}
        | {"beforeLines", "afterLines"},
        where,
    )
    found: Lines = {}
    for name in ("beforeAutospacing", "afterAutospacing", "beforeLines", "afterLines"):
        if element.get(W + name, "0") not in {"0", "false", "off"}:
            raise where.unknown_value(element, name)
    if f"{W}before" in element.attrib:
        found["before"] = points(element, "before", where)
    if f"{W}after" in element.attrib:
        found["after"] = points(element, "after", where)
    if f"{W}line" in element.attrib:
        rule = element.get(f"{W}lineRule", "auto")
        if rule not in {"auto", "exact", "atLeast"}:
            raise where.unknown_value(element, "lineRule")
        value = _positive(element, number(element, "line", where), where)
        found["line"] = (
            LineHeight(value=value / 240)
            if rule == "auto"
            else LineHeight(rule="exact" if rule == "exact" else "least", value=value / 20)
        )
    return found


def _tabs(element: _Element, where: Where) -> dict[float, TabAlignment | None]:
    found: dict[float, TabAlignment | None] = {}
    for child in element:
        attributes(child, {"val", "pos", "leader"}, where)
        if val(child) not in _TABS:
            raise where.unknown_value(child, "val")
        if child.get(f"{W}leader", "none") != "none":
            raise where.unknown_value(child, "leader")
        found[points(child, "pos", where)] = _TABS[val(child)]
    return found
