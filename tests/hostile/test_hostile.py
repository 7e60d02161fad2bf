"""Two hundred files made to hurt, or merely odd, in one call: each has a verdict, in time, and nothing breaks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.hostile.active import active
from tests.hostile.broken import broken
from tests.hostile.harmed import harmed
from tests.hostile.places import places
from tests.shared import once
from tests.workshop import Workshop

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes, links and devices are POSIX")
SECONDS = 4
TOGETHER = 900  # seconds for all: far above what it takes, also on a machine with much else to do
# How they are told; what is here has a bound of its own to thank.
TOO_LARGE = {
    "stream of nothing, a thousand million times", "stream of nothing, unsaid", "stream with one entry of many",
    "stream of ten million", "fifteen hundred revisions", "field within itself", "fields that double forty times",
    "fields three thousand deep",
}  # fmt: skip
TOO_LONG = {"stream of ten million, name written oddly", "a long array"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one call said of all paths."""

    verdicts: Mapping[str, str]
    codes: Mapping[str, frozenset[str]]
    good: frozenset[str]
    exit_code: int
    stderr: str


@pytest.fixture(scope="module")
def told(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What is said of each: one call, which keeps two processors busy, also where workers share these tests."""
    return once("vijandig", tmp_path_factory, lambda: _told(workshop, tmp_path_factory.mktemp("vijandig")))


def _told(workshop: Workshop, folder: Path) -> Told:
    sealed = (workshop.small("verzegeld") / "pdf" / "D9-informatiebrief-werknemers.pdf").read_bytes()
    paths: dict[str, Path] = {}
    good: set[str] = set()
    for number, (name, data) in enumerate([*broken(), *active(), *harmed(sealed)]):
        assert name not in paths
        paths[name] = folder / f"{number:03}.pdf"
        paths[name].write_bytes(data)
    for name, path, readable in places(folder, sealed):
        paths[name] = path
        good |= {name} if readable else set()
    command = [
        sys.executable, "-m", "generator", "verifieer", *map(os.fsencode, paths.values()), "--json",
        "--vertrouw", str(workshop.pki.root), "--sjablonen", str(workshop.own), "-j", "2", "--tijd", str(SECONDS),
    ]  # fmt: skip
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        command, cwd=folder, capture_output=True, check=False, timeout=TOGETHER
    )
    items = json.loads(done.stdout.decode("utf-8", "replace"))["items"]
    assert len(items) == len(paths)
    return Told(
        verdicts={name: item["verdict"] for name, item in zip(paths, items, strict=True)},
        codes={name: _codes(item) for name, item in zip(paths, items, strict=True)},
        good=frozenset(good),
        exit_code=done.returncode,
        stderr=done.stderr.decode("utf-8", "replace"),
    )


def _codes(item: dict[str, list[dict[str, object]]]) -> frozenset[str]:
    signatures = [problem for one in item["signatures"] for problem in one["problems"]]  # type: ignore[attr-defined]
    return frozenset(str(problem["code"]) for problem in [*item["problems"], *signatures])


def test_there_are_two_hundred_and_more(told: Told) -> None:
    assert len(told.verdicts) >= 200


def test_each_has_a_verdict_and_none_is_taken_for_good(told: Told) -> None:
    wrong = {name for name, verdict in told.verdicts.items() if verdict == "valid"} - told.good
    assert wrong == set()
    assert {name for name, codes in told.codes.items() if not codes} - told.good == set()


def test_a_good_paper_is_good_whatever_it_is_called(told: Told) -> None:
    """But for a machine that has no time for it."""
    assert {told.verdicts[name] for name in told.good if told.codes[name] != {"te-lang"}} == {"valid"}


def test_nothing_breaks(told: Told) -> None:
    assert told.exit_code == 1
    assert told.stderr == ""


@pytest.mark.parametrize("name", sorted(TOO_LARGE))
def test_what_is_too_large_is_not_begun(name: str, told: Told) -> None:
    assert told.codes[name] == {"te-groot"}


@pytest.mark.parametrize("name", sorted(TOO_LONG))
def test_what_has_no_end_is_ended(name: str, told: Told) -> None:
    assert told.codes[name] == {"te-lang"}
    assert told.verdicts[name] == "indeterminate"


def test_every_harm_to_the_paper_is_invalid(told: Told, workshop: Workshop) -> None:
    sealed = (workshop.small("verzegeld") / "pdf" / "D9-informatiebrief-werknemers.pdf").read_bytes()
    verdicts = {told.verdicts[name] for name, _ in harmed(sealed) if told.codes[name] != {"te-lang"}}
    assert verdicts == {"invalid"}
