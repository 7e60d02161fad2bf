"""What else can stand where a PDF is expected: odd names, links, pipes, devices, folders, archives."""

from __future__ import annotations

import os
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.hostile.raw import noise

_NAMES = {  # what a file can be called; all of them hold the good paper
    "spaces": "met  spaties .pdf",
    "dash": "-rf.pdf",
    "escape codes": "\x1b[2J\x1b]0;titel\x07.pdf",
    "line end": "een\ntwee.pdf",
    "carriage return": "GELDIG\r.pdf",
    "right to left": "\u202efdp.exe.pdf",
    "zero width": "ge\u200bldig.pdf",
    "quotes": "'\"`$(x)`.pdf",
    "glob": "*?[a].pdf",
    "percent": "%s%n%x.pdf",
    "long": "l" * 250 + ".pdf",
    "emoji": "\U0001f58b\ufe0f.pdf",
    "braces": "{0}{{x}}.pdf",
    "no ending": "zonder",
    "hidden": ".pdf",
}


def places(folder: Path, sealed: bytes) -> Iterator[tuple[str, Path, bool]]:
    """Make what else can stand where a PDF is expected: name, path, and whether the good paper can be read there."""
    good = folder / "goed.pdf"
    good.write_bytes(sealed)
    for name, called in _NAMES.items():
        path = folder / "namen" / called
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(sealed)
        yield f"name: {name}", path, True
    odd = Path(os.fsdecode(os.fsencode(folder) + b"/geen \xff utf-8 \xfe.pdf"))
    odd.write_bytes(sealed)
    yield "name: no UTF-8", odd, True
    for name, target in {
        "good": good,
        "nowhere": folder / "weg",
        "zero": "/dev/zero",
        "chance": "/dev/random",
    }.items():
        link = folder / f"koppeling-{name}.pdf"
        link.symlink_to(target)
        yield f"link: {name}", link, name == "good"
    ring = folder / "kring.pdf"
    ring.symlink_to(ring)
    yield "link: ring", ring, False
    pipe = folder / "buis.pdf"
    os.mkfifo(pipe)
    yield "a pipe", pipe, False
    with socket.socket(socket.AF_UNIX) as plug:
        here = os.open(folder, os.O_RDONLY)
        plug.bind(f"/proc/self/fd/{here}/stopcontact.pdf")  # the whole name may be too long for a socket
        os.close(here)
    yield "a socket", folder / "stopcontact.pdf", False
    yield "a device", Path("/dev/null"), False
    for name, manifest in {
        "empty folder": None, "manifest that is empty": b"", "manifest that is deep": b"[" * 200_000,
        "manifest that is noise": noise(8, 10_000), "manifest of nothing": b"{}",
    }.items():  # fmt: skip
        made = folder / f"{name}.pdf"
        made.mkdir()
        if manifest is not None:
            (made / "dossier.json").write_bytes(manifest)
        yield f"folder: {name}", made, False
    yield from _archives(folder)


def _archives(folder: Path) -> Iterator[tuple[str, Path, bool]]:
    bomb_zip = folder / "bom.zip"
    with zipfile.ZipFile(bomb_zip, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("x/bagit.txt", bytes(50_000_000))
    climber = folder / "klimmer.zip"
    with zipfile.ZipFile(climber, "w") as packed:
        packed.writestr("../../weg.txt", "x")
    for path, data in {
        folder / "leeg.zip": b"", folder / "leeg.tar": b"", folder / "ruis.zip": b"PK\3\4" + bytes(1000),
        folder / "ruis.tar": noise(9, 10_240),
    }.items():  # fmt: skip
        path.write_bytes(data)
        yield f"archive: {path.name}", path, False
    yield "archive: a bomb", bomb_zip, False
    yield "archive: out of its folder", climber, False
