"""What becomes of a task whose process dies, and of what cannot be sent to it or back."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future
from multiprocessing import active_children
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from generator.many.processes import Processes

_PATIENCE = 60  # seconds


@pytest.fixture
def two() -> Iterator[Processes]:
    made = Processes(2, ["tests.generator.many.test_processes"])
    yield made
    made.close(wait=True)


def whole(number: int) -> tuple[int, int]:
    return number, os.getpid()


def dies(_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dies_while_telling(_: object) -> bytes:
    def half(pipe: Connection, message: bytes) -> None:
        os.write(pipe.fileno(), bytes(message[:100]))
        os.kill(os.getpid(), signal.SIGKILL)

    Connection._send = half  # type: ignore[attr-defined]
    return bytes(1000)


def ends(_: object) -> None:
    raise SystemExit(7)


def gives_what_cannot_be_sent(_: object) -> object:
    return lambda: None


def raises_what_cannot_be_sent(_: object) -> None:
    raise ValueError(lambda: None)


def raises(number: int) -> None:
    raise ValueError(number)


def says_it_is_at_work(place: Path) -> None:
    (place / str(os.getpid())).touch()
    time.sleep(_PATIENCE)


def outcome(future: Future[object]) -> object:
    try:
        return future.result(timeout=_PATIENCE)
    except BaseException as err:  # noqa: BLE001 - is the outcome
        return err


@pytest.mark.parametrize("job", [dies, dies_while_telling])
def test_a_process_that_dies_takes_its_own_task_and_no_other(
    job: Callable[[object], object], two: Processes
) -> None:
    given = [two.submit(job if number in (1, 4, 5) else whole, number) for number in range(9)]
    broken = [isinstance(outcome(one), BrokenExecutor) for one in given]
    assert broken == [number in (1, 4, 5) for number in range(9)]


def test_one_that_died_since_costs_the_next_task_nothing(two: Processes) -> None:
    for _ in range(5):
        assert outcome(two.submit(whole, 1))[0] == 1  # type: ignore[index]
        for process in active_children():
            process.kill()
        assert [outcome(two.submit(whole, number))[0] for number in range(3)] == [0, 1, 2]  # type: ignore[index]


def test_a_process_is_kept_for_the_next_task(two: Processes) -> None:
    assert len({outcome(two.submit(whole, number))[1] for number in range(9)}) <= 2  # type: ignore[index]


@pytest.mark.parametrize(
    ("job", "kind", "told"),
    [
        pytest.param(raises, ValueError, "3", id="what the work raises"),
        pytest.param(ends, SystemExit, "7", id="work that ends its process"),
        pytest.param(gives_what_cannot_be_sent, RuntimeError, "pickle", id="a result that cannot be sent"),
        pytest.param(
            raises_what_cannot_be_sent, RuntimeError, "pickle", id="an exception that cannot be sent"
        ),
        pytest.param(lambda _: None, Exception, "pickle", id="work that cannot be sent"),
    ],
)
def test_what_went_wrong_is_told_and_the_next_is_done(
    job: Callable[[object], object], kind: type[BaseException], told: str, two: Processes
) -> None:
    err = outcome(two.submit(job, 3))
    assert isinstance(err, kind)
    assert told in str(err)
    assert outcome(two.submit(whole, 5))[0] == 5  # type: ignore[index]


def test_where_it_went_wrong_is_told_with_it(two: Processes) -> None:
    err = outcome(two.submit(raises, 3))
    assert isinstance(err, ValueError)
    assert "in raises" in err.__notes__[0]


def test_who_waits_for_nothing_ends_them_at_once(two: Processes, tmp_path: Path) -> None:
    given = [two.submit(says_it_is_at_work, tmp_path) for _ in range(5)]
    while not list(tmp_path.iterdir()):
        time.sleep(0.01)
    began = time.monotonic()
    two.close(wait=False)
    assert time.monotonic() - began < _PATIENCE / 2
    assert active_children() == []
    assert all(one.done() for one in given)
    assert [one.cancelled() for one in given][2:] == [True] * 3


def test_who_waits_has_what_is_at_work_and_nothing_more(two: Processes) -> None:
    given = [two.submit(whole, number) for number in range(50)]
    two.close(wait=True)
    done = [one for one in given if not one.cancelled()]
    assert [outcome(one)[0] for one in done] == list(range(len(done)))  # type: ignore[index]
    assert active_children() == []
