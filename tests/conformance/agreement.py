"""Whether EU DSS and we say the same of altered and foreign files; where not, which clause explains it.

Only EU DSS may be the milder of the two, and only for a reason that `grounds` has written down. It is asked
for what its signatures' indication is, and what it tells besides. It draws the pages too of
what we call valid, and of what we say looks otherwise if the objects told it nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.conformance import grounds, judges
from tests.conformance.altered import altered
from tests.conformance.judges import Answer
from tests.conformance.strangers import strangers
from tests.conformance.trial import Mode, Ours, Trial, ours

PASSED = "TOTAL_PASSED"
# For some two hundred files Java's best compiler costs more than it gains.
_AT_ONCE = 4
_FEW_FILES = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_CHANGED = "The document contains undefined object modifications after the signature revision!"
_RESTRICTED = "Document contains changes restricted by /DocMDP dictionary!"
# The entries of an appearance that was empty and is filled by signing.
_APPEARANCE = re.compile(r".*/AP /N \d+ 0 R /(BBox|Filter|FormType|Group|Matrix|Name|Subtype|Type)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """What EU DSS says: its indication, what else it tells, and what of that `grounds.ALARMS` says is false."""

    indication: str
    told: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One file and both judgements; `used` names the grounds that explain a difference."""

    trial: Trial
    ours: Mapping[Mode, Ours]
    theirs: Theirs
    used: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def agreed(self) -> bool:
        """Claim that there is nothing to explain."""
        return not self.used and not self.faults


def made(folder: Path, class_path: str) -> list[Trial]:
    """Make all files in `folder`."""
    with ProcessPoolExecutor(1) as beside:
        others = beside.submit(strangers, folder / "foreign", class_path)
        return [*altered(folder / "altered"), *others.result()]


def judged(trials: Sequence[Trial], class_path: str, folder: Path) -> list[Agreement]:
    """Judge every file twice, by ourselves and by EU DSS."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        mine = list(pool.map(ours, trials, chunksize=_AT_ONCE))
    wanted = [
        {
            "path": str(trial.path),
            "flavours": [],
            "root": str(trial.root),
            "at": int(trial.at.timestamp()) + 1,
            "drawn": _drawn(told.values()),
        }
        for trial, told in zip(trials, mine, strict=True)
    ]
    answers = judges.answers_on(class_path, wanted, folder, "agreement", _FEW_FILES)
    return [
        compare(trial, told, theirs(answers.get(str(trial.path), {})))
        for trial, told in zip(trials, mine, strict=True)
    ]


def _drawn(told: Iterable[Ours]) -> str:
    """Say when EU DSS is to draw the pages: a second a page and revision, so only where it can tell more."""
    if any(one.verdict == "valid" for one in told):
        return "always"
    return "if silent" if any("beeld-gewijzigd" in one.codes for one in told) else "never"


def theirs(answer: Answer) -> Theirs:
    """Read what EU DSS says of a whole file; no answer, or no signature, is no pass."""
    found = answer.get("signatures", {})
    if "error" in found or "signatures" not in found:
        return Theirs(indication="no answer", told=(str(found.get("error", "")),))
    signatures = found["signatures"]
    if not signatures:
        return Theirs(indication="no signature")
    failed = [_indication(one) for one in signatures if one["indication"] != PASSED]
    stamps = [*found["time_stamps"], *(stamp for one in signatures for stamp in one["time_stamps"])]
    told = [f"time-stamp {_indication(one)}" for one in stamps if one["indication"] not in ("PASSED", PASSED)]
    alarms = []
    for one in signatures:
        more = [text for text in one["warnings"] if text not in judges.EXCUSED]
        if one["undefined_changes"] and all(map(_APPEARANCE.fullmatch, one["undefined_changes"])):
            alarms.append("appearance")
            more = [text for text in more if text not in (_CHANGED, _RESTRICTED)]
        told += more
        told += [
            f"{name.replace('_', ' ')}"
            for name in ("pictures_differ", "pages_differ", "annotations_overlap")
            if one.get(name)
        ]
    return Theirs(
        indication=", ".join(dict.fromkeys(failed)) or PASSED,
        told=tuple(dict.fromkeys(told)),
        alarms=tuple(dict.fromkeys(alarms)),
    )


def _indication(one: Answer) -> str:
    return " ".join(one[key] for key in ("indication", "sub_indication") if one[key] != "null")


def compare(trial: Trial, mine: Mapping[Mode, Ours], other: Theirs) -> Agreement:
    """Hold both judgements side by side: any difference is explained, or a fault."""
    used: list[str] = []
    faults: list[str] = []
    for mode, one in mine.items():
        if one.verdict == "valid":
            if other.indication != PASSED or other.told:
                faults.append(f"valid {mode}, EU DSS says {other.indication} {'; '.join(other.told)}")
            used += other.alarms
        elif other.indication == PASSED and other.told:
            used.append("warns")
        elif other.indication == PASSED:
            used += one.codes
            faults += [
                f"{code} {mode} is not explained" for code in one.codes if code not in grounds.STRICTER
            ]
    if trial.kind == "as made" and any(one.verdict != "valid" for one in mine.values()):
        faults.append(f"a paper as it should be is not valid: {mine}")
    if trial.kind == "altered" and any(one.verdict == "valid" for one in mine.values()):
        faults.append("an attack is valid")
    return Agreement(
        trial=trial, ours=mine, theirs=other, used=tuple(dict.fromkeys(used)), faults=tuple(faults)
    )


def unused(found: Sequence[Agreement]) -> Iterator[str]:
    """Name the explanations that explain nothing."""
    used = {name for one in found for name in one.used}
    for name in grounds.ALL.keys() - used:
        yield f"nothing is explained by «{name}» any more: take it out of grounds.py"
