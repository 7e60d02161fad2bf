"""Make docs/betrouwbaarheid.md: `python -m tests.faults docs/betrouwbaarheid.md`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from signing import testpki
from tests import faulty
from tests.conftest import PERSONS, SEALS
from tests.faults.everything import sections
from tests.faults.page import page
from tests.workshop import Workshop


def main(target: Path) -> None:
    """Break everything, and write what was found to `target`."""
    with tempfile.TemporaryDirectory(prefix="delegatie-fouten-") as name:
        folder = Path(name)
        with (
            testpki.running(folder / "pki", persons=PERSONS, seals=SEALS) as pki,
            faulty.before(pki) as faults,
        ):
            workshop = Workshop(pki, folder / "werkplaats")
            made = []
            for section in sections(workshop, folder, faults):
                made.append(section)
                sys.stderr.write(f"{section.partition(chr(10))[0]}\n")
    target.write_text(page(made), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
