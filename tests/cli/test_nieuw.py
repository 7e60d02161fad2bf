"""`delegatie nieuw` and `delegatie schema`, as a person meets them: on a terminal of their own, and without one."""

from __future__ import annotations

import codecs
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.guide.keys import FILES
from generator.rules import findings_of
from generator.schema import schema_of
from tests.generator.new.stories import STORIES, Teller

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


def _at_a_terminal() -> None:
    """Make standard input the terminal, and heed Ctrl-C also where the tests run in the background."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Session:
    """A run of `delegatie nieuw` on a pseudo-terminal: what was shown, and a way to type."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.screen = ""
        self.seen = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._fd, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 400, 0, 0))
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "generator", "nieuw", *arguments],
            cwd=folder,
            env=os.environ
            | {"PYTHONPATH": str(ROOT), "TERM": "dumb", "PYTHONIOENCODING": "utf-8", "INPUTRC": os.devnull},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=_at_a_terminal,  # noqa: PLW1509 - one thread here
        )
        os.close(theirs)

    def prompt(self) -> str:
        """Wait for the next question and give it; nothing when the program has ended."""
        while True:
            fresh = _CODES.sub("", self.screen[self.seen :])
            _, newline, last = fresh.rpartition("\n")
            # What was typed is shown too, and ends in a new line.
            if newline and last.endswith((": ", "? ")):
                self.seen = len(self.screen)
                return last
            ready, _, _ = select.select([self._fd], [], [], PATIENCE)
            assert ready, f"nothing more is shown after:\n{self.screen[-500:]}"
            try:
                data = os.read(self._fd, 65536)
            except OSError:  # Linux says so when the other side is closed
                data = b""
            if not data:
                return ""
            self.screen += self._decoder.decode(data)  # a letter may come in two halves

    def type(self, text: str) -> None:
        os.write(self._fd, text.encode())

    def interrupt(self) -> None:
        """Press Ctrl-C; once more if nothing happens, as a person would.

        CPython misses a signal that comes between showing a prompt and waiting for a key.
        """
        for _ in range(5):
            self.type("\x03")
            if select.select([self._fd], [], [], 3)[0]:
                return
        raise AssertionError("Ctrl-C does nothing")

    def tell(self, answer: Callable[[str], str]) -> None:
        while prompt := self.prompt():
            self.type(answer(prompt) + "\n")

    def hang_up(self) -> None:
        """Close the window."""
        os.close(self._fd)
        self._fd = -1
        self._process.wait(PATIENCE)

    def end(self) -> int:
        return self._process.wait(PATIENCE)

    def close(self) -> None:
        with suppress(OSError):
            os.close(self._fd)
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(PATIENCE)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Callable[..., Session]]:
    opened: list[Session] = []

    def start(*arguments: str) -> Session:
        opened.append(Session(tmp_path, *arguments))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


def run(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result


def serious(path: Path) -> list[str]:
    return [
        f"{found.rule} {found.path}"
        for found in findings_of(path.read_bytes())[1]
        if found.severity != "info"
    ]


@pytest.mark.parametrize("name", STORIES)
def test_from_the_first_question_to_a_file_that_can_be_used(
    name: str, session: Callable[..., Session], tmp_path: Path
) -> None:
    teller = Teller(STORIES[name])
    one = session("delegatie.yaml")
    one.tell(teller.answer)
    assert one.end() == 0, one.screen
    assert teller.untold == []
    assert "Klaar; de controle vindt niets." in one.screen
    path = tmp_path / "delegatie.yaml"
    assert serious(path) == []
    assert path.read_text("utf-8").count("#") > 20
    assert [entry.name for entry in tmp_path.iterdir()] == ["delegatie.yaml"]


def halfway(teller: Teller, stop: int, one: Session) -> None:
    for _ in range(stop):
        one.type(teller.answer(one.prompt()) + "\n")
    one.prompt()


@pytest.mark.parametrize(
    ("leave", "code"),
    [
        pytest.param(lambda one: one.interrupt(), 1, id="Ctrl-C"),
        pytest.param(lambda one: one.type("\x04"), 1, id="end of input"),
        pytest.param(lambda one: one.hang_up(), None, id="window closed"),
        pytest.param(lambda one: one.close(), None, id="killed"),
    ],
)
def test_who_is_interrupted_goes_on_with_the_same_command(
    leave: Callable[[Session], None], code: int | None, session: Callable[..., Session], tmp_path: Path
) -> None:
    path = tmp_path / "delegatie.yaml"
    teller = Teller(STORIES["external"])
    first = session("delegatie.yaml")
    halfway(teller, 25, first)
    leave(first)
    if code is not None:
        while first.prompt():
            pass
        assert first.end() == code
        assert "Ga verder met: delegatie nieuw delegatie.yaml" in first.screen
    draft = path.read_text("utf-8")
    assert "naam: A.M. de Vries" in draft
    assert {found.rule for found in findings_of(draft.encode())[1]} == {"SCHEMA"}

    second = session("delegatie.yaml")
    second.tell(teller.answer)
    assert second.end() == 0, second.screen
    assert "de vragen gaan verder waar u was" in second.screen
    assert teller.untold == []
    assert serious(path) == []


def test_who_stops_at_the_first_question_leaves_nothing(
    session: Callable[..., Session], tmp_path: Path
) -> None:
    one = session("delegatie.yaml")
    one.prompt()
    one.interrupt()
    assert one.prompt() == ""
    assert one.end() == 1
    assert "Traceback" not in one.screen
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [("--niet-vragen",), ()], ids=["asked for", "no terminal"])
def test_without_questions_there_is_a_skeleton(arguments: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "delegatie.yaml"
    result = run("nieuw", path, *arguments)
    assert result.stdout == f"{path}\n"
    checked = run("controleer", path, code=1)
    assert "Traceback" not in checked.output
    assert "YAML" not in checked.output
    assert checked.output.count("SCHEMA") > 50


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "delegatie.yaml"
    path.write_text("van mij", "utf-8")
    assert "wordt niet overschreven" in run("nieuw", path, "--niet-vragen", code=1).stderr
    assert path.read_text("utf-8") == "van mij"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        pytest.param("", "is een map", id="a folder"),
        pytest.param("weg/delegatie.yaml", "bestaat niet", id="a folder that is not there"),
    ],
)
def test_a_place_where_no_file_can_be_is_refused(name: str, says: str, tmp_path: Path) -> None:
    assert says in run("nieuw", tmp_path / name, code=1).stderr


def test_a_link_to_nowhere_is_no_place_either(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to(tmp_path / "b.yaml")
    run("nieuw", tmp_path / "a.yaml", "--niet-vragen", code=1)
    assert not (tmp_path / "b.yaml").exists()


@pytest.mark.parametrize("file", FILES)
def test_schema_gives_the_schema(file: str) -> None:
    arguments = [] if file == "delegatie" else ["--aanvulling", file]
    assert json.loads(run("schema", *arguments).stdout) == schema_of(file)  # type: ignore[arg-type]
