"""What the configuration names: roots, lists, time-stamp services and keys, each tried for real."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from generator.doctor.check import Check, not_looked_at
from generator.files import why
from generator.settings_keys import PemEntry, Pkcs12Entry, RemoteEntry, TokenEntry
from signing import probe
from signing.errors import SealingError
from signing.policy import Trust, load_trust
from signing.revocation import Revocations
from signing.timestamp import service

if TYPE_CHECKING:
    from generator.settings import Settings
    from generator.settings_keys import KeyEntry
    from signing.keys import KeySource
    from signing.network import Login, Network

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """How what is named is reached: the network, the login at the time-stamp services, what opens a key."""

    network: Network
    login: Login | None = field(repr=False)
    open_key: Callable[[KeyEntry], KeySource] = field(repr=False)


def unread() -> Iterator[Check]:
    """Say what is not tried where the configuration cannot be read: nobody knows what it names."""
    yield from map(not_looked_at, ("wortels", "sleutels", "tijdstempeldienst"))


def named(
    settings: Settings, means: Means, *, unlock: bool, clock: Callable[[], datetime]
) -> Iterator[Check]:
    """Try all that the configuration names; with `unlock` each key is opened, and makes one signature."""
    terms = probe.Terms(trust=_trust(settings), revocations=Revocations(means.network), at=clock())
    yield from _roots(settings, at=terms.at)
    yield from _lists(settings, terms)
    sources = {name: means.open_key(entry) for name, entry in settings.keys.items()}
    for name, source in sources.items():
        subject = f"sleutel {name}"
        if missing := _missing(subject, settings.keys[name]):
            yield missing
            continue
        yield from _secrets(subject, settings.keys[name])
        for one in probe.key(source, unlock=unlock, terms=terms):
            yield _check(subject, one)
    if not sources:
        yield Check(
            subject="sleutels",
            verdict="goed",
            says="geen in de configuratie; --pkcs12, --pem, --pkcs11 of --csc noemt er telkens een.",
        )
    yield from _stamps(settings, means, probe.all_issuers(sources.values()), terms, clock)


def _stamps(
    settings: Settings,
    means: Means,
    known: probe.Certificates,
    terms: probe.Terms,
    clock: Callable[[], datetime],
) -> Iterator[Check]:
    if not settings.services.addresses:
        yield Check(
            subject="tijdstempeldienst",
            verdict="let op",
            says="er is er geen genoemd.",
            next_step="Noem er een onder [tijdstempel], of geef hem telkens met --tsa.",
        )
    for address in settings.services.addresses:
        subject = f"tijdstempeldienst {address}"
        try:
            asked = service(address, network=means.network, login=means.login)
        except SealingError as err:
            yield Check(subject=subject, verdict="fout", says=err.message, next_step=err.hint)
            continue
        for one in probe.time_stamp(asked, known, terms=terms, clock=clock):
            yield _check(subject, one)


def _check(subject: str, found: probe.Finding) -> Check:
    return Check(subject=subject, verdict=found.verdict, says=found.says, next_step=found.next_step)


def _trust(settings: Settings) -> Trust:
    """Gather the roots that can be read; the others have a line of their own."""
    found = Trust()
    for path in settings.roots:
        with suppress(SealingError):
            found = Trust(roots=(*found.roots, *load_trust([path]).roots))
    return found


def _roots(settings: Settings, *, at: datetime) -> Iterator[Check]:
    if not settings.roots:
        yield Check(
            subject="wortels",
            verdict="let op",
            says="er zijn er geen genoemd.",
            next_step="Noem ze onder [vertrouwen], of geef ze telkens met --vertrouw.",
        )
    for path in settings.roots:
        for one in probe.root(path, at=at):
            yield _check(f"wortel {path.name}", one)


def _lists(settings: Settings, terms: probe.Terms) -> Iterator[Check]:
    if settings.lists:
        yield _check("vertrouwenslijsten", probe.trusted_lists(settings.lists, terms))


def _missing(subject: str, entry: KeyEntry) -> Check | None:
    """Look whether a bundle is there: it is not opened without its passphrase, so nothing else would tell."""
    if not isinstance(entry, Pkcs12Entry):
        return None
    try:
        entry.path.stat()
    except OSError as err:
        return Check(
            subject=subject,
            verdict="fout",
            says=f"{entry.path} kan niet worden gelezen ({why(err)}).",
            next_step="Controleer de naam van het bestand en uw toegang ertoe.",
        )
    return None


def _secrets(subject: str, entry: KeyEntry) -> Iterator[Check]:
    """Look at the files with secrets: are they there, and for the owner only."""
    for path in _secret_files(entry):
        try:
            mode = path.stat().st_mode
        except OSError as err:
            yield Check(
                subject=subject,
                verdict="fout",
                says=f"{path} kan niet worden gelezen ({why(err)}).",
                next_step="Controleer de naam; of laat het weg, dan wordt het geheim gevraagd.",
            )
            continue
        if mode & _OTHERS and stat.S_ISREG(mode):
            yield Check(
                subject=subject,
                verdict="let op",
                says=f"{path} is ook voor anderen op deze computer te lezen.",
                next_step=f"chmod 600 {path}",
            )


def _secret_files(entry: KeyEntry) -> Iterable[Path]:
    match entry:
        case Pkcs12Entry(password_file=one) | TokenEntry(pin_file=one):
            found = [one]
        case PemEntry(key=key, password_file=one):
            found = [key, one]
        case RemoteEntry(access_file=one, pin_file=other):
            found = [one, other]
    return [path for path in found if path is not None]
