from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path

import pytest

from generator.many.each import Lost, each
from generator.many.hands import Hands, here


@pytest.fixture(params=[1, 2, 3], ids=lambda count: f"-j {count}")
def hands(request: pytest.FixtureRequest) -> Iterator[Hands]:
    made = here(request.param, "tests.generator.many.test_each")
    yield made
    made.close(wait=True)


@pytest.fixture
def two() -> Iterator[Hands]:
    made = here(2, "tests.generator.many.test_each")
    yield made
    made.close(wait=True)


def tenfold(number: int) -> int:
    time.sleep(0.02 * (number % 3))
    return 10 * number


def dies(number: int) -> int:
    if number in (3, 8):
        os.kill(os.getpid(), signal.SIGKILL)
    return 10 * number


def refuses(number: int) -> int:
    if number == 4:
        raise ValueError(number)
    return number


def marks(path: Path) -> str:
    time.sleep(0.2)
    path.touch()
    return path.name


def test_the_results_come_in_the_order_of_the_tasks(hands: Hands) -> None:
    assert list(each(tenfold, range(20), hands)) == [10 * number for number in range(20)]


def test_a_process_that_dies_takes_its_own_task_with_it_and_no_other(two: Hands) -> None:
    found = list(each(dies, range(12), two))
    assert found == [Lost(number) if number in (3, 8) else 10 * number for number in range(12)]


def test_what_the_work_raises_is_raised_in_its_turn(hands: Hands) -> None:
    got = []
    with pytest.raises(ValueError, match="4"):
        got.extend(each(refuses, range(9), hands))
    results = each(refuses, range(9), hands)
    assert [next(results) for _ in range(4)] == [0, 1, 2, 3]


def test_no_more_is_handed_out_than_the_hands_can_hold(two: Hands) -> None:
    asked: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(1000):
            asked.append(number)
            yield number

    results = each(tenfold, tasks(), two)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert len(asked) < 20


def test_who_stops_waits_for_what_is_at_work_and_hands_out_nothing_more(two: Hands, tmp_path: Path) -> None:
    results = each(marks, [tmp_path / str(number) for number in range(8)], two)
    assert next(results) == "0"
    results.close()  # type: ignore[attr-defined]
    done = sorted(path.name for path in tmp_path.iterdir())
    time.sleep(0.5)
    assert sorted(path.name for path in tmp_path.iterdir()) == done
    assert 1 < len(done) < 8


def test_once_it_is_to_stop_nothing_more_is_begun_and_what_is_begun_is_given(
    hands: Hands, tmp_path: Path
) -> None:
    given: list[str] = []
    given.extend(each(marks, [tmp_path / str(number) for number in range(12)], hands, lambda: bool(given)))
    assert given == [str(number) for number in range(len(given))]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(given), "what is done is told"
    assert len(given) <= 1 + 2 * hands.at_once


def test_hands_that_were_lost_while_nothing_was_asked_are_found_anew(two: Hands) -> None:
    assert list(each(tenfold, range(2), two)) == [0, 10]
    for process in active_children():
        process.kill()  # whether that is noticed before it is asked again is all the same
    assert list(each(tenfold, range(4), two)) == [0, 10, 20, 30]


def test_who_stops_while_a_process_dies_is_not_kept_waiting(two: Hands) -> None:
    given: list[object] = []
    given.extend(each(dies, range(3, 12), two, lambda: len(active_children()) < 2 or bool(given)))
    assert given[:1] in ([], [Lost(3)])
    assert given[1:] == [10 * number for number in range(4, 3 + len(given))]
