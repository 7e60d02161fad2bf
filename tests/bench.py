"""Speed, as ratios within one run: `python -m tests.bench` prints medians and what they are worth.

Absolute times belong to the machine; a ratio between two ways of doing the same on the same machine
is what a promise can be held to (design 6).
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from generator.archive.model import STATEMENT
from generator.archive.package import BOOKS
from generator.dossier import SOURCE
from generator.pipeline import make
from generator.resources import content
from signing import testpki
from signing.increment import Job, Services, sign_fields, single
from signing.keys import PemSource
from signing.policy import load_trust
from signing.sign import Paper, close, issue, now
from signing.timestamp import service

_ROUNDS = 7


def median(act: Callable[[], object], rounds: int = _ROUNDS) -> float:
    """Give the median of some rounds in milliseconds, after one round that does not count."""
    act()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def generation() -> list[str]:
    """Time a whole dossier (Word and PDF, fields included) and share it over its documents."""
    data = (content("examples") / "in-dienst.yaml").read_bytes()
    first = time.perf_counter()
    count = len(make(data, name="in-dienst").manifest.documents)
    cold = (time.perf_counter() - first) * 1000
    warm = median(lambda: make(data, name="in-dienst"))
    return [
        f"generate {count} documents, first time   {cold:8.0f} ms",
        f"generate {count} documents, after that   {warm:8.0f} ms   {warm / count:.0f} ms a document",
    ]


_CHECK = """
import resource, sys, time
from click.testing import CliRunner
from generator.cli.controleer import controleer
start = time.process_time()
result = CliRunner().invoke(controleer, sys.argv[1:], catch_exceptions=False)
assert result.exit_code == 0
print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def checking() -> list[str]:
    """Check a hundred and a thousand files, each in a process of its own: time a file, and memory."""
    data = [(content("examples") / f"{name}.yaml").read_bytes() for name in ("in-dienst", "extern")]
    taken, memory = {}, {}
    for count in (100, 1000):
        with tempfile.TemporaryDirectory() as folder:
            for number in range(count):
                (Path(folder) / f"{number}.yaml").write_bytes(data[number % 2])
            run = subprocess.run(  # noqa: S603
                [sys.executable, "-c", _CHECK, folder], check=True, capture_output=True, text=True
            )
        seconds, kilobytes = map(float, run.stdout.split())
        taken[count], memory[count] = seconds * 1000 / count, kilobytes / 1024
    return [
        f"check 1000 files, each                 {taken[1000]:8.0f} ms   {taken[1000] / taken[100]:.1f} × each of 100",
        f"memory for 1000 files                  {memory[1000]:8.0f} MiB  {memory[1000] / memory[100]:.2f} × that for 100",
    ]


def signing() -> list[str]:
    """Time the steps of one signature beside the bare private-key operation."""
    data = (content("examples") / "in-dienst.yaml").read_bytes()
    made = make(data, name="in-dienst", test=True)
    document = next(one for one in made.manifest.documents if one.id == "D5")
    pdf, slot = made.files[document.pdf], document.plan.slots[0]
    with (
        tempfile.TemporaryDirectory() as folder,
        testpki.running(Path(folder), persons=(), seals=(slot.name,)) as pki,
    ):
        certificate, key_file = pki.keys[slot.name]
        source = PemSource(certificate_path=certificate, key_path=key_file, ask=lambda _: "")
        needed = Services(timestamper=service(pki.tsa_url), trust=load_trust([pki.root]))
        key = source.unlock()
        opened = median(source.unlock)
        whole = median(lambda: sign_fields([Job(pdf=pdf, slot=slot, test=True)], key, needed, clock=now))
    return [
        f"open an RSA-2048 key                   {opened:8.0f} ms",
        f"one B-LT signature, services included  {whole:8.0f} ms   {whole / opened:.1f} × opening the key",
    ]


# The peak since the program began: what getrusage says on Linux includes the process that started it.
_PLAN = """
import re, resource, sys, time
from pathlib import Path
from click.testing import CliRunner
from generator.cli.vernieuw import vernieuw
start = time.process_time()
result = CliRunner().invoke(vernieuw, [sys.argv[1], "--plan"], catch_exceptions=False)
assert result.exit_code == 0, result.output
taken, status = time.process_time() - start, Path("/proc/self/status")
peak = re.search(r"VmHWM:\\s+(\\d+)", status.read_text()) if status.exists() else None
print(taken, peak[1] if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
_PLANNED = (10, 100, 1000)


def planning() -> list[str]:
    """Plan ten, a hundred and a thousand packages, each number in a process of its own: time each, and memory."""
    taken, memory = {}, {}
    with tempfile.TemporaryDirectory() as place:
        pdf = _statement(Path(place, "pki"))
        data = (content("examples") / "in-dienst.yaml").read_bytes()
        for count in _PLANNED:
            depot = Path(place, str(count))
            for number in range(count):
                _package(depot, f"DLG-2026-{number:04}", pdf, data)
            run = subprocess.run(  # noqa: S603
                [sys.executable, "-c", _PLAN, str(depot)], check=True, capture_output=True, text=True
            )
            seconds, kilobytes = map(float, run.stdout.split())
            taken[count], memory[count] = seconds * 1000 / count, kilobytes / 1024
    few, some, many = _PLANNED

    def ratios(what: dict[int, float]) -> str:
        return f"{what[many] / what[some]:.2f} × at {some}, {what[many] / what[few]:.2f} × at {few}"

    return [
        f"plan {many} packages                   {taken[many] * many:8.0f} ms",
        f"plan {many} packages, each             {taken[many]:8.1f} ms   {ratios(taken)}",
        f"memory for {many} packages             {memory[many]:8.0f} MiB  {ratios(memory)}",
    ]


def _statement(folder: Path) -> bytes:
    """Seal one paper, to stand for the statement of every package."""
    data = (content("examples") / "in-dienst.yaml").read_bytes()
    made = make(data, name="in-dienst", test=True)
    document = next(one for one in made.manifest.documents if one.id == "D9")
    paper = Paper(pdf=made.files[document.pdf], plan=document.plan, origin=document.origin)
    seal = document.plan.slots[-1].name
    with testpki.running(folder, persons=(), seals=(seal,), services="p-256") as pki:
        certificate, key_file = pki.keys[seal]
        key = PemSource(certificate_path=certificate, key_path=key_file, ask=lambda _: "").unlock()
        needed = Services(timestamper=service(pki.tsa_url), trust=load_trust([pki.root]))
        issued = single(issue([paper], key, needed, clock=now))
        return single(close([replace(paper, pdf=issued)], key, needed, clock=now))


def _package(depot: Path, reference: str, pdf: bytes, data: bytes) -> None:
    """Lay down what a plan reads of a package. The mark in the statement names one and the same dossier."""
    inside = "DLG-2026-0042"
    books = depot / reference / "data" / inside / f"{inside}-{BOOKS}"
    books.mkdir(parents=True)
    (depot / reference / "bagit.txt").write_bytes(b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    (depot / reference / STATEMENT).write_bytes(pdf)
    (books / SOURCE).write_bytes(data)


def start() -> list[str]:
    """Time the command from the shell beside an empty Python."""

    def run(*words: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *words], check=True, capture_output=True)  # noqa: S603

    empty = median(run("-c", "pass"))
    helped = median(run("-m", "generator", "--help"))
    return [
        f"delegatie --help                       {helped:8.0f} ms   {helped / empty:.1f} × an empty Python"
    ]


def main() -> None:
    """Print the table."""
    for part in (start, checking, planning, generation, signing):
        for line in part():
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
