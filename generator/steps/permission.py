"""What is looked at before a secret is asked: may this certificate sign, and can these documents bear it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from asn1crypto import x509

from generator.dossier import Document, Dossier
from signing import preflight
from signing.certificate import Examined, examine
from signing.identity import fingerprint
from signing.increment import Services
from signing.keys import Key, KeySource
from signing.plan import Slot
from signing.revoked import ask

Turn = Sequence[tuple[Document, Slot]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Permitted:
    """An opened key, and what was found of its certificate."""

    key: Key = field(repr=False)
    examined: Examined

    @property
    def line(self) -> dict[str, dict[str, str]]:
        """Give what the ledger keeps of the certificate, beside its holder and digest."""
        return {"certificaat_gegevens": self.examined.as_json()}


def _nobody(_line: str) -> None:
    """Tell nobody: it was told before."""


def unlock(
    dossier: Dossier,
    turn: Turn,
    source: KeySource,
    services: Services,
    *,
    tell: Callable[[str], None],
    clock: Callable[[], datetime],
) -> Permitted:
    """Open the key for the documents of `turn`, after all that can be refused without a secret was looked at.

    `tell` is given a few lines on the certificate: before the secret is asked where the medium shows it, else
    after. Raises `WrongTurn`, `KeyFailed`, `DocumentRefused`.
    """
    for document, slot in turn:
        preflight.require(dossier.read_pdf(document), slot, title=document.plan.title)
    return open_for([slot for _, slot in turn], source, services, tell=tell, clock=clock)


def open_for(
    slots: Sequence[Slot],
    source: KeySource,
    services: Services,
    *,
    tell: Callable[[str], None],
    clock: Callable[[], datetime],
) -> Permitted:
    """Open the key for these slots, whose documents were looked at. Raises `WrongTurn`, `KeyFailed`."""
    known = source.certificate()
    before = None
    if known is not None:
        before = look(slots, known, source.issuers(), services, at=clock(), tell=tell)
    key = source.unlock()
    same = known is not None and fingerprint(known) == fingerprint(key.certificate)
    if before is not None and same and before.revocation.answer == "goed":
        return Permitted(key=key, examined=before)
    # A container shows its certificate, and a card its chain, only now: still nothing is signed.
    chain = tuple(key.signer.cert_registry)
    found = look(slots, key.certificate, chain, services, at=clock(), tell=_nobody if same else tell)
    return Permitted(key=key, examined=found)


def look(
    slots: Sequence[Slot],
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate],
    services: Services,
    *,
    at: datetime,
    tell: Callable[[str], None] = _nobody,
) -> Examined:
    """Examine the certificate for every slot, asking its issuer and the trusted lists that were given.

    Raises `WrongTurn`, `KeyFailed` for the first slot that it may not sign.
    """
    for slot in slots:  # first what it says of itself: nobody is asked about another person's certificate
        examine(certificate, slot, at=at).require()
    revocation = ask(certificate, lambda: services.context(chain))
    listing = services.lists.listing(certificate, chain, at=at) if services.lists else None
    every = [examine(certificate, slot, at=at, revocation=revocation, listing=listing) for slot in slots]
    for line in every[0].lines:
        tell(line)
    for one in every:
        one.require()
    return every[0]
