"""Many at once, in order, and whatever becomes of one of them: each gets an answer, and nothing is left behind."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.judgement import crew
from generator.judgement.answer import Answer
from generator.judgement.cell import Bounds
from generator.judgement.task import Task
from signing.policy import Trust
from tests.generator.judgement.jobs import job, problem_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
LONG = Bounds(patience=60)
SHORT = Bounds(patience=1)


def tasks(*names: str) -> list[Task]:
    at = datetime(2026, 10, 1, tzinfo=UTC)
    return [Task(path=Path("elders") / name, trust=Trust(), at=at) for name in names]


def judged(*names: str, at_once: int = 2, bounds: Bounds = LONG) -> Iterator[Answer]:
    return crew.judge(tasks(*names), at_once=at_once, bounds=bounds, job=job)


def alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("at_once", [1, 3, 20])
def test_answers_come_in_the_order_of_the_paths(at_once: int) -> None:
    names = ["wait 0.5", "good", "wait 0.2", "good", "fail", "good"]
    found = [answer.items[0].path for answer in judged(*names, at_once=at_once)]
    assert found == [f"elders/{name}" for name in names]


def test_no_more_are_at_work_than_asked() -> None:
    heard: set[int] = set()
    most: list[int] = []
    others = set(multiprocessing.active_children())

    def told(number: int, _path: Path, _what: str) -> None:
        heard.add(number)
        most.append(len(set(multiprocessing.active_children()) - others))

    asked = crew.judge(tasks(*["wait 0.2"] * 6), at_once=2, bounds=LONG, job=job, told=told)
    assert len(list(asked)) == 6
    assert heard == set(range(1, 7))
    assert max(most) == 2


def test_a_slow_one_holds_up_few() -> None:
    """Answers that wait for their turn are kept in memory: they are not let grow without an end."""
    begun: set[int] = set()
    asked = crew.judge(
        tasks("wait 3", *["good"] * 100), at_once=2, bounds=LONG, job=job,
        told=lambda number, _path, _what: begun.add(number),
    )  # fmt: skip
    assert next(asked).items[0].title == "wait"
    assert len(begun) < 20
    assert len(list(asked)) == 100


BROKEN = {
    "wait 600": ("te-lang", SHORT),
    "stubborn": ("te-lang", SHORT),
    "spin": ("te-lang", SHORT),
    "kill SIGSTOP": ("te-lang", SHORT),
    "say half": ("te-lang", SHORT),
    "kill SIGXCPU": ("te-lang", LONG),
    "kill SIGKILL": ("te-veel-geheugen", LONG),
    "kill SIGSEGV": ("onleesbaar", LONG),
    "kill SIGABRT": ("onleesbaar", LONG),
    "kill SIGTERM": ("onleesbaar", LONG),
    "leave 0": ("onleesbaar", LONG),
    "leave 7": ("onleesbaar", LONG),
    "say nothing": ("onleesbaar", LONG),
    "say pickle": ("onleesbaar", LONG),
    "say empty": ("onleesbaar", LONG),
    "say untrue": ("onleesbaar", LONG),
    "chatter": ("onleesbaar", LONG),
    "fail": ("onleesbaar", LONG),
    "full": ("geen-ruimte", LONG),
}


@pytest.mark.parametrize(
    ("name", "code", "bounds"), [pytest.param(name, *how, id=name) for name, how in BROKEN.items()]
)
def test_one_that_breaks_has_a_verdict_and_holds_up_nobody(name: str, code: str, bounds: Bounds) -> None:
    first, second = judged(name, "good", bounds=bounds)
    assert first.items[0].path == f"elders/{name}"
    problem = problem_of(first)
    assert problem is not None
    assert problem.code == code
    assert first.items[0].verdict != "valid"
    assert second.items[0].verdict == "valid"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not bound the memory of a process")
def test_one_that_grows_is_stopped() -> None:
    (answer,) = judged("grow", bounds=replace(LONG, memory=700 << 20))
    problem = problem_of(answer)
    assert problem is not None
    assert problem.code == "te-veel-geheugen"


def test_the_clock_begins_again_with_each_document_and_names_it() -> None:
    ways = [*judged("wait 0.7", bounds=SHORT), *judged("wait 600", bounds=SHORT)]
    assert problem_of(ways[0]) is None
    problem = problem_of(ways[1])
    assert problem is not None
    assert "(werk aan wait) duurde langer dan 1 seconden" in problem.message


def test_nothing_is_said_past_the_answer(capfd: pytest.CaptureFixture[str]) -> None:
    (answer,) = judged("print")
    assert answer.items[0].verdict == "valid"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["folder", "folder stay"])
def test_its_files_are_gone_with_it(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (answer,) = judged(name, bounds=SHORT)
    if name == "folder":
        made = Path(answer.items[0].title)
        assert made.is_relative_to(tmp_path)
    assert [path for path in tmp_path.iterdir() if path.name.startswith("delegatie-")] == []


def test_half_a_character_stops_nobody() -> None:
    (answer,) = judged("name")
    assert answer.items[0].title == "half ? teken"
    odd = Path(os.fsdecode(b"elders/fail \xff"))
    (failed,) = crew.judge([replace(tasks("fail")[0], path=odd)], at_once=1, bounds=LONG, job=job)
    assert failed.items[0].path == "elders/fail ?"


@pytest.mark.parametrize("name", ["wait 600", "stubborn", "kill SIGSTOP"])
def test_whoever_stops_listening_leaves_no_process(name: str) -> None:
    began: list[int] = []
    asked = crew.judge(
        tasks("good", name, name), at_once=3, bounds=LONG, job=job,
        told=lambda number, _path, _what: began.append(number),
    )  # fmt: skip
    next(asked)
    start = time.monotonic()
    asked.close()
    assert time.monotonic() - start < 20
    assert multiprocessing.active_children() == []


def test_what_it_started_ends_with_it() -> None:
    """LibreOffice makes papers again: it is not to outlive the process that asked for it."""
    started: list[str] = []
    (answer,) = crew.judge(
        [replace(tasks("program")[0], again=True)], at_once=1, bounds=Bounds(patience=0.3), job=job,
        told=lambda _number, _path, what: started.append(what),
    )  # fmt: skip
    problem = problem_of(answer)
    assert problem is not None
    assert problem.code == "te-lang"
    (child,) = [int(one) for one in started if one.isdigit()]
    assert not alive(child)


def test_no_paths_no_answers() -> None:
    assert list(judged()) == []
