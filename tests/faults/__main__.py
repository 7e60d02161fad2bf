"""Make docs/betrouwbaarheid.md: `python -m tests.faults docs/betrouwbaarheid.md`.

Scenes named behind it (`archiveer-tar`, `csc`) renew their sections only. What is made is kept at once: it takes hours.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from signing import testpki
from tests import faulty
from tests.conftest import PERSONS, SEALS
from tests.faults.everything import names, sections
from tests.faults.page import page, parts, title_of
from tests.workshop import Workshop


def main(target: Path, only: tuple[str, ...] = ()) -> None:
    """Break everything, or what `only` names, and write what was found to `target`."""
    kept = parts(target.read_text("utf-8")) if target.exists() else {}
    with tempfile.TemporaryDirectory(prefix="delegatie-fouten-") as name:
        folder = Path(name)
        with (
            testpki.running(folder / "pki", persons=PERSONS, seals=SEALS) as pki,
            faulty.before(pki) as faults,
        ):
            workshop = Workshop(pki, folder / "werkplaats")
            known = names(workshop, folder / "namen")
            if unknown := set(only) - set(known):
                sys.exit(f"no such scene: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
            made: list[str] = []
            for section in sections(workshop, folder, faults, only=only, kept=kept):
                made.append(section)
                kept.pop(title_of(section), None)
                target.write_text(page((*made, *kept.values())), "utf-8")
                sys.stderr.write(f"## {title_of(section)}\n")
    target.write_text(page(made), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]))
