"""What is wrong with a bag, by the file where it is wrong; no bag, however made, breaks the check."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signing.archive import bag, tree
from tests.signing.archive.conftest import BESIDE, lay_out

CHANGED, MISSING, UNKNOWN, UNREADABLE = (
    "pakket-gewijzigd",
    "pakket-ontbreekt",
    "pakket-onbekend-bestand",
    "pakket-onleesbaar",
)
PAPER = "data/DLG-1/D1/D1.pdf"
LISTS = {"sha256": bag.SHA256_FILES, "sha512": bag.SHA512_FILES}


def found(folder: Path) -> list[tuple[str, str]]:
    """Code and path of each problem."""
    problems = bag.check(folder, BESIDE)
    assert all(problem.verdict == "invalid" for problem in problems)
    return [(problem.code, problem.message.split("»")[0].removeprefix("«")) for problem in problems]


def rewritten(folder: Path, change: Callable[[str], str]) -> None:
    """Change both manifests of the payload, and write the tag manifests after them, as a forger would."""
    for name in LISTS.values():
        lines = change((folder / name).read_text(encoding="utf-8")).splitlines(keepends=True)
        (folder / name).write_text(
            "".join(sorted(lines, key=lambda line: line.split("  ", 1)[1:])), encoding="utf-8"
        )
    retagged(folder)


def retagged(folder: Path, *more: str) -> None:
    for algorithm, name in (("sha256", bag.SHA256_TAGS), ("sha512", bag.SHA512_TAGS)):
        names = sorted(("bag-info.txt", "bagit.txt", *LISTS.values(), *more))
        lines = [
            f"{hashlib.new(algorithm, (folder / one).read_bytes()).hexdigest()}  {one}\n" for one in names
        ]
        (folder / name).write_text("".join(lines), encoding="utf-8")


def write(name: str, data: bytes = b"x") -> Callable[[Path], object]:
    return lambda folder: lay_out(folder, {name: data})


def remove(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


def grown(folder: Path) -> None:
    (folder / PAPER).write_bytes((folder / PAPER).read_bytes() + b"\n")


def swapped(folder: Path) -> None:
    one, other = folder / PAPER, folder / "data/LEESMIJ.txt"
    before = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(before)


def other_count(folder: Path) -> None:
    path = folder / "bag-info.txt"
    path.write_text(path.read_text().replace("Payload-Oxum: 6", "Payload-Oxum: 7"))
    retagged(folder)


def other_version(folder: Path) -> None:
    (folder / "bagit.txt").write_text("BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n")
    retagged(folder)


def renamed(folder: Path) -> None:
    (folder / PAPER).rename(folder / "data/DLG-1/D1/D2.pdf")


def huge(folder: Path) -> None:
    os.truncate(folder / bag.SHA256_FILES, 1 << 40)


HARMS: dict[str, tuple[Callable[[Path], object], list[tuple[str, str]]]] = {
    "one file longer": (grown, [(CHANGED, PAPER)]),
    "two files swapped": (swapped, [(CHANGED, PAPER), (CHANGED, "data/LEESMIJ.txt")]),
    "a file gone": (remove(PAPER), [(MISSING, PAPER)]),
    "a file too many": (write("data/extra.txt"), [(UNKNOWN, "data/extra.txt")]),
    "a file renamed": (renamed, [(MISSING, PAPER), (UNKNOWN, "data/DLG-1/D1/D2.pdf")]),
    "a tag file in no list": (write("extra.txt"), [(UNKNOWN, "extra.txt")]),
    "a tag folder in no list": (write("metadata/extra.xml"), [(UNKNOWN, "metadata/extra.xml")]),
    "a seal of another name": (write("verklaring2.pdf"), [(UNKNOWN, "verklaring2.pdf")]),
    "a hidden file": (write("data/.DS_Store"), [(UNKNOWN, "data/.DS_Store")]),
    "another manifest": (write("manifest-md5.txt"), [(UNKNOWN, "manifest-md5.txt")]),
    "a manifest by a strange function": (
        write("manifest-shake_128.txt", b"00  data/LEESMIJ.txt\n"),
        [(UNKNOWN, "manifest-shake_128.txt")],
    ),
    "files from elsewhere": (
        write("fetch.txt", b"https://example.org/a 1 data/a\n"),
        [(UNKNOWN, "fetch.txt")],
    ),
    "an empty folder": (lambda folder: (folder / "data/map").mkdir(), [(UNKNOWN, "data/map")]),
    "a name that Windows does not have": (write("data/con.txt"), [(UNKNOWN, "data/con.txt")]),
    "a name that shows as another": (write("data/\u202efdp.exe"), [(UNKNOWN, "data/\\u202efdp.exe")]),
    "no bagit.txt": (remove("bagit.txt"), [(MISSING, "bagit.txt")]),
    "no bag-info.txt": (remove("bag-info.txt"), [(MISSING, "bag-info.txt")]),
    "no manifest": (remove(bag.SHA512_FILES), [(MISSING, bag.SHA512_FILES)]),
    "no tag manifest": (remove(bag.SHA256_TAGS), [(MISSING, bag.SHA256_TAGS)]),
    "no payload": (lambda folder: shutil.rmtree(folder / "data"), [(MISSING, "data")]),
    "a folder for a file": (
        lambda folder: ((folder / PAPER).unlink(), lay_out(folder, {f"{PAPER}/x": b"x"})),
        [(MISSING, PAPER), (UNKNOWN, f"{PAPER}/x")],
    ),
    "a count that does not fit": (other_count, [(CHANGED, "bag-info.txt")]),
    "an older version": (other_version, [(CHANGED, "bagit.txt")]),
    "an endless manifest": (huge, [(UNREADABLE, bag.SHA256_FILES)]),
}


@pytest.mark.parametrize("case", HARMS)
def test_harm_is_named(case: str, package: Path) -> None:
    harm, expected = HARMS[case]
    assert found(package) == []
    harm(package)
    problems = found(package)
    assert set(expected) <= set(problems)
    if "manifest" not in case and case != "no payload":  # these bring others along
        assert sorted(problems) == sorted(expected)


FORGERIES: dict[str, Callable[[str], str]] = {
    "a way out": lambda text: text.replace("data/LEESMIJ.txt", "../LEESMIJ.txt"),
    "a way out by data": lambda text: text.replace("data/LEESMIJ.txt", "data/../../LEESMIJ.txt"),
    "from the root": lambda text: text.replace("data/LEESMIJ.txt", "/etc/passwd"),
    "somebody's home": lambda text: text.replace("data/LEESMIJ.txt", "~/LEESMIJ.txt"),
    "a drive": lambda text: text.replace("data/LEESMIJ.txt", "data/C:\\LEESMIJ.txt"),
    "digits in capitals": lambda text: "".join(
        line[:64].upper() + line[64:] for line in text.splitlines(keepends=True)
    ),
    "an empty line": lambda text: f"\n{text}",
    "a remark": lambda text: f"# x\n{text}",
    "other line ends": lambda text: text.replace("\n", "\r\n"),
    "no last line end": lambda text: text.removesuffix("\n"),
    "a line twice": lambda text: text + text.splitlines(keepends=True)[-1],
    "a star": lambda text: text.replace("  data/", " *data/"),
    "a mark of the order of bytes": lambda text: f"\ufeff{text}",
    "nothing": lambda _text: "",
    "a list of tag files": lambda text: text.replace("data/LEESMIJ.txt", "bag-info.txt"),
}


@pytest.mark.parametrize("case", FORGERIES)
def test_a_manifest_that_could_be_read_in_two_ways_is_refused(case: str, package: Path) -> None:
    for name in LISTS.values():
        path = package / name
        path.write_bytes(FORGERIES[case](path.read_text(encoding="utf-8")).encode())
    retagged(package)
    assert {(CHANGED, name) for name in LISTS.values()} <= set(found(package))


def test_a_file_that_no_manifest_covers_any_more(package: Path) -> None:
    """A forger takes the file out of the manifests and writes the tag manifests again."""
    rewritten(package, lambda text: "".join(line for line in text.splitlines(True) if PAPER not in line))
    assert (UNKNOWN, PAPER) in found(package)


def test_a_tag_manifest_that_covers_no_manifest(package: Path) -> None:
    for name in (bag.SHA256_TAGS, bag.SHA512_TAGS):
        path = package / name
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(line for line in lines if bag.SHA512_FILES not in line))
    assert found(package) == [(CHANGED, bag.SHA256_TAGS)]


def test_a_tag_file_that_both_tag_manifests_list_belongs_to_the_bag(package: Path) -> None:
    lay_out(package, {"metadata/bron.xml": b"<bron/>"})
    retagged(package, "metadata/bron.xml")
    assert found(package) == []
    lay_out(package, {"metadata/bron.xml": b"<brom/>"})
    assert found(package) == [(CHANGED, "metadata/bron.xml")]


def test_where_one_digest_fits_both_sides_are_named(package: Path) -> None:
    path = package / bag.SHA256_FILES
    path.write_text(path.read_text().replace(hashlib.sha256(b"").hexdigest(), "0" * 64))
    retagged(package)
    problems = bag.check(package, BESIDE)
    assert [problem.message for problem in problems] == [
        "«data/DLG-1/leeg.txt» of «manifest-sha256.txt» is gewijzigd: die twee passen niet meer bij elkaar."
    ]


def special(kind: str, path: Path) -> None:
    """Put something that is no file at `path`."""
    match kind:
        case "a link to a file":
            path.symlink_to("/etc/hostname")
        case "a link to a folder":
            path.symlink_to("/etc")
        case "a link to nothing":
            path.symlink_to("nergens")
        case "a pipe":
            os.mkfifo(path)
        case "a socket":
            with socket.socket(socket.AF_UNIX) as listener:
                before = Path.cwd()
                os.chdir(path.parent)  # the path of a socket may not be long
                try:
                    listener.bind(path.name)
                finally:
                    os.chdir(before)


@pytest.mark.skipif(os.name != "posix", reason="links, pipes and sockets with a path are POSIX")
@pytest.mark.parametrize("place", ["data/extra", PAPER, "bag-info.txt", bag.SHA256_TAGS, BESIDE[0]])
@pytest.mark.parametrize(
    "kind", ["a link to a file", "a link to a folder", "a link to nothing", "a pipe", "a socket"]
)
def test_what_is_no_file_is_named_and_not_opened(kind: str, place: str, package: Path) -> None:
    (package / place).unlink(missing_ok=True)
    special(kind, package / place)
    grown_too = package / "data/LEESMIJ.txt"
    grown_too.write_bytes(b"anders")
    problems = found(package)
    assert (UNKNOWN, place) in problems
    assert (CHANGED, "data/LEESMIJ.txt") in problems, "one oddness does not hide another"


@pytest.mark.parametrize(
    ("name", "other"),
    [
        pytest.param("data/LEESMIJ.txt", "data/leesmij.TXT", id="letter case"),
        pytest.param("data/é.txt", unicodedata.normalize("NFD", "data/é.txt"), id="Unicode form"),
        pytest.param("data/DLG-1/leeg.txt", "data/dlg-1/leeg2.txt", id="letter case of a folder"),
    ],
)
def test_names_that_some_computer_takes_for_one(name: str, other: str, package: Path) -> None:
    lay_out(package, {name: b"1", other: b"2"})
    if (
        len({path.name for path in (package / name).parent.iterdir()} & {Path(name).name, Path(other).name})
        == 1
    ):
        assert (package / name).exists()
    assert UNKNOWN in {code for code, _ in found(package)}


def test_no_folder_is_no_bag(tmp_path: Path) -> None:
    (tmp_path / "bestand").write_bytes(b"")
    for folder in (tmp_path / "nergens", tmp_path / "bestand"):
        assert [code for code, _ in found(folder)] == [UNREADABLE]


def test_a_folder_of_countless_files_is_not_read_to_its_end(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "MOST_FILES", 10)
    lay_out(package, {f"data/veel/{number}": b"" for number in range(30)})
    assert UNREADABLE in {code for code, _ in found(package)}
    monkeypatch.undo()
    monkeypatch.setattr(bag, "MOST_PROBLEMS", 10)
    problems = bag.check(package, BESIDE)
    assert len(problems) == 11
    assert problems[-1].message == "En nog 20 afwijkingen meer."


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(
    name=st.text(
        st.characters(exclude_characters="/\0", exclude_categories=()), min_size=1, max_size=40
    ).filter(lambda name: name not in {".", ".."})
)
def test_a_file_of_any_name_is_named_or_refused(package: Path, name: str) -> None:
    """Whatever a name is, printing what is said about it is safe."""
    path = package / "data" / name
    try:
        path.write_bytes(b"x")
    except (OSError, ValueError):
        return  # this computer does not have such a name
    try:
        problems = bag.check(package, BESIDE)
        assert [problem.code for problem in problems] == [UNKNOWN]
        assert problems[0].message.isprintable()
    finally:
        path.unlink()


def test_a_list_of_more_files_than_a_package_holds_is_refused_at_once(package: Path) -> None:
    lines = (f"{number:064x}  data/{number:07}\n" for number in range(20_001))
    (package / LISTS["sha256"]).write_text("".join(lines), "utf-8")
    assert len(found(package)) < 100
