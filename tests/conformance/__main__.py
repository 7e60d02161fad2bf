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
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

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
Made = TypeVar("Made")


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
    with _cancelled_at_an_error() as pool:
        making = _begun(pool, runs)
        _say("building the judges")
        class_path = judges.build(BUILD)
        schemas.fetch(BUILD)
        beside = pool.submit(_judged_by_themselves, demo)
        stages, packed = _made(making)
        sealed, pages = beside.result()
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
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        in_bags = list(pool.map(bags.judge, packed))
    placed = [judged[issued], judged[behind]]
    found = [(one, judged[one.stage]) for one in broken]
    _say("making altered and foreign files")
    trials = agreement.made(BUILD / "agreement", class_path)
    _say(f"judging {len(trials)} of these, with EU DSS")
    both = agreement.judged(trials, class_path, BUILD)
    _write(
        verdicts, table.page(verdicts, placed, found, left_out) + bags.section(in_bags) + agreed.section(both)
    )
    faults = [f"{one.stage.label}: {fault}" for one in (*verdicts, placed[1]) for fault in one.faults]
    faults += _not_found(found)
    faults += [f"{one.path}: {fault}" for one in sealed for fault in one.faults]
    faults += [f"{one.label}: {fault}" for one in in_bags for fault in one.faults]
    faults += bags.unnoticed(packed[0], BUILD)
    faults += [f"{one.trial.name}: {fault}" for one in both for fault in one.faults]
    faults += [*agreement.unused(both), *pages]
    if not sealed:
        faults.append(f"{demo} holds no sealed PDF")
    count = len(verdicts) + 1 + len(found) + len(sealed) + len(in_bags) + len(both) + webpages.count()
    return _ended(faults, count)


def _ended(faults: Sequence[str], count: int) -> int:
    """Say how it went, of so many files and pages."""
    for fault in faults:
        sys.stdout.write(f"FAIL {fault}\n")
    sys.stdout.write(f"conformance: {count - len(faults)} passed, {len(faults)} failed\n")
    return 1 if faults else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    """What is being made, by name: the stages of each run, and the packages of each example."""

    lives: Mapping[str, Future[list[Stage]]]
    packages: Mapping[str, Future[list[Packed]]]


@contextmanager
def _cancelled_at_an_error() -> Iterator[ProcessPoolExecutor]:
    """Give as many processes as there are processors; what has not begun when one fails never begins."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _begun(pool: ProcessPoolExecutor, runs: Sequence[Run]) -> _Making:
    """Begin to make every run and every archive package; the packages take longest, so they come first."""
    _say(f"archiving {len(packages.EXAMPLES)} dossiers, making every stage of {len(runs)} folders of papers")
    return _Making(
        packages={name: pool.submit(packages.packages_of, name, BUILD) for name in packages.EXAMPLES},
        lives={run.name: pool.submit(life_of, run, BUILD) for run in runs},
    )


def _made(making: _Making) -> tuple[list[Stage], list[Packed]]:
    """Wait for all of it, in its order."""
    packed = [one for name, life in making.packages.items() for one in _told(f"archief: {name}", life)]
    return [one for name, life in making.lives.items() for one in _told(name, life)], packed


def _told(name: str, life: Future[list[Made]]) -> list[Made]:
    made = life.result()
    _say(f"  {name}: {len(made)} {'packages' if name.startswith('archief') else 'files'}")
    return made


def _judged_by_themselves(demo: Path) -> tuple[list[programs.Judgement], list[str]]:
    """Judge what needs nothing of the rest: the sealed PDFs of the demonstration, and the page of a verification."""
    return list(programs.judgements(demo)), list(webpages.faults(BUILD))


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
