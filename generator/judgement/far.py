"""Judging by other hands, and what is named by a URL: whoever judges fetches it within bounds, and judges it as any path.

There too each is judged in a process of its own, within its bounds: on the machine that has it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace

from generator.errors import GeneratorError, SurroundingsFailed
from generator.examine import Item
from generator.judgement import crew
from generator.judgement.answer import Answer
from generator.judgement.cell import Bounds
from generator.judgement.task import Task
from generator.many import urls
from generator.many.addresses import name_of
from generator.many.each import Lost, each
from generator.many.hands import Hands
from signing.report import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What to judge, and the bounds that hold for it; `url` says where it is, empty where `task.path` does."""

    task: Task
    bounds: Bounds
    url: str = ""


def judged(sent: Sent) -> Answer:
    """Judge one path or URL, in a process of its own on this machine; of what cannot be fetched nothing is known."""
    if not sent.url:
        return _judged(sent.task, sent.bounds)
    try:
        with urls.fetched(sent.url) as path:
            answer = _judged(replace(sent.task, path=path), sent.bounds)
            return _renamed(answer, str(path), sent.url)
    except GeneratorError as err:
        code = "onbereikbaar" if isinstance(err, SurroundingsFailed) else "onleesbaar"
        problem = Problem(code=code, message=err.message)
        return Answer(items=(Item(path=sent.url, title=name_of(sent.url), problems=(problem,)),))


def _judged(task: Task, bounds: Bounds) -> Answer:
    (answer,) = crew.judge([task], at_once=1, bounds=bounds)
    return answer


def judge(sent: Iterable[Sent], *, hands: Hands) -> Generator[Answer]:
    """Judge each by these hands; give the answers in their order. One whose machine fell away is open."""
    for result in each(judged, sent, hands):
        yield crew.lost(result.task.task) if isinstance(result, Lost) else result


def _renamed(answer: Answer, here: str, url: str) -> Answer:
    """Name what was judged by where it is, not by where it was laid to be judged."""

    def told(text: str) -> str:
        return text.replace(here, url)

    return Answer(
        items=tuple(
            replace(
                item,
                path=told(item.path),
                problems=tuple(replace(one, message=told(one.message)) for one in item.problems),
            )
            for item in answer.items
        ),
        seen=tuple(replace(one, path=told(one.path)) for one in answer.seen),
        reports=tuple(replace(one, path=told(one.path)) for one in answer.reports),
        files=tuple(replace(one, path=told(one.path)) for one in answer.files),
    )
