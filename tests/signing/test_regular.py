"""Reading what stands at a path: a regular file and no more than was asked, at once or not at all."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import pytest

from signing import regular


@pytest.mark.parametrize(
    ("size", "limit", "given"),
    [
        pytest.param(0, 10, 0, id="nothing"),
        pytest.param(10, 10, 10, id="exactly the limit"),
        pytest.param(12, 10, 11, id="the excess shows as one byte"),
        pytest.param((2 << 20) + 5, 3 << 20, (2 << 20) + 5, id="several pieces"),
        pytest.param(3 << 20, 2 << 20, (2 << 20) + 1, id="several pieces and an excess"),
    ],
)
def test_what_is_there_up_to_the_limit(size: int, limit: int, given: int, tmp_path: Path) -> None:
    data = os.urandom(size)
    path = tmp_path / "stuk"
    path.write_bytes(data)
    assert regular.read(path, limit=limit) == data[:given]


@pytest.mark.skipif(os.name != "posix", reason="pipes, sockets and devices with a path are POSIX")
@pytest.mark.parametrize("case", ["pipe", "socket", "device", "link to a device"])
def test_what_is_no_file_is_refused_at_once(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket may not be long
    path = Path("kanaal")
    with socket.socket(socket.AF_UNIX) as listener:
        match case:
            case "pipe":
                os.mkfifo(path)
            case "socket":
                listener.bind(str(path))
            case "device":
                path = Path("/dev/zero")
            case _:
                path.symlink_to("/dev/zero")
        with pytest.raises(OSError) as refused:  # noqa: PT011 - the number is the message
            regular.read(path, limit=10)
    assert refused.value.errno == errno.ENODEV


@pytest.mark.skipif(os.name != "posix", reason="pipes with a path are POSIX")
def test_a_file_that_became_a_pipe_in_between_does_not_hold_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "stuk"
    path.write_bytes(b"x")
    before = path.stat()
    path.unlink()
    os.mkfifo(path)
    monkeypatch.setattr(Path, "stat", lambda _path: before)
    with pytest.raises(OSError) as refused:  # noqa: PT011 - the number is the message
        regular.read(path, limit=10)
    assert refused.value.errno == errno.ENODEV
