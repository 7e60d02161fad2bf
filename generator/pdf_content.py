"""The operators of a PDF content stream, in order: those that say what is shown, where, and under which mark.

Streams as typesetters write them are read here, by one strict pattern an operator; where a stream holds
anything else, all of it is read by pikepdf. Both give the same.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Instruction = tuple[str, Any]  # an operator and its operands

_WITHOUT_OPERANDS = frozenset({"q", "Q", "BT", "T*", "EMC"})
_READ = {
    name.encode(): name
    for name in (*sorted(_WITHOUT_OPERANDS), "cm", "Tm", "Td", "TD", "TL", "Tf", "BMC", "Do")
}
_BARE = {name.encode(): (name, ()) for name in _WITHOUT_OPERANDS}
_WANTED = " ".join((*_READ.values(), "Tj", "TJ", "'", '"', "BDC"))
_SPACE = rb"[\0\t\n\f\r ]"
_END = rb"(?=[\0\t\n\f\r \[/(<]|\Z)"  # of an operator
_NUMBER = rb"[+-]?(?:\d++\.?+\d*+|\.\d++)"
_NUMBERS = rb"(?:" + _NUMBER + _SPACE + rb"++)*+"
_NAME = rb"/[A-Za-z0-9_.+-]++"
# of what a string may hold only what has one meaning: no broken lines, octals in full, parentheses two deep
_SIGNS = rb"[^()\\\r]++|\\(?:[nrtbf()\\]|[0-3][0-7]{2})"
_STRING = rb"\((?:" + _SIGNS + rb"|\((?:" + _SIGNS + rb"|\((?:" + _SIGNS + rb")*+\))*+\))*+\)"
# what draws, and tells nothing of words: colours, lines, and how letters look
_DRAWS = (
    rb"(?:" + _NAME + _SPACE + rb"++)?+" + _NUMBERS
    + rb"(?:SCN|SC|scn|sc|CS|cs|ET|Tr|Tc|Tw|Tz|Ts|BX|EX|MP|RG|rg|ri|gs|re|[bBfW]\*|d0|d1|sh|[bBcfFgGhijJkKlmMnsSvwWy])"
    + _END + rb"|\[[\d. ]*+\][ ]*+" + _NUMBER + rb"[ ]++d" + _END
)  # fmt: skip
_INSTRUCTION = re.compile(
    _SPACE + rb"*+(?:(?:" + _DRAWS + rb")" + _SPACE + rb"*+)*+(?:"
    + rb"(?:(" + _NAME + rb")" + _SPACE + rb"++)?+(" + _NUMBERS + rb")(q|Q|cm|BT|Tm|Td|TD|T\*|TL|Tf|BMC|EMC|Do)" + _END
    + rb"|(" + _STRING + rb")" + _SPACE + rb"*+Tj" + _END
    + rb"|\[((?:" + _STRING + rb"|" + _NUMBER + rb"(?=[\0\t\n\f\r (\]])|" + _SPACE + rb"++)*+)\]" + _SPACE + rb"*+TJ" + _END
    + rb"|(" + _NAME + rb")" + _SPACE + rb"*+(" + _NAME + rb"|<<[A-Za-z0-9_.+/\[\]\0\t\n\f\r -]++>>)"
    + _SPACE + rb"*+BDC" + _END
    + rb"|\Z)"
)  # fmt: skip
_INSIDE = re.compile(_STRING)
_NUMBERED = re.compile(rb"<</MCID (\d{1,9})>>")


def instructions(stream: Any) -> Iterable[Instruction]:  # noqa: ANN401  # pikepdf’s objects take any shape
    """Give what a page or form shows: `Tj` with all bytes of a `TJ` too. Raises what pikepdf raises."""
    content = stream.obj.get("/Contents") if isinstance(stream, pikepdf.Page) else stream
    plain = _plain(content.read_bytes()) if isinstance(content, pikepdf.Stream) else None
    return _by_pikepdf(stream) if plain is None else plain


def _plain(data: bytes) -> list[Instruction] | None:
    """Read a stream that holds nothing but what the patterns name; None if it holds anything else."""
    found: list[Instruction] = []
    end = 0
    for match in _INSTRUCTION.finditer(data):
        if match.start() != end:
            return None
        end = match.end()
        name, numbers, operator, string, strings, tag, marked = match.groups()
        if operator is not None:
            if operator in _BARE:
                found.append(_BARE[operator])
            else:
                operands = map(float, numbers.split())
                found.append(
                    (_READ[operator], tuple(operands) if name is None else (name.decode(), *operands))
                )
        elif strings is not None:
            found.append(("Tj", (_bytes(b"".join([one[1:-1] for one in _INSIDE.findall(strings)])),)))
        elif string is not None:
            found.append(("Tj", (_bytes(string[1:-1]),)))
        elif tag is not None:
            found.append(("BDC", (tag.decode(), _properties(marked))))
    return found if end == len(data) else None


def _bytes(inside: bytes) -> bytes:
    """Give what a string between its parentheses stands for; Python knows all its escapes but two."""
    if b"\\" not in inside:
        return inside
    known = inside.replace(b"\\\\", b"\\134").replace(b"\\(", b"(").replace(b"\\)", b")")
    return known.decode("unicode_escape").encode("latin-1")


@lru_cache(maxsize=256)
def _properties(written: bytes) -> Any:  # noqa: ANN401  # pikepdf’s objects take any shape
    numbered = _NUMBERED.fullmatch(written)
    return {"/MCID": int(numbered[1])} if numbered else pikepdf.Object.parse(written)


def _by_pikepdf(stream: Any) -> Iterator[Instruction]:  # noqa: ANN401  # pikepdf’s objects take any shape
    for instruction in pikepdf.parse_content_stream(stream, _WANTED):
        name = str(instruction.operator)
        operands: Any = () if name in _WITHOUT_OPERANDS else instruction.operands
        if name == "TJ":
            yield "Tj", (b"".join(_strings(operands[0])),)
        else:
            yield name, operands


def _strings(items: Any) -> Iterator[bytes]:  # noqa: ANN401  # pikepdf’s objects take any shape
    """Give the strings among what TJ shows; of the numbers between them pikepdf need not be asked what they are."""
    for item in items:
        if not isinstance(item, int | Decimal) and isinstance(item, pikepdf.String):
            yield bytes(item)
