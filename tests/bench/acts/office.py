"""Acts of the peers that make documents: docxtpl, and LibreOffice in three ways, on the very same documents."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path

from docxtpl import DocxTemplate

from generator.template_language import PRINTED, environment
from tests.bench.act import Act, Missing

_PATIENCE, _GRACE = 60, 5  # seconds for a first start, and for an end
# What is asked of a PDF here, as far as LibreOffice knows: PDF/A-2b, PDF/UA, tagged.
_OPTIONS = {"SelectPdfVersion": 2, "PDFUACompliance": True, "UseTaggedPDF": True}
_FILTER = "pdf:writer_pdf_Export:" + json.dumps(
    {
        name: {"type": "boolean" if isinstance(value, bool) else "long", "value": str(value).lower()}
        for name, value in _OPTIONS.items()
    }
)


@contextmanager
def docxtpl(folder: str) -> Iterator[Act]:
    """Fill every template of the dossier by docxtpl's own way: load, render, save."""
    fillings = _fillings(folder)
    with tempfile.TemporaryDirectory() as out:
        yield lambda: _fill(fillings, Path(out))


@contextmanager
def cold(folder: str, documents: int) -> Iterator[Act]:
    """Fill and convert some documents, each by a new soffice with a new profile."""
    program, fillings = _soffice(), cycle(_fillings(folder))

    def act() -> None:
        for _ in range(documents):
            one = next(fillings)
            with tempfile.TemporaryDirectory() as place:
                _fill([one], Path(place))
                _convert(program, Path(place, "profiel"), [Path(one[2])], Path(place, "uit"))

    yield act


@contextmanager
def batch(folder: str) -> Iterator[Act]:
    """Fill all documents, and convert them by one soffice, whose profile is there already."""
    program, fillings = _soffice(), _fillings(folder)
    words = [Path(word) for _, _, word in fillings]
    with tempfile.TemporaryDirectory() as place:
        out = Path(place, "uit")

        def act() -> None:
            shutil.rmtree(out, ignore_errors=True)
            _fill(fillings, Path(place))
            _convert(program, Path(place, "profiel"), words, out)

        yield act


@contextmanager
def warm(folder: str) -> Iterator[Act]:
    """Fill all documents, and have them converted by an unoserver that is running already."""
    server = shutil.which("unoserver")
    if server is None:
        raise Missing("unoserver staat niet op deze machine")
    # it runs on LibreOffice's Python, which is named in its first line
    python = Path(server).read_text("utf-8").partition("\n")[0].removeprefix("#!").strip()
    fillings = _fillings(folder)
    with tempfile.TemporaryDirectory() as place, _unoserver(server, Path(place, "profiel")) as port:
        client = subprocess.Popen(  # noqa: S603
            [python, "-c", _CLIENT, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert client.stdin
        assert client.stdout

        def act() -> None:
            assert client.stdin
            assert client.stdout
            _fill(fillings, Path(place))
            for _, _, word in fillings:
                out = Path(place, f"{Path(word).stem}.pdf")
                client.stdin.write(json.dumps([word, str(out), _OPTIONS]) + "\n")
                client.stdin.flush()
                if client.stdout.readline() != "done\n":
                    raise RuntimeError("unoserver gave no PDF")
                _require_pdf(out)

        try:
            yield act
        finally:
            client.kill()
            client.wait()


_CLIENT = """
import json, sys
from unoserver.client import UnoClient
client = UnoClient(server="127.0.0.1", port=sys.argv[1])
for line in sys.stdin:
    source, target, options = json.loads(line)
    client.convert(
        inpath=source, outpath=target, convert_to="pdf", filtername="writer_pdf_Export",
        filter_options=[f"{name}={str(value).lower()}" for name, value in options.items()],
    )
    print("done", flush=True)
"""

Filling = tuple[str, dict[str, object], str]  # a template, its names, and the Word file that we made of them


def _fillings(folder: str) -> list[Filling]:
    found: list[Filling] = pickle.loads(Path(folder, "fillings").read_bytes())  # noqa: S301 - our own
    return found


def _fill(fillings: Sequence[Filling], out: Path) -> None:
    for template, names, word in fillings:
        document = DocxTemplate(template)
        document.render({**names, PRINTED: []}, jinja_env=environment(), autoescape=True)
        document.save(out / Path(word).name)


def _soffice() -> str:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        raise Missing("LibreOffice staat niet op deze machine")
    return found


def _convert(program: str, profile: Path, words: Sequence[Path], out: Path) -> None:
    subprocess.run(  # noqa: S603
        [
            program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo",
            "--convert-to", _FILTER, "--outdir", str(out), *map(str, words),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    for word in words:
        _require_pdf(out / f"{word.stem}.pdf")


def _require_pdf(path: Path) -> None:
    if not path.read_bytes().startswith(b"%PDF-"):
        raise RuntimeError(f"{path.name} is no PDF")


@contextmanager
def _unoserver(program: str, profile: Path) -> Iterator[int]:
    port, other = _free_ports()
    process = subprocess.Popen(  # noqa: S603
        [
            program, "--port", str(port), "--uno-port", str(other), "--interface", "127.0.0.1",
            "--user-installation", str(profile),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        _wait_for(port, process)
        yield port
    finally:
        for last in (signal.SIGTERM, signal.SIGKILL):  # it may wait for an soffice that has gone already
            with suppress(ProcessLookupError):
                os.killpg(process.pid, last)
            with suppress(subprocess.TimeoutExpired):
                process.wait(_GRACE)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("unoserver does not answer")


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]
