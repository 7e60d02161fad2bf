"""A file or folder is whole or not there, whatever breaks half-way."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from generator import files
from generator.errors import SurroundingsFailed
from tests.workshop import snapshot

NEW = b"nieuw" * 1000


def full(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")


def interrupted(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise KeyboardInterrupt


def later(calls: int, function: Any) -> Any:
    """Do as `function` does for some calls, then report a full disk."""
    left = [calls]

    def act(*args: Any, **kwargs: Any) -> Any:
        left[0] -= 1
        return function(*args, **kwargs) if left[0] >= 0 else full()

    return act


def once(nth: int, function: Any) -> Any:
    """Do as `function` does, but for one call."""
    calls = [0]

    def act(*args: Any, **kwargs: Any) -> Any:
        calls[0] += 1
        return full() if calls[0] == nth else function(*args, **kwargs)

    return act


def half(descriptor: int, data: memoryview) -> int:
    """Write a part only, as a nearly full disk may."""
    return REAL_WRITE(descriptor, data[: max(1, len(data) // 2)])


REAL_WRITE = os.write
FILE_FAULTS = {
    "the first write": (os, "write", full),
    "a later write": (os, "write", later(1, half)),
    "the flush to disk": (os, "fsync", full),
    "the replacing": (os, "replace", full),
    "the making": (files.tempfile, "mkstemp", full),
    "setting the mode": (os, "chmod", full),
}


@pytest.mark.parametrize("fault", FILE_FAULTS)
@pytest.mark.parametrize("old", [b"oud", None], ids=["over an old file", "as a new file"])
def test_a_file_half_written_leaves_the_old_one(
    fault: str, old: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "stuk.pdf"
    if old is not None:
        path.write_bytes(old)
    before = snapshot(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(*FILE_FAULTS[fault])
        with pytest.raises(SurroundingsFailed, match="de schijf is vol") as caught:
            files.replace_file(path, NEW)
    assert str(path) in caught.value.message
    assert "niets gewijzigd" in caught.value.hint
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(
    ("number", "step"),
    [
        pytest.param(errno.ENOSPC, "Maak ruimte en geef dezelfde opdracht opnieuw.", id="full"),
        pytest.param(errno.EACCES, "Kies een map waarin u mag schrijven.", id="no access"),
        pytest.param(errno.EROFS, "Kies een map waarin u mag schrijven.", id="read-only"),
        pytest.param(errno.EIO, "Verhelp dat en geef dezelfde opdracht opnieuw.", id="another fault"),
    ],
)
def test_the_next_step_fits_the_fault(
    number: int, step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_args: Any, **_kwargs: Any) -> NoReturn:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "write", refused)
    with pytest.raises(SurroundingsFailed) as caught:
        files.replace_file(tmp_path / "stuk.pdf", NEW)
    assert caught.value.hint.endswith(f"blijft. {step}")


def test_an_interruption_leaves_no_stray_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "stuk.pdf"
    path.write_bytes(b"oud")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupted)
        with pytest.raises(KeyboardInterrupt):
            files.replace_file(path, NEW)
    assert snapshot(tmp_path) == {"stuk.pdf": b"oud"}


def test_a_disk_that_takes_little_at_a_time_gets_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", half)
        files.replace_file(tmp_path / "stuk.pdf", NEW)
    assert snapshot(tmp_path) == {"stuk.pdf": NEW}


def test_a_file_comes_whole_from_its_pieces(tmp_path: Path) -> None:
    files.replace_file(tmp_path / "stuk.html", (NEW[at : at + 7] for at in range(0, len(NEW), 7)))
    assert snapshot(tmp_path) == {"stuk.html": NEW}


def test_pieces_that_stop_half_way_leave_the_old_file(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield NEW
        raise KeyboardInterrupt

    (tmp_path / "stuk.html").write_bytes(b"oud")
    with pytest.raises(KeyboardInterrupt):
        files.replace_file(tmp_path / "stuk.html", pieces())
    assert snapshot(tmp_path) == {"stuk.html": b"oud"}


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
@pytest.mark.parametrize(("before", "after"), [(None, 0o644), (0o600, 0o600), (0o664, 0o664)])
def test_the_mode_is_kept(before: int | None, after: int, tmp_path: Path) -> None:
    path = tmp_path / "stuk.pdf"
    if before is not None:
        path.touch()
        path.chmod(before)
    mask = os.umask(0o022)
    try:
        files.replace_file(path, NEW)
    finally:
        os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == after


PAPERS = {"delegatie.yaml": b"formaat: 1\n", "pdf/D1.pdf": b"%PDF-1.7", "word/D1.docx": b"PK"}
FOLDER_FAULTS = {
    "the first write": (os, "write", full),
    "the third write": (os, "write", later(2, os.write)),
    "the flush to disk": (os, "fsync", full),
    "the making": (files.tempfile, "mkdtemp", full),
    "the move": (os, "rename", full),
    "a subfolder": (os, "mkdir", later(1, os.mkdir)),
}


@pytest.mark.parametrize("fault", FOLDER_FAULTS)
@pytest.mark.parametrize("old", [True, False], ids=["over an old folder", "as a new folder"])
def test_a_folder_half_written_leaves_the_old_one(
    fault: str,
    old: bool,  # noqa: FBT001 - a table's column
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "DLG-1"
    if old:
        files.create_folder(folder, {"oud.txt": b"oud"}, replace=False)
    before = snapshot(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(*FOLDER_FAULTS[fault])
        with pytest.raises(SurroundingsFailed, match="de schijf is vol"):
            files.create_folder(folder, PAPERS, replace=True)
    assert snapshot(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == (["DLG-1"] if old else [])


def test_a_folder_that_was_put_aside_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old folder makes way first; when the new one then cannot take its place, it returns."""
    folder = tmp_path / "DLG-1"
    files.create_folder(folder, {"oud.txt": b"oud"}, replace=False)
    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", once(2, os.rename))
        with pytest.raises(SurroundingsFailed, match="de schijf is vol"):
            files.create_folder(folder, PAPERS, replace=True)
    assert snapshot(tmp_path) == {"DLG-1/oud.txt": b"oud"}


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    folder = tmp_path / "onder" / "DLG-1"
    files.create_folder(folder, {"oud.txt": b"oud"}, replace=False)
    files.create_folder(folder, PAPERS, replace=True)
    assert snapshot(folder) == PAPERS
    assert [path.name for path in folder.parent.iterdir()] == ["DLG-1"]


def test_an_existing_folder_is_not_replaced_unasked(tmp_path: Path) -> None:
    folder = tmp_path / "DLG-1"
    files.create_folder(folder, {"oud.txt": b"oud"}, replace=False)
    with pytest.raises(SurroundingsFailed, match="het bestaat al"):
        files.create_folder(folder, PAPERS, replace=False)
    assert snapshot(tmp_path) == {"DLG-1/oud.txt": b"oud"}


@pytest.mark.skipif(os.name != "posix", reason="folders are synced on POSIX")
def test_a_move_that_was_made_is_not_denied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some file systems refuse to sync a folder; the file stands all the same."""
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", once(2, os.fsync))
        files.replace_file(tmp_path / "stuk.pdf", NEW)
    assert snapshot(tmp_path) == {"stuk.pdf": NEW}


def test_an_old_folder_that_cannot_be_removed_is_no_failed_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new dossier stands: saying that nothing changed would be a lie."""
    folder = tmp_path / "DLG-1"
    files.create_folder(folder, {"oud.txt": b"oud"}, replace=False)
    real = shutil.rmtree

    def stuck(path: Path, **options: Any) -> None:
        if options.get("ignore_errors"):
            real(path, ignore_errors=True)
        else:
            raise OSError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", stuck)
        files.create_folder(folder, PAPERS, replace=True)
    assert snapshot(folder) == PAPERS


WHY = {
    "missing": (lambda folder: folder / "weg", "het bestaat niet"),
    "a folder": (lambda folder: folder, "het is een map"),
    "below a file": (lambda folder: folder / "stuk" / "x", "een deel van het pad is geen map"),
}


@pytest.mark.parametrize("case", WHY)
def test_what_cannot_be_read_is_told_in_dutch(case: str, tmp_path: Path) -> None:
    (tmp_path / "stuk").write_bytes(b"")
    where, says = WHY[case]
    with pytest.raises(SurroundingsFailed, match=says):
        files.read_file(where(tmp_path))


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices with a path are POSIX")
@pytest.mark.parametrize("case", ["a pipe", "a device", "a link to itself"])
def test_what_would_hold_the_reader_is_refused(case: str, tmp_path: Path) -> None:
    path = tmp_path / "stuk"
    if case == "a pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero" if case == "a device" else path)
    says = (
        "naar zichzelf verwijst" if case == "a link to itself" else "geen gewoon bestand, maar een apparaat"
    )
    with pytest.raises(SurroundingsFailed, match=says):
        files.read_file(path)


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    with pytest.raises(SurroundingsFailed, match="zo kan een bestand niet heten"):
        files.read_file(tmp_path / "a\0b")


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "stuk"
    path.write_bytes(b"12345")
    assert files.read_file(path, limit=5) == b"12345"
    with pytest.raises(SurroundingsFailed, match="is te groot: meer dan 4 bytes"):
        files.read_file(path, limit=4)


@pytest.mark.skipif(os.name != "posix", reason="files with holes are made so on POSIX")
def test_a_giant_full_of_holes_is_refused_unasked(tmp_path: Path) -> None:
    path = tmp_path / "reus"
    with path.open("wb") as out:
        out.truncate(6 << 30)
    with pytest.raises(SurroundingsFailed, match="is te groot"):
        files.read_file(path)


def test_what_was_left_half_written_is_swept_by_its_pattern_only(tmp_path: Path) -> None:
    left = tmp_path / ".stuk.pdf.abc_1234.nieuw"
    kept = [
        tmp_path / name for name in ("stuk.pdf", ".stuk.pdf.nieuw", ".stuk.pdf.ABCD1234.nieuw", "a.nieuw")
    ]
    for path in (left, *kept):
        path.write_bytes(b"half")
    linked, folder = tmp_path / ".b.abcdefgh.nieuw", tmp_path / ".c.abcdefgh.nieuw"
    linked.symlink_to(kept[0])
    folder.mkdir()
    assert files.left_behind(left) == "stuk.pdf"
    files.sweep([tmp_path, tmp_path / "er is geen map"])
    assert not left.exists()
    assert all(path.exists() for path in (*kept, linked, folder))


PUT_ASIDE = {
    "the old folder was put aside": (["oud", "nieuw"], b"oud"),
    "the new folder stands": (["", "oud"], b""),
    "the new one was half written": (["nieuw"], None),
    "nothing": ([], None),
}


@pytest.mark.parametrize("case", PUT_ASIDE)
def test_after_a_kill_the_old_folder_or_the_new_one_stands(case: str, tmp_path: Path) -> None:
    there, stands = PUT_ASIDE[case]
    for kind in there:
        folder = tmp_path / (f".DLG-1.abcdefgh.{kind}" if kind else "DLG-1")
        folder.mkdir()
        (folder / "stuk").write_bytes(kind.encode())
    stranger = tmp_path / ".DLG-10.abcdefgh.nieuw"
    stranger.mkdir()
    files.restore_folder(tmp_path / "DLG-1")
    left = {"DLG-1"} if stands is not None else set()
    assert {path.name for path in tmp_path.iterdir()} == {*left, stranger.name}
    assert stands is None or (tmp_path / "DLG-1" / "stuk").read_bytes() == stands
