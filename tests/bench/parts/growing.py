"""More of everything: dossiers, tasks, pages, processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

from tests.bench.crew import Job, alone, race
from tests.bench.measure import Measure, Target, absent, measured
from tests.bench.stand import Section, Stand, job, row

_MANY = 10  # from here on memory may not grow
_FLAT = Target(limit=1.1, kind="most")
_TWO = Target(limit=1.8, kind="least")
_ONE = "genereer -j 1"


def growth(at: Stand) -> Section:
    """Let everything grow: what each takes, and the most memory, may not grow along."""
    length = at.length
    files = {count: at.lay("files", f"bestanden-{count}", number=count) for count in length.checked}
    sealed: dict[str, Any] = {"folder": at.dossiers[0], "root": at.root}

    def makes(count: int) -> Job:
        return job("generating:dossiers", number=count, fresh=True)

    def makes_one_paper(count: int) -> Job:
        return job("generating:dossiers", number=count, only=["D9"], fresh=True)

    def checks(count: int) -> Job:
        return job("keeping:check", folder=files[count], fresh=True)

    def judges(count: int) -> Job:
        return job("shell:judge", number=count, fresh=True, **sealed)

    def plans(count: int) -> Job:
        return job("keeping:plan", package=at.packages[0], number=count, fresh=True)

    return Section(
        title="Groei",
        says="Rekentijd per stuk, en het geheugen van het grootste proces, als het aantal groeit. Elk aantal in een eigen "
        "proces. Het geheugen mag niet meegroeien. Bij controleren leest een eigen proces elk dossier; daar staat de tijd op de "
        "klok, en het geheugen van de opdracht zelf.",
        measures=(
            *_grown("grow.make", "dossiers maken", length.made, makes),
            *_grown("grow.paper", "dossiers van één document maken", length.papers, makes_one_paper),
            *_grown("grow.check", "delegatiebestanden toetsen", length.checked, checks),
            # each in a process of its own, whose processor time the command does not know
            *_grown("grow.judge", "dossiers controleren", length.judged, judges, wall=True),
            *_grown("grow.plan", "vernieuwing van pakketten plannen", length.planned, plans),
            *_tasks(at),
            *_pages(at),
        ),
    )


def _grown(
    key: str, name: str, counts: tuple[int, ...], act: Callable[[int], Job], *, wall: bool = False
) -> Iterator[Measure]:
    """Give for each number the time of one and the memory, held against those of the first from ten on."""
    each: Measure | None = None
    room: Measure | None = None
    for count in counts:
        run = alone(act(count), 1)
        took = run.wall(count) if wall else run.cpu(count)
        time = measured(f"{key}.{count}", f"{name}: {count}, per stuk", "ms", took, against=each)
        memory = measured(
            f"{key}.{count}.memory", f"{name}: {count}, geheugen", "MiB", [run.peak],
            against=room, target=_FLAT if room else None,
        )  # fmt: skip
        yield from (time, memory)
        if count >= _MANY:
            each, room = each or time, room or memory


def _tasks(at: Stand) -> Iterator[Measure]:
    runs = race({str(n): job("generating:tasks", number=n) for n in (1, 20)}, at.length.rounds)
    one = measured("grow.tasks.1", "een dossier met 1 taak", "ms", runs["1"].cpu(), peak=runs["1"].peak)
    all_ = runs["20"]
    yield one
    yield measured("grow.tasks.20", "een dossier met 20 taken", "ms", all_.cpu(), peak=all_.peak, against=one)


def _pages(at: Stand) -> Iterator[Measure]:
    counts = at.length.pages
    runs = race({str(n): job("generating:pages", number=n) for n in counts}, at.length.few)
    first: Measure | None = None
    for count in counts:
        run = runs[str(count)]
        name = f"zetten van {count} {'pagina' if count == 1 else 'pagina’s'}, per pagina"
        time = measured(f"grow.pages.{count}", name, "ms", run.cpu(count), peak=run.peak, against=first)
        yield time
        first = first or time


def hands(at: Stand) -> Section:
    """Make many dossiers by one process and by two."""
    count = at.length.shared
    title = "Twee kernen"
    says = f"`delegatie genereer` met {count} bestanden, door één proces en door twee; tijd per dossier."
    if (os.cpu_count() or 1) < 2:
        single = absent("hands.1", _ONE, "deze machine heeft één kern", target=_TWO)
        return Section(title=title, says=says, measures=(single,))
    folder = at.lay("files", f"samen-{count}", number=count)
    runs = race(
        {str(n): job("shell:generate", folder=folder, hands=n, fresh=True) for n in (1, 2)}, at.length.few
    )
    two = row("hands.2", "genereer -j 2", runs["2"], each=count, peak=False)
    return Section(
        title=title,
        says=says,
        measures=(two, row("hands.1", _ONE, runs["1"], each=count, against=two, target=_TWO, peak=False)),
    )
