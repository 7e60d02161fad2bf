"""What a verdict is called: of one thing, or of several together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from signing.report import Problem, Verdict, weigh

if TYPE_CHECKING:  # commands import this before they know whether anything is judged
    from generator.examine import Item

_WORDS: Mapping[Verdict, str] = {
    "valid": "GELDIG",
    "invalid": "ONGELDIG",
    "indeterminate": "NIET VAST TE STELLEN",
}
_NOT_YET = "NOG NIET COMPLEET"
# What is no fault: it is not there yet.
_HINDERED = frozenset({"geen-ruimte", "onbereikbaar"})  # these say nothing of the papers
UNFINISHED = frozenset({"onvolledig", "niet-ondertekend", "verklaring-ontbreekt"})
# Why it will stay unfinished: the gravest first, and nothing else is wrong.
STOPPED: Mapping[str, str] = {"ingetrokken-dossier": "INGETROKKEN", "geweigerd": "GEWEIGERD"}


class Tally:
    """What is wrong with all items so far: the reasons only, however many items there are."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._reasons: dict[str, Problem] = {}
        self._some = False
        self.add(items)

    def add(self, items: Iterable[Item]) -> None:
        """Count these items in."""
        for item in items:
            self._some = True
            for problem in (*item.problems, *(q for one in item.signatures for q in one.problems)):
                self._reasons.setdefault(problem.code, problem)

    @property
    def codes(self) -> frozenset[str]:
        """Give the codes of all reasons."""
        return frozenset(self._reasons)

    @property
    def hindered(self) -> bool:
        """Claim that nothing was found wrong, and that something could not be judged here and now."""
        return self.verdict == "indeterminate" and not self.codes.isdisjoint(_HINDERED)

    @property
    def verdict(self) -> Verdict:
        """Weigh the items together: where signatures are missing and all else is open, nothing was found wrong.

        Where nothing was judged, nothing is valid.
        """
        if not self._some:
            return "invalid"
        beside = [problem for code, problem in self._reasons.items() if code not in UNFINISHED]
        return "indeterminate" if weigh(beside) == "indeterminate" else weigh(self._reasons.values())

    @property
    def unfinished(self) -> bool:
        """Claim that signatures are missing and nothing else is wrong: not valid, but no fraud either."""
        return bool(self.codes) and self.codes <= UNFINISHED | STOPPED.keys()

    @property
    def word(self) -> str:
        """Give the verdict as people read it."""
        for code, word in STOPPED.items():
            if code in self.codes and self.unfinished:
                return word
        return _NOT_YET if self.unfinished else _WORDS[self.verdict]
