"""Runs the Java judges and reads their answers; a missing answer is a fault, not a pass."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conformance.stages import Stage

HERE = Path(__file__).resolve().parent
FLAVOURS = ("2a", "ua1")
_LEVELS = {"B-LT": "PAdES-BASELINE-LT", "B-LTA": "PAdES-BASELINE-LTA"}
# Where a judge says something that we do not mend, it stands here with the reason.
# EU DSS looks for validation data in a revision after the signature; ours come in the signature's
# own, so that it calls the newest signature of an unfinished document B-T (docs/adr/0003).
_SAME_REVISION = "PAdES-BASELINE-T"
# The trial PKI has no place to fetch issuers from: the chain travels in every signature.
_EXCUSED = frozenset({"The authority info access is not present!"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What both judges said of one stage; `faults` empty means that they agree with us."""

    stage: Stage
    forms: Mapping[str, bool]
    signatures: tuple[str, ...]
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


def ask(class_path: str, stages: Sequence[Stage], folder: Path) -> Iterator[Verdict]:
    """Let the judges look at every stage."""
    wanted = [
        {
            "path": str(stage.path),
            "flavours": FLAVOURS,
            "root": str(stage.root),
            "at": int(stage.at.timestamp()) + 1,
        }
        for stage in stages
    ]
    (folder / "list.json").write_text(json.dumps(wanted), encoding="utf-8")
    command = ["java", "-cp", class_path, "judges.Judges", str(folder / "list.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    answers = {answer["path"]: answer for answer in json.loads(done.stdout)}
    for stage in stages:
        yield read(stage, answers.get(str(stage.path), {}))


def read(stage: Stage, answer: Mapping[str, Any]) -> Verdict:
    """Hold one answer against what the stage promises."""
    faults: list[str] = []
    forms = {}
    for flavour in FLAVOURS:
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
    for position, one in enumerate(signatures):
        last = position == len(signatures) - 1
        faults += [f"EU DSS: {one['field']}: {fault}" for fault in _faults(stage, one, last=last)]
    return Verdict(
        stage=stage,
        forms=forms,
        signatures=tuple(f"{one['field']} {one['indication']} {one['level']}" for one in signatures),
        faults=tuple(faults),
    )


def _faults(stage: Stage, one: Mapping[str, Any], *, last: bool) -> Iterator[str]:
    if one["indication"] != "TOTAL_PASSED":
        yield f"{one['indication']} {one['sub_indication']} {one['errors']}"
    wanted = {_LEVELS[stage.level]}
    if last and stage.level == "B-LT":
        wanted.add(_SAME_REVISION)
    if one["level"] not in wanted:
        yield f"{one['level']}, {_LEVELS[stage.level]} expected"
    if warnings := sorted(set(one["warnings"]) - _EXCUSED):
        yield f"{warnings}"
    if one["undefined_changes"]:
        yield f"undefined changes {one['undefined_changes']}"
    if one["annotation_changes"]:
        yield f"{one['annotation_changes']} annotations changed"
