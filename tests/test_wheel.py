"""What the wheel carries: the wording and the examples inside the package, and nothing of the tests."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.wheel_check import build, names

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wiel"))


def test_the_wording_and_the_examples_go_along(wheel: Path) -> None:
    inside = names(wheel)
    for folder in ("templates", "examples"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file():
                assert f"generator/_content/{path.relative_to(ROOT).as_posix()}" in inside
    assert {name for name in inside if name.endswith(".docx")}
    assert "generator/_content/templates/documenten.toml" in inside


def test_every_file_of_the_program_goes_along(wheel: Path) -> None:
    """The typesetter's program and the Dutch words of click are no Python, and are easily left out."""
    inside = names(wheel)
    for folder in ("generator", "signing"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert path.relative_to(ROOT).as_posix() in inside


def test_nothing_else_goes_along(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in names(wheel)}
    (about,) = {top for top in tops if top.endswith(".dist-info")}
    assert tops == {"generator", "signing", about}
    strange = [
        name
        for name in names(wheel)
        if "test_" in name or "__pycache__" in name or name.endswith((".pem", ".p12"))
    ]
    assert strange == []


def test_the_command_is_installed(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (points,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        assert "delegatie = generator.cli:main" in archive.read(points).decode()


def test_it_is_marked_as_typed(wheel: Path) -> None:
    missing = [
        f"{package}/py.typed"
        for package in ("generator", "signing")
        if f"{package}/py.typed" not in names(wheel)
    ]
    assert missing == []
