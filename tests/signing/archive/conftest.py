"""A small bag, as a package is: a payload of a few files, and a seal beside the manifests."""

from __future__ import annotations

from pathlib import Path

import pytest

from signing.archive import bag

BESIDE = ("verklaring.pdf",)
PAYLOAD = {
    "data/DLG-1/D1/D1.pdf": b"%PDF-1.7 overeenkomst",
    "data/DLG-1/D1/D1.pdf.bestand.MDTO.xml": b"<MDTO/>",
    "data/DLG-1/leeg.txt": b"",
    "data/LEESMIJ.txt": "Beëindigd: zie de overeenkomst.\n".encode(),
}
INFO = {"Source-Organization": "Arbodienst De Dieze B.V.", "External-Identifier": "DLG-1"}


def lay_out(folder: Path, files: dict[str, bytes] = PAYLOAD) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = lay_out(tmp_path / "uit" / "DLG-1")
    bag.make(folder, INFO)
    (folder / BESIDE[0]).write_bytes(b"%PDF-1.7 verklaring")
    return folder
