from __future__ import annotations

from pathlib import Path

import pytest

from generator.many.sameness import difference, digest

FILES = (
    "generator/word.py",
    "generator/typeset/paper.typ",
    "generator/judgement/redenen.toml",
    "signing/sign.py",
)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("as it was")
    return tmp_path


@pytest.mark.parametrize("name", FILES)
def test_another_file_is_another_program(name: str, program: Path) -> None:
    before = digest(program)
    (program / name).write_text("changed")
    assert digest(program) != before


def test_what_python_compiled_is_no_difference(program: Path) -> None:
    before = digest(program)
    (program / "generator/__pycache__").mkdir()
    (program / "generator/__pycache__/word.cpython-311.pyc").write_bytes(b"x")
    assert digest(program) == before


def test_what_differs_is_named_with_both_sides() -> None:
    assert (
        difference((("zlib", "1.3"), ("lxml", "6")), (("zlib", "1.2"), ("lxml", "6")))
        == "zlib 1.2 in plaats van 1.3"
    )
    assert (
        difference((("zlib", "1.3"),), RuntimeError())
        == "het programma is daar niet te gebruiken (RuntimeError)"
    )
