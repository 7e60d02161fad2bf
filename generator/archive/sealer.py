"""The one key of a run that archives: opened once, however many dossiers, and kept in the process of its owner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from generator.archive import statement
from generator.errors import GeneratorError
from generator.steps import permission
from signing.errors import SealingError
from signing.increment import Outcome, Services
from signing.keys import Key, KeySource, OpenedOnce
from signing.plan import Slot
from signing.sign import Paper


class Sealer:
    """Seals the statements of packages with the key of `source`; `tell` hears of its certificate.

    A key that does not open is tried once: a wrong PIN that is given again for each dossier blocks a card.
    """

    def __init__(
        self,
        source: KeySource,
        services: Services,
        *,
        tell: Callable[[str], None],
        clock: Callable[[], datetime],
    ) -> None:
        self.services, self.clock = services, clock
        self._source, self._tell = _TriedOnce(source), tell

    @property
    def failed(self) -> GeneratorError | SealingError | None:
        """Give why the key did not open, if it was tried and did not."""
        return self._source.failed

    @property
    def opened(self) -> bool:
        """Claim that no secret will be asked any more."""
        return self._source.opened

    def open_for(self, slot: Slot) -> tuple[bytes, ...]:
        """Open the key, if it may seal in `slot`; give its certificates (DER), its own first.

        Raises `WrongTurn`, `KeyFailed`, `InputRefused`.
        """
        key = permission.open_for([slot], self._source, self.services, tell=self._tell, clock=self.clock).key
        return tuple(one.dump() for one in (key.certificate, *key.signer.cert_registry))

    def __call__(self, papers: Sequence[Paper]) -> list[Outcome]:
        """Seal statements, for whose slot the key was opened, together; each is whole, or one says why it is not."""
        return statement.seal_all(papers, self._source.unlock(), self.services, clock=self.clock)


class _TriedOnce(OpenedOnce):
    """A source of a key that is opened once, or fails once: then `failed` says why."""

    failed: GeneratorError | SealingError | None = None
    opened = False

    def unlock(self) -> Key:
        """Open the key the first time. Raises `KeyFailed` and what asking for a secret raises, every time the same."""
        if self.failed is not None:
            raise self.failed
        try:
            key = super().unlock()
        except (GeneratorError, SealingError) as err:
            self.failed = err
            raise
        self.opened = True
        return key
