"""Content controls: what they hold is the document's text, whatever kind they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.typeset.package import W, local

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from generator.typeset.refuse import Where

# Word writes these anew when it opens the document: what stands in them now may not be what it shows.
_REFUSED = frozenset({"dataBinding", "citation", "bibliography", "equation"})


def content(control: _Element, where: Where) -> Iterable[_Element]:
    """Give what `w:sdt` holds: text, date, choice, tick box, group or repeated part."""
    for child in control.iterfind(f"{W}sdtPr/*"):
        if local(child).removeprefix("w:").removeprefix("w15:") in _REFUSED:
            raise where.unknown(child)
    found = control.find(f"{W}sdtContent")
    return () if found is None else found
