"""Who decides on destruction; the program never does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from generator.archive.destruction import may_be_destroyed, passed
from tests.generator.archive.planned import seen

LAST = date(2047, 12, 31)

DAYS = [
    pytest.param(LAST - timedelta(days=1), False, id="the day before"),
    pytest.param(LAST, False, id="the last day: it is kept still"),
    pytest.param(LAST + timedelta(days=1), True, id="the day after"),
]


@pytest.mark.parametrize(("today", "past"), DAYS)
def test_the_last_day_counts_as_kept(today: date, past: bool) -> None:  # noqa: FBT001
    proof = seen("A", keep_until=LAST).proof
    assert proof is not None
    assert passed(proof, today) is past


WHO = [
    pytest.param(True, ("Archiefwet", "zorgdrager", "verklaring van vernietiging"), id="government"),
    pytest.param(False, ("beslist wie verantwoordelijk is voor het archief",), id="a company"),
]


@pytest.mark.parametrize(("government", "words"), WHO)
def test_who_decides_is_told(government: bool, words: tuple[str, ...]) -> None:  # noqa: FBT001
    (found,) = may_be_destroyed([seen("A", keep_until=LAST, government=government)], today=date(2048, 1, 1))
    assert all(word in found.decides for word in words)
    assert "H. Willems, informatiebeheerder" in found.decides
    assert ("Archiefwet" in found.decides) is government
    assert found.as_json()["keep_until"] == "2047-12-31"
