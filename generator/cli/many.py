"""What commands over many paths share: by how many hands, a progress bar, and Ctrl-C that leaves nothing half done."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from generator.many.start import MOST, processors

if TYPE_CHECKING:
    from generator.many.hands import Hands
    from generator.many.stop import Stop

F = TypeVar("F", bound=Callable[..., Any])

_ADDRESS = re.compile(r"(?:[a-z]+://)?[^\s/:@]+:\d{1,5}/?|(?:[a-z]+://)?\[[0-9A-Fa-f:.%]+\]:\d{1,5}/?")
_BEAT = 0.1  # seconds between two drawings of the bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """What `-j` and `--cluster` said."""

    at_once: int | None = None
    cluster: str = ""

    def count(self, tasks: int, *, pays: int = 2) -> int:
        """Give how many processes are worth it here: unasked, one for fewer than `pays` tasks."""
        wanted = self.at_once or (processors() if tasks >= pays else 1)
        return max(1, min(wanted, tasks))

    @contextmanager
    def hands(self, tasks: int, *preload: str, pays: int = 2) -> Iterator[Hands]:
        """Give the hands for so many tasks; `preload` are the modules that the work needs.

        They are closed at the end: after what is at work, or at once where an exception goes through. Raises
        `SurroundingsFailed` where there is no such cluster.
        """
        if self.cluster:
            from generator.many import cluster

            made: Hands = cluster.hands(self.cluster)
        else:
            from generator.many.hands import here

            made = here(self.count(tasks, pays=pays), *preload)
        try:
            yield made
        except BaseException:
            made.close(wait=False)
            raise
        made.close(wait=True)


def many_options(what: str) -> Callable[[F], F]:
    """Add `-j` and `--cluster`; the command gets what they said, as `many`. `what` is the help of `-j`."""

    def add(command: F) -> F:
        @wraps(command)
        def done(*args: object, at_once: int | None, cluster: str | None, **rest: object) -> object:
            if at_once and cluster is not None:
                raise click.UsageError("Kies -j of --cluster, niet allebei.")
            return command(*args, many=Many(at_once=at_once, cluster=cluster or ""), **rest)

        options = (
            click.option("-j", "at_once", metavar="AANTAL", type=click.IntRange(1, MOST), help=what),
            click.option(
                "--cluster",
                metavar="ADRES",
                callback=_address,
                help="Verdeel het werk over de machines van dit Dask-cluster, bijvoorbeeld tcp://10.0.0.1:8786; die "
                "moeten dezelfde mappen zien.",
            ),
        )
        made: Any = done
        for option in reversed(options):
            made = option(made)
        return cast("F", made)

    return add


def _address(_context: click.Context, _option: click.Parameter, given: str | None) -> str | None:
    """Refuse what is no address, an empty one included: it would be tried for long, or pass for no cluster at all."""
    if given is not None and not _ADDRESS.fullmatch(given):
        raise click.BadParameter(f"«{given}» is geen adres; schrijf het als tcp://10.0.0.1:8786.")
    return given


class Bar:
    """One line on a terminal that says how far it is, gone before anything else is told; elsewhere nothing.

    Who prints clears it first; it comes back with the next `step` or `at`.
    """

    def __init__(
        self, total: int, *, word: str = "mislukt", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.total, self.done = total, 0
        self._word, self._clock = word, clock
        self._failed = 0
        self._began = clock()
        self._drawn = -_BEAT
        self._shown = False
        self._wanted = self._on_a_terminal()

    @staticmethod
    def _on_a_terminal() -> bool:
        return sys.stderr.isatty()

    def count(self, *, failed: bool = False) -> None:
        """Count one that is done, before it is told: who breaks off after reading it reads a number that holds."""
        self.done += 1
        self._failed += failed

    def step(self, *, failed: bool = False) -> None:
        """Count one that is done and told, and draw the line again."""
        self.count(failed=failed)
        self.at("")

    def at(self, what: str) -> None:
        """Draw the line, with what is at hand."""
        self._draw(what)

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            click.echo("\r\x1b[K", err=True, nl=False, color=True)
        self._shown = False

    def _draw(self, what: str) -> None:
        now = self._clock()
        if not self._wanted or (self._shown and now - self._drawn < _BEAT):
            return
        import shutil

        from generator.many.bar import line
        from generator.report.excerpt import printable

        text = line(
            done=self.done,
            total=self.total,
            failed=self._failed,
            word=self._word,
            seconds=now - self._began,
            columns=shutil.get_terminal_size().columns,
            at=printable(what),
        )
        click.echo(f"\r\x1b[K{text}", err=True, nl=False, color=True)
        self._drawn, self._shown = now, True


@contextmanager
def progress(total: int, *, word: str = "mislukt") -> Iterator[Bar]:
    """Give a bar for so many, gone at the end, whatever that is; `word` is what the failed ones are called."""
    bar = Bar(total, word=word)
    try:
        yield bar
    finally:
        bar.clear()


@contextmanager
def broken_off(bar: Bar, what: str) -> Iterator[None]:
    """End the command at Ctrl-C, and tell how many were done; `what` is what was done with them."""
    try:
        yield
    except KeyboardInterrupt:
        bar.clear()
        click.echo(f"\nAfgebroken: {bar.done} van {bar.total} {what}.", err=True)
        sys.exit(1)


@contextmanager
def stopping(bar: Bar) -> Iterator[Stop]:
    """Give what hears the first Ctrl-C while the body runs, for `each`; a second one raises `KeyboardInterrupt`."""
    from generator.many.stop import stoppable

    def tell() -> None:
        bar.clear()
        click.echo("Gestopt: wat is begonnen, wordt afgemaakt. Nogmaals Ctrl-C breekt ook dat af.", err=True)

    with stoppable(tell) as stop:
        yield stop
