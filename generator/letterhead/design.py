"""What an organisation's letterhead consists of, and the one number that tells two of them apart."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from generator.letterhead import colours, logo

if TYPE_CHECKING:
    from generator.settings import LetterheadEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What is put on each document; empty where the organisation says nothing."""

    name: str = ""
    address: tuple[str, ...] = ()
    logo: logo.Logo | None = None
    logo_text: str = ""
    colour: str = ""

    @property
    def has_head(self) -> bool:
        """Whether anything is put at the head of the first page."""
        return bool(self.name or self.address or self.logo)

    @property
    def digest(self) -> str:
        """The SHA-256 of all that is seen of it: papers of another letterhead are other papers."""
        said = {
            "naam": self.name,
            "adres": self.address,
            "logo": self.logo and sha256(self.logo.data).hexdigest(),
            "logo_beschrijving": self.logo_text,
            "kleur": self.colour,
        }
        return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def read(entry: LetterheadEntry | None) -> Letterhead | None:
    """Give the letterhead that the configuration describes, its logo read; None where it describes none.

    Raises `InputRefused` for a logo that cannot be used and a colour that cannot be read.
    """
    if entry is None:
        return None
    return Letterhead(
        name=entry.name,
        address=entry.address,
        logo=logo.read(entry.logo) if entry.logo else None,
        logo_text=entry.logo_text,
        colour=entry.colour and colours.main_colour(entry.colour),
    )
