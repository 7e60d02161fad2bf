"""Options that several commands share: which key, which services, which roots."""

from __future__ import annotations

import os
from collections.abc import Callable, Sized
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from generator.errors import InputRefused

if TYPE_CHECKING:
    from generator.settings import Settings
    from signing.increment import Services
    from signing.keys import KeySource
    from signing.policy import Trust

F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
configuration = click.option(
    "--configuratie",
    type=FILE,
    help="Configuratiebestand; anders delegatie.toml in deze map, als dat er is.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the shared options said."""

    pkcs12: Path | None = None
    pem: tuple[Path, Path] | None = None
    sleutel: str | None = None
    pss: bool = False
    wachtwoordbestand: Path | None = None
    wachtwoord_fd: int | None = None
    tsa: str | None = None
    vertrouw: tuple[Path, ...] = ()
    configuratie: Path | None = None


def trust_options(command: F) -> F:
    """Add `--vertrouw` and `--configuratie`."""
    command = configuration(command)
    return click.option(
        "--vertrouw",
        multiple=True,
        type=FILE,
        envvar="DELEGATIE_VERTROUW",
        help="Wortelcertificaat (PEM of DER) dat u vertrouwt; mag vaker.",
    )(command)


def key_options(command: F) -> F:
    """Add the options that name a key, its passphrase and the services."""
    command = trust_options(command)
    options = (
        click.option(
            "--tsa",
            metavar="ADRES",
            envvar="DELEGATIE_TSA",
            help="Adres van de tijdstempeldienst (RFC 3161).",
        ),
        click.option(
            "--wachtwoord-fd",
            metavar="NUMMER",
            type=int,
            help="Lees het wachtwoord van deze bestandsdescriptor.",
        ),
        click.option(
            "--wachtwoordbestand", type=FILE, help="Lees het wachtwoord uit dit bestand (eerste regel)."
        ),
        click.option("--pss", is_flag=True, help="Onderteken een RSA-sleutel met RSASSA-PSS."),
        click.option("--sleutel", metavar="NAAM", help="Een sleutel uit de configuratie."),
        click.option(
            "--pem",
            nargs=2,
            type=FILE,
            metavar="CERT SLEUTEL",
            help="Certificaat (met keten) en privésleutel.",
        ),
        click.option(
            "--pkcs12", type=FILE, help="Sleutel en certificaat in één PKCS#12-bestand (.p12, .pfx)."
        ),
    )
    for option in options:
        command = option(command)
    return command


def counted(documents: Sized) -> str:
    """Write how many documents, as a number with its noun."""
    number = len(documents)
    return f"{number} document" if number == 1 else f"{number} documenten"


def key_source(given: Given) -> KeySource:
    """Make the one source of a key that the options name. Raises `click.UsageError`."""
    from generator.settings import load
    from signing.keys import OpenedOnce, PemSource, Pkcs12Source

    named = [option for option in (given.pkcs12, given.pem, given.sleutel) if option]
    if len(named) != 1:
        raise click.UsageError("Noem precies één sleutel: --pkcs12, --pem of --sleutel.")
    pkcs12, pem = given.pkcs12, given.pem
    if given.sleutel:
        keys = load(given.configuratie).keys
        entry = keys.get(given.sleutel)
        if entry is None:
            raise InputRefused(
                f"De configuratie kent geen sleutel «{given.sleutel}».",
                hint=f"Wel: {', '.join(sorted(keys)) or 'geen enkele'}.",
            )
        if entry.kind == "pkcs12":
            pkcs12 = entry.paths[0]
        else:
            pem = (entry.paths[0], entry.paths[1])
    ask = _asker(given)
    if pkcs12 is not None:
        return OpenedOnce(Pkcs12Source(path=pkcs12, ask=ask, pss=given.pss))
    if pem is None:
        raise click.UsageError("Noem een sleutel: --pkcs12, --pem of --sleutel.")
    return OpenedOnce(PemSource(certificate_path=pem[0], key_path=pem[1], ask=ask, pss=given.pss))


def services(given: Given) -> Services:
    """Make the services that signing needs. Raises `click.UsageError`."""
    from generator.settings import load
    from signing.increment import Services
    from signing.timestamp import service

    settings = load(given.configuratie)
    url = given.tsa or settings.tsa_url
    if not url:
        raise click.UsageError(
            "Noem de tijdstempeldienst: --tsa, DELEGATIE_TSA of [tijdstempel] in delegatie.toml."
        )
    found = _trust(given, settings)
    if not found:
        raise click.UsageError(
            "Noem de wortels die u vertrouwt: --vertrouw, DELEGATIE_VERTROUW of [vertrouwen] in delegatie.toml."
        )
    return Services(timestamper=service(url), trust=found)


def trust(given: Given) -> Trust:
    """Gather the roots for verification; none is allowed, and leaves the verdict open."""
    from generator.settings import load

    return _trust(given, load(given.configuratie))


def _trust(given: Given, settings: Settings) -> Trust:
    from signing.policy import load_trust

    return load_trust(given.vertrouw or settings.roots)


def _asker(given: Given) -> Callable[[str], str]:
    def ask(question: str) -> str:
        if given.wachtwoordbestand is None and given.wachtwoord_fd is None:
            return str(click.prompt(question, hide_input=True, err=True))
        try:
            if given.wachtwoordbestand is not None:
                return _first_line(given.wachtwoordbestand.read_text(encoding="utf-8"))
            with os.fdopen(given.wachtwoord_fd or 0, encoding="utf-8") as source:
                return _first_line(source.read())
        except (OSError, UnicodeDecodeError):  # not chained: the error may show a part of the secret
            raise InputRefused(
                "Het wachtwoord kan niet worden gelezen.",
                hint="Klopt het bestand of de descriptor, en is de inhoud tekst in UTF-8?",
            ) from None

    return ask


def _first_line(text: str) -> str:
    return text.split("\n", 1)[0].rstrip("\r")
