"""`delegatie archiveer`: a sealed dossier as a package for the e-depot."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.house import find_house, templates_option
from generator.cli.many import Many, many_options, progress, stopping
from generator.cli.options import FOLDER, Given, key_options, key_source, services

if TYPE_CHECKING:
    from generator.archive.all import Outcome
    from generator.archive.order import Form, Order

_PRELOAD = ("generator.archive.legs",)
_PAYS = 2  # dossiers: one takes seconds
_NOT_ALL = 1


@click.command(short_help="Maak van verzegelde dossiers archiefpakketten.")
@click.argument("dossiers", metavar="DOSSIER…", nargs=-1, required=True, type=FOLDER)
@click.option(
    "-o",
    "--naar",
    "out",
    metavar="MAP",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Map waarin de pakketten komen; wat er al staat, wordt nooit overschreven.",
)
@click.option(
    "--vorm",
    "form",
    type=click.Choice(["map", "tar", "zip"]),
    default="map",
    show_default=True,
    help="Een map, of één bestand.",
)
@click.option(
    "--functionaris",
    metavar="NAAM",
    help="Wie verantwoordelijk is voor de validatie; anders het delegatiebestand.",
)
@click.option("--archiefvormer", metavar="NAAM", help="Anders de gemeente, of de arbodienst.")
@click.option("--bestemming", metavar="TEKST", help="Waar het pakket heen gaat; komt op de pakbon.")
@click.option(
    "--beheerder",
    metavar="NAAM",
    help="Wie het pakket verzegelt, als dat niet de arbodienst van het dossier is.",
)
@templates_option
@many_options(
    "Werk aan zoveel dossiers tegelijk; anders aan zoveel als er processors zijn. Ondertekend wordt alleen hier, met één "
    "sleutel die één keer wordt geopend."
)
@key_options
def archiveer(
    dossiers: tuple[Path, ...],
    *,
    out: Path,
    form: Form,
    templates: Path | None,
    many: Many,
    **given: Any,  # noqa: ANN401 - options by name
) -> None:
    """Maak van elk dossier een archiefpakket: BagIt met MDTO, validatiegegevens en een verzegelde archiefverklaring.

    Alleen een verzegeld dossier dat in alles geldig is, wordt gearchiveerd; het dossier zelf blijft zoals het is.
    Bestaat het pakket al, dan gebeurt er niets. Lukt er één niet, dan gaan de andere door; aan het eind staat wat niet
    is gelukt. Na Ctrl-C wordt afgemaakt wat is begonnen, en gaat dezelfde opdracht later verder.
    """
    from generator.archive.all import Asked, archive_all
    from generator.archive.make import House
    from generator.archive.sealer import Sealer
    from signing.sign import now

    order = order_of(given, form=form)
    options = Given(**given)
    source, needed = key_source(options), services(options)
    house = find_house(templates, options.configuratie)
    made = House(templates=house.templates, letterhead=house.letterhead())
    loud = bool(click.get_current_context().find_root().params.get("fouten"))
    asked = Asked(out=out, order=order, house=made, loud=loud)
    if many.cluster:  # whoever works there stands in another folder
        there = House(templates=made.templates and made.templates.absolute(), letterhead=made.letterhead)
        asked = Asked(out=out.absolute(), order=order, house=there, loud=loud)
        dossiers = tuple(folder.absolute() for folder in dossiers)
    told = _Told(len(dossiers), out)
    with (
        progress(len(dossiers)) as bar,
        many.hands(len(dossiers), *_PRELOAD, pays=_PAYS) as hands,
        stopping(bar) as stop,
    ):
        sealer = Sealer(source, needed, tell=_teller(bar.clear), clock=now)
        with closing(archive_all(dossiers, asked, sealer, hands, stop)) as outcomes:
            for outcome in outcomes:
                if sealer.failed:  # it is the key's fault, and would be for every other
                    raise sealer.failed
                bar.clear()
                bar.step(failed=told.tell(outcome))
                if not sealer.opened:  # a secret may be asked next
                    bar.clear()
    told.conclude(stopped=stop())


class _Told:
    """What was told of the dossiers so far, and what is kept for the end."""

    def __init__(self, total: int, out: Path) -> None:
        self._total, self._out = total, out
        self._done = 0
        self._failed: list[Outcome] = []

    def tell(self, outcome: Outcome) -> bool:
        """Tell what became of one; claim that it failed."""
        self._done += 1
        if outcome.archived is None:
            self._failed.append(outcome)
            return True
        said = "gearchiveerd." if outcome.archived.new else "was al gearchiveerd."
        click.echo(f"{self._out / outcome.archived.path.name}: {said}")
        return False

    def conclude(self, *, stopped: bool) -> None:
        """Tell what failed, and end the command where not all is archived."""
        from generator.report.excerpt import printable

        failures = [(str(one.folder), one.failure) for one in self._failed if one.failure]
        if failures:
            click.echo(f"\nNiet gearchiveerd: {len(failures)} van {self._total}.", err=True)
        for name, failure in failures:
            click.echo("\n".join(map(printable, failure.lines(name))), err=True)
        stopped = stopped and self._done < self._total
        if stopped:
            click.echo(
                f"\nGestopt: {self._done - len(failures)} van {self._total} gearchiveerd, {self._total - self._done} niet "
                "begonnen of weer weggehaald. Dezelfde opdracht gaat verder.",
                err=True,
            )
        worst = max((failure.exit_code for _, failure in failures), default=0)
        if worst or stopped:
            sys.exit(worst or _NOT_ALL)


def order_of(given: dict[str, Any], *, form: Form = "map") -> Order:
    """Take what was asked of a package out of `given`; the configuration says what the options leave open.

    Raises `InputRefused`.
    """
    from generator.archive.order import Order
    from generator.settings import load

    said = load(given["configuratie"]).archive
    return Order(
        officer=given.pop("functionaris", None) or said.officer,
        creator=given.pop("archiefvormer", None) or said.creator,
        custodian=given.pop("beheerder", None) or said.custodian,
        target=given.pop("bestemming", None) or said.target,
        form=form,
    )


def _teller(clear: Callable[[], None]) -> Callable[[str], None]:
    """Make what tells of a certificate, once for all dossiers for as long as the same holds of it."""
    told: set[str] = set()

    def tell(text: str) -> None:
        if text in told:
            return
        told.add(text)
        clear()
        click.echo(text, err=True)

    return tell
