"""A letterhead with everything in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.letterhead.design import Letterhead
from generator.letterhead.design import read as read_letterhead
from generator.settings import LetterheadEntry
from tests.generator.letterhead.pictures import NAME, STREET, TAKEN


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes], Path]:
    def written(data: bytes) -> Path:
        (tmp_path / "logo.png").write_bytes(data)
        return tmp_path / "logo.png"

    return written


@pytest.fixture
def letterhead(file: Callable[[bytes], Path]) -> Letterhead:
    entry = LetterheadEntry(
        name=NAME, address=(STREET, "5211 AB 's-Hertogenbosch"), logo=file(TAKEN["PNG, see-through"]),
        logo_text="Logo van «Dieze»", colour="006e5a",
    )  # fmt: skip
    found = read_letterhead(entry)
    assert found is not None
    return found
