"""The keys of a run: in files, or as people have them, on tokens and at a signing service."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from signing.keys import Key, KeySource, PemSource
from signing.remote import RemoteSource
from signing.testpki import TrialPki
from signing.token import TokenSource
from tests import csc_service, softhsm
from tests.conformance.runs import Run


class Keys:
    """Opens each key once, when it is first asked for."""

    def __init__(self, sources: dict[str, KeySource]) -> None:
        self._sources = sources
        self._open: dict[str, Key] = {}

    def of(self, holder: str) -> Key:
        """Give the opened key of a holder."""
        if holder not in self._open:
            self._open[holder] = self._sources[holder].unlock()
        return self._open[holder]


@contextmanager
def keys_of(run: Run, pki: TrialPki, folder: Path, *, remote: Collection[str]) -> Iterator[Keys]:
    """Put the keys of a PKI where the run wants them until the block ends; those of `remote` at the service."""
    if run.media == "bestanden":
        yield Keys(
            {
                holder: PemSource(certificate_path=certificate, key_path=key, ask=lambda _: "", pss=run.pss)
                for holder, (certificate, key) in pki.keys.items()
            }
        )
        return
    with ExitStack() as stack:
        cards = stack.enter_context(softhsm.cards(folder, pki))
        far = {holder: pki.keys[holder] for holder in sorted(remote)}
        sources: dict[str, KeySource] = {}
        if far:
            service = stack.enter_context(csc_service.csc_service(far))
            access = folder / "toegang.txt"
            access.write_text(service.token)
            for number, holder in enumerate(far, start=1):
                sources[holder] = RemoteSource(
                    url=service.url,
                    credential=f"proef/{number}",
                    access=access,
                    ask=lambda _: csc_service.PIN,
                    pss=run.pss,
                )
        for number, holder in enumerate(one for one in pki.keys if one not in far):
            sources[holder] = TokenSource(
                module=softhsm.MODULE,
                token=cards.card(f"kaart {number}", holder),
                ask=lambda _: softhsm.PIN,
                tell=lambda _: None,
                pss=run.pss,
            )
        yield Keys(sources)
