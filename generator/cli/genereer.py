"""`delegatie genereer`: a dossier folder from each delegation file."""

from __future__ import annotations

import os
import sys
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.elsewhere import Elsewhere, beneath, parted
from generator.cli.house import House, house_options
from generator.cli.many import Many, many_options, progress, stopping
from generator.many.addresses import is_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from generator.failures import Failure
    from generator.many.each import Lost
    from generator.many.far_making import FarTask
    from generator.many.making import Order, Outcome, Task
    from generator.papers import Engine
    from generator.report.gather import Asked

_PAYS = 4  # files: for fewer, processes would still be starting when one has done them
_NOT_ALL, _SURROUNDINGS = 1, 4
_FILES = Elsewhere(exists=True, path_type=Path)


@click.command(short_help="Maak dossiers: Word en PDF.")
@click.argument("bestanden", metavar="BESTAND|MAP|URL…", nargs=-1, required=True, type=_FILES)
@click.option(
    "-o",
    "--uit",
    "out",
    type=Elsewhere(file_okay=False, path_type=Path),
    required=True,
    help="Map voor de dossiers, of een URL (fsspec) zoals s3://emmer/map.",
)
@click.option(
    "--alleen",
    "only",
    metavar="DOCUMENT",
    multiple=True,
    help="Maak alleen dit document, bijvoorbeeld D5, als voorbeeld; mag vaker. Een dossier waarin documenten ontbreken "
    "wordt nooit geldig.",
)
@house_options
@click.option(
    "--zetter",
    "engine",
    type=click.Choice(["typst", "libreoffice"]),
    default="typst",
    show_default=True,
    help="Programma dat de PDF zet; LibreOffice moet u zelf installeren.",
)
@click.option("--proef", is_flag=True, help="Merk elke pagina als proef, zonder rechtsgevolg.")
@click.option("--overschrijf", is_flag=True, help="Vervang een dossier dat er al staat.")
@click.option(
    "--verder",
    "resume",
    is_flag=True,
    help="Sla over wat er al staat en van precies hetzelfde is gemaakt; zo gaat een afgebroken opdracht verder.",
)
@many_options(
    "Maak zoveel dossiers tegelijk; anders zoveel als er processors zijn. Wat eruit komt, hangt er niet van af."
)
def genereer(
    bestanden: tuple[Path | str, ...],
    *,
    out: Path | str,
    only: tuple[str, ...],
    house: House,
    engine: Engine,
    proef: bool,
    overschrijf: bool,
    resume: bool,
    many: Many,
) -> None:
    """Maak van elk delegatiebestand een dossier: Word en PDF, klaar voor uitgifte.

    Van een MAP telt elk bestand op .yaml en .yml, ook in de mappen daarin, behalve wat in een dossier ligt. Lukt er
    één niet, dan gaan de andere door; aan het eind staat wat niet is gemaakt. Na Ctrl-C wordt afgemaakt wat is
    begonnen, en gaat dezelfde opdracht met --verder verder.
    """
    from generator.many.each import each
    from generator.many.making import PRELOAD, Order

    if isinstance(out, str):
        from generator.many.urls import require_place

        require_place(out)
    asked = _asked(bestanden)
    order = Order(
        out=Path() if isinstance(out, str) else out,
        only=only,
        templates=house.templates,
        letterhead=house.letterhead(),
        limits=house.limits,
        engine=engine,
        test=proef,
        replace=overschrijf,
        resume=resume,
        loud=bool(click.get_current_context().find_root().params.get("fouten")),
    )
    if many.cluster:  # whoever works there stands in another folder
        order = replace(
            order, out=order.out.absolute(), templates=order.templates and order.templates.absolute()
        )
    alone = len(bestanden) == 1 == len(asked) and not asked[0].found
    job, sent = _sent(_tasks(asked, order, alone=alone), asked, out)
    told = _Told(len(asked))
    with (
        suppress(KeyboardInterrupt),  # a second one; what was told is made
        progress(len(asked)) as bar,
        many.hands(len(asked), *PRELOAD, pays=_PAYS) as hands,
        stopping(bar) as stop,
        closing(each(job, sent, hands, stop)) as results,
    ):
        for result in results:
            bar.clear()
            bar.step(failed=told.tell(result))
    told.conclude(alone=alone)


def _asked(bestanden: tuple[Path | str, ...]) -> list[Asked]:
    """Give every file that is meant, URLs last; what lies within a dossier made one already. Raises `InputRefused`."""
    from generator.dossier import MANIFEST
    from generator.report.gather import gather

    here, elsewhere = parted(bestanden)
    found = [
        asked
        for asked in gather(here)
        if not (asked.found and asked.path and (asked.path.parent / MANIFEST).is_file())
    ]
    return found + [one for url in elsewhere for one in beneath(url)]


def _sent(
    tasks: Iterator[Task], asked: Sequence[Asked], out: Path | str
) -> tuple[Callable[[Any], Outcome], Iterator[Task | FarTask]]:
    """Give what does a task, and the tasks as that takes them."""
    from generator.many import making

    if isinstance(out, Path) and not any(is_url(one.name) for one in asked):
        return making.perform, tasks
    from generator.many import far_making

    there = out if isinstance(out, str) else ""
    return far_making.perform, (
        far_making.FarTask(task=task, source=task.name if is_url(task.name) else "", out=there)
        for task in tasks
    )


def _tasks(asked: Sequence[Asked], order: Order, *, alone: bool) -> Iterator[Task]:
    """Give the task for each file, as it is its turn; a second file for the same dossier is refused."""
    from generator.failures import Failure
    from generator.many.making import Task
    from generator.many.reference import as_folder
    from generator.report.excerpt import printable

    first: dict[str, str] = {}
    for one in asked:
        path = one.path or Path(one.name)
        if order.out.is_absolute():
            path = path.absolute()
        task = Task(order=order, name=printable(one.name), path=path, found=one.found)
        if one.refusal:
            code = _SURROUNDINGS if is_url(one.name) else _NOT_ALL
            yield replace(task, refusal=Failure(message=one.refusal, exit_code=code))
            continue
        if alone:
            yield task
            continue
        reference = _reference(one.name, path)
        earlier = first.setdefault(as_folder(reference), one.name) if reference else one.name
        if earlier != one.name:
            yield replace(task, refusal=_twice(reference, earlier))
        else:
            stood = bool(reference) and os.path.lexists(order.out / reference)
            yield replace(task, reference=reference, stood=stood)


def _reference(name: str, path: Path) -> str:
    if is_url(name):
        from generator.many.far_making import reference_at

        return reference_at(name)
    from generator.many.reference import reference_in

    return reference_in(path)


def _twice(reference: str, earlier: str) -> Failure:
    from generator.failures import Failure

    return Failure(
        message=f"Het kenmerk {reference} staat ook in {earlier}, dat eerder aan de beurt is; er is niets gemaakt.",
        hint="Geef elke delegatie een eigen kenmerk, of noem één van de bestanden.",
        exit_code=1,
    )


class _Told:
    """What was told of the files so far, and what is kept for the end."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = self._made = 0
        self._partial = False
        self._failed: list[tuple[str, Failure]] = []

    def tell(self, result: Outcome | Lost[Task | FarTask]) -> bool:
        """Tell what became of one; claim that it failed."""
        from generator.failures import LOST
        from generator.many.each import Lost
        from generator.many.making import Outcome
        from generator.report.excerpt import printable

        one = Outcome(name=result.task.name, failure=LOST) if isinstance(result, Lost) else result
        self._done += 1
        if one.failure:
            self._failed.append((one.name, one.failure))
            return True
        for warning in one.warnings:
            click.echo(printable(warning), err=True)
        if one.skipped:
            click.echo(f"{printable(one.name)}: overgeslagen, {one.skipped}.", err=True)
            return False
        self._made += 1
        self._partial = self._partial or one.partial
        click.echo(one.url or one.folder)
        if one.before:
            click.echo(printable(f"{one.url or one.folder} stond er al."), err=True)
        return False

    def conclude(self, *, alone: bool) -> None:
        """Tell what holds for all, and end the command where not all is made."""
        if self._partial:
            click.echo(
                "Let op: dit is een voorbeeld; een dossier waarin documenten ontbreken wordt nooit geldig.",
                err=True,
            )
        if alone:
            self._tell_alone()
        elif self._failed:
            self._tell_failed()
        stopped = self._done < self._total
        if stopped:
            click.echo(
                f"\nGestopt: {self._made} van {self._total} gemaakt. Geef "
                "dezelfde opdracht met --verder om verder te gaan.",
                err=True,
            )
        elif not (self._made or self._failed):
            click.echo("Er is niets gemaakt: hier staan geen delegatiebestanden.", err=True)
        worst = max((failure.exit_code for _, failure in self._failed), default=0)
        if worst or stopped or not self._made:
            sys.exit(worst or _NOT_ALL)

    def _tell_alone(self) -> None:
        from generator.report.excerpt import printable

        for _, failure in self._failed:
            told = f"Fout: {failure.message}\n\n{failure.hint}".rstrip()
            click.echo("\n".join(map(printable, told.split("\n"))), err=True)

    def _tell_failed(self) -> None:
        from generator.report.excerpt import printable

        click.echo(f"\nNiet gemaakt: {len(self._failed)} van {self._total}.", err=True)
        for name, failure in self._failed:
            click.echo("\n".join(map(printable, failure.lines(name))), err=True)
