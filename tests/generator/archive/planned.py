"""What a plan reads of a package, and no more of it: a statement that is sealed, and the delegation file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from generator.archive.glance import Glance, Proof
from generator.archive.model import STATEMENT
from signing.archive.lifetime import Lifetime
from signing.plan import RESERVE_FIELDS

AT = datetime(2027, 6, 1, 9, tzinfo=UTC)
PAPER = "pdf/D9-informatiebrief-werknemers.pdf"


def package(folder: Path, dossier: Path, *, reference: str = "DLG-2026-0042") -> Path:
    """A folder as a package is, with a paper of `dossier` for its statement."""
    books = folder / "data" / reference / f"{reference}-administratie"
    books.mkdir(parents=True)
    (folder / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "utf-8")
    (folder / STATEMENT).write_bytes((dossier / PAPER).read_bytes())
    (books / "delegatie.yaml").write_bytes((dossier / "delegatie.yaml").read_bytes())
    return folder


def seen(
    name: str,
    *,
    until: date = date(2036, 11, 20),
    keep_until: date = date(2047, 12, 31),
    stamped: datetime = datetime(2026, 11, 22, 6, tzinfo=UTC),
    government: bool = False,
) -> Glance:
    """A glance at a dossier of which only this matters."""
    ends = Lifetime(
        field=RESERVE_FIELDS[0],
        stamped=stamped,
        until=until,
        reason="certificaat",
        told=f"Het bewijs staat tot en met {until:%d-%m-%Y}: daarna is het certificaat verlopen.",
        free=RESERVE_FIELDS[1:],
    )
    proof = Proof(
        reference=name,
        lifetime=ends,
        governing="pdf/D1-delegatieovereenkomst.pdf",
        free=2,
        keep_until=keep_until,
        officer="H. Willems, informatiebeheerder",
        government=government,
    )
    return Glance(path=Path("archief", name), kind="dossier", proof=proof)
