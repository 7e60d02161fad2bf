"""`docs/redenen.md`: every reason of a verdict, which step finds it, on what ground, what it means, what to do.

Written by `make docs` from the tables themselves; a test holds the page to them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from generator.files import replace_file
from generator.judgement.explain import explained
from signing.reasons import BEFORE, REASONS, STEPS, Reason

_INTRO = """# De redenen van een oordeel

Waarom `delegatie verifieer` een document niet geldig noemt. Elke reden heeft een vaste code, die tussen haken achter de
melding staat en in `--json`. Deze bladzijde wordt gemaakt uit `signing/reasons.py` en
`generator/judgement/redenen.toml`, met `make docs`; wijzig haar niet met de hand.

«Ongeldig» wil zeggen dat er iets mis is; «open» dat het niet vast te stellen is. Eén ongeldige reden maakt het geheel
ongeldig. Een code die hier niet staat, telt als ongeldig. De grond is de norm, of wat van het dossier, dat dit vraagt. De
nummers zijn die van de stappen in `signing/verify.py`.
"""
_WEIGHTS = {"invalid": "ongeldig", "indeterminate": "open"}


def overview() -> str:
    """Write the page from the tables."""
    return "\n".join([_INTRO, *("\n".join(_section(step, title)) for step, title in STEPS.items())])


def _section(step: int, title: str) -> Iterator[str]:
    number = f"{step}. " if step != BEFORE else ""
    yield f"## {number}{title[0].upper()}{title[1:]}\n"
    yield "| Code | Weegt als | Wat het betekent | Wat u kunt doen | Grond |\n| --- | --- | --- | --- | --- |"
    for code, reason in REASONS.items():
        if reason.step == step:
            yield _row(code, reason)
    yield ""


def _row(code: str, reason: Reason) -> str:
    told = explained(code)
    ground = f"{reason.ground} ({reason.sub})" if reason.sub else reason.ground
    cells = (f"`{code}`", _WEIGHTS[reason.verdict], told.means, told.do, ground)
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


if __name__ == "__main__":
    replace_file(Path(sys.argv[1]), overview().encode())
