"""What `weiger` and `trek-in` share: a reason that everyone reads, a name, and what is told afterwards."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from generator.dossier import Document, Dossier


def asked_reason(given: str | None) -> str:
    """Give the reason, warned of before it is asked. Raises `InputRefused`, `click.UsageError`."""
    from generator.void_reason import WARNING, reason

    click.echo(WARNING, err=True)
    if given is None:
        if not _at_a_terminal():
            raise click.UsageError("Noem de reden: --reden «één zin».")
        given = str(click.prompt("Reden", err=True))
    return reason(given)


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
