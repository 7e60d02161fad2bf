"""Which files are meant by a name, a folder, or a dash."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator.report.gather import gather


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.yaml", "a.YML", "leesmij.md", "c/d.yaml", "c/e/f.yml", ".git/g.yaml", "c/.h.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    return tmp_path


def names(*arguments: Path, below: Path) -> list[str]:
    return [Path(os.path.relpath(asked.name, below)).as_posix() for asked in gather(arguments)]


def test_a_folder_is_all_that_is_in_it(folder: Path) -> None:
    assert names(folder, below=folder) == ["a.YML", "b.yaml", "c/.h.yaml", "c/d.yaml", "c/e/f.yml"]
    assert all(asked.found for asked in gather([folder]))


def test_each_file_once_and_in_the_order_asked(folder: Path) -> None:
    twice = [folder / "b.yaml", folder, folder / "c" / ".." / "b.yaml"]
    assert names(*twice, below=folder) == ["b.yaml", "a.YML", "c/.h.yaml", "c/d.yaml", "c/e/f.yml"]


def test_standard_input_once() -> None:
    asked = list(gather([Path("-"), Path("-")]))
    assert [(one.name, one.path) for one in asked] == [("-", None)]


def test_a_named_file_need_not_exist_nor_be_called_yaml(tmp_path: Path) -> None:
    (asked,) = gather([tmp_path / "weg.txt"])
    assert asked.path == tmp_path / "weg.txt"
    assert not asked.found


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda _: None, id="nothing"),
        pytest.param(lambda folder: (folder / "a.txt").write_bytes(b""), id="other files"),
        pytest.param(lambda folder: (folder / "lus").symlink_to(folder), id="a link to itself"),
    ],
)
def test_a_folder_without_yaml_says_so(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path)
    (asked,) = gather([tmp_path])
    assert "geen bestand" in asked.refusal


def test_links_between_folders_do_not_go_round(folder: Path) -> None:
    (folder / "c" / "terug").symlink_to(folder)
    (folder / "c" / "map.yaml").symlink_to(folder)
    listed = names(folder, below=folder)
    assert [name for name in listed if "terug" in name] == []
    assert len(listed) == 6, "a link called like a file is looked at as one"


@pytest.fixture
def well(tmp_path: Path) -> Iterator[Path]:
    """A file below more folders than Python has stack frames; removed here, for pytest cannot."""
    made = [tmp_path / "m"]
    while len(str(made[-1])) < 3_500:
        made.append(made[-1] / "m")
    for path in made:
        path.mkdir()
    file = made[-1] / "x.yaml"
    file.write_bytes(b"")
    yield tmp_path
    file.unlink()
    for path in reversed(made):
        path.rmdir()


def test_folders_within_folders_without_end(well: Path) -> None:
    assert len(list(gather([well]))) == 1


def test_a_closed_folder_does_not_close_the_others(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = os.scandir

    def refusing(path: Path) -> object:
        if Path(path).name == "e":
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr("generator.report.gather.os.scandir", refusing)
    found = list(gather([folder]))
    assert [one.refusal != "" for one in found] == [False, False, False, False, True]
    assert "rechten" in found[-1].refusal


@pytest.mark.skipif(os.name != "posix", reason="names of any bytes are POSIX")
def test_a_name_that_is_no_text_can_be_printed(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.yaml"))
    path.write_bytes(b"")
    (asked,) = gather([tmp_path])
    assert asked.name.endswith("\ufffd.yaml")
    assert asked.path == path
