"""Jobs that go wrong in every way, for processes that are to end well all the same; named by the path of the task."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

from generator.errors import NoRoom
from generator.examine import Item
from generator.judgement.answer import Answer
from generator.judgement.task import Task
from signing.report import Problem

Tell = Callable[[str], None]
SLEEP = "import time; time.sleep(600)"


def job(task: Task, tell: Tell) -> Answer:
    """Do what the name of the path says, then answer with that name."""
    word, _, argument = task.path.name.partition(" ")
    tell(f"werk aan {word}")
    found = _WAYS[word](argument, tell)
    return Answer(items=(Item(path=str(task.path), title=found or word, problems=()),))


def _wait(argument: str, tell: Tell) -> str:
    time.sleep(float(argument))
    tell("en verder")
    return ""


def _stubborn(_argument: str, tell: Tell) -> str:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return _wait("600", tell)


def _spin(_argument: str, _tell: Tell) -> str:
    while True:
        pass


def _grow(_argument: str, _tell: Tell) -> str:
    kept = []
    while True:
        kept.append(bytearray(50 << 20))


def _kill(argument: str, _tell: Tell) -> str:
    os.kill(os.getpid(), getattr(signal, argument))
    time.sleep(600)
    return ""


def _leave(argument: str, _tell: Tell) -> str:
    os._exit(int(argument))


def _pipe(text: str) -> None:
    """Write into the pipe past all that is agreed: it is the one that is open for writing."""
    for place in sorted(Path("/proc/self/fd").iterdir(), reverse=True):
        with suppress(OSError):
            if str(place.readlink()).startswith("pipe:"):
                os.write(int(place.name), text.encode())


def _say(argument: str, _tell: Tell) -> str:
    _pipe(
        {
            "nothing": "\n",
            "half": "A{",
            "pickle": "\x80\x04K.\n",
            "empty": 'A{"items":[]}\n',
            "untrue": "A[]\n",
        }[argument]
    )
    if argument == "half":
        time.sleep(600)
    return ""


def _chatter(_argument: str, tell: Tell) -> str:
    while True:
        tell("x")


def _print(_argument: str, _tell: Tell) -> str:
    sys.stdout.write("gepraat\n" * 10_000)
    sys.stderr.write("geklaagd\n" * 10_000)
    os.write(1, b"geschreven")
    return ""


def _folder(_argument: str, _tell: Tell) -> str:
    made = Path(mkdtemp())
    (made / "x").write_text("x")
    made.chmod(0o700)
    if _argument:
        time.sleep(600)
    return str(made)


def _program(_argument: str, tell: Tell) -> str:
    with subprocess.Popen([sys.executable, "-c", SLEEP]) as child:  # noqa: S603 - our own interpreter
        tell(str(child.pid))
        return _wait("600", tell)


def _full(_argument: str, _tell: Tell) -> str:
    raise NoRoom("de schijf is vol.", hint="Maak ruimte.")


def _fail(_argument: str, _tell: Tell) -> str:
    raise ZeroDivisionError


def _name(_argument: str, _tell: Tell) -> str:
    return "half \udcff teken"


def _wrong(_argument: str, _tell: Tell) -> str:
    return ""


_WAYS: dict[str, Callable[[str, Tell], str]] = {
    "wait": _wait, "stubborn": _stubborn, "spin": _spin, "grow": _grow, "kill": _kill, "leave": _leave, "say": _say,
    "chatter": _chatter, "print": _print, "folder": _folder, "program": _program, "full": _full, "fail": _fail,
    "name": _name, "good": _wrong,
}  # fmt: skip


def problem_of(answer: Answer) -> Problem | None:
    """Give the one problem of an answer, if there is one."""
    return answer.items[0].problems[0] if answer.items[0].problems else None
