"""Which logos are taken, and how large they are set."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import word_documents as make

from generator import product
from generator.errors import InputRefused
from generator.letterhead import logo
from generator.letterhead.design import Letterhead
from generator.letterhead.paper import apply
from generator.typeset.engine import typeset
from generator.typeset.reader import read
from tests.generator.letterhead.pictures import REFUSED, TAKEN, picture


@pytest.mark.parametrize("case", TAKEN)
def test_a_logo_is_taken_and_set(case: str, file: Callable[[bytes], Path]) -> None:
    given_logo = logo.read(file(TAKEN[case]))
    paper = read(apply(make.of("Tekst"), Letterhead(logo=given_logo), name="x"), name="x")
    product.check(typeset(paper, at=make.AT), paper)


@pytest.mark.parametrize("case", REFUSED)
def test_a_logo_is_refused(case: str, file: Callable[[bytes], Path]) -> None:
    data, says = REFUSED[case]
    with pytest.raises(InputRefused, match=says) as caught:
        logo.read(file(data))
    assert caught.value.hint


def test_a_logo_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"logo .*weg\.png.* bestaat niet") as caught:
        logo.read(tmp_path / "weg.png")
    assert "huisstijl.logo" in caught.value.hint


@pytest.mark.parametrize(
    ("size", "points"),
    [
        pytest.param((1000, 100), (170, 17), id="wide: as wide as may be"),
        pytest.param((100, 1000), (5.1, 51), id="tall: as high as may be"),
        pytest.param((20, 20), (51, 51), id="small: enlarged"),
    ],
)
def test_a_logo_fits_its_place(
    size: tuple[int, int], points: tuple[float, float], file: Callable[[bytes], Path]
) -> None:
    found = logo.read(file(picture("1", size)))
    assert (found.width, found.height) == pytest.approx(points)
