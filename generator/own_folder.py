"""Is a folder of templates of one's own what its owner thinks it is.

What such a folder does not have is taken from the program, without a word. So a folder without anything
known, and a template whose name is not one of ours, would change nothing and nobody would notice.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from generator import catalogue
from generator.errors import InputRefused
from generator.resources import content
from generator.wording.releases import EARLIER, VERSIONS

if TYPE_CHECKING:
    from pathlib import Path

_LIKE = 0.6
_ID = re.compile(r"D\d+[A-Z]?(?![A-Z0-9])", re.IGNORECASE)
_NOT_OURS = ("~$", ".")  # Word's mark of an open file; hidden files


def require(folder: Path) -> None:
    """Raise `InputRefused` for a folder that would not do what it is given for."""
    if not folder.is_dir():
        raise InputRefused(
            f"De map met eigen sjablonen «{folder}» bestaat niet.",
            hint="Verbeter [sjablonen] map in delegatie.toml; het pad geldt vanaf de map van dat bestand.",
        )
    templates = {kind.template for own in (folder, None) for kind in catalogue.all_documents(own)}
    lists = {path.name for path in content("templates").iterdir() if path.suffix != ".md"}
    known = templates | lists | {catalogue.QUESTIONS, VERSIONS, EARLIER}
    present = {path.name for path in folder.iterdir() if not path.name.startswith(_NOT_OURS)}
    slips = [name for name in sorted(present - known) if name.lower().endswith(".docx")]
    hint = " ".join(
        f"Bedoelde u met «{name}» misschien «{near}»?"
        for name in slips
        if (near := _nearest(name, templates)) and near not in present
    )
    if not present & known:
        raise InputRefused(
            f"In deze map staat geen sjabloon of catalogus die dit programma kent: {folder}.",
            hint=hint or "`delegatie sjablonen exporteer MAP` maakt een map om mee te beginnen.",
        )
    if slips:
        raise InputRefused(
            f"In {folder} staat een sjabloon dat dit programma niet kent: {', '.join(slips)}.",
            hint=f"{hint} Geef het bestand die naam, of zet het in een andere map."
            if hint
            else "Zet het in een andere map: hier horen alleen sjablonen die worden gebruikt.",
        )


def _nearest(name: str, templates: set[str]) -> str:
    """Give the template with the same id in front, or else the one that is written most alike."""
    found = _ID.match(name)
    same = [one for one in templates if found and one.upper().startswith(f"{found.group().upper()}-")]
    alike = get_close_matches(name.lower(), [one.lower() for one in same or templates], n=1, cutoff=_LIKE)
    if same and not alike:
        return min(same, key=lambda one: (len(one), one))
    return next((one for one in templates if [one.lower()] == alike), "")
