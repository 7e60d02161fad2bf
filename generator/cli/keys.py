"""From what is said of a key, as options or in the configuration, to the source that opens it.

Secrets come from a file, a descriptor or a prompt; never from an argument.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.errors import InputRefused

if TYPE_CHECKING:
    from generator.cli.options import Given
    from generator.settings import Settings
    from generator.settings_keys import KeyEntry, RemoteEntry, TokenEntry
    from signing.keys import KeySource

Ask = Callable[[str], str]
_MOST_BYTES = 10_000
ONE_KEY = "--pkcs12, --pem, --pkcs11, --csc of --sleutel"


def entry_of(given: Given, settings: Settings) -> KeyEntry:
    """Give the one key that the options name. Raises `click.UsageError`, `InputRefused`."""
    from generator.settings_keys import PemEntry, Pkcs12Entry, RemoteEntry, TokenEntry, module_at

    if given.token and not given.pkcs11:
        raise click.UsageError("--token hoort bij --pkcs11.")
    named = [one for one in (given.pkcs12, given.pem, given.pkcs11, given.csc, given.sleutel) if one]
    if len(named) != 1:
        raise click.UsageError(f"Noem precies één sleutel: {ONE_KEY}.")
    if given.pkcs12:
        return Pkcs12Entry(path=given.pkcs12)
    if given.pem:
        return PemEntry(certificate=given.pem[0], key=given.pem[1])
    if given.pkcs11:
        return TokenEntry(module=module_at(Path.cwd(), given.pkcs11), token=given.token or "")
    if given.csc:
        return RemoteEntry(address=given.csc)
    entry = settings.keys.get(given.sleutel or "")
    if entry is None:
        raise InputRefused(
            f"De configuratie kent geen sleutel «{given.sleutel}».",
            hint=f"Wel: {', '.join(sorted(settings.keys)) or 'geen enkele'}.",
        )
    return entry


def source_of(entry: KeyEntry, given: Given, settings: Settings) -> KeySource:
    """Make the source of a key. A card is let go of when the command ends."""
    from generator.settings_keys import PemEntry, Pkcs12Entry, TokenEntry
    from signing.keys import PemSource, Pkcs12Source

    if isinstance(entry, Pkcs12Entry):
        return Pkcs12Source(path=entry.path, ask=asker(given, entry.password_file), pss=given.pss)
    if isinstance(entry, PemEntry):
        ask = asker(given, entry.password_file)
        return PemSource(certificate_path=entry.certificate, key_path=entry.key, ask=ask, pss=given.pss)
    return _token(entry, given) if isinstance(entry, TokenEntry) else _remote(entry, given, settings)


def _token(entry: TokenEntry, given: Given) -> KeySource:
    from signing.token import TokenSource

    source = TokenSource(
        module=entry.module,
        ask=asker(given, entry.pin_file),
        tell=partial(click.echo, err=True),
        token=entry.token,
        slot=entry.slot,
        certificate_label=entry.certificate,
        certificate_id=entry.certificate_id,
        pin=entry.pin,
        signing_pin=entry.signing_pin,
        chain=entry.chain,
        pss=given.pss,
    )
    click.get_current_context().call_on_close(source.close)
    return source


def _remote(entry: RemoteEntry, given: Given, settings: Settings) -> KeySource:
    from signing.network import Network
    from signing.remote import RemoteSource

    network, said = Network(), settings.services
    pin_comes = 1 if entry.access_file else 2  # the access token is asked before it
    return RemoteSource(
        url=entry.address,
        ask=_only(asker(given, entry.pin_file), pin_comes),
        credential=entry.credential,
        access=entry.access_file,
        authorisation=entry.authorisation,
        chain=entry.chain,
        pss=given.pss,
        timeout=said.patience or network.patience,
        attempts=said.attempts or network.attempts,
        proxy=said.proxy,
        tls_roots=said.tls_roots,
    )


def asker(given: Given, file: Path | None = None) -> Ask:
    """Make what asks for a secret: the option's file or descriptor, the `file` of the configuration, a prompt."""
    place = given.wachtwoordbestand or (file if given.wachtwoord_fd is None else None)

    @cache  # a descriptor is read once
    def read() -> str:
        source = (
            os.fdopen(given.wachtwoord_fd or 0, encoding="utf-8")
            if place is None
            else place.open("r", -1, "utf-8")
        )
        with source:
            return source.read(_MOST_BYTES).split("\n", 1)[0].rstrip("\r")

    def ask(question: str) -> str:
        if place is None and given.wachtwoord_fd is None:
            return prompt(question)
        try:
            return read()
        except (OSError, ValueError):  # not chained: the error may show a part of the secret
            raise InputRefused(
                f"Het wachtwoord kan niet worden gelezen{f' ({place})' if place else ''}.",
                hint="Klopt het bestand of de descriptor, en is de inhoud tekst in UTF-8?",
            ) from None

    return ask


def prompt(question: str) -> str:
    """Ask for a secret on the terminal; it is not shown.

    Raises `KeyboardInterrupt`, also for one of many, and `InputRefused` where nobody answers.
    """
    from generator.many.stop import at_once

    with at_once() as interrupted:
        try:
            return str(click.prompt(question, hide_input=True, err=True))
        except click.Abort:
            if interrupted():
                raise KeyboardInterrupt from None
            raise InputRefused(
                f"Op de vraag «{question}» kwam geen antwoord.",
                hint="Geef de opdracht op een terminal, of laat het lezen met --wachtwoordbestand of --wachtwoord-fd.",
            ) from None


def _only(ask: Ask, number: int) -> Ask:
    """Answer one question from a file, and prompt for the others: they are about other secrets."""
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return ask(question) if len(asked) == number else prompt(question)

    return answer
