"""The block `afwijkingen`: it may name only rules that can be deviated from, and that are broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rules.rule import breach

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.rules.rule import Breach, Case, Rule


def deviation_breaches(case: Case, rules: Sequence[Rule]) -> Iterator[Breach]:
    """Yield the entries of `afwijkingen` that have no place there."""
    overridable = {rule.id: rule for rule in rules if rule.overridable}
    seen: set[str] = set()
    for index, deviation in enumerate(case.delegation.afwijkingen):
        where = ("afwijkingen", index, "regel")
        name = deviation.regel
        if name not in overridable:
            yield breach(
                *where,
                says=f"Van «{name}» kan niet worden afgeweken. Afwijken kan alleen van {', '.join(overridable)}. "
                "Verwijder deze afwijking en los op wat de regel vraagt.",
            )
        elif name in seen:
            yield breach(*where, says=f"De afwijking van {name} staat er twee keer. Verwijder er een.")
        elif not any(overridable[name].breaches(case)):
            yield breach(
                *where,
                says=f"Deze afwijking is niet nodig: het bestand voldoet aan {name}. Zij wordt wel in de "
                "overeenkomst afgedrukt; verwijder haar.",
                severity="warning",
            )
        seen.add(name)
