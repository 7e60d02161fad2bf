"""Looking at very many: in the order in which they lie, each told, whatever becomes of who looks."""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.archive import glance, glances
from generator.failures import LOST
from generator.many.hands import here

AT = datetime(2027, 3, 1, tzinfo=UTC)
_glance = glance.glance


def _dies(path: Path, *, at: datetime) -> glance.Glance:
    if path.name == "13":
        os.kill(os.getpid(), signal.SIGKILL)
    return _glance(path, at=at)


def look(batch: glances.Batch) -> tuple[glance.Glance, ...]:
    return tuple(_dies(path, at=batch.at) for path in batch.paths)


@pytest.mark.parametrize("at_once", [1, 2])
def test_all_are_seen_in_their_order_and_told(at_once: int, tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(70)]
    told: list[Path] = []
    hands = here(at_once, *glances.PRELOAD)
    seen = list(glances.glances_by(hands, paths, at=AT, told=lambda one: told.append(one.path)))
    hands.close(wait=True)
    assert [one.path for one in seen] == told == paths
    assert seen == [_glance(path, at=AT) for path in paths]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_one_that_no_process_survives_is_told_and_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glances, "look", look)
    paths = [tmp_path / str(number) for number in range(40)]
    hands = here(2, "tests.generator.archive.test_glances")
    seen = list(glances.glances_by(hands, paths, at=AT))
    hands.close(wait=True)
    assert [one.path for one in seen] == paths
    assert [one.path.name for one in seen if one.problem == LOST.message] == ["13"]
