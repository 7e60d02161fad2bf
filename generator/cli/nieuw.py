"""`delegatie nieuw`: a delegation file, made with questions or as a skeleton to fill in."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from generator.cli.options import FOLDER
from generator.errors import InputRefused

if TYPE_CHECKING:
    from datetime import date

    from generator.new.draft import Draft
    from generator.nodes import Path as Keys

_INTRODUCTION = """\
Dit maakt {path}: vraag voor vraag, met de voorstellen tussen [ ].

  Enter  neemt het voorstel over        ?  geeft uitleg bij de vraag
  <      gaat een vraag terug           Ctrl-C  stopt; alles blijft bewaard

Typ geen gegevens van werknemers, geen BSN en niets medisch.
"""


@click.command(short_help="Maak een delegatiebestand, met vragen of als leeg formulier.")
@click.argument("path", metavar="BESTAND", type=click.Path(path_type=Path))
@click.option(
    "--niet-vragen", "silent", is_flag=True, help="Schrijf een leeg bestand met uitleg bij iedere sleutel."
)
@click.option("--sjablonen", "templates", type=FOLDER, help="Map met eigen sjablonen en catalogi.")
def nieuw(path: Path, *, silent: bool, templates: Path | None) -> None:
    """Maak een nieuw delegatiebestand.

    Op een terminal stelt het programma vragen en toetst het ieder antwoord meteen. Wie halverwege stopt, gaat
    verder met dezelfde opdracht. Zonder terminal, of met --niet-vragen, komt er een leeg bestand met uitleg bij
    iedere sleutel. Een bestand van iemand anders wordt nooit overschreven.
    """
    from generator.new.answers import Answers
    from generator.new.draft import Draft, open_draft

    if path.is_dir():
        raise InputRefused(f"{path} is een map.", hint=f"Noem een bestand, zoals {path / 'delegatie.yaml'}.")
    if not path.parent.is_dir():
        raise InputRefused(
            f"De map {path.parent} bestaat niet.", hint="Maak haar eerst, of kies een andere map."
        )
    asking = not silent and sys.stdin.isatty() and sys.stderr.isatty()
    today = _today()
    draft, given = Draft(path), Answers()
    history: list[Keys] = []
    if path.exists() or path.is_symlink():
        if not asking:
            raise InputRefused(
                f"{path} bestaat al; het wordt niet overschreven.", hint="Kies een andere naam."
            )
        draft, given, history = open_draft(path, today=today)
    if not asking:
        draft.save(given)
        _written(draft, path)
        click.echo(
            "Een leeg bestand met uitleg. Vul het in, en kijk met `delegatie controleer` wat er nog ontbreekt.",
            err=True,
        )
        return
    from generator.new.talk import Talk

    click.echo(_INTRODUCTION.format(path=path), err=True)
    if history:
        click.echo("Er is al een begin; de vragen gaan verder waar u was.", err=True)
    talk = Talk(
        given=given,
        terminal=_Terminal(),
        save=draft.save,
        today=today,
        templates=templates,
        history=history,
    )
    try:
        talk.run()
    except (EOFError, KeyboardInterrupt):
        click.echo("\n", err=True)
        if not given.document:
            click.echo("Gestopt. Er was nog niets ingevuld, dus er is niets bewaard.", err=True)
        else:
            click.echo(f"Gestopt; wat u hebt ingevuld staat in {draft.path}.", err=True)
            click.echo(f"Ga verder met: delegatie nieuw {quote(str(draft.path))}", err=True)
        sys.exit(1)
    draft.save(given, done=True)
    _done(draft, path, templates)


class _Terminal:
    """Prompts and explanations on stderr, so that stdout carries the name of the file only."""

    def say(self, text: str) -> None:
        click.echo(text, err=True)

    def ask(self, prompt: str) -> str:
        try:
            if sys.stdout.isatty():
                with suppress(ImportError):
                    import_module("readline")  # gives `input` its arrow keys
                return input(prompt)
            click.echo(prompt, err=True, nl=False)
            if not (line := sys.stdin.readline()):
                raise EOFError
        except UnicodeDecodeError:
            return "\ufffd"  # the file refuses it, with a reason
        return line


def _today() -> date:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo("Europe/Amsterdam")).date()


def _written(draft: Draft, path: Path) -> None:
    if draft.path != path:
        click.echo(f"{path} bestaat inmiddels; uw antwoorden staan ernaast, in {draft.path}.", err=True)
    click.echo(draft.path)


def _done(draft: Draft, path: Path, templates: Path | None) -> None:
    """Say that the file is ready, and what the check of the whole still has to say."""
    from generator.rules import findings_of

    _, findings = findings_of(draft.path.read_bytes(), templates=templates)
    click.echo("", err=True)
    _written(draft, path)
    remarks = sum(finding.severity != "info" for finding in findings)
    if remarks:
        click.echo(
            f"Klaar. Kijk nog naar wat de controle zegt: delegatie controleer {quote(str(draft.path))}",
            err=True,
        )
    else:
        click.echo("Klaar; de controle vindt niets.", err=True)
    click.echo(
        f"Lees het bestand na. Daarna: delegatie genereer {quote(str(draft.path))} -o dossiers", err=True
    )
