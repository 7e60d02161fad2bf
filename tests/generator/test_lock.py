"""One step at a time on a dossier; whoever comes second is told who was first."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from generator import lock
from generator.errors import InUse, SurroundingsFailed
from generator.examine import examine
from generator.steps import standings
from signing.sign import now
from tests.workshop import SIGNERS, Shelf, Workshop, snapshot

HOLDS = """
import sys
import time
from pathlib import Path
from generator import lock
with lock.held(Path(sys.argv[1]), "onderteken", what="Dossier X"):
    print("vast", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock until its input ends."""
    with subprocess.Popen(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-c", HOLDS, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "vast\n"
        yield process
        process.kill()


def take(path: Path) -> None:
    with lock.held(path, "geef-uit", what="Dossier X"):
        pass


def test_the_second_is_told_who_was_first(tmp_path: Path) -> None:
    path = tmp_path / lock.NAME
    with another_process(path) as first, pytest.raises(InUse) as caught:
        take(path)
    said = caught.value.message
    assert said.startswith("Dossier X is in gebruik: `onderteken` door ")
    assert f"(proces {first.pid}), sinds " in said
    assert os.uname().nodename in said
    assert "geef de uwe dan opnieuw" in caught.value.hint
    assert caught.value.exit_code == 4


def test_the_lock_ends_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / lock.NAME
    with another_process(path) as first:
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert path.exists()  # what a dead process left locks nothing
        take(path)
    assert not path.exists()


def test_nothing_is_left(tmp_path: Path) -> None:
    take(tmp_path / lock.NAME)
    assert list(tmp_path.iterdir()) == []


def test_a_step_that_fails_lets_go(tmp_path: Path) -> None:
    path = tmp_path / lock.NAME
    with pytest.raises(KeyError), lock.held(path, "onderteken", what="X"):
        raise KeyError
    take(path)


def test_threads_exclude_each_other_as_well(tmp_path: Path) -> None:
    path = tmp_path / lock.NAME
    with lock.held(path, "onderteken", what="X"), pytest.raises(InUse):
        take(path)


SAID = {
    "nothing yet": b"",
    "no JSON": b"\xff\xfe",
    "another shape": b"[1]",
    "very deep": b"[" * 4096,
    "no moment": json.dumps({"opdracht": "x", "gebruiker": "x", "computer": "x", "proces": 1}).encode(),
}


@pytest.mark.parametrize("case", SAID)
def test_a_holder_that_says_nothing_is_still_respected(case: str, tmp_path: Path) -> None:
    path = tmp_path / lock.NAME
    with lock.held(path, "onderteken", what="X"):
        path.write_bytes(SAID[case])
        with pytest.raises(InUse, match="een andere opdracht is ermee bezig"):
            take(path)


def test_what_the_holder_says_cannot_act_on_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / lock.NAME
    with lock.held(path, "onderteken", what="X"):
        said = json.loads(path.read_bytes())
        path.write_text(json.dumps({**said, "gebruiker": "jan\x1b[2J\n"}))
        with pytest.raises(InUse, match=r"door jan\[2J op"):
            take(path)


def test_a_step_of_another_day_is_told_with_its_date(tmp_path: Path) -> None:
    path = tmp_path / lock.NAME
    with lock.held(path, "onderteken", what="X"):
        said = json.loads(path.read_bytes())
        path.write_text(json.dumps({**said, "sinds": "2026-01-02T12:00:00+00:00"}))
        with pytest.raises(InUse, match=r"sinds 02-01-2026 \d\d:\d\d"):
            take(path)


def link(path: Path, to: Path) -> None:
    path.symlink_to(to)


def second_name(path: Path, to: Path) -> None:
    os.link(to, path)


def folder(path: Path, to: Path) -> None:
    del to
    path.mkdir()


def pipe(path: Path, to: Path) -> None:
    del to
    os.mkfifo(path)


@pytest.mark.skipif(os.name != "posix", reason="such files are POSIX")
@pytest.mark.parametrize("other", [link, second_name, folder, pipe])
def test_nothing_but_a_file_of_our_own_is_written_in(other: Any, tmp_path: Path) -> None:
    stranger = tmp_path / "brief"
    stranger.write_bytes(b"Geachte heer")
    path = tmp_path / lock.NAME
    other(path, stranger)
    with pytest.raises(SurroundingsFailed, match="geen gewoon bestand"):
        take(path)
    assert stranger.read_bytes() == b"Geachte heer"


REFUSALS = {
    "read-only disk": (errno.EROFS, "de schijf kan alleen worden gelezen"),
    "read-only folder": (errno.EACCES, "u hebt er geen toegang toe"),
    "full disk": (errno.ENOSPC, "de schijf is vol"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_folder_that_cannot_be_locked_is_told_so(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, says = REFUSALS[case]

    def refuse(*_args: Any, **_kwargs: Any) -> int:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        with pytest.raises(
            SurroundingsFailed, match=f"Dossier X kan niet worden vergrendeld: {says}"
        ) as caught:
            take(tmp_path / lock.NAME)
    assert "`delegatie status`" in caught.value.hint


def test_a_disk_without_locks_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_descriptor: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock, "_take", refuse)
    with pytest.raises(SurroundingsFailed, match="deze schijf kent geen vergrendeling"):
        take(tmp_path / lock.NAME)


@pytest.mark.parametrize("may_remove", [True, False])
def test_a_file_that_somebody_else_left_is_no_hindrance(
    may_remove: bool,  # noqa: FBT001 - a table's column
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A colleague's dead process left it: we may read it, and take it away if the folder is ours as well."""
    path = tmp_path / lock.NAME
    path.write_bytes(b"")
    theirs, real = path.stat().st_ino, os.open

    def guarded(name: Any, flags: int, *rest: Any, **more: Any) -> int:
        if flags & os.O_RDWR and Path(name).exists() and Path(name).stat().st_ino == theirs:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(name, flags, *rest, **more)

    monkeypatch.setattr(os, "open", guarded)
    if not may_remove:
        monkeypatch.setattr(lock, "_taken_away", lambda _path: False)
    says = "`onderteken`" if may_remove else "andere opdracht"
    with lock.held(path, "onderteken", what="X"), pytest.raises(InUse, match=says):
        take(path)


def locked_key(workshop: Workshop, folder: Path) -> tuple[Path, Path]:
    """The key of the employer under a passphrase: whoever signs with it waits for that, with the lock held."""
    certificate, key = workshop.pki.keys[SIGNERS["werkgever"]]
    opened = serialization.load_pem_private_key(key.read_bytes(), None)
    path = folder / "sleutel.pem"
    path.write_bytes(
        opened.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"open"),
        )
    )
    return certificate, path


@pytest.mark.skipif(os.name != "posix", reason="descriptors are handed over on POSIX")
def test_of_two_processes_that_sign_at_once_one_wins(
    workshop: Workshop, shelf: Shelf, tmp_path: Path
) -> None:
    dossier = shelf.take("uitgegeven")
    certificate, key = locked_key(workshop, tmp_path)

    def signing(descriptor: int) -> subprocess.Popen[str]:
        arguments = ["onderteken", dossier.folder, "--als", "werkgever", "--wachtwoord-fd", descriptor]
        arguments += ["--pem", certificate, key, "--tsa", workshop.pki.tsa_url]
        arguments += ["--vertrouw", workshop.pki.root]
        return subprocess.Popen(  # noqa: S603 - our own interpreter and program
            [sys.executable, "-m", "generator", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            pass_fds=[descriptor],
        )

    reads, secret = os.pipe()
    with signing(reads) as first:
        held = dossier.folder / lock.NAME
        while not (held.exists() and held.stat().st_size) and first.poll() is None:
            time.sleep(0.05)
        with signing(reads) as second:
            _, refused = second.communicate(timeout=60)
        assert second.returncode == 4
        assert "Fout: Dossier DLG-2026-0042 is in gebruik: `onderteken` door " in refused
        assert f"(proces {first.pid})" in refused
        os.write(secret, b"open\n")
        os.close(secret)
        done, said = first.communicate(timeout=120)
    os.close(reads)
    assert first.returncode == 0, said
    assert "3 documenten ondertekend" in done
    assert all(one.state.next is None or one.state.next.role != "werkgever" for one in standings(dossier))
    whole, *_ = examine(dossier.folder, trust=workshop.trust, at=now())
    assert whole.problems == ()


def test_reading_does_not_lock(workshop: Workshop, shelf: Shelf) -> None:
    dossier = shelf.take("uitgegeven")
    with another_process(dossier.folder / lock.NAME):
        before = snapshot(dossier.folder)
        assert len(standings(dossier)) == len(dossier.manifest.documents)
        whole, *_ = examine(dossier.folder, trust=workshop.trust, at=now())
        assert whole.problems == ()
        assert snapshot(dossier.folder) == before
        with pytest.raises(InUse):
            workshop.approve(dossier, "werkgever", name=SIGNERS["werkgever"])
