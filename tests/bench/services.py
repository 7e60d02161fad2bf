"""The trial PKI in a process of its own, so that its services take no time of what is measured.

`python -m tests.bench.services FOLDER` serves until its input ends.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from signing import testpki
from signing.testpki import KeyKind, TrialPki

ORGANISATION = "Arbodienst De Dieze B.V."
SIGNERS = ("C. Bakker", "B. Jansen", "A.M. de Vries")
# A PKI for each kind of key, since a seal has the name of its organisation whatever its key.
KINDS: tuple[KeyKind, ...] = ("rsa-2048", "rsa-4096", "p-256")
_NAME = "pki.json"


@contextmanager
def elsewhere(folder: Path) -> Iterator[Path]:
    """Have the services answer as long as the block lasts; give the folder in which `find` finds them."""
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "tests.bench.services", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        if process.stdout.readline() != "ready\n":
            raise RuntimeError("the trial PKI did not start")
        try:
            yield folder
        finally:
            process.stdin.close()


def find(folder: str | Path, kind: str) -> TrialPki:
    """Give the PKI of a kind, as the process that serves it wrote it down."""
    found = json.loads(Path(folder, kind, _NAME).read_text("utf-8"))
    return TrialPki(
        folder=Path(folder, kind),
        root=Path(found["root"]),
        keys={name: (Path(certificate), Path(key)) for name, (certificate, key) in found["keys"].items()},
        tsa_url=found["tsa_url"],
    )


def _serve(folder: Path) -> None:
    with ExitStack() as stack:
        for kind in KINDS:
            place = folder / kind
            persons = SIGNERS if kind == KINDS[0] else ()
            pki = stack.enter_context(
                testpki.running(place, persons=persons, seals=(ORGANISATION,), keys={ORGANISATION: kind})
            )
            keys = {name: list(map(str, paths)) for name, paths in pki.keys.items()}
            found = {"root": str(pki.root), "keys": keys, "tsa_url": pki.tsa_url}
            (place / _NAME).write_text(json.dumps(found), "utf-8")
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
