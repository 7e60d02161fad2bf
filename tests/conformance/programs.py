"""Programs that judge every sealed PDF of a demonstration.

qpdf says whether the file is sound, pdfsig (Poppler, NSS) whether each signature holds over its
bytes. Poppler cannot judge archive time-stamps and does not judge certification; those are ours.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator import statement
from generator.dossier import open_dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the judges said of one PDF; `faults` empty means that all agree with us."""

    path: Path
    signatures: int
    faults: tuple[str, ...]


def missing() -> list[str]:
    """Name the programs that are not there."""
    return [name for name in ("qpdf", "pdfsig") if shutil.which(name) is None]


def judge(path: Path) -> Judgement:
    """Ask both judges. A missing line in a judge's answer is a fault, not a pass."""
    faults: list[str] = []
    qpdf = _run("qpdf", "--check", str(path))
    if qpdf.returncode != 0 or "No syntax or stream encoding errors found" not in qpdf.stdout:
        faults.append(f"qpdf: {qpdf.stdout.strip()} {qpdf.stderr.strip()}")
    pdfsig = _run("pdfsig", "-nocert", str(path))
    fields = re.split(r"^Signature #\d+:$", pdfsig.stdout, flags=re.MULTILINE)[1:]
    blocks = [field for field in fields if "is not signed" not in field]  # reserve fields stand empty
    persons = [block for block in blocks if "ETSI.CAdES.detached" in block]
    stamps = [block for block in blocks if "Signature Field Name: archieftijdstempel_" in block]
    expected = _expected(path)
    if len(persons) != expected or len(stamps) != 1 or len(blocks) != expected + 1:
        faults.append(
            f"pdfsig: {len(persons)} signatures and {len(stamps)} time-stamps; {expected} and 1 expected"
        )
    faults += [f"pdfsig: {block.strip()}" for block in persons if "Signature is Valid." not in block]
    if not blocks or "Total document signed" not in blocks[-1].replace("Not total", ""):
        faults.append("pdfsig: the last signature does not cover the whole file")
    return Judgement(path=path, signatures=len(persons), faults=tuple(faults))


def judgements(folder: Path) -> Iterator[Judgement]:
    """Judge every PDF of the dossiers in `folder`."""
    for path in sorted(folder.glob("*/pdf/*.pdf")):
        yield judge(path)


def _expected(path: Path) -> int:
    """Count the persons and seals that the document's plan asks for."""
    dossier = open_dossier(path.parent.parent)
    closing = statement.find(dossier)  # not in the manifest, which is inside it
    documents = [*dossier.manifest.documents, *([closing] if closing else [])]
    return len(next(d for d in documents if d.pdf == f"pdf/{path.name}").plan.slots)


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=environment)  # noqa: S603
