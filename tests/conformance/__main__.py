"""`python -m tests.conformance DEMO`: outside judges on every stage of every document.

qpdf and pdfsig judge the sealed PDFs of the demonstration in DEMO. veraPDF and EU DSS judge every
document of both examples at every stage, and of one example with elliptic and with PSS keys. Exit 1
when any judge disagrees with us, judged nothing, or let a broken file pass.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from dataclasses import asdict
from pathlib import Path

from generator.resources import content
from tests.conformance import judges, programs, table
from tests.conformance.broken import broken_files
from tests.conformance.stages import KeyKind, life_of_example

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "conformance"
RUNS: tuple[tuple[str, KeyKind], ...] = (
    ("in-dienst", "rsa"),
    ("extern", "rsa"),
    ("extern", "ecdsa"),
    ("extern", "pss"),
)


def main(demo: Path) -> int:
    """Judge everything; print what is wrong and a closing count."""
    if missing := [*programs.missing(), *judges.missing()]:
        sys.stderr.write(
            f"conformance needs {', '.join(missing)} (Debian: qpdf poppler-utils default-jdk-headless maven)\n"
        )
        return 4
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    _say("building the judges")
    class_path = judges.build(BUILD)
    stages = []
    for name, keys in RUNS:
        _say(f"making every stage of {name} with {keys} keys")
        stages += life_of_example(BUILD, content("examples") / f"{name}.yaml", keys=keys)
    sound = next(s for s in stages if s.document == "D4" and s.name == "revisie 0")
    broken = list(broken_files(BUILD, sound))
    _say(f"judging {len(stages)} files, and {len(broken)} broken ones")
    verdicts = list(judges.ask(class_path, stages, BUILD))
    broken_verdicts = list(judges.ask(class_path, [one.stage for one in broken], BUILD))
    found = list(zip(broken, broken_verdicts, strict=True))
    _write(verdicts, table.page(verdicts, found))
    faults = [f"{v.stage.dossier} {v.stage.document} {v.stage.name}: {f}" for v in verdicts for f in v.faults]
    faults += [
        f"not found: {one.name} ({one.says}); said instead: {verdict.faults}"
        for one, verdict in found
        if not any(one.says in fault for fault in verdict.faults)
    ]
    sealed = list(programs.judgements(demo))
    faults += [f"{one.path}: {fault}" for one in sealed for fault in one.faults]
    if not sealed:
        faults.append(f"{demo} holds no sealed PDF")
    for fault in faults:
        sys.stdout.write(f"FAIL {fault}\n")
    judged = len(verdicts) + len(found) + len(sealed)
    sys.stdout.write(f"conformance: {judged - len(faults)} passed, {len(faults)} failed\n")
    return 1 if faults else 0


def _write(verdicts: list[judges.Verdict], page: str) -> None:
    data = [asdict(verdict) for verdict in verdicts]
    (BUILD / "verdicts.json").write_text(json.dumps(data, default=str, indent=1), encoding="utf-8")
    (ROOT / "docs" / "conformance.md").write_text(page, encoding="utf-8")


def _say(text: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
