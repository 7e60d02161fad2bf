"""`docs/regels.md`: every rule, how gravely it weighs, what it asks, on whose authority, and where it is looked at.

Written by `make docs` from the rules themselves; a test holds the page to them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generator.files import replace_file
from generator.rules import RULES, TEXT_RULES
from generator.rules.elsewhere import ELSEWHERE, FORMAT, Elsewhere

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.findings import Severity
    from generator.rules.rule import Norm

_INTRO = """# De regels voor een delegatiebestand

Wat `delegatie controleer` nakijkt, met de bron. Een fout houdt `delegatie genereer` tegen; een waarschuwing niet, tenzij u
met `--streng` controleert. Deze bladzijde wordt gemaakt uit de regels in `generator/rules/`, met `make docs`; wijzig haar
niet met de hand.

De regels R gaan over wie welke rol mag hebben, de regels V over de inhoud van het bestand. Een regel leest woorden en
getallen, geen bedoeling: dat er niets wordt gevonden, bewijst niet dat alles in orde is. Van een regel kan alleen worden
afgeweken als dat hier staat, bij `afwijkingen` met motivering en bron; de afwijking wordt in de overeenkomst (D1)
afgedrukt. «Eigen regel» is een keuze van dit programma, geen voorschrift van een ander. Het stuk van het Register
Specialistisch Casemanagement heet hier RSC-document.
"""
_FORMAT = """## Bewaakt door het formaat

Wat een regel nodig heeft en verplicht is, wordt al bij het lezen gevraagd: ontbreekt het, dan meldt `controleer` dat één
keer, als `SCHEMA`, en zegt de regel zelf niets.

| Regel | Verplichte sleutels |
| --- | --- |"""
_SETTINGS = """## Grenzen

V-18 en V-34 hebben een grens die de bronnen openlaten. Zet een andere in `delegatie.toml`:

```toml
[grenzen]
looptijd_maanden = 24
taakgedelegeerden = 10
```"""
_WEIGHTS: Mapping[Severity, str] = {"error": "fout", "warning": "waarschuwing", "info": "info"}


def overview() -> str:
    """Write the page from the rules."""
    norms = sorted((*RULES, *TEXT_RULES, *ELSEWHERE), key=lambda norm: norm.id)
    lines = [_INTRO, "## Alle regels\n", "| Regel | Weegt als | Wat zij vraagt | Bron | Waar | Afwijken |"]
    lines += ["| --- | --- | --- | --- | --- | --- |", *map(_row, norms), ""]
    return "\n".join((*lines, _FORMAT, *_format(), "", _SETTINGS, ""))


def _row(norm: Norm) -> str:
    weight = _WEIGHTS[norm.severity]
    if norm.also:
        weight += f", soms {' of '.join(_WEIGHTS[one] for one in norm.also)}"
    where = "`controleer`"
    if isinstance(norm, Elsewhere):
        steps = ", ".join("het formaat" if step == "formaat" else f"`{step}`" for step in norm.steps)
        where = f"{steps}: {norm.how}"
    cells = (norm.id, weight, norm.demand, norm.source, where, "ja" if norm.overridable else "nee")
    return f"| {' | '.join(cells)} |"


def _format() -> Iterator[str]:
    for id_, keys in FORMAT.items():
        named = ", ".join(f"`{key.replace('[0]', '[]')}`" for key in keys)
        yield f"| {id_} | {named} |"


if __name__ == "__main__":
    replace_file(Path(sys.argv[1]), overview().encode())
