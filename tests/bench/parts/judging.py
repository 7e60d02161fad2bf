"""Judging a sealed dossier and its package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.bench.crew import Run, alone
from tests.bench.measure import Measure
from tests.bench.stand import Section, Stand, job, row


def judging(at: Stand) -> Section:
    """Judge each for the first time and once more; share that over what was judged; and by the command."""
    words = ["-m", "generator", "verifieer", at.dossiers[0], "--vertrouw", at.root]
    command = alone(job("shell:run", words=words), at.length.few)
    first, again = _twice(at, "living:judge_dossier", at.dossiers)
    return Section(
        title="Controleren",
        says="Een verzegeld dossier en het archiefpakket ervan, zonder netwerk.",
        measures=(
            *_rows("dossier", "dossier", first, again),
            *_shared(first, at.dossiers[0]),
            *_rows("package", "archiefpakket", *_twice(at, "living:judge_package", at.packages)),
            row("judge.command", "delegatie verifieer: hele opdracht, één dossier", command, peak=False),
        ),
    )


def _twice(at: Stand, act: str, folders: list[str]) -> tuple[Run, Run]:
    """Judge each once, after one that does not count; and one of them time after time."""
    first = alone(job(act, folders=folders, pki=at.pki), at.length.few)
    return first, alone(job(act, folders=folders[:1], pki=at.pki), at.length.few)


def _rows(key: str, name: str, first: Run, again: Run) -> Iterator[Measure]:
    once = row(f"judge.{key}", f"{name}, de eerste keer", first)
    yield once
    yield row(f"judge.{key}.again", f"{name}, nog eens in hetzelfde proces", again, against=once)


def _shared(run: Run, dossier: str) -> Iterator[Measure]:
    pdfs = sorted(Path(dossier, "pdf").iterdir())
    marks = sum(pdf.read_bytes().count(b"/ByteRange") for pdf in pdfs)
    yield row("judge.pdf", f"per PDF ({len(pdfs)})", run, each=len(pdfs))
    yield row("judge.signature", f"per handtekening, zegel of tijdstempel ({marks})", run, each=marks)
