from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from generator.many.hands import Hands, here
from generator.many.relay import Away, Gone, Steps, Together, Work, alone, relay


@pytest.fixture(params=[1, 2], ids=lambda count: f"-j {count}")
def hands(request: pytest.FixtureRequest) -> Iterator[Hands]:
    made = here(request.param, "tests.generator.many.test_relay")
    yield made
    made.close(wait=True)


@pytest.fixture
def two() -> Iterator[Hands]:
    made = here(2, "tests.generator.many.test_relay")
    yield made
    made.close(wait=True)


def tenfold(number: int) -> int:
    time.sleep(0.02 * (number % 3))
    return 10 * number


def dies_at_four(number: int) -> int:
    if number == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return tenfold(number)


def slow(number: int) -> int:
    time.sleep(0.5)  # longer than the relay waits before it asks whether it is to stop
    return 10 * number


def refuses_four(number: int) -> int:
    if number == 4:
        raise ValueError(number)
    return tenfold(number)


class Seals:
    """Does what waits for the owner, and remembers with how many together."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.pids: set[int] = set()

    def __call__(self, items: Sequence[int]) -> list[int | Exception]:
        self.batches.append(len(items))
        self.pids.add(os.getpid())
        return [ValueError("seven") if item == 71 else item + 1 for item in items]


def worked(number: int, seals: Seals, job: object = tenfold, log: list[str] | None = None) -> Steps[object]:
    """A piece of work in three steps that is told of as it ends, however it ends."""
    log = [] if log is None else log
    try:
        first = yield Away(job, number)  # type: ignore[arg-type]
        sealed = yield Together(seals, first + number % 10)
        last = yield Away(tenfold, sealed)
    except (ValueError, Gone) as err:
        return f"{number}: {type(err).__name__}"
    finally:
        log.append(f"{number} ended")
    return last


def works(
    count: int, seals: Seals, job: object = tenfold, log: list[str] | None = None
) -> list[Work[object]]:
    return [Work(place=number, begin=partial(worked, number, seals, job, log)) for number in range(count)]


def expected(count: int) -> list[object]:
    return [10 * (11 * number + 1) for number in range(count)]


def test_the_results_come_in_the_order_of_the_work(hands: Hands) -> None:
    seals = Seals()
    assert list(relay(works(9, seals), hands)) == expected(9)
    assert sum(seals.batches) == 9
    assert seals.pids == {os.getpid()}


def test_one_piece_alone_does_the_same() -> None:
    assert [alone(one.begin()) for one in works(9, Seals())] == expected(9)


def test_what_waits_for_the_owner_at_one_moment_is_done_together(two: Hands) -> None:
    seals = Seals()

    def only_seals(number: int) -> Steps[object]:
        return (yield Together(seals, number))

    pieces = [Work(place=number, begin=partial(only_seals, number)) for number in range(10)]
    assert list(relay(pieces, two)) == [number + 1 for number in range(10)]
    assert max(seals.batches) > 1


def test_what_a_step_raises_is_raised_in_that_work_only(hands: Hands) -> None:
    found = list(relay(works(8, Seals(), refuses_four), hands))
    assert found[4] == "4: ValueError"
    assert found[:4] + found[5:] == [one for number, one in enumerate(expected(8)) if number != 4]


def test_one_that_cannot_be_sealed_does_not_stop_the_others(hands: Hands) -> None:
    seals = Seals()

    def sealed(item: int) -> Steps[object]:
        try:
            return (yield Together(seals, item))
        except ValueError as err:
            return str(err)

    pieces = [Work(place=item, begin=partial(sealed, item)) for item in (1, 71, 3)]
    assert list(relay(pieces, hands)) == [2, "seven", 4]


def test_a_process_that_dies_takes_its_own_work_with_it_and_no_other(two: Hands) -> None:
    found = list(relay(works(8, Seals(), dies_at_four), two))
    assert found[4] == "4: Gone"
    assert found[:4] + found[5:] == [one for number, one in enumerate(expected(8)) if number != 4]


def test_two_with_one_place_are_never_at_work_together(two: Hands) -> None:
    inside: list[str] = []

    @contextmanager
    def alone_there(place: str) -> Iterator[None]:
        assert place not in inside
        inside.append(place)
        yield
        inside.remove(place)

    def at(place: str, number: int) -> Steps[object]:
        with alone_there(place):
            return (yield Away(tenfold, number))

    pieces = [Work(place=place, begin=partial(at, place, number)) for number, place in enumerate("aabbab")]
    assert list(relay(pieces, two)) == [0, 10, 20, 30, 40, 50]


def test_who_asks_to_stop_gets_what_was_begun_and_no_more(two: Hands) -> None:
    seals, log = Seals(), list[str]()
    found: list[object] = []
    found.extend(relay(works(40, seals, log=log), two, lambda: bool(log)))
    assert found == [one for one in expected(40) if one in found]
    assert 1 <= len(found) <= 6
    assert len(log) == len({*log}) <= 6


@pytest.mark.parametrize("how", ["closed", "interrupted"])
def test_what_is_dropped_clears_away(how: str, two: Hands, tmp_path: Path) -> None:
    def makes(number: int) -> Steps[object]:
        place = tmp_path / str(number)
        place.touch()
        try:
            return (yield Away(tenfold, number))
        finally:
            place.unlink()

    def stopped() -> bool:
        if how == "interrupted" and any(tmp_path.iterdir()):
            raise KeyboardInterrupt
        return False

    results = relay([Work(place=n, begin=partial(makes, n)) for n in range(9)], two, stopped)
    if how == "closed":
        next(results)
        results.close()
    else:
        with pytest.raises(KeyboardInterrupt):
            list(results)
    assert list(tmp_path.iterdir()) == []


def test_little_is_begun_ahead(two: Hands) -> None:
    begun: list[int] = []

    def pieces() -> Iterator[Work[object]]:
        for number in range(1000):
            begun.append(number)
            yield Work(place=number, begin=partial(worked, number, Seals()))

    results = relay(pieces(), two)
    next(results)
    results.close()
    assert len(begun) < 12


def test_once_it_is_to_stop_what_was_not_handed_out_is_dropped_and_clears_away(two: Hands) -> None:
    asked: list[bool] = []
    log: list[str] = []

    def stopped() -> bool:
        asked.append(True)
        return len(asked) > 1

    found = list(relay(works(20, Seals(), job=slow, log=log), two, stopped))
    assert found == expected(3), "no more than was handed out"
    assert sorted(log) == [f"{number} ended" for number in range(5)], "what was begun, done or not"
