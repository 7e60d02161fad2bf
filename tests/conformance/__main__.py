"""`python -m tests.conformance DEMO`: outside judges on every stage of every document.

qpdf and pdfsig judge the sealed PDFs of the demonstration in DEMO. veraPDF and EU DSS judge the runs of
`runs.py` at every stage, and what is sealed in the archive packages of `packages.py`; `bags.py` names who judges
the rest of these. EU DSS also judges altered and foreign files, beside us (`agreement.py`), and `webpages.py` names who
judges the page of `verifieer`. Exit 1 when any judge disagrees with us, judged nothing, or let a broken file
pass; 4 when a program is missing.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from itertools import repeat
from pathlib import Path

from tests.conformance import (
    agreed,
    agreement,
    bags,
    judges,
    packages,
    programs,
    schemas,
    strangers,
    table,
    webpages,
)
from tests.conformance.broken import Broken, broken_files
from tests.conformance.judges import Verdict
from tests.conformance.packages import Packed
from tests.conformance.placement import repeated_behind
from tests.conformance.runs import PartMissing, Run, chosen
from tests.conformance.stages import Stage, life_of

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "conformance"


def main(demo: Path) -> int:
    """Judge everything; print what is wrong and a closing count."""
    needs = (
        *programs.missing(),
        *judges.missing(),
        *bags.missing(),
        *strangers.missing(),
        *webpages.missing(),
    )
    if needs:
        sys.stderr.write(
            f"conformance needs {', '.join(dict.fromkeys(needs))} "
            "(Debian: qpdf poppler-utils libxml2-utils coreutils openssl default-jdk-headless maven chromium)\n"
        )
        return 4
    try:
        runs, left_out = chosen()
    except PartMissing as err:
        sys.stderr.write(f"{err}\n")
        return 4
    if left_out:
        _say(left_out)
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    _say("building the judges")
    class_path = judges.build(BUILD)
    schemas.fetch(BUILD)
    stages = _made(runs)
    packed = _packed()
    sound = next(stage for stage in stages if stage.document == "D1" and stage.level == "")
    issued = next(stage for stage in stages if stage.document == "D1" and stage.level == "B-LT")
    behind = repeated_behind(issued)
    broken = list(broken_files(BUILD, sound))
    stages += [stage for one in packed for stage in one.stages]
    _say(f"judging {len(stages) + 1} files, and {len(broken)} broken ones")
    wrong = [stage for one in broken for stage in (one.stage, *one.following)]
    judged = {one.stage: one for one in judges.ask(class_path, [*stages, behind, *wrong], BUILD)}
    verdicts = [judged[stage] for stage in stages]
    _say(f"judging {len(packed)} archive packages")
    in_bags = [bags.judge(one) for one in packed]
    placed = [judged[issued], judged[behind]]
    found = [(one, judged[one.stage]) for one in broken]
    _say("making altered and foreign files")
    trials = agreement.made(BUILD / "agreement", class_path)
    _say(f"judging {len(trials)} of these, with EU DSS")
    both = agreement.judged(trials, class_path, BUILD)
    _write(
        verdicts, table.page(verdicts, placed, found, left_out) + bags.section(in_bags) + agreed.section(both)
    )
    _say("judging the page of a verification")
    pages = list(webpages.faults(BUILD))
    sealed = list(programs.judgements(demo))
    faults = [f"{one.stage.label}: {fault}" for one in (*verdicts, placed[1]) for fault in one.faults]
    faults += _not_found(found)
    faults += [f"{one.path}: {fault}" for one in sealed for fault in one.faults]
    faults += [f"{one.label}: {fault}" for one in in_bags for fault in one.faults]
    faults += bags.unnoticed(packed[0], BUILD)
    faults += [f"{one.trial.name}: {fault}" for one in both for fault in one.faults]
    faults += [*agreement.unused(both), *pages]
    if not sealed:
        faults.append(f"{demo} holds no sealed PDF")
    for fault in faults:
        sys.stdout.write(f"FAIL {fault}\n")
    count = len(verdicts) + 1 + len(found) + len(sealed) + len(in_bags) + len(both) + webpages.count()
    sys.stdout.write(f"conformance: {count - len(faults)} passed, {len(faults)} failed\n")
    return 1 if faults else 0


def _made(runs: Sequence[Run]) -> list[Stage]:
    """Make every run, as many at a time as there are processors."""
    _say(f"making every stage of {len(runs)} folders of papers")
    stages: list[Stage] = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for run, life in zip(runs, pool.map(life_of, runs, repeat(BUILD)), strict=True):
            _say(f"  {run.name}: {len(life)} files")
            stages += life
    return stages


def _packed() -> list[Packed]:
    """Make and renew the archive packages, as many at a time as there are processors."""
    _say(f"archiving {len(packages.EXAMPLES)} dossiers")
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        made = list(pool.map(packages.packages_of, packages.EXAMPLES, repeat(BUILD)))
    return [one for life in made for one in life]


def _not_found(found: Sequence[tuple[Broken, Verdict]]) -> Iterator[str]:
    for one, verdict in found:
        if not any(one.says in fault for fault in verdict.faults):
            yield f"not found: {one.name} ({one.says}); said instead: {verdict.faults}"


def _write(verdicts: list[Verdict], page: str) -> None:
    data = [asdict(verdict) for verdict in verdicts]
    (BUILD / "verdicts.json").write_text(json.dumps(data, default=str, indent=1), encoding="utf-8")
    (ROOT / "docs" / "conformance.md").write_text(page, encoding="utf-8")


def _say(text: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
