"""What a process cannot do any more once it is confined; each tried in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_START = """
import asyncio, os, socket, subprocess, sys, tempfile
from pathlib import Path
from generator.judgement.confine import allow_processor, confine
place, outside = Path(sys.argv[1]), Path(sys.argv[2])
confine(memory=600 << 20, place=place, programs={programs})
try:
    {act}
except PermissionError as err:
    print("refused", err)
except MemoryError:
    print("no room")
else:
    print("done")
"""
REFUSED = {
    "a connection": "socket.create_connection(('127.0.0.1', 9))",
    "a socket": "socket.socket()",
    "a name looked up": "socket.getaddrinfo('localhost', 80)",
    "a socket of this machine": "socket.socket(socket.AF_UNIX).connect('/tmp/x')",
    "a program": "subprocess.run(['true'])",
    "a program by the shell": "os.system('true')",
    "a program instead": "os.execv('/bin/true', ['true'])",
    "a second self": "os.fork()",
    "a program spawned": "os.posix_spawn('/bin/true', ['true'], {})",
    "a file elsewhere": "(outside / 'x').write_text('x')",
    "a file elsewhere, more": "open(outside / 'ooit', 'a')",
    "a file elsewhere, by number": "os.open(outside / 'x', os.O_CREAT | os.O_WRONLY)",
    "a file elsewhere, by bytes": "open(os.fsencode(outside / 'x'), 'wb')",
    "a file elsewhere, by a way around": "(place / '..' / outside.name / 'x').write_text('x')",
    "a file elsewhere, by a link": "(place / 'ver' / 'x').write_text('x')",
}
ALLOWED = {
    "reading": "(outside / 'ooit').read_text()",
    "a file of its own": "(place / 'x').write_text('x')",
    "nothing written away": "open(os.devnull, 'w').write('x')",
    "an event loop": "asyncio.run(asyncio.sleep(0))",
    "a name of its own": "tempfile.TemporaryDirectory(dir=place).cleanup()",
}


def tried(act: str, folder: Path, *, programs: bool = False) -> subprocess.CompletedProcess[str]:
    place, outside = folder / "eigen", folder / "elders"
    place.mkdir()
    outside.mkdir()
    (outside / "ooit").write_text("was er al")
    (place / "ver").symlink_to(outside)
    script = _START.format(act=act, programs=programs)
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script, str(place), str(outside)], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("act", [pytest.param(act, id=name) for name, act in REFUSED.items()])
def test_what_judging_does_not_need_is_refused(act: str, tmp_path: Path) -> None:
    done = tried(act, tmp_path)
    assert done.stdout.startswith("refused"), done.stderr
    assert {path.name for path in (tmp_path / "elders").iterdir()} == {"ooit"}
    assert (tmp_path / "elders" / "ooit").read_text() == "was er al"


@pytest.mark.parametrize("act", [pytest.param(act, id=name) for name, act in ALLOWED.items()])
def test_what_judging_needs_is_allowed(act: str, tmp_path: Path) -> None:
    done = tried(act, tmp_path)
    assert done.stdout == "done\n", done.stderr


def test_programs_are_allowed_where_papers_are_made_again(tmp_path: Path) -> None:
    assert tried("subprocess.run(['true'])", tmp_path, programs=True).stdout == "done\n"


def test_a_socket_is_refused_where_programs_are_not(tmp_path: Path) -> None:
    assert tried("socket.socket()", tmp_path, programs=True).stdout.startswith("refused")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not bound the memory of a process")
def test_there_is_no_more_memory_than_allowed(tmp_path: Path) -> None:
    assert tried("bytearray(800 << 20)", tmp_path).stdout == "no room\n"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX")
def test_the_processor_is_bounded_without_a_clock(tmp_path: Path) -> None:
    done = tried("allow_processor(0); exec('while True: pass')", tmp_path)
    assert done.returncode == -24, "SIGXCPU"
