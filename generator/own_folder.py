"""Is a folder of templates of one's own what its owner thinks it is.

What such a folder does not have is taken from the program, without a word. So a folder without anything
known, and a template whose name is just wrong, would change nothing and nobody would notice.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from generator import catalogue
from generator.errors import InputRefused
from generator.resources import content
from generator.wording.releases import EARLIER, VERSIONS

if TYPE_CHECKING:
    from pathlib import Path

_LIKE = 0.8
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
    lacking = templates - present
    slips = {
        name: near[0]
        for name in sorted(present - known)
        if name.lower().endswith(".docx") and (near := get_close_matches(name, lacking, n=1, cutoff=_LIKE))
    }
    hint = " ".join(f"Bedoelde u met «{name}» misschien «{near}»?" for name, near in slips.items())
    if not present & known:
        raise InputRefused(
            f"In deze map staat geen sjabloon of catalogus die dit programma kent: {folder}.",
            hint=hint or "`delegatie sjablonen exporteer MAP` maakt een map om mee te beginnen.",
        )
    if slips:
        raise InputRefused(
            f"In {folder} staat een sjabloon dat dit programma niet kent: {', '.join(slips)}.",
            hint=f"{hint} Geef het bestand die naam, of zet het ergens anders.",
        )
