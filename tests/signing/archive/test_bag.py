"""A bag: the same bytes every time, and no byte of it changes without being named."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import bagit
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signing.archive import bag
from signing.errors import DocumentRefused
from signing.report import Problem
from tests.signing.archive.conftest import BESIDE, INFO, PAYLOAD, files_in, lay_out

ONE_BAG = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)


def found(folder: Path, beside: tuple[str, ...] = BESIDE) -> tuple[Problem, ...]:
    return bag.check(folder, beside)


def said(folder: Path) -> str:
    return "\n".join(f"{problem.code}: {problem.message}" for problem in found(folder))


def test_a_bag_that_was_made_is_in_order(package: Path) -> None:
    assert found(package) == ()
    assert bag.info(package) == {**INFO, "Payload-Oxum": f"{sum(map(len, PAYLOAD.values()))}.4"}
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in PAYLOAD.items()}
    assert bag.listed(package) == digests
    assert {item.path: item.sha256 for item in bag.payload(package)} == digests
    assert [item.size for item in bag.payload(package)] == [len(PAYLOAD[path]) for path in sorted(PAYLOAD)]
    assert bag.tag_manifests(package) == {
        name: (package / name).read_bytes() for name in ("tagmanifest-sha256.txt", "tagmanifest-sha512.txt")
    }


def test_another_program_validates_it(package: Path) -> None:
    judged = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bagit", "--validate", str(package)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stderr
    assert "is valid" in judged.stderr


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_sha256sum_alone_checks_it(package: Path) -> None:
    for name in (bag.SHA256_FILES, bag.SHA256_TAGS):
        assert subprocess.run(["sha256sum", "-c", "--quiet", name], cwd=package, check=False).returncode == 0  # noqa: S603, S607


def test_the_same_payload_gives_the_same_bytes(package: Path, tmp_path: Path) -> None:
    again = tmp_path / "later" / "DLG-1"
    before = os.umask(0o077)
    try:
        lay_out(again, dict(reversed(PAYLOAD.items())))
        os.utime(again / "data" / "LEESMIJ.txt", (0, 0))
        bag.make(again, dict(reversed(INFO.items())))
    finally:
        os.umask(before)
    expected = files_in(package)
    del expected[BESIDE[0]]
    assert files_in(again) == expected


def test_making_changes_neither_the_folder_of_the_process_nor_the_payload(tmp_path: Path) -> None:
    here = Path.cwd()
    folder = lay_out(tmp_path / "DLG-1")
    bag.make(folder, {})
    assert Path.cwd() == here
    assert {path: data for path, data in files_in(folder).items() if path in PAYLOAD} == PAYLOAD


@pytest.mark.parametrize(
    ("files", "info", "refusal"),
    [
        pytest.param({}, {}, FileNotFoundError, id="no folder"),
        pytest.param({"a.txt": b""}, {}, ValueError, id="no payload"),
        pytest.param({"data/a.txt": b"", "b.txt": b""}, {}, ValueError, id="something beside the payload"),
        pytest.param({"data/a.txt": b""}, {"A": "twee\nregels"}, ValueError, id="a value of two lines"),
        pytest.param({"data/a.txt": b""}, {"A:B": "c"}, ValueError, id="a label with a colon"),
        pytest.param({"data/a.txt": b""}, {"A": ""}, ValueError, id="a value of nothing"),
        pytest.param({"data/a%0A.txt": b""}, {}, DocumentRefused, id="a name that a manifest escapes"),
        pytest.param({"data/a\nb.txt": b""}, {}, DocumentRefused, id="a name of two lines"),
    ],
)
def test_what_cannot_be_a_bag(
    files: dict[str, bytes], info: dict[str, str], refusal: type[Exception], tmp_path: Path
) -> None:
    with pytest.raises(refusal):
        bag.make(lay_out(tmp_path / "DLG-1", files), info)
    assert sorted(files_in(tmp_path / "DLG-1")) == sorted(files)


def test_a_bag_is_never_made_over_another(package: Path) -> None:
    (package / BESIDE[0]).unlink()
    before = files_in(package)
    with pytest.raises(ValueError, match="DLG-1"):
        bag.make(package, INFO)
    assert files_in(package) == before


def test_a_changed_bit_in_any_file_is_found_and_named(package: Path) -> None:
    """Every file, its first, middle and last byte, and every bit of these."""
    walked = 0
    for name, data in files_in(package).items():
        if name in BESIDE:
            continue
        for at in {0, len(data) // 2, len(data) - 1} if data else ():
            for bit in range(8):
                changed = bytearray(data)
                changed[at] ^= 1 << bit
                (package / name).write_bytes(changed)
                assert f"«{name}»" in said(package), (name, at, bit)
                walked += 1
        (package / name).write_bytes(data)
    assert walked > 150
    assert found(package) == ()


@ONE_BAG
@given(data=st.data())
def test_a_changed_byte_anywhere_is_found_and_named(package: Path, data: st.DataObject) -> None:
    files = {name: content for name, content in files_in(package).items() if content and name not in BESIDE}
    name = data.draw(st.sampled_from(sorted(files)))
    at = data.draw(st.integers(0, len(files[name]) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda byte: byte != files[name][at]))
    (package / name).write_bytes(files[name][:at] + bytes([value]) + files[name][at + 1 :])
    try:
        assert f"«{name}»" in said(package)
    finally:
        (package / name).write_bytes(files[name])


@ONE_BAG
@given(
    content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8")))
)
@pytest.mark.parametrize(
    "name",
    ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt", "tagmanifest-sha256.txt"],
)
def test_a_tag_file_of_anything_is_named_and_breaks_nothing(package: Path, name: str, content: bytes) -> None:
    before = (package / name).read_bytes()
    (package / name).write_bytes(content)
    try:
        assert f"«{name}»" in said(package)
    finally:
        (package / name).write_bytes(before)


def test_bags_of_others_are_judged_without_breaking(tmp_path: Path) -> None:
    """As the program bagit itself makes them: older version, one manifest more."""
    folder = lay_out(tmp_path / "DLG-1", {"a.txt": b"a"})
    bagit.make_bag(str(folder), dict(INFO), checksums=["sha256", "sha512", "md5"])
    assert "«bagit.txt» is gewijzigd" in said(folder)
