"""Archives that others made, with harm in mind or without: refused before anything is written."""

from __future__ import annotations

import io
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signing.archive import container, tarball, zipped
from signing.archive.container import Form
from signing.archive.member import Member
from signing.errors import DocumentRefused
from tests.signing.archive.conftest import files_in, lay_out

FORMS: list[Form] = ["tar", "zip"]


def built(members: Iterable[tuple[str, bytes]], form: Form) -> bytes:
    """An archive in our bytes, but of members that we would not write."""
    as_bytes, written, out = (tarball if form == "tar" else zipped), [], b""
    for name, data in members:
        one = Member(name=name, size=len(data), crc=zlib.crc32(data) if form == "zip" else None)
        out += as_bytes.head(one) + data + as_bytes.pad(len(data))
        written.append(one)
    return out + as_bytes.tail(written)


def refused(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    into = path.parent / "into" / "diep"
    into.mkdir(parents=True, exist_ok=True)
    with pytest.raises(DocumentRefused) as refusal:
        container.unpack(path, into)
    assert [one.name for one in path.parent.rglob("*")] in (
        [path.name, "into", "diep"],
        ["into", path.name, "diep"],
    )
    return refusal.value.message


BAD = {
    "nothing": [],
    "no folder": [("a.txt", b"x")],
    "a way out": [("D/", b""), ("D/../../kwaad", b"x")],
    "a way out at the top": [("../", b""), ("../kwaad", b"x")],
    "the folder itself": [("D/", b""), ("D/./", b"")],
    "from the root": [("/", b""), ("/etc/kwaad", b"x")],
    "a drive": [("C:/", b""), ("C:/kwaad", b"x")],
    "a backslash": [("D/", b""), ("D/..\\kwaad", b"x")],
    "a line in a name": [("D/", b""), ("D/a\nb", b"x")],
    "a name that turns round": [("D/", b""), ("D/\u202efdp.exe", b"x")],
    "an empty part": [("D/", b""), ("D//", b""), ("D//a", b"x")],
    "a device": [("D/", b""), ("D/NUL", b"x")],
    "a point at the end": [("D/", b""), ("D/a.", b"x")],
    "twice": [("D/", b""), ("D/a", b"x"), ("D/a", b"y")],
    "a file that is a folder too": [("D/", b""), ("D/a", b"x"), ("D/a/", b"")],
    "a file in a file": [("D/", b""), ("D/a", b"x"), ("D/a/b", b"y")],
    "letter case": [("D/", b""), ("D/A", b"x"), ("D/a", b"y")],
    "another Unicode form": [("D/", b""), ("D/e\u0301", b"x")],
    "not in order": [("D/", b""), ("D/b", b"x"), ("D/a", b"y")],
    "a folder that was not named": [("D/", b""), ("D/x/a", b"x")],
    "two folders": [("D/", b""), ("E/", b"")],
    "a file beside the folder": [("D/", b""), ("E", b"x")],
    "a folder deep at the top": [("D/E/", b""), ("D/E/a", b"x")],
    "a folder with content": [("D/", b"x")],
    "a path too long": [("D/", b""), ("D/" + "a" * 300, b"x")],
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", BAD)
def test_members_that_no_package_has(case: str, form: Form, tmp_path: Path) -> None:
    assert "kan niet worden uitgepakt" in refused(tmp_path / f"p.{form}", built(BAD[case], form))


@pytest.mark.parametrize("form", FORMS)
def test_the_same_builder_makes_good_archives(form: Form, tmp_path: Path) -> None:
    """So that it is the members above that are refused, not how they were written."""
    path = tmp_path / f"p.{form}"
    path.write_bytes(built([("D/", b""), ("D/a", b"x"), ("D/b/", b""), ("D/b/c", b"y")], form))
    assert files_in(container.unpack(path, tmp_path)) == {"a": b"x", "b/c": b"y"}


def of_tar(change: Callable[[tarfile.TarInfo], None]) -> bytes:
    """By the standard library, with one odd member."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        top = tarfile.TarInfo("D")
        top.type, top.mode, top.mtime = tarfile.DIRTYPE, 0o755, 315532800
        archive.addfile(top)
        one = tarfile.TarInfo("D/a")
        one.mtime = 315532800
        change(one)
        archive.addfile(one, io.BytesIO(bytes(one.size)))
    return out.getvalue()


ODD_TARS: dict[str, Callable[[tarfile.TarInfo], None]] = {
    "an ordinary one of another program": lambda _one: None,
    "a link": lambda one: (setattr(one, "type", tarfile.SYMTYPE), setattr(one, "linkname", "/etc"))[0],
    "a hard link": lambda one: (setattr(one, "type", tarfile.LNKTYPE), setattr(one, "linkname", "../x"))[0],
    "a device": lambda one: setattr(one, "type", tarfile.CHRTYPE),
    "a pipe": lambda one: setattr(one, "type", tarfile.FIFOTYPE),
    "a sparse file": lambda one: setattr(one, "type", tarfile.GNUTYPE_SPARSE),
    "an owner": lambda one: setattr(one, "uid", 1000),
    "rights of its own": lambda one: setattr(one, "mode", 0o4755),
    "a time of its own": lambda one: setattr(one, "mtime", 0),
}


@pytest.mark.parametrize("case", ODD_TARS)
def test_tars_of_others(case: str, tmp_path: Path) -> None:
    refused(tmp_path / "p.tar", of_tar(ODD_TARS[case]))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED], ids=["stored", "deflated"])
def test_zips_of_others(method: int, tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("D/a", bytes(10 << 20))  # 10 KB deflated
    refused(tmp_path / "p.zip", out.getvalue())


def test_a_zip_with_two_readings(tmp_path: Path) -> None:
    """Its directory tells of another file than stands before the content."""
    good = built([("D/", b""), ("D/a", b"x")], "zip")
    for at in (good.index(b"D/a"), good.rindex(b"D/a")):
        changed = bytearray(good)
        changed[at + 2 : at + 3] = b"b"
        assert "gewijzigd" in refused(tmp_path / "p.zip", bytes(changed))


def test_changed_content_in_a_zip_is_named(tmp_path: Path) -> None:
    good = built([("D/", b""), ("D/a.txt", b"inhoud")], "zip")
    assert "«D/a.txt»" in refused(tmp_path / "p.zip", good.replace(b"inhoud", b"inhoux"))


@pytest.mark.parametrize(
    "size", [b"77777777777\0", b"-0000000001\0", b"\x80" + b"\xff" * 11, b"zes        \0"]
)
def test_a_tar_that_lies_about_a_size(size: bytes, tmp_path: Path) -> None:
    good = bytearray(built([("D/", b""), ("D/a", b"x")], "tar"))
    good[512 + 124 : 512 + 136] = size
    refused(tmp_path / "p.tar", bytes(good))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(data=st.binary(max_size=1200))
@pytest.mark.parametrize("form", FORMS)
def test_any_bytes_are_refused(form: Form, tmp_path: Path, data: bytes) -> None:
    refused(tmp_path / f"p.{form}", data)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(
    names=st.lists(
        st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30), max_size=6, unique=True
    )
)
@pytest.mark.parametrize("form", FORMS)
def test_members_of_any_name_come_back_as_they_are_or_not_at_all(
    form: Form, tmp_path: Path, names: list[str]
) -> None:
    path, into = tmp_path / f"p.{form}", tmp_path / "into"
    path.write_bytes(built([("D/", b""), *((f"D/{name}", name.encode()) for name in sorted(names))], form))
    into.mkdir(exist_ok=True)
    try:
        out = container.unpack(path, into)
    except DocumentRefused:
        assert list(into.iterdir()) == []
        return
    try:
        assert files_in(out) == {name: name.encode() for name in names}
        again = tmp_path / "again"
        container.pack(out, again, form)
        assert again.read_bytes() == path.read_bytes()
        again.unlink()
    finally:
        shutil.rmtree(out)


@pytest.mark.parametrize("form", FORMS)
def test_a_flipped_bit_anywhere_is_found(form: Form, tmp_path: Path) -> None:
    """Of a tar, contents and a name in UTF-8 are the bag's to judge; all else is found here, the padding included."""
    files = {"data/é.txt": b"\xff" * 3, "data/a/b.txt": b"\xff" * 2}
    path = tmp_path / f"D.{form}"
    container.pack(lay_out(tmp_path / "D", files), path, form)
    good = path.read_bytes()
    missed = set()
    for at in (at for at, byte in enumerate(good) if byte or at % 8 == 0):
        changed = bytearray(good)
        changed[at] ^= 1 << at // 8 % 8
        path.write_bytes(changed)
        try:
            for name in container.members(path):
                container.member(path, name, 10)
        except DocumentRefused:
            continue
        missed.add(good[at])
    assert missed == (set() if form == "zip" else set("é".encode()[1:]) | {0xFF})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(data=st.data())
@pytest.mark.parametrize("form", FORMS)
def test_no_broken_archive_gives_more_than_a_refusal(form: Form, package: Path, data: st.DataObject) -> None:
    path = package.parent / f"DLG-1.{form}"
    path.unlink(missing_ok=True)
    container.pack(package, path, form)
    good = path.read_bytes()
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 600)))
    middle = data.draw(st.binary(max_size=40))
    changed = good[:start] + middle + good[end:]
    path.write_bytes(changed)
    into = package.parent / "into"
    into.mkdir(exist_ok=True)
    try:
        out = container.unpack(path, into)
    except DocumentRefused:
        assert list(into.iterdir()) == []
        return
    assert {name: len(data) for name, data in files_in(out).items()} == {
        name: len(data) for name, data in files_in(package).items()
    }
    shutil.rmtree(out)
