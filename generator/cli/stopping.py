"""What `weiger` and `trek-in` share: a reason that everyone reads, «are you sure», and what is told afterwards."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.dossier import Document, Dossier
    from generator.steps.void import Agree
    from generator.void_facts import Facts


sure_option = click.option(
    "--ja", "sure", is_flag=True, help="Vraag niet «Weet u het zeker?»; voor gebruik in een script."
)


def asked_reason(given: str | None) -> str:
    """Give the reason, warned of before it is asked. Raises `InputRefused`, `click.UsageError`."""
    from generator.void_reason import WARNING, reason

    if given is None:
        if not _at_a_terminal():
            raise click.UsageError("Noem de reden: --reden «één zin».")
        click.echo(WARNING, err=True)
        given = str(click.prompt("Reden", err=True))
    return reason(given)


def agreement(dossier: Dossier, *, warned: bool, sure: bool) -> Agree:
    """Make what tells what will be taken down, and on a terminal asks whether that is meant.

    It ends the command where it is not. Whoever typed the reason at a prompt was `warned` already.
    """
    from generator.report.excerpt import printable
    from generator.void_reason import WARNING

    def agree(facts: Facts) -> None:
        if not warned:
            click.echo(WARNING, err=True)
        if sure or not _at_a_terminal():
            return
        click.echo("\n".join(map(printable, _meant(dossier, facts))), err=True)
        if not click.confirm("Weet u het zeker?", err=True):
            click.echo("Er is niets vastgelegd of gewijzigd.", err=True)
            sys.exit(1)

    return agree


def _meant(dossier: Dossier, facts: Facts) -> Iterator[str]:
    yield f"Dossier {dossier.manifest.reference}  ({dossier.folder})"
    if facts.kind == "weigering":
        yield f"{facts.name} tekent niet als {facts.role}:"
    else:
        yield f"{facts.name}, {facts.role}, trekt alle documenten in:"
    for document in dossier.manifest.documents:
        if not facts.documents or document.id in facts.documents:
            yield f"  {document.id:<4} {document.plan.title}"
    yield f"Reden: «{facts.reason}»"
    yield "Daarna wordt in dit dossier niets meer ondertekend. Dat is niet ongedaan te maken."


def tell(dossier: Dossier, document: Document) -> None:
    """Tell what the statement says, where it stands and what comes next."""
    from generator.report.excerpt import printable
    from generator.void import NEXT, find_all

    click.echo(f"{dossier.folder}: {document.plan.title} vastgelegd in {document.pdf}.")
    for one in find_all(dossier):
        if one.document and one.document.id == document.id and one.facts:
            click.echo(printable(one.facts.told()), err=True)
    click.echo(f"Er is niets gewijzigd of verwijderd. {NEXT}", err=True)


def _at_a_terminal() -> bool:
    return sys.stdin.isatty()
