"""Options that several commands share: which key, which services, which roots."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Sized
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from generator.settings import Settings
    from generator.settings_services import ServicesEntry
    from signing.increment import Services
    from signing.keys import KeySource
    from signing.listed import TrustedLists
    from signing.network import Login, Network
    from signing.policy import Trust

F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
PLACE = click.Path(exists=True, path_type=Path)
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
    pkcs11: str | None = None
    token: str | None = None
    csc: str | None = None
    sleutel: str | None = None
    pss: bool = False
    wachtwoordbestand: Path | None = None
    wachtwoord_fd: int | None = None
    tsa: tuple[str, ...] = ()
    vertrouw: tuple[Path, ...] = ()
    vertrouwenslijst: bool = False
    lijsten: tuple[Path, ...] = ()
    intrekkingen: tuple[Path, ...] = ()
    configuratie: Path | None = None


def trust_options(command: F) -> F:
    """Add `--vertrouw` and `--configuratie`."""
    command = configuration(command)
    return click.option(
        "--vertrouw",
        metavar="PAD",
        multiple=True,
        type=PLACE,
        envvar="DELEGATIE_VERTROUW",
        help="Wortelcertificaat (PEM of DER) dat u vertrouwt, of een map met wortels; mag vaker.",
    )(command)


def judging_options(command: F) -> F:
    """Add what a verdict rests on: `trust_options`, trusted lists, and what was said of revocation."""
    command = trust_options(command)
    options = (
        click.option(
            "--intrekkingen",
            metavar="PAD",
            multiple=True,
            type=PLACE,
            help="Wat uitgevers zeiden over intrekking (CRL of OCSP), of een map ervan; mag vaker.",
        ),
        click.option(
            "--lijsten",
            metavar="PAD",
            multiple=True,
            type=PLACE,
            help="Vertrouwenslijst van de EU (XML), of een map ervan, in plaats van die in de configuratie; mag vaker.",
        ),
        click.option(
            "--vertrouwenslijst",
            is_flag=True,
            help="Vertrouw ook wie op de vertrouwenslijsten (EU) staat die de configuratie noemt, en houd er QES aan.",
        ),
    )
    for option in options:
        command = option(command)
    return command


def key_options(command: F) -> F:
    """Add the options that name a key, its passphrase and the services."""
    command = trust_options(command)
    options = (
        click.option(
            "--tsa",
            metavar="ADRES",
            multiple=True,
            envvar="DELEGATIE_TSA",
            help="Adres van een tijdstempeldienst (RFC 3161); mag vaker, dan in die volgorde.",
        ),
        click.option(
            "--wachtwoord-fd",
            metavar="NUMMER",
            type=int,
            help="Lees het wachtwoord of de PIN van deze bestandsdescriptor.",
        ),
        click.option(
            "--wachtwoordbestand",
            type=FILE,
            help="Lees het wachtwoord of de PIN uit dit bestand (eerste regel).",
        ),
        click.option("--pss", is_flag=True, help="Onderteken een RSA-sleutel met RSASSA-PSS."),
        click.option(
            "--vertrouwenslijst",
            is_flag=True,
            help="Zoek het certificaat op in de vertrouwenslijsten (EU) die de configuratie noemt.",
        ),
        click.option("--sleutel", metavar="NAAM", help="Een sleutel uit de configuratie."),
        click.option(
            "--csc", metavar="ADRES", help="Sleutel bij een ondertekendienst (CSC), zoals https://…/csc/v1."
        ),
        click.option("--token", metavar="NAAM", help="De kaart, bij --pkcs11; mag weg als er maar één is."),
        click.option(
            "--pkcs11",
            metavar="MODULE",
            help="Sleutel op een smartcard, stick of HSM, met deze PKCS#11-module (.so).",
        ),
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
    """Make the one source of a key that the options name. Raises `click.UsageError`, `InputRefused`."""
    from generator.cli.keys import entry_of, source_of
    from generator.settings import load
    from signing.keys import OpenedOnce

    settings = load(given.configuratie)
    return OpenedOnce(source_of(entry_of(given, settings), given, settings))


def services(given: Given) -> Services:
    """Make the services that signing needs. Raises `click.UsageError`, `InputRefused`, `SealingError`."""
    from generator.settings import load
    from signing.increment import Services
    from signing.revocation import Revocations
    from signing.timestamp import service

    settings = load(given.configuratie)
    said = settings.services
    addresses = given.tsa or said.addresses
    if not addresses:
        raise click.UsageError(
            "Noem de tijdstempeldienst: --tsa, DELEGATIE_TSA of [tijdstempel] in delegatie.toml."
        )
    found = _trust(given, settings)
    if not found:
        raise click.UsageError(
            "Noem de wortels die u vertrouwt: --vertrouw, DELEGATIE_VERTROUW of [vertrouwen] in delegatie.toml."
        )
    way = network(said)
    way.check()
    # a password is for the services that stand beside it, not for whatever address is given
    login = stamp_login(said) if addresses == said.addresses else None
    return Services(
        timestamper=service(*addresses, network=way, login=login),
        trust=found,
        policy=said.policy,
        revocations=Revocations(way),
        lists=_lists(settings.lists, found) if given.vertrouwenslijst else None,
    )


def _lists(paths: Sequence[Path], roots: Trust, *, lenient: bool = False) -> TrustedLists:
    from signing.sign import now
    from signing.trusted_list import load

    if not paths:
        raise click.UsageError("Noem de vertrouwenslijsten in delegatie.toml: [vertrouwen] lijsten.")
    return load(paths, signers=roots.roots, at=now(), lenient=lenient)


def network(entry: ServicesEntry) -> Network:
    """Make the way to the services; what the configuration leaves open is as the network module has it."""
    from signing.network import Network

    usual = Network()
    return Network(
        patience=entry.patience or usual.patience,
        attempts=entry.attempts or usual.attempts,
        proxy=entry.proxy,
        roots=entry.tls_roots,
    )


def stamp_login(entry: ServicesEntry) -> Login | None:
    """Make the login at the time-stamp service, if it asks for one; the password is asked when it is needed."""
    from generator.cli.keys import asker
    from signing.network import Login

    if not entry.user:
        return None
    ask = asker(Given(), entry.password_file)
    return Login(entry.user, lambda: ask(f"Wachtwoord van {entry.user} bij de tijdstempeldienst"))


def trust(given: Given) -> Trust:
    """Gather what verification rests on; nothing is allowed, and leaves the verdict open.

    A trusted list that does not hold is told of on stderr, and leaves open what it would have said. Raises
    `click.UsageError`, `InputRefused`, `SealingError`.
    """
    from generator.report.excerpt import printable
    from generator.settings import load
    from signing.evidence_files import load as evidence

    settings = load(given.configuratie)
    found = replace(_trust(given, settings), evidence=evidence(given.intrekkingen))
    if not (given.vertrouwenslijst or given.lijsten):
        return found
    lists = _lists(given.lijsten or settings.lists, found, lenient=True)
    for why in lists.refused:
        click.echo(printable(why), err=True)
    return replace(found, lists=lists)


def _trust(given: Given, settings: Settings) -> Trust:
    from signing.policy import load_trust

    return load_trust(given.vertrouw or settings.roots)
