from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.judgement import far
from generator.judgement.cell import Bounds
from generator.judgement.task import Task
from generator.many.hands import Hands, Own, here
from signing.sign import now
from tests.workshop import Workshop, snapshot

pytest.importorskip("fsspec", reason="extra «cluster» is not installed")


@pytest.fixture(params=["here", "in another process"])
def hands(request: pytest.FixtureRequest) -> Iterator[Hands]:
    made = Own() if request.param == "here" else here(2, "generator.judgement.far")
    yield made
    made.close(wait=True)


def test_a_url_is_judged_as_the_path_is(hands: Hands, workshop: Workshop) -> None:
    folder = workshop.small("verzegeld")
    before = snapshot(folder)
    at = now()

    def sent(path: Path, url: str = "") -> far.Sent:
        task = Task(path=path, trust=workshop.trust, at=at, templates=workshop.own)
        return far.Sent(task=task, bounds=Bounds(patience=60), url=url)

    given = [
        sent(folder),
        sent(Path(folder.name), f"file://{folder}"),
        sent(Path("geen"), f"file://{folder}/geen"),
        sent(Path("dossier.json"), f"file://{folder}/dossier.json"),
    ]
    by_path, by_url, nothing, no_paper = far.judge(given, hands=hands)
    assert [item.verdict for item in by_url.items] == [item.verdict for item in by_path.items]
    assert {item.verdict for item in by_path.items} == {"valid"}
    assert [item.path for item in by_url.items] == [f"file://{item.path}" for item in by_path.items]
    assert nothing.items[0].path == f"file://{folder}/geen"
    assert nothing.items[0].problems[0].code == "onbereikbaar"
    assert nothing.items[0].verdict == "indeterminate"
    assert no_paper.items[0].verdict == "invalid"
    assert snapshot(folder) == before
