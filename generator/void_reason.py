"""What people type for a statement that everyone reads: a reason, and a name.

A reason is free text, so it may hold what may not be there. A citizen service number is refused; for health
data there is only a warning, in time.
"""

from __future__ import annotations

import unicodedata

from generator.errors import InputRefused
from generator.rules.search import masked

LONGEST_REASON, LONGEST_NAME = 500, 120
WARNING = (
    "Let op: de reden komt in een verklaring die alle partijen lezen en die wordt bewaard. Schrijf zakelijk en kort; "
    "geen gegevens over gezondheid, van niemand, en geen gegevens van werknemers."
)


def reason(text: str) -> str:
    """Give the reason as it is printed. Raises `InputRefused` for one that cannot be."""
    return _checked(text, what="De reden", longest=LONGEST_REASON, option="--reden")


def name(text: str) -> str:
    """Give a person's name as it is printed. Raises `InputRefused` for one that cannot be."""
    return _checked(text, what="De naam", longest=LONGEST_NAME, option="--door")


def _checked(text: str, *, what: str, longest: int, option: str) -> str:
    found = unicodedata.normalize("NFC", text).strip()
    if not any(character.isalpha() for character in found):
        raise InputRefused(
            f"{what} ({option}) bevat geen woorden.", hint="Schrijf één zin die een ander begrijpt."
        )
    if len(found) > longest:
        raise InputRefused(
            f"{what} ({option}) telt {len(found)} tekens; er passen er {longest}.", hint="Schrijf het korter."
        )
    if bad := next((c for c in found if unicodedata.category(c)[0] == "C" or c in "\u2028\u2029"), ""):
        raise InputRefused(
            f"{what} ({option}) bevat een teken dat niet te drukken is (U+{ord(bad):04X}).",
            hint="Schrijf het op één regel, zonder regeleinden, tabs en andere stuurtekens.",
        )
    if masked(found) != found:
        raise InputRefused(
            f"{what} ({option}) bevat een getal dat een burgerservicenummer kan zijn: het voldoet aan de elfproef.",
            hint="Verwijder het, ook als het een ander nummer is: dat is niet te zien.",
        )
    return found
