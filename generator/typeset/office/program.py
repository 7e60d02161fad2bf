"""Runs soffice: a profile and fonts of its own, a limit in time, and no trust in its exit code.

The only module that starts a program. Two runs share nothing, so they may run at the same time;
what a run started is ended with it, and nothing else is.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import SurroundingsFailed
from generator.typeset.office.fonts import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NAMES = ("soffice", "libreoffice")
INSTALL = "Installeer LibreOffice Writer (Debian, Ubuntu: apt-get install libreoffice-writer-nogui)"

_FILTER = "pdf:writer_pdf_Export:" + json.dumps(
    {
        option: {"type": kind, "value": value}
        for option, kind, value in (
            # 2 is PDF/A-2b; LibreOffice knows no level A, the mending makes the rest of it
            ("SelectPdfVersion", "long", "2"),
            ("PDFUACompliance", "boolean", "true"),
            ("UseTaggedPDF", "boolean", "true"),
            ("ExportBookmarks", "boolean", "true"),
            ("ExportFormFields", "boolean", "false"),
            ("ExportNotes", "boolean", "false"),
            ("EmbedStandardFonts", "boolean", "true"),
            ("UseLosslessCompression", "boolean", "true"),
        )
    },
    separators=(",", ":"),
)
# Links to other files are never followed: a document is what is in it.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""
_POLL = 0.02  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An soffice on this machine, and how long one document, and the start, may take (seconds)."""

    program: Path
    start: float = 60.0
    each: float = 15.0

    def version(self) -> str:
        """Ask for the version, since another one may give other bytes. Raises SurroundingsFailed."""
        with tempfile.TemporaryDirectory(prefix="delegatie-office-") as temporary:
            told = _run([str(self.program), "--version"], Path(temporary), self.start)
        words = told.split()
        return words[1] if len(words) > 1 and words[0].startswith("LibreOffice") else "onbekend"

    def convert(self, documents: Sequence[bytes], families: Iterable[str]) -> list[bytes | None]:
        """Convert every DOCX in one start, with these fonts and no others; None: no PDF came.

        Raises SurroundingsFailed when the program cannot start or does not end in time.
        """
        with tempfile.TemporaryDirectory(prefix="delegatie-office-") as temporary:
            folder = Path(temporary)
            source, result, profile = folder / "in", folder / "uit", folder / "profiel"
            for path in (source, result, profile / "user"):
                path.mkdir(parents=True)
            (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
            lay_out(families, folder)
            names = [f"{number:04}" for number in range(len(documents))]
            files = [source / f"{name}.docx" for name in names]
            for path, data in zip(files, documents, strict=True):
                path.write_bytes(data)
            command = [
                str(self.program), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
                "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard",
                "--convert-to", _FILTER, "--outdir", str(result), *map(str, files),
            ]  # fmt: skip
            _run(command, folder, self.start + self.each * len(documents))
            return [_product(result / f"{name}.pdf") for name in names]


def find() -> Office:
    """Find LibreOffice on this machine. Raises SurroundingsFailed, saying what to install."""
    for name in NAMES:
        if found := shutil.which(name):
            return Office(program=Path(found))
    raise SurroundingsFailed(
        "LibreOffice (soffice) staat niet op deze machine, of niet in het zoekpad (PATH).",
        hint=f"{INSTALL}, of laat --zetter libreoffice weg: de gewone zetter heeft niets nodig.",
    )


def _product(path: Path) -> bytes | None:
    data = path.read_bytes() if path.is_file() else b""
    return data if data.startswith(b"%PDF-") else None


def _run(command: list[str], folder: Path, limit: float) -> str:
    """Run to the end and give what was printed; whatever was started is gone afterwards."""
    log = folder / "soffice.log"
    try:
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603  # a list, no shell
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=folder,
                env=_environment(folder), start_new_session=True,
            )  # fmt: skip
    except OSError as err:
        raise SurroundingsFailed(
            f"{command[0]} kan niet worden gestart ({err.strerror}).", hint=INSTALL
        ) from err
    try:
        ended = _ended(process.pid, limit)
    finally:
        # Before the leader is reaped, so that its number cannot have become another process's.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if not ended:
        raise SurroundingsFailed(
            f"LibreOffice was na {limit:.0f} seconden niet klaar en is beëindigd.",
            hint="Probeer het opnieuw. Gebeurt het weer, gebruik dan de gewone zetter, of open het sjabloon in "
            "LibreOffice om te zien waar het blijft hangen.",
        )
    return log.read_text(encoding="utf-8", errors="replace")


def _ended(pid: int, limit: float) -> bool:
    """Wait for the end of a process without reaping it."""
    deadline = time.monotonic() + limit
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        if time.monotonic() >= deadline:
            return False
        time.sleep(_POLL)
    return True


def _environment(folder: Path) -> dict[str, str]:
    """Give what soffice may know of the machine: the search path; the rest is fixed."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "SAL_USE_VCLPLUGIN": "svp",
    }
