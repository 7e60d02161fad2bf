"""The words of a tagged PDF: in the order of its structure, and apart from it (artifacts), page by page.

Reads what a screen reader would be given, from the content streams themselves: which characters the
fonts say are shown, under which mark. White space is left out, since a PDF need not hold any.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf

from generator.typeset.pieces import IMAGE_MARK

if TYPE_CHECKING:
    from collections.abc import Iterator

_Id = tuple[int, int] | None  # of a page
Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MAX_DEPTH = 60
_WITHOUT_OPERANDS = frozenset({"q", "Q", "BT", "T*", "EMC"})
_OPERATORS = "q Q cm BT Tm Td TD T* TL Tf Tj TJ ' \" BMC BDC EMC Do"
_BLOCKS = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])")
_HEX = re.compile(rb"<([0-9A-Fa-f]+)>")


class Unreadable(Exception):  # says what was found, like the errors of this program
    """The PDF shows something that cannot be read back; the message says what (Dutch)."""


@dataclass(slots=True, kw_only=True)
class PageText:
    """What one page shows, without white space."""

    marked: dict[int, str] = field(default_factory=dict)  # by marked content id
    artifacts: list[tuple[str, str]] = field(default_factory=list)  # (subtype, text), in order shown
    loose: str = ""  # shown under no mark at all


@dataclass(frozen=True, slots=True, kw_only=True)
class _Font:
    wide: bool  # two bytes a code
    characters: dict[int, str]

    def read(self, data: bytes) -> str:
        codes = struct.unpack(f">{len(data) // 2}H", data) if self.wide and len(data) % 2 == 0 else data
        try:
            return "".join(map(self.characters.__getitem__, codes))
        except KeyError as err:
            raise Unreadable(
                f"een teken (code {err.args[0]}) waarvan het lettertype niet zegt wat het is"
            ) from err


@dataclass(slots=True)
class _Mark:
    mcid: int | None
    artifact: str | None
    actual: bool  # its text has been given already, by /ActualText


@dataclass(slots=True)
class _Reader:
    page: PageText
    box: tuple[float, float, float, float]
    fonts: dict[tuple[int, int], _Font]
    marks: list[_Mark] = field(default_factory=list)

    def read(self, stream: Any, resources: Any, matrix: Matrix, depth: int = 0) -> None:  # noqa: ANN401, C901, PLR0912  # an operator a branch
        if depth > _MAX_DEPTH:
            raise Unreadable("te diep genest beeld")
        fonts = resources.get("/Font", pikepdf.Dictionary())
        font: _Font | None = None
        stack: list[tuple[Matrix, _Font | None]] = []
        text = line = _IDENTITY
        leading = 0.0
        for instruction in pikepdf.parse_content_stream(stream, _OPERATORS):
            name = str(instruction.operator)
            operands: Any = () if name in _WITHOUT_OPERANDS else instruction.operands
            if name == "Tj":
                self._show(bytes(operands[0]), font, text, matrix)
            elif name == "TJ":
                self._show(b"".join(_strings(operands[0])), font, text, matrix)
            elif name == "BDC":
                self.marks.append(self._mark(str(operands[0]), operands[1], resources))
            elif name == "BMC":
                self.marks.append(self._mark(str(operands[0]), {}, resources))
            elif name == "EMC":
                if self.marks:
                    self.marks.pop()
            elif name == "q":
                stack.append((matrix, font))
            elif name == "Q":
                if stack:
                    matrix, font = stack.pop()
            elif name == "cm":
                matrix = _times(_matrix(operands), matrix)
            elif name == "BT":
                text = line = _IDENTITY
            elif name == "Tm":
                text = line = _matrix(operands)
            elif name in {"Td", "TD"}:
                text = line = _times((1, 0, 0, 1, float(operands[0]), float(operands[1])), line)
                leading = -float(operands[1]) if name == "TD" else leading
            elif name == "TL":
                leading = float(operands[0])
            elif name == "T*":
                text = line = _times((1, 0, 0, 1, 0, -leading), line)
            elif name == "Tf":
                font = self._font(fonts.get(str(operands[0])))
            elif name in {"'", '"'}:
                text = line = _times((1, 0, 0, 1, 0, -leading), line)
                self._show(bytes(operands[-1]), font, text, matrix)
            elif name == "Do":
                form = resources.get("/XObject", pikepdf.Dictionary()).get(str(operands[0]))
                if form is not None and form.get("/Subtype") == "/Form":
                    inner = _times(_matrix(form.get("/Matrix", _IDENTITY)), matrix)
                    self.read(form, form.get("/Resources", resources), inner, depth + 1)

    def _show(self, data: bytes, font: _Font | None, text: Matrix, matrix: Matrix) -> None:
        if font is None:
            raise Unreadable("tekst zonder lettertype")
        words = "".join(font.read(data).split())
        if not words:
            return
        x = text[4] * matrix[0] + text[5] * matrix[2] + matrix[4]
        y = text[4] * matrix[1] + text[5] * matrix[3] + matrix[5]
        left, bottom, right, top = self.box
        if not (left <= x <= right and bottom <= y <= top):
            raise Unreadable(f"tekst buiten het papier: «{words[:40]}»")
        if any(mark.actual for mark in self.marks):
            return
        self._give(words)

    def _give(self, words: str) -> None:
        for mark in reversed(self.marks):
            if mark.artifact is not None:
                if self.page.artifacts and self.page.artifacts[-1][0] == mark.artifact:
                    words = self.page.artifacts.pop()[1] + words
                self.page.artifacts.append((mark.artifact, words))
                return
            if mark.mcid is not None:
                self.page.marked[mark.mcid] = self.page.marked.get(mark.mcid, "") + words
                return
        self.page.loose += words

    def _mark(self, tag: str, properties: Any, resources: Any) -> _Mark:  # noqa: ANN401  # pikepdf’s objects take any shape
        if isinstance(properties, pikepdf.Name):
            properties = resources.get("/Properties", pikepdf.Dictionary()).get(str(properties), {})
        mcid = properties.get("/MCID")
        artifact = str(properties.get("/Subtype", "")) if tag == "/Artifact" else None
        actual = properties.get("/ActualText")
        mark = _Mark(None if mcid is None else int(mcid), artifact, actual is not None)
        if actual is not None:
            self.marks.append(mark)
            if words := "".join(str(actual).split()):
                self._give(words)
            self.marks.pop()
        return mark

    def _font(self, font: Any) -> _Font:  # noqa: ANN401  # pikepdf’s objects take any shape
        if font is None:
            raise Unreadable("een lettertype dat de pagina niet heeft")
        key = font.objgen
        if key not in self.fonts or key == (0, 0):
            if "/ToUnicode" not in font:
                raise Unreadable(f"lettertype {font.get('/BaseFont')} zonder tekentabel (ToUnicode)")
            self.fonts[key] = _Font(
                wide=font.get("/Subtype") == "/Type0", characters=_cmap(font.ToUnicode.read_bytes())
            )
        return self.fonts[key]


def _strings(items: Any) -> Iterator[bytes]:  # noqa: ANN401  # pikepdf’s objects take any shape
    """Give the strings among what TJ shows; of the numbers between them pikepdf need not be asked what they are."""
    for item in items:
        if not isinstance(item, int | Decimal) and isinstance(item, pikepdf.String):
            yield bytes(item)


def page_texts(pdf: pikepdf.Pdf) -> list[PageText]:
    """Read every page. Raises Unreadable for text without a meaning, or off the paper."""
    fonts: dict[tuple[int, int], _Font] = {}
    result: list[PageText] = []
    for page in pdf.pages:
        left, bottom, right, top = (float(value) for value in page.mediabox)
        text = PageText()
        reader = _Reader(text, (left, bottom, right, top), fonts)
        reader.read(page, page.obj.get("/Resources", pikepdf.Dictionary()), _IDENTITY)
        result.append(text)
    return result


def all_words(data: bytes) -> str:
    """Give the words of a whole PDF in the order of its structure, without white space. Raises `Unreadable`."""
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            return "".join(text for _, text in structure_words(pdf, page_texts(pdf)))
    except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError) as err:
        raise Unreadable(f"een object dat ontbreekt of anders is dan het hoort ({err})") from err


def structure_words(pdf: pikepdf.Pdf, pages: list[PageText]) -> list[tuple[int, str]]:
    """Give the words in the order of the structure tree, each with its page (from 0); every marked one once.

    The alternative text of a figure stands between two marks of its own where the figure stands.
    Raises Unreadable when marked words hang on no structure element, or on two.
    """
    numbers = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    left = [dict(page.marked) for page in pages]
    words: list[tuple[int, str]] = []
    marks: list[tuple[_Id, int | str]] = []
    _marks(pdf.Root.StructTreeRoot.get("/K"), None, 0, marks)
    for page, mark in marks:
        index = numbers.get(page) if page is not None else words[-1][0] if words else 0
        if isinstance(mark, str):
            words.append((index or 0, mark))
        elif index is not None and page is not None:
            words.append((index, left[index].pop(mark, "")))
    if stray := "".join(text for page in left for text in page.values()):
        raise Unreadable(f"tekst buiten de structuur: «{stray[:40]}»")
    return words


def _marks(node: Any, page: _Id, depth: int, found: list[tuple[_Id, int | str]]) -> None:  # noqa: ANN401  # pikepdf’s objects take any shape
    """Gather the marks below a node of the structure, and the alternative texts of its figures."""
    if depth > _MAX_DEPTH:
        raise Unreadable("te diep geneste structuur")
    if isinstance(node, int):
        found.append((page, node))
    elif isinstance(node, pikepdf.Array):
        child: Any
        for child in node:
            if isinstance(child, int):
                found.append((page, child))
            else:
                _marks(child, page, depth + 1, found)
    elif node is not None:
        own = node.get("/Pg")
        page = page if own is None else own.objgen
        tag = node.get("/S")
        if tag is not None:
            if tag == "/Figure" and (alt := "".join(str(node.get("/Alt", "")).split())):
                found.append((page, f"{IMAGE_MARK}{alt}{IMAGE_MARK}"))
            _marks(node.get("/K"), page, depth + 1, found)
        elif node.get("/Type") == "/MCR":
            found.append((page, int(node.MCID)))


def _cmap(data: bytes) -> dict[int, str]:
    """Read a ToUnicode table (ISO 32000-1 9.10.3)."""
    characters: dict[int, str] = {}
    for block in _BLOCKS.finditer(data):
        if block[1] == b"bfchar":
            for code, value in _PAIR.findall(block[2]):
                characters[int(code, 16)] = _utf16(value)
        else:
            for first, last, start, values in _RANGE.findall(block[2]):
                low, high = int(first, 16), min(int(last, 16), 0xFFFF)
                if start:
                    text = _utf16(start)
                    for offset in range(high - low + 1):
                        characters[low + offset] = text[:-1] + chr(ord(text[-1]) + offset)
                else:
                    for offset, value in enumerate(_HEX.findall(values)):
                        characters[low + offset] = _utf16(value)
    return characters


def _utf16(value: bytes) -> str:
    try:
        return bytes.fromhex(value.decode()).decode("utf-16-be")
    except (ValueError, UnicodeDecodeError) as err:
        raise Unreadable("een tekentabel (ToUnicode) die niet klopt") from err


def _matrix(operands: Any) -> Matrix:  # noqa: ANN401  # pikepdf’s objects take any shape
    a, b, c, d, e, f = map(float, operands)
    return a, b, c, d, e, f


def _times(one: Matrix, two: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip
