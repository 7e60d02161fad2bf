"""`delegatie onderteken`: one person signs all that waits: here with one unlocked key, or elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.options import FILE, Given, counted, key_options, key_source, services
from generator.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.dossier import Dossier
    from generator.steps import Brought

    Work = Sequence[tuple[Dossier, tuple[str, ...]]]


@click.command(short_help="Onderteken wat op uw rol wacht.")
@click.argument(
    "paths", metavar="DOSSIER|PDF…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "--als",
    "role",
    required=True,
    type=click.Choice(["werkgever", "taakgedelegeerde", "bedrijfsarts"]),
    help="In welke rol u tekent.",
)
@key_options
@click.option(
    "--voorbereiden",
    metavar="MAP",
    type=click.Path(path_type=Path),
    help="Zet klaar wat op deze rol wacht, om op een andere computer of met een ander programma te tekenen. "
    "Vraagt geen sleutel en geen netwerk.",
)
@click.option(
    "--certificaat",
    type=FILE,
    help="Bij --voorbereiden: het certificaat waarmee wordt getekend; dan kan ook een losse handtekening terugkomen.",
)
@click.option(
    "--invoegen",
    metavar="MAP|BESTAND",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Neem terug wat elders is getekend: een PDF, een losse handtekening, of de map die is klaargezet; mag vaker.",
)
def onderteken(
    paths: tuple[Path, ...],
    *,
    role: str,
    voorbereiden: Path | None,
    certificaat: Path | None,
    invoegen: tuple[Path, ...],
    **given: Any,  # noqa: ANN401 - options by name
) -> None:
    """Onderteken alles wat op deze rol wacht, met één keer uw wachtwoord.

    Wie tekent en of die persoon aan de beurt is, wordt gecontroleerd voordat de sleutel wordt gebruikt.

    Elders tekenen, met een ander programma of zonder netwerk: --voorbereiden MAP zet klaar, --invoegen MAP neemt terug.
    """
    options = Given(**given)
    if voorbereiden is not None and invoegen:
        raise click.UsageError("Kies --voorbereiden of --invoegen, niet allebei.")
    if certificaat is not None and voorbereiden is None:
        raise click.UsageError("--certificaat hoort bij --voorbereiden.")
    away = voorbereiden is not None or bool(invoegen)
    if away and any((options.pkcs12, options.pem, options.pkcs11, options.csc, options.sleutel)):
        raise click.UsageError("Bij --voorbereiden en --invoegen wordt hier geen sleutel gebruikt.")
    work = _work(paths)
    if voorbereiden is not None:
        _lay_out(work, role, voorbereiden, certificaat)
    elif invoegen:
        _take_back(work, role, invoegen, options)
    else:
        _sign(work, role, options)


def _work(paths: Sequence[Path]) -> Work:
    from generator.dossier import open_dossier
    from generator.examine import home_of

    work: list[tuple[Dossier, tuple[str, ...]]] = []
    for path in paths:
        if path.is_dir():
            work.append((open_dossier(path), ()))
            continue
        home = home_of(path)
        if home is None:
            raise InputRefused(
                f"{path} hoort niet bij een dossier; wie het moet tekenen, is niet bekend.",
                hint="Wijs de map van het dossier aan, of de PDF die daarin staat.",
            )
        work.append((home[0], (home[1].id,)))
    return work


def _sign(work: Work, role: str, options: Given) -> None:
    from generator import conditions, steps
    from signing.sign import now

    source, needed = key_source(options), services(options)
    for dossier, only in work:
        if late := conditions.late(dossier, [now()]):
            click.echo(f"Let op, {late}", err=True)
        done = steps.approve(dossier, role, source, needed, only=only, progress=_tell, clock=now)
        click.echo(f"{dossier.folder}: {counted(done)} ondertekend.")


def _lay_out(work: Work, role: str, folder: Path, certificate: Path | None) -> None:
    from generator import steps
    from signing.sign import now

    for dossier, only in work:
        place = folder / dossier.manifest.reference
        done = steps.lay_out(dossier, role, place, only=only, certificate=certificate, clock=now)
        click.echo(f"{place}: {counted(done)} klaargezet. Hoe het verder gaat, staat in LEESMIJ.txt.")


def _take_back(work: Work, role: str, paths: Sequence[Path], options: Given) -> None:
    from generator import conditions, steps
    from signing.sign import now

    brought: list[Brought] = steps.gather(paths)
    needed = services(options)
    for (dossier, _), mine in zip(work, _by_dossier([one for one, _ in work], brought), strict=True):
        if not mine:
            continue
        if late := conditions.late(dossier, [now()]):
            click.echo(f"Let op, {late}", err=True)
        done = steps.take_back(dossier, role, mine, needed, progress=_tell, clock=now)
        click.echo(f"{dossier.folder}: {counted(done)} teruggenomen.")


def _by_dossier(dossiers: Sequence[Dossier], brought: Sequence[Brought]) -> list[list[Brought]]:
    """Give each dossier what came back for it; what belongs to none goes to the first, which says so."""
    references = [dossier.manifest.reference for dossier in dossiers]
    shares: list[list[Brought]] = [[] for _ in dossiers]
    for one in brought:
        shares[references.index(one.reference) if one.reference in references else 0].append(one)
    return shares


def _tell(text: str) -> None:
    click.echo(text, err=True)
