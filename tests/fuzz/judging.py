"""One mutant made and judged, in the process that may break on it."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from generator.examine import examine
from signing import state
from signing.errors import DocumentRefused
from signing.etsi import validation_report
from signing.policy import Trust, load_trust
from signing.report import Report
from signing.sign import now
from signing.verify import verify
from tests.fuzz import oracle
from tests.fuzz.model import Kind, Mutant, NothingToDo, Samples

CPU = 10.0  # seconds for one mutant; a sound paper takes less than two
ROOM = 400 << 20  # bytes above what the process had; a sound paper takes some tens of megabytes
HARD_LIMIT = 3 << 30  # bytes of address space, past which the machine itself would be in danger
_THROWS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a mutant; `faults` are what must never be, each in a sentence."""

    kind: str
    seed: int
    note: str = ""
    verdict: str = ""
    codes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    seconds: float = 0.0
    peak: int = 0


def confine() -> None:
    """Bound this process, so that a bomb breaks it and not the machine."""
    resource.setrlimit(resource.RLIMIT_AS, (HARD_LIMIT, HARD_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def throw(kind: Kind, seed: int, samples: Samples) -> Mutant | None:
    """Make the mutant of this kind and seed; None where the dice find nothing to do."""
    dice = Random(f"{kind.name} {seed}")  # noqa: S311 - nothing secret
    for _ in range(_THROWS):
        try:
            made = kind.make(dice, samples)
        except NothingToDo:
            continue
        if made.victim is None or made.pdf != made.victim.pdf:
            return made
    return None


def judged(mutant: Mutant, kind: Kind, seed: int, samples: Samples) -> Outcome:
    """Judge a mutant as a recipient would; never raises."""
    trust = load_trust([samples.pki.root])
    before = _peak(anew=True)
    start = time.process_time()
    verdict, codes, faults = "", (), list[str]()
    try:
        verdict, codes, found = (_dossier if mutant.files else _paper)(mutant, samples, trust)
        faults += found
    except BaseException:  # noqa: BLE001 - that is what is looked for
        faults.append(f"raised:\n{traceback.format_exc()}")
    seconds, peak = time.process_time() - start, _peak() - before
    if seconds > CPU:
        faults.append(f"took {seconds:.1f} s")
    if peak > ROOM:
        faults.append(f"took {peak >> 20} MiB")
    return Outcome(
        kind=kind.name,
        seed=seed,
        note=mutant.note,
        verdict=verdict,
        codes=codes,
        faults=tuple(faults),
        seconds=seconds,
        peak=peak,
    )


def _paper(mutant: Mutant, samples: Samples, trust: Trust) -> tuple[str, tuple[str, ...], list[str]]:
    victim = mutant.victim
    assert victim is not None
    report = verify(
        mutant.pdf, trust=trust, at=now(), plan=victim.plan, origin=victim.origin, sealed=victim.sealed
    )
    faults = [*oracle.told_well(report), *_other_readers(mutant.pdf, report, trust)]
    rightly = oracle.rightly_signed if mutant.anew else oracle.rightly_valid
    if report.verdict == "valid" and not rightly(mutant.pdf, report, victim, samples):
        faults.append("a false valid")
    return report.verdict, tuple(sorted({one.code for one in report.reasons})), faults


def _other_readers(pdf: bytes, report: Report, trust: Trust) -> Iterator[str]:
    """Give the bytes to what else reads a stranger's PDF; it may refuse, in its own words."""
    for reader in (state.filled_fields, state.marks, state.attachments):
        try:
            reader(pdf)
        except DocumentRefused:
            continue
        except Exception:  # noqa: BLE001 - that is what is looked for
            yield f"{reader.__name__} raised:\n{traceback.format_exc()}"
    try:
        validation_report(pdf, report, at=now(), trust=trust, document_name="x.pdf", validator="fuzz")
    except Exception:  # noqa: BLE001 - that is what is looked for
        yield f"validation_report raised:\n{traceback.format_exc()}"


def _dossier(mutant: Mutant, samples: Samples, trust: Trust) -> tuple[str, tuple[str, ...], list[str]]:
    assert samples.folder is not None
    with tempfile.TemporaryDirectory(prefix="delegatie-fuzz-") as name:
        folder = Path(name) / "DLG-2026-0042"
        write(folder, mutant.files)
        items = examine(folder, trust=trust, at=now(), templates=samples.folder.templates)
    verdicts = {item.verdict for item in items}
    verdict = next((one for one in ("invalid", "indeterminate") if one in verdicts), "valid")
    faults = [] if items else ["nothing was told"]
    if verdict == "valid" and not oracle.dossier_untouched(mutant.files, samples):
        faults.append("a false valid")
    reasons = [
        p for item in items for p in (*item.problems, *(q for s in item.signatures for q in s.problems))
    ]
    return verdict, tuple(sorted({one.code for one in reasons})), faults


def write(folder: Path, files: dict[str, bytes] | object) -> None:
    """Write the files of a dossier."""
    for name, data in dict(files).items():  # type: ignore[call-overload]
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _peak(*, anew: bool = False) -> int:
    """Give the most memory that this process held, in bytes; `anew` counts from now on, where that can be."""
    if sys.platform != "linux":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if anew:
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) << 10
