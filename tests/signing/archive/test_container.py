"""A package as one file: the same bytes for the same folder, and nothing else is taken."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from signing.archive import container
from signing.archive.container import Form, Limits
from signing.errors import DocumentRefused
from tests.signing.archive.conftest import PAYLOAD, files_in, lay_out

FORMS: list[Form] = ["tar", "zip"]
# Longer than the two fields of USTAR hold together, and letters that ASCII lacks.
LONG = "data/" + "/".join(["lange-naam-van-een-map"] * 12) + "/" + "n" * 150 + ".pdf"
SPLIT = "data/" + "m" * 90 + "/" + "n" * 90 + ".pdf"
NAMES = {
    LONG: b"lang",
    SPLIT: b"gedeeld",
    "data/Zoë Łukasiewicz.txt": b"naam",
    "data/a.txt": b"",
    "data/a/b": b"x" * 512,
}


def packed(folder: Path, form: Form, name: str = "") -> Path:
    target = folder.parent / (name or f"{folder.name}.{form}")
    container.pack(folder, target, form)
    return target


def unpacked(path: Path, limits: Limits | None = None) -> Path:
    into = path.parent / f"uit-{path.name}"
    into.mkdir()
    return container.unpack(path, into, limits or Limits())


def refusal(path: Path) -> str:
    """Why it is refused; nothing is left of it."""
    into = path.parent / "weigering"
    into.mkdir(exist_ok=True)
    with pytest.raises(DocumentRefused) as refused:
        container.unpack(path, into)
    assert list(into.iterdir()) == []
    assert refused.value.message.isprintable()
    assert refused.value.hint
    return refused.value.message


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("files", [PAYLOAD, NAMES], ids=["ordinary", "long and strange names"])
def test_what_was_packed_is_unpacked(files: dict[str, bytes], form: Form, tmp_path: Path) -> None:
    path = packed(lay_out(tmp_path / "DLG-1", files), form)
    out = unpacked(path)
    assert out.name == "DLG-1"
    assert files_in(out) == files
    assert container.members(path) == {name: len(data) for name, data in files.items()}
    assert container.form_of(path) == form
    for name, data in files.items():
        assert container.member(path, name, 512) == data == container.member(out, name, 512)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("files", [PAYLOAD, NAMES], ids=["ordinary", "long and strange names"])
def test_other_programs_unpack_the_same(files: dict[str, bytes], form: Form, tmp_path: Path) -> None:
    path = packed(lay_out(tmp_path / "DLG-1", files), form)
    if form == "tar":
        with tarfile.open(path) as archive:
            archive.extractall(tmp_path / "ander", filter="data")
            assert {(one.mtime, one.uid, one.gid, one.uname) for one in archive} == {(315532800, 0, 0, "")}
            assert {one.mode for one in archive} == {0o644, 0o755}
    else:
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            archive.extractall(tmp_path / "ander")  # noqa: S202 - made above
            assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}
    assert files_in(tmp_path / "ander" / "DLG-1") == files


@pytest.mark.parametrize(
    ("form", "command"),
    [pytest.param("tar", ["tar", "-xf"], id="tar"), pytest.param("zip", ["unzip", "-q"], id="unzip")],
)
def test_the_programs_of_every_linux_unpack_the_same(form: Form, command: list[str], tmp_path: Path) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    path = packed(lay_out(tmp_path / "DLG-1", NAMES), form)
    (tmp_path / "ander").mkdir()
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run([*command, str(path)], cwd=tmp_path / "ander", check=True, env=environment)  # noqa: S603
    assert files_in(tmp_path / "ander" / "DLG-1") == NAMES


@pytest.mark.parametrize("form", FORMS)
def test_the_same_folder_gives_the_same_bytes(form: Form, package: Path, tmp_path: Path) -> None:
    first = packed(package, form).read_bytes()
    before = os.umask(0o077)
    try:
        again = lay_out(tmp_path / "elders" / "DLG-1", dict(reversed(files_in(package).items())))
        for path in again.rglob("*"):
            os.utime(path, (0, 0))
        path = packed(again, form)
        assert path.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)
    assert path.read_bytes() == first


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_overwritten(form: Form, package: Path) -> None:
    target = package.parent / "vol"
    target.write_bytes(b"iets")
    with pytest.raises(FileExistsError):
        container.pack(package, target, form)
    assert target.read_bytes() == b"iets"
    target.unlink()
    target.symlink_to("nergens")
    with pytest.raises(FileExistsError):
        container.pack(package, target, form)
    assert sorted(path.name for path in package.parent.iterdir()) == ["DLG-1", "vol"]


def test_a_disk_without_links_takes_it_too(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = packed(package, "tar").read_bytes()

    def link(_source: Path, target: Path) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM), str(target))

    monkeypatch.setattr(os, "link", link)
    assert packed(package, "tar", "stick.tar").read_bytes() == expected
    assert sorted(path.name for path in package.parent.iterdir()) == ["DLG-1", "DLG-1.tar", "stick.tar"]


@pytest.mark.parametrize("form", FORMS)
def test_a_full_disk_leaves_nothing(form: Form, package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fsync(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="space"):
        packed(package, form)
    assert [path.name for path in package.parent.iterdir()] == ["DLG-1"]


@pytest.mark.parametrize("form", FORMS)
def test_what_no_package_has_is_not_packed(form: Form, package: Path) -> None:
    (package / "data" / "koppeling").symlink_to("LEESMIJ.txt")
    with pytest.raises(DocumentRefused, match="data/koppeling"):
        packed(package, form)
    assert [path.name for path in package.parent.iterdir()] == ["DLG-1"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "end",
    [
        pytest.param(b"\0", id="a byte more"),
        pytest.param(bytes(10240), id="more padding"),
        pytest.param(None, id="twice"),
    ],
)
def test_what_comes_after_the_end_is_refused(form: Form, end: bytes | None, package: Path) -> None:
    path = packed(package, form)
    good = path.read_bytes()
    path.write_bytes(good + (good if end is None else end))
    assert "het einde is gewijzigd" in refusal(path)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("limits", "why"),
    [
        pytest.param(Limits(members=10), "meer dan 10", id="members"),
        pytest.param(Limits(member=20), "te groot", id="bytes of one"),
        pytest.param(Limits(total=60), "te groot", id="bytes of all"),
    ],
)
def test_limits(form: Form, limits: Limits, why: str, package: Path) -> None:
    path = packed(package, form)
    with pytest.raises(DocumentRefused, match=why):
        unpacked(path, limits)


@pytest.mark.parametrize("form", FORMS)
def test_one_member_is_read_within_its_limit(form: Form, package: Path) -> None:
    path = packed(package, form)
    for place in (path, package):
        with pytest.raises(DocumentRefused, match="te groot"):
            container.member(place, "verklaring.pdf", 5)
        for name in (
            "verklaring2.pdf",
            "data",
            "data/DLG-1",
            "verklaring.pdf/x",
            "../DLG-1/verklaring.pdf",
            "/etc/hostname",
        ):
            with pytest.raises(DocumentRefused):
                container.member(place, name, 100)


def test_a_member_outside_the_folder_is_not_read(package: Path) -> None:
    (package.parent / "geheim").write_bytes(b"geheim")
    (package / "koppeling").symlink_to("../geheim")
    (package / "rond").symlink_to("rond")
    for name in ("koppeling", "rond"):
        with pytest.raises(DocumentRefused):
            container.member(package, name, 100)


def test_memory_stays_flat(tmp_path: Path) -> None:
    """A package of 64 MiB takes no more than a few pieces of it."""
    folder = lay_out(tmp_path / "DLG-1", {"data/klein": b"x"})
    with (folder / "data" / "groot").open("wb") as out:
        out.truncate(64 << 20)
    for form in FORMS:
        tracemalloc.start()
        path = packed(folder, form)
        unpacked(path)
        assert container.member(path, "data/klein", 10) == b"x"
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 8 << 20, form


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        pytest.param("p.tar", b"", "tar", id="by its name, tar"),
        pytest.param("p.ZIP", b"%PDF", "zip", id="by its name, zip"),
        pytest.param("p.pdf", b"%PDF-1.7", None, id="a PDF"),
        pytest.param("p", bytes(2000), None, id="zeros"),
        pytest.param("p", b"", None, id="nothing"),
    ],
)
def test_the_form_of_a_file(name: str, data: bytes, form: str | None, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    assert container.form_of(tmp_path / name) == form


def test_the_form_of_a_package_without_a_name(package: Path) -> None:
    for form in FORMS:
        assert container.form_of(packed(package, form, f"0c9a-{form}")) == form
    assert container.form_of(package) == "map"
    assert container.form_of(package / "nergens") is None
    word = package.parent / "stuk.docx"
    with zipfile.ZipFile(word, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    assert container.form_of(word) is None
