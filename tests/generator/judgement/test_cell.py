"""How a process is started and what it may: also where the quick way is not there, and whoever asks for it."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from generator.judgement import crew
from generator.judgement.cell import Bounds, Cell, Work, context
from generator.judgement.task import Task
from signing.policy import Trust
from tests.generator.judgement.jobs import job, problem_of

ROOT = Path(__file__).resolve().parents[3]
TASK = Task(path=Path("good"), trust=Trust(), at=datetime(2026, 10, 1, tzinfo=UTC))
# A program that has no guard against being imported again: it would begin anew in each process.
_UNGUARDED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
print("begonnen")
from generator.judgement import crew
from generator.judgement.task import Task
from signing.policy import Trust
task = Task(path=Path(sys.argv[1]), trust=Trust(), at=datetime(2026, 10, 1, tzinfo=UTC))
for answer in crew.judge([task, task], at_once=2):
    print(answer.items[0].problems[0].code)
"""


def test_papers_that_are_made_again_have_more_time_and_room() -> None:
    bounds = Bounds(patience=5, memory=1 << 30)
    assert bounds.of(TASK) == bounds
    more = bounds.of(Task(path=TASK.path, trust=TASK.trust, at=TASK.at, again=True))
    assert more.patience >= 60
    assert more.memory == 4 << 30


@pytest.mark.skipif(sys.platform == "win32", reason="there it is the only way")
def test_without_a_place_for_its_socket_each_process_starts_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_place() -> None:
        raise OSError("AF_UNIX path too long")

    monkeypatch.setattr("multiprocessing.forkserver.ensure_running", no_place)
    start = context()
    assert start.get_start_method() == "spawn"
    (answer,) = crew.judge([TASK], at_once=1, start=start, job=job)
    assert problem_of(answer) is None


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX")
def test_the_program_that_asks_is_not_run_again(tmp_path: Path) -> None:
    script = tmp_path / "programma.py"
    script.write_text(_UNGUARDED)
    (tmp_path / "x.pdf").write_bytes(b"geen pdf")
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, str(script), str(tmp_path / "x.pdf")],
        capture_output=True, text=True, check=True, cwd=ROOT, timeout=120,
    )  # fmt: skip
    assert done.stdout.split() == ["begonnen", "geen-pdf", "geen-pdf"]
    assert done.stderr == ""


def test_one_that_is_ended_before_it_began_leaves_nothing() -> None:
    with TemporaryDirectory() as place:
        cell = Cell(Work(task=TASK, bounds=Bounds(), place=Path(place), job=job), context())
        assert cell.deadline - time.monotonic() > 30, "to begin is our own work"
        cell.end()
        assert cell.pipe.closed
