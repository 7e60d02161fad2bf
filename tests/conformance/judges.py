"""Runs the Java judges and reads their answers; a missing answer is a fault, not a pass."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conformance.stages import Stage

HERE = Path(__file__).resolve().parent
_LEVELS = {"": "no signature", "B-LT": "PAdES-BASELINE-LT", "B-LTA": "PAdES-BASELINE-LTA"}
# Where a judge says something that we do not mend, it stands here with the reason.
# EU DSS takes only validation data of a later revision for a signature's; ours come in its own. So it
# calls the newest signature of an unfinished document B-T (docs/adr/0003). That is excused if the same
# signature is at its level in the next stage; placement.py shows that the place alone decides.
_DATA_NOT_BEHIND = "PAdES-BASELINE-T"
# The trial PKI has no place to fetch issuers from: the chain travels in every signature.
EXCUSED = frozenset({"The authority info access is not present!"})

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What EU DSS says of one signature; `later` is its level in the next stage, if that excuses `level`."""

    field: str
    indication: str
    level: str
    later: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What both judges said of one stage; `faults` empty means that they agree with us."""

    stage: Stage
    forms: Mapping[str, bool]
    signatures: tuple[Found, ...]
    faults: tuple[str, ...]


def missing() -> list[str]:
    """Name the programs that are not there."""
    return [name for name in ("java", "mvn") if shutil.which(name) is None]


def build(folder: Path) -> str:
    """Compile the judges into `folder`; gives the class path."""
    target = folder / "judges"
    shutil.copytree(HERE / "java", target, dirs_exist_ok=True)
    command = [
        "mvn",
        "-q",
        "-B",
        "compile",
        "dependency:build-classpath",
        "-Dmdep.outputFile=target/classpath",
    ]
    done = subprocess.run(command, cwd=target, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise SystemExit(f"the judges could not be built:\n{done.stdout}\n{done.stderr}")
    return f"{target / 'target' / 'classes'}:{(target / 'target' / 'classpath').read_text().strip()}"


def ask(class_path: str, stages: Sequence[Stage], folder: Path) -> list[Verdict]:
    """Let the judges look at every stage."""
    wanted = [
        {
            "path": str(stage.path),
            "flavours": stage.flavours,
            "root": str(stage.root),
            "at": int(stage.at.timestamp()) + 1,
        }
        for stage in stages
    ]
    return read_all(stages, answers_on(class_path, wanted, folder, "list"))


def answers_on(
    class_path: str,
    wanted: Sequence[Mapping[str, object]],
    folder: Path,
    name: str,
    options: Sequence[str] = (),
) -> dict[str, Answer]:
    """Let the judges look at every file that is `wanted`, as many at a time as there are processors.

    The answers are by path; `name` is for the lists that are left in `folder`, `options` are for Java.
    """
    workers = min(os.cpu_count() or 1, len(wanted))
    found: dict[str, Answer] = {}
    with ThreadPoolExecutor(workers) as pool:
        for part in pool.map(
            lambda number: _answers(
                class_path, wanted[number::workers], folder / f"{name}-{number}.json", options
            ),
            range(workers),
        ):
            found |= part
    return found


def read_all(stages: Sequence[Stage], answers: Mapping[str, Answer]) -> list[Verdict]:
    """Hold every answer against what its stage promises; `answers` are by the path of the file."""
    places = {(stage.run, stage.document, stage.position): stage for stage in stages}
    return [
        _read(stage, answers, places.get((stage.run, stage.document, stage.position + 1))) for stage in stages
    ]


def _answers(
    class_path: str, wanted: Sequence[Mapping[str, object]], listed: Path, options: Sequence[str]
) -> dict[str, Answer]:
    listed.write_text(json.dumps(wanted), encoding="utf-8")
    command = ["java", *options, "-cp", class_path, "judges.Judges", str(listed)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return {answer["path"]: answer for answer in json.loads(done.stdout)}


def _read(stage: Stage, answers: Mapping[str, Answer], following: Stage | None) -> Verdict:
    answer = answers.get(str(stage.path), {})
    faults: list[str] = []
    forms = {}
    for flavour in stage.flavours:
        form = answer.get("form", {}).get(flavour, {})
        checks = form.get("checks", 0)
        forms[flavour] = form.get("compliant") is True and form.get("flavour") == flavour and checks > 0
        if not forms[flavour]:
            rules = ", ".join(rule["rule"] for rule in form.get("failed", ()))
            faults.append(f"veraPDF {flavour}: {rules or form.get('error', 'no answer')}")
    found = answer.get("signatures", {})
    signatures = found.get("signatures", [])
    if "error" in found or "signatures" not in found:
        faults.append(f"EU DSS: {found.get('error', 'no answer')}")
    if len(signatures) != stage.signatures:
        faults.append(f"EU DSS: {len(signatures)} signatures, {stage.signatures} expected")
    told = []
    for position, one in enumerate(signatures):
        last = position == len(signatures) - 1
        later = _excuse(stage, one, _level(one["field"], following, answers)) if last else ""
        told.append(Found(field=one["field"], indication=one["indication"], level=one["level"], later=later))
        faults += [f"EU DSS: {one['field']}: {fault}" for fault in _faults(stage, one, later)]
    return Verdict(stage=stage, forms=forms, signatures=tuple(told), faults=tuple(faults))


def _level(field: str, following: Stage | None, answers: Mapping[str, Answer]) -> str:
    """Give the level of a field in the next stage, if it is the one promised there."""
    if following is None:
        return ""
    judged = answers.get(str(following.path), {}).get("signatures", {}).get("signatures", [])
    levels = {one["level"] for one in judged if one["field"] == field}
    return _LEVELS[following.level] if levels == {_LEVELS[following.level]} else ""


def _excuse(stage: Stage, one: Answer, later: str) -> str:
    return later if stage.level == "B-LT" and one["level"] == _DATA_NOT_BEHIND else ""


def _faults(stage: Stage, one: Answer, later: str) -> Iterator[str]:
    if one["indication"] != "TOTAL_PASSED":
        yield f"{one['indication']} {one['sub_indication']} {one['errors']}"
    if one["level"] != _LEVELS[stage.level] and not later:
        yield f"{one['level']}, {_LEVELS[stage.level]} expected"
    if warnings := sorted(set(one["warnings"]) - EXCUSED):
        yield f"{warnings}"
    if one["undefined_changes"]:
        yield f"undefined changes {one['undefined_changes']}"
    if one["annotation_changes"]:
        yield f"{one['annotation_changes']} annotations changed"
