"""The command `delegatie`: the root group, and the border where failures become Dutch.

Modules of commands import click, the standard library and errors; engines load inside a command,
so that `--help` answers at once. A test watches that.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Any

import click

from generator.cli import language  # noqa: F401  # isort: split
from generator.cli.archiveer import archiveer
from generator.cli.controleer import controleer
from generator.cli.demo import demo
from generator.cli.doctor import doctor
from generator.cli.geef_uit import geef_uit
from generator.cli.genereer import genereer
from generator.cli.neem_terug import neem_terug
from generator.cli.nieuw import nieuw
from generator.cli.onderteken import onderteken
from generator.cli.schema import schema
from generator.cli.sjablonen import sjablonen
from generator.cli.status import status
from generator.cli.streams import stand_in
from generator.cli.terugkoppeling import terugkoppeling
from generator.cli.toezichtverslag import toezichtverslag
from generator.cli.trek_in import trek_in
from generator.cli.verifieer import verifieer
from generator.cli.vernieuw import vernieuw
from generator.cli.verzegel import verzegel
from generator.cli.weiger import weiger
from generator.errors import GeneratorError, SurroundingsFailed
from signing.errors import SealingError

# They do one document after another, and keep what is done.
_GO_ON = frozenset({"archiveer", "geef-uit", "onderteken", "vernieuw", "verzegel"})


class _Border(click.Group):
    """A group whose commands end in a sentence and an exit code, never in a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Give the commands in the order of the work, not of the alphabet."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run the command; tell a known failure by its own words, an unknown one by its kind."""
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):
            if ctx.invoked_subcommand not in _GO_ON:
                raise
            click.echo(
                "\nAfgebroken. Wat hierboven is gemeld, is bewaard. Geef dezelfde opdracht om verder te gaan.",
                err=True,
            )
            sys.exit(1)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except BrokenPipeError:
            raise  # whoever reads has seen enough (`| head`); click ends quietly
        except Exception as err:
            if ctx.params.get("fouten") and not isinstance(err, (GeneratorError, SealingError, OSError)):
                raise
            from generator.failures import failure

            found = failure(err)
            _tell(found.message, found.hint)
            sys.exit(found.exit_code)


def _require_folder() -> None:
    """Require that the folder where the command is given is there. Raises `SurroundingsFailed`."""
    try:
        os.getcwd()  # noqa: PTH109 - not to know it
    except OSError as err:
        raise SurroundingsFailed(
            "De map waarin u deze opdracht geeft, bestaat niet meer of is niet te bereiken.",
            hint="Ga met cd naar een andere map en geef de opdracht daar.",
        ) from err


def _tell(message: str, hint: str) -> None:
    from generator.report.excerpt import printable  # what is told may quote a stranger's file

    told = f"Fout: {message}\n\n{hint}" if hint else f"Fout: {message}"
    click.echo("\n".join(map(printable, told.split("\n"))), err=True)


@click.group(
    cls=_Border,
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="[OPTIES]",
    subcommand_metavar="OPDRACHT …",
)
@click.version_option(package_name="taakdelegatie", prog_name="delegatie", message="%(prog)s %(version)s")
@click.option(
    "--fouten", is_flag=True, help="Toon bij een onverwachte fout waar in het programma zij ontstond."
)
def main(*, fouten: bool) -> None:  # noqa: ARG001 - the border reads it
    """Papieren voor taakdelegatie door de bedrijfsarts: maken, ondertekenen, verzegelen, verifiëren.

    \b
    De gewone gang:
      delegatie nieuw      delegatie.yaml
      delegatie controleer delegatie.yaml
      delegatie genereer   delegatie.yaml -o dossiers
      delegatie geef-uit   dossiers/DLG-…   (zegel van de organisatie)
      delegatie onderteken dossiers/DLG-… --als taakgedelegeerde
      delegatie verzegel   dossiers/DLG-…
      delegatie verifieer  dossiers/DLG-… --vertrouw wortel.pem
      delegatie archiveer  dossiers/DLG-… -o archief

    \b
    Uitkomst: 0 goed · 1 bevindingen of ongeldig · 2 verkeerd gebruik ·
    3 niet vast te stellen · 4 een dienst, sleutel of schijf werkte niet mee.
    """
    stand_in()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show Ł shows a question mark; that is no reason to stop.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    _require_folder()


for _command in (
    nieuw, controleer, genereer, geef_uit, onderteken, verzegel, status, verifieer, archiveer, vernieuw,
    weiger, trek_in, terugkoppeling, neem_terug, toezichtverslag, sjablonen, schema, doctor, demo,
):  # fmt: skip
    _command.options_metavar = "[OPTIES]"
    main.add_command(_command)
