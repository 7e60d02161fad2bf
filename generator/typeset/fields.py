"""What a field says, by its instruction.

Only what is known at the moment of setting is taken: the page numbers, and links. The result that
Word keeps beside any other field (DATE, REF, TOC, SEQ, DOCPROPERTY, …) is as old as the template:
values are filled in afterwards, pages fall otherwise. So it is never believed, and the field is
refused by its name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from generator.typeset.pieces import PageNumber

if TYPE_CHECKING:
    from generator.typeset.pieces import Look, NumberFormat

_KINDS: dict[str, Literal["page", "pages"]] = {"PAGE": "page", "NUMPAGES": "pages"}
_FORMS: dict[str, NumberFormat] = {
    "Arabic": "decimal", "roman": "lowerRoman", "ROMAN": "upperRoman", "alphabetic": "lowerLetter",
    "ALPHABETIC": "upperLetter",
}  # fmt: skip
_LINK = re.compile(r'\s*HYPERLINK\s+"([^"]*)"(\s+\\[ot]\s+"[^"]*"|\s+\\h)*\s*', re.IGNORECASE)


def page_number(code: str, look: Look) -> PageNumber | None:
    """Read PAGE or NUMPAGES, in its section's numbers or in those it names; None for any other field."""
    name, *switches = code.split() or [""]
    form: NumberFormat | None = None
    for switch in switches:
        if switch in _FORMS:
            form = _FORMS[switch]
        elif switch not in {r"\*", "MERGEFORMAT"}:
            return None
    kind = _KINDS.get(name.upper())
    return None if kind is None else PageNumber(of=kind, look=look, form=form)


def hyperlink(code: str) -> str | None:
    """Give the address of a HYPERLINK field, if it has one outside the document."""
    found = _LINK.fullmatch(code)
    return found[1] if found else None
