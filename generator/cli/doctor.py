"""`delegatie doctor`: try what this machine and the configuration are made of, before it is needed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.data import json_text
from generator.cli.options import Given, configuration, network, stamp_login
from generator.errors import GeneratorError

if TYPE_CHECKING:
    from generator.doctor.check import Check

_FAILED = 4


@click.command(short_help="Probeer wat deze computer en de configuratie kunnen.")
@click.option(
    "--sleutels",
    "unlock",
    is_flag=True,
    help="Open ook elke sleutel uit de configuratie en zet een proefhandtekening; vraagt om PIN of wachtwoord.",
)
@configuration
@click.option("--json", "as_json", is_flag=True, help="Geef de uitkomst als JSON.")
def doctor(*, unlock: bool, configuratie: Path | None, as_json: bool) -> None:
    """Probeer wat deze computer en delegatie.toml kunnen: een regel per ding, met de volgende stap.

    Het netwerk wordt alleen gebruikt voor de diensten die de configuratie noemt en voor de statusdiensten die in
    uw certificaten staan. Er wordt niets ondertekend; met --sleutels alleen iets dat meteen wordt weggegooid.

    Uitkomst: 0 alles goed, of hooguit «let op»; 4 als er een fout is.
    """
    from generator.report.excerpt import printable

    found: list[Check] = []
    for one in _checks(configuratie, unlock=unlock):
        found.append(one)
        if not as_json:
            click.echo("\n".join(map(printable, one.lines)))
    failed = sum(one.verdict == "fout" for one in found)
    if as_json:
        data = {"ok": not failed, "checks": [one.as_json() for one in found]}
        click.echo(json_text(data))
    else:
        noted = sum(one.verdict == "let op" for one in found)
        click.echo(f"\n{len(found)} dingen geprobeerd: {failed} fout, {noted} let op.")
    if failed:
        sys.exit(_FAILED)


def _checks(configuratie: Path | None, *, unlock: bool) -> Iterator[Check]:
    from generator.cli.keys import source_of
    from generator.doctor.check import Check
    from generator.doctor.machine import machine
    from generator.doctor.named import Means, named, unread
    from generator.settings import NAME, load
    from signing.sign import now

    place = configuratie or Path(NAME)
    try:
        settings = load(configuratie)
    except GeneratorError as err:
        yield Check(subject="configuratie", verdict="fout", says=err.message, next_step=err.hint)
        yield from machine(None, Path())
        yield from unread()
        return
    says = f"{place} gelezen." if place.exists() else f"geen {place} in deze map; dat mag."
    yield Check(subject="configuratie", verdict="goed", says=says)
    yield from machine(settings, Path())
    means = Means(
        network=network(settings.services),
        login=stamp_login(settings.services),
        open_key=lambda entry: source_of(entry, Given(), settings),
    )
    yield from named(settings, means, unlock=unlock, clock=now)
