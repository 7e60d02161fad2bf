from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.errors import InputRefused, SurroundingsFailed
from generator.many import cluster, sameness
from generator.many.each import Lost, each
from generator.many.hands import Hands
from generator.many.relay import relay
from tests.generator.many import dask_cluster
from tests.generator.many.test_relay import Seals, expected, works

dask_cluster.needed()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with dask_cluster.cluster(2, tmp_path_factory.mktemp("dask")) as made:
        yield made


@pytest.fixture
def hands(address: str) -> Iterator[Hands]:
    made = cluster.hands(address)
    yield made
    made.close(wait=True)


def tenfold(number: int) -> int:
    time.sleep(0.02 * (number % 3))
    return 10 * number


def dies(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return tenfold(number)


def waits(place: Path) -> int:
    """Say who does it, and wait until somebody makes the file «door»."""
    (place / f"{os.getpid()}.pid").touch()
    while not (place / "door").exists():
        time.sleep(0.02)
    return os.getpid()


def refuses(number: int) -> int:
    if number == 4:
        raise InputRefused("vier", hint="niet vier")
    return number


def has_a_child(_task: int) -> int | None:
    child = multiprocessing.get_context("spawn").Process(target=os.getpid, daemon=True)
    child.start()
    child.join()
    return child.exitcode


def test_the_results_come_in_the_order_of_the_tasks(hands: Hands) -> None:
    assert hands.at_once == 2
    assert list(each(tenfold, range(20), hands)) == [10 * number for number in range(20)]


def test_what_the_work_raises_comes_back_as_it_was(hands: Hands) -> None:
    with pytest.raises(InputRefused, match="vier") as refused:
        list(each(refuses, range(9), hands))
    assert refused.value.hint == "niet vier"


def test_work_in_steps_gives_the_same_as_here(hands: Hands) -> None:
    assert list(relay(works(9, Seals()), hands)) == expected(9)


def test_a_worker_may_have_processes_of_its_own(hands: Hands) -> None:
    assert list(each(has_a_child, range(2), hands)) == [0, 0]


def test_a_worker_that_is_killed_costs_only_its_unit_which_another_does_again(
    hands: Hands, tmp_path: Path
) -> None:
    found: list[object] = []
    owner = threading.Thread(target=lambda: found.extend(each(waits, [tmp_path] * 4, hands)))
    owner.start()
    while len(list(tmp_path.glob("*.pid"))) < 2:
        time.sleep(0.02)
    victim, *_ = (int(path.stem) for path in tmp_path.glob("*.pid"))
    os.kill(victim, signal.SIGKILL)
    while dask_cluster.alive(victim):
        time.sleep(0.02)
    (tmp_path / "door").touch()
    owner.join(60)
    assert len(found) == 4
    assert victim not in found
    assert not any(isinstance(one, Lost) for one in found)


def test_a_unit_that_kills_every_worker_is_lost_and_no_other(hands: Hands) -> None:
    found = list(each(dies, range(9), hands))
    assert found == [Lost(number) if number == 3 else 10 * number for number in range(9)]


def test_who_stops_gets_what_a_worker_has_in_its_hands_and_no_more(hands: Hands, tmp_path: Path) -> None:
    def stopped() -> bool:
        if any(tmp_path.glob("*.pid")):
            (tmp_path / "door").touch()
        return (tmp_path / "door").exists()

    assert 1 <= len(list(each(waits, [tmp_path] * 9, hands, stopped))) <= 2


def test_nobody_at_that_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 1.0)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(SurroundingsFailed, match="niet te bereiken"):
        cluster.hands(address)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("address", ["onzin://x", "tls://127.0.0.1:1"])
def test_what_can_be_no_cluster_is_told_and_no_more(address: str) -> None:
    began = time.monotonic()
    with pytest.raises(SurroundingsFailed, match="niet te bereiken"):
        cluster.hands(address)
    gc.collect()  # what is left of the client may not complain, nor wait, as it goes
    assert time.monotonic() - began < 2 * cluster._PATIENCE


def test_somebody_there_who_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 1.0)
    monkeypatch.setattr(cluster, "_GRACE", 0.5)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(SurroundingsFailed, match="niet te bereiken"):
            cluster.hands(f"tcp://127.0.0.1:{silent.getsockname()[1]}")


def test_a_cluster_where_nobody_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 1.0)
    with (
        dask_cluster.cluster(0, tmp_path) as empty,
        pytest.raises(SurroundingsFailed, match="antwoordt niemand"),
    ):
        cluster.hands(empty)


def test_workers_with_another_program_are_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tuple((name, "0.0.9" if name == "taakdelegatie" else text) for name, text in sameness.found())
    monkeypatch.setattr(sameness, "found", lambda: other)
    with pytest.raises(InputRefused, match=r"taakdelegatie 0\.1\.0 in plaats van 0\.0\.9"):
        cluster.hands(address)


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(SurroundingsFailed, match="ontbreekt een onderdeel") as missing:
        cluster.hands("tcp://127.0.0.1:1")
    assert "taakdelegatie[cluster]" in missing.value.hint
