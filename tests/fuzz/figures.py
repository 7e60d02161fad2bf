"""What a run came to, in figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.fuzz.judging import Outcome


@dataclass(slots=True)
class Figures:
    """Counts of mutants, verdicts and reasons; the slowest and the largest; and what was faulty."""

    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    codes: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    slowest: Outcome | None = None
    largest: Outcome | None = None
    valid: list[Outcome] = field(default_factory=list)
    faulty: list[Outcome] = field(default_factory=list)

    def count(self, outcome: Outcome) -> None:
        """Add an outcome."""
        self.kinds.setdefault(outcome.kind, Counter())[outcome.verdict or "broken"] += 1
        if outcome.faults:
            self.faulty.append(outcome)
        if outcome.verdict == "valid":
            self.valid.append(outcome)
        if outcome.verdict == "none":
            return
        self.codes.update(outcome.codes)
        self.seconds.append(outcome.seconds)
        if self.slowest is None or outcome.seconds > self.slowest.seconds:
            self.slowest = outcome
        if self.largest is None or outcome.peak > self.largest.peak:
            self.largest = outcome

    @property
    def judged(self) -> int:
        """Count the mutants that were judged."""
        return len(self.seconds)

    def text(self) -> str:
        """Write the figures as Markdown."""
        columns = ("invalid", "indeterminate", "valid", "none")
        lines = [
            "| kind | mutants | invalid | open | rightly valid | no mutant |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        for kind, found in sorted(self.kinds.items()):
            cells = " | ".join(str(found[one]) for one in columns)
            lines.append(f"| {kind} | {found.total() - found['none']} | {cells} |")
        lines += ["", f"Judged: {self.judged}; faulty: {len(self.faulty)}."]
        if self.slowest and self.largest:
            slow, large = self.slowest, self.largest
            middle = sorted(self.seconds)[len(self.seconds) // 2]
            lines += [
                f"Processor time: median {middle:.2f} s, most {slow.seconds:.2f} s ({slow.kind}: {slow.note}).",
                f"Memory: at most {large.peak >> 20} MiB more ({large.kind}: {large.note}).",
            ]
        lines += [
            "",
            "Reasons: " + ", ".join(f"{code} {count}" for code, count in self.codes.most_common()) + ".",
        ]
        lines += ["", *(f"valid: {one.kind} {one.seed} ({one.note})" for one in self.valid)]
        for one in self.faulty:
            lines += ["", f"FAULT {one.kind} {one.seed} ({one.note}): {one.faults[0]}"]
        return "\n".join(lines) + "\n"
