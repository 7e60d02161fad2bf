"""`genereer` of files by URL, to a folder by URL, and from a place that is no more."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.many_files import ONE, delegation, run
from tests.workshop import snapshot

pytest.importorskip("fsspec", reason="extra «cluster» is not installed")


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    monkeypatch.chdir(tmp_path)
    return [delegation(f"DLG-{number}", tmp_path / f"in/{number}.yaml") for number in range(2)]


def test_by_url_or_by_path_gives_the_same(two: list[Path], tmp_path: Path) -> None:
    assert run("genereer", *two, "-o", "hier", *ONE).exit_code == 0
    far = run("genereer", f"file://{tmp_path}/in", "-o", f"file://{tmp_path}/daar", *ONE, "-j", 2)
    assert far.exit_code == 0, far.output
    assert far.stdout.splitlines() == [f"file://{tmp_path}/daar/DLG-{number}" for number in range(2)]
    assert snapshot(Path("daar")) == snapshot(Path("hier"))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        pytest.param("http://127.0.0.1:1/x/", "daar antwoordt niemand", id="nobody there"),
        pytest.param("file:///bestaat/niet.yaml", "het bestaat niet", id="nothing there"),
        pytest.param("onzin://x/y", "kan deze computer niet overweg", id="no such store"),
    ],
)
def test_one_that_cannot_be_reached_does_not_stop_the_others(url: str, told: str, two: list[Path]) -> None:
    result = run("genereer", two[0], url, two[1], "-o", "uit", *ONE, "-j", 1)
    assert result.exit_code == 4, result.output
    assert result.stdout == "uit/DLG-0\nuit/DLG-1\n"
    assert "Niet gemaakt: 1 van 3." in result.stderr
    assert told in result.stderr


@pytest.mark.parametrize(
    ("out", "code", "told"),
    [
        pytest.param("memory://uit", 1, "is weg zodra de opdracht klaar is", id="what goes with the program"),
        pytest.param("onzin://x/y", 4, "kan deze computer niet overweg", id="no such store"),
        pytest.param("file:///tmp/x::y", 1, "is geen adres", id="no address"),
    ],
)
def test_where_nothing_can_be_put_is_told_once_before_anything_is_made(
    out: str, code: int, told: str, two: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("generator.pipeline.make")
    result = run("genereer", *two, "-o", out, *ONE, "-j", 1)
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.count(told) == 1


def test_a_name_of_two_lines_is_told_on_one(two: list[Path]) -> None:
    wrong = two[0].with_name("a\n  b.yaml\x1b[2J.yaml")
    wrong.write_bytes(b"kenmerk: [")
    result = run("genereer", "in", "-o", "uit", *ONE, "-j", 2)
    assert result.exit_code == 1
    assert "in/a\ufffd  b.yaml\ufffd[2J.yaml is niet in orde" in result.stderr
    assert "\n  b.yaml" not in result.stderr


@pytest.mark.skipif(os.name != "posix", reason="a folder that somebody is in can be removed")
def test_from_a_folder_that_is_no_more(two: list[Path], tmp_path: Path) -> None:
    (tmp_path / "weg").mkdir()
    os.chdir(tmp_path / "weg")
    (tmp_path / "weg").rmdir()
    try:
        result = run("genereer", *two, "-o", tmp_path / "uit", *ONE)
        help_of_it = run("genereer", "--help")
    finally:
        os.chdir(tmp_path)
    assert result.exit_code == 4
    assert "De map waarin u deze opdracht geeft, bestaat niet meer" in result.stderr
    assert "cd naar een andere map" in result.stderr
    assert help_of_it.exit_code in (0, 4)
    assert not (tmp_path / "uit").exists()
