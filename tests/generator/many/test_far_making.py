from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from generator.failures import Failure
from generator.limits import Limits
from generator.many import far_making, making, urls
from generator.many.far_making import FarTask
from generator.many.making import Order, Task
from tests.workshop import example

fsspec = pytest.importorskip("fsspec", reason="extra «cluster» is not installed")
IN, OUT = "memory://emmer/in/a.yaml", "memory://emmer/uit"
FILE = example("extern")


@pytest.fixture
def store() -> Iterator[dict[str, bytes]]:
    """What lies in the store, by its path."""
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    memory.pipe_file("/emmer/in/a.yaml", FILE)
    yield memory.store
    memory.store.clear()


def order(out: Path, **changes: object) -> Order:
    usual = Order(
        out=out, only=("D9",), templates=None, letterhead=None, limits=Limits(), engine="typst",
        test=False, replace=False, resume=False, loud=True,
    )  # fmt: skip
    return replace(usual, **changes)  # type: ignore[arg-type]


def far(tmp_path: Path, **changes: object) -> making.Outcome:
    task = Task(order=order(tmp_path, **changes), name=IN, path=tmp_path / "geen")
    return far_making.perform(FarTask(task=task, source=IN, out=OUT))


def written(store: dict[str, bytes]) -> dict[str, bytes]:
    top = "/emmer/uit/"
    return {name[len(top) :]: bytes(one.getvalue()) for name, one in store.items() if name.startswith(top)}  # type: ignore[attr-defined]


def test_it_is_the_dossier_that_is_made_here(store: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(FILE)
    local = making.perform(Task(order=order(tmp_path / "hier"), name="a.yaml", path=tmp_path / "a.yaml"))
    outcome = far(tmp_path)
    assert outcome.failure is None
    assert outcome.url == f"{OUT}/DLG-2026-0007"
    assert local.folder
    here = {
        f"DLG-2026-0007/{one.relative_to(local.folder)}": one.read_bytes()
        for one in local.folder.rglob("*")
        if one.is_file()
    }
    assert written(store) == here


def test_what_was_made_from_the_same_counts_as_made(store: dict[str, bytes], tmp_path: Path) -> None:
    far(tmp_path)
    before = written(store)
    again = far(tmp_path)
    assert (again.before, again.url, again.failure) == (True, f"{OUT}/DLG-2026-0007", None)
    assert written(store) == before


def test_another_dossier_is_not_written_over_unless_asked(store: dict[str, bytes], tmp_path: Path) -> None:
    far(tmp_path)
    before = written(store)
    fsspec.filesystem("memory").pipe_file("/emmer/in/a.yaml", FILE + b"# anders\n")
    refused = far(tmp_path)
    assert refused.failure
    assert f"{OUT}/DLG-2026-0007 bestaat al" in refused.failure.message
    assert written(store) == before
    assert far(tmp_path, replace=True).failure is None
    assert written(store)["DLG-2026-0007/delegatie.yaml"].endswith(b"# anders\n")


def test_a_dossier_that_was_broken_off_is_made(store: dict[str, bytes], tmp_path: Path) -> None:
    far(tmp_path)
    whole = written(store)
    memory = fsspec.filesystem("memory")
    memory.rm_file("/emmer/uit/DLG-2026-0007/dossier.json")
    memory.pipe_file("/emmer/uit/DLG-2026-0007/pdf/over.pdf", b"x")
    assert far(tmp_path).failure is None
    assert written(store) == whole


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(None, "het bestaat niet", id="no file"),
        pytest.param(b"kenmerk: [", IN, id="no delegation"),
        pytest.param(bytes(2 << 20), "te groot", id="too large"),
    ],
)
def test_what_is_wrong_is_told_by_its_url(
    data: bytes | None, says: str, store: dict[str, bytes], tmp_path: Path
) -> None:
    memory = fsspec.filesystem("memory")
    memory.rm_file("/emmer/in/a.yaml")
    if data:
        memory.pipe_file("/emmer/in/a.yaml", data)
    outcome = far(tmp_path)
    assert outcome.failure
    assert says in outcome.failure.message
    assert "delegatie-" not in outcome.failure.message  # our own folder
    assert written(store) == {}
    assert not urls.stands(f"{OUT}/DLG-2026-0007/dossier.json")


def test_from_elsewhere_to_a_folder_here(store: dict[str, bytes], tmp_path: Path) -> None:
    task = Task(order=order(tmp_path / "uit"), name=IN, path=tmp_path / "geen")
    outcome = far_making.perform(FarTask(task=task, source=IN))
    assert (outcome.failure, outcome.url, outcome.folder) == (None, "", tmp_path / "uit/DLG-2026-0007")
    assert (tmp_path / "uit/DLG-2026-0007/delegatie.yaml").read_bytes() == FILE
    assert written(store) == {}


def test_from_here_to_elsewhere(store: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(FILE)
    task = Task(order=order(tmp_path), name="a.yaml", path=tmp_path / "a.yaml")
    outcome = far_making.perform(FarTask(task=task, out=OUT))
    assert (outcome.failure, outcome.folder, outcome.url) == (None, None, f"{OUT}/DLG-2026-0007")
    assert written(store)["DLG-2026-0007/delegatie.yaml"] == FILE


def test_one_that_is_refused_is_not_even_fetched(store: dict[str, bytes], tmp_path: Path) -> None:
    refusal = Failure(message="dubbel", exit_code=1)
    task = Task(order=order(tmp_path), name=IN, path=tmp_path / "geen", refusal=refusal)
    assert far_making.perform(FarTask(task=task, source=IN, out=OUT)).failure is refusal
    assert written(store) == {}


def test_the_reference_at_a_url(store: dict[str, bytes]) -> None:
    assert store
    assert far_making.reference_at(IN) == "DLG-2026-0007"
    assert far_making.reference_at("memory://emmer/geen.yaml") == ""
