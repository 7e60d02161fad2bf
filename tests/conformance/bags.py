"""Programs that judge archive packages: bagit.py, sha256sum and sha512sum, xmllint with the official schemas.

A judge that says nothing has judged nothing; and each is shown a package that it must refuse.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.conformance import schemas
from tests.conformance.packages import Packed

_DESCRIBED = "*.MDTO.xml"
_REPORTS = "*.validatie.xml"
_RECORDS = "*.premis.xml"
_MOST_AT_ONCE = 200  # files in one command line


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the judges said of one package: how many files of each sort they found good, and what is wrong."""

    label: str
    files: int
    described: int
    reports: int
    records: int
    faults: tuple[str, ...]


def missing() -> list[str]:
    """Name the programs that are not there."""
    return [name for name in ("xmllint", "sha256sum", "sha512sum") if shutil.which(name) is None]


def judge(packed: Packed) -> Judgement:
    """Ask every judge about one package. Raises `SchemaMissing`."""
    data = packed.folder / "data"
    counts = [sum(1 for _ in data.rglob(pattern)) for pattern in (_DESCRIBED, _REPORTS, _RECORDS)]
    faults = [*_bag(packed.folder), *_sums(packed.folder), *_xml(data)]
    faults += [
        f"no {name} in it"
        for name, count in zip(("MDTO", "report", "record"), counts, strict=True)
        if not count
    ]
    return Judgement(
        label=packed.label,
        files=sum(1 for path in data.rglob("*") if path.is_file()),
        described=counts[0],
        reports=counts[1],
        records=counts[2],
        faults=tuple(faults),
    )


def unnoticed(packed: Packed, place: Path) -> Iterator[str]:
    """Break copies of a package in one place each, and name what its judge does not notice. Raises `SchemaMissing`."""
    for name, pattern, old, new, judges in (
        ("a byte of a paper", "D*.pdf", b"%PDF-1.7", b"%PDF-1.6", (_bag, _sums)),
        ("an element of MDTO", _DESCRIBED, b"<naam>", b"<naan>", (_mdto,)),
        ("an element of a report", _REPORTS, b"<POETime>", b"<Poetime>", (_etsi,)),
        ("an element of a record", _RECORDS, b"<eventType ", b"<eventKind ", (_premis,)),
    ):
        folder = place / "stuk"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(packed.folder, folder)
        path = next(iter(sorted((folder / "data").rglob(pattern))))
        end, other = (part.replace(b"<", b"</").replace(b" ", b">") for part in (old, new))
        path.write_bytes(path.read_bytes().replace(old, new).replace(end, other))
        for one in judges:
            if not list(one(folder if one in (_bag, _sums) else folder / "data")):
                yield f"{one.__name__.strip('_')} does not notice a change of {name}"


def _bag(folder: Path) -> Iterator[str]:
    program = Path(sys.executable).with_name("bagit.py")
    done = _run(sys.executable, str(program), "--validate", str(folder))
    if done.returncode != 0 or "is valid" not in done.stderr:
        yield f"bagit.py: {done.stderr.strip()[-500:]}"


def _sums(folder: Path) -> Iterator[str]:
    for algorithm in ("sha256", "sha512"):
        for manifest in (f"manifest-{algorithm}.txt", f"tagmanifest-{algorithm}.txt"):
            done = _run(f"{algorithm}sum", "--check", "--strict", "--quiet", manifest, cwd=folder)
            if done.returncode != 0:
                yield f"{algorithm}sum: {manifest}: {(done.stdout + done.stderr).strip()[-500:]}"


def _xml(data: Path) -> Iterator[str]:
    yield from _mdto(data)
    yield from _etsi(data)
    yield from _premis(data)


def _mdto(data: Path) -> Iterator[str]:
    """Hold each MDTO file against the official schema, with xmllint."""
    files = sorted(str(path) for path in data.rglob(_DESCRIBED))
    for part in (files[start : start + _MOST_AT_ONCE] for start in range(0, len(files), _MOST_AT_ONCE)):
        done = _run("xmllint", "--nonet", "--noout", "--schema", str(schemas.mdto_path()), *part)
        good = set(re.findall(r"^(.*) validates$", done.stderr, re.MULTILINE))
        if done.returncode != 0 or good != set(part):
            bad = [line for line in done.stderr.splitlines() if not line.endswith(" validates")]
            yield f"xmllint: {len(good)} of {len(part)} MDTO files: {bad[:3]}"


def _etsi(data: Path) -> Iterator[str]:
    for path in sorted(data.rglob(_REPORTS)):
        for fault in schemas.faults(schemas.validation_report(), path.read_bytes()):
            yield f"TS 119 102-2: {path.name}: {fault}"


def _premis(data: Path) -> Iterator[str]:
    for path in sorted(data.rglob(_RECORDS)):
        for fault in schemas.faults(schemas.premis(), path.read_bytes()):
            yield f"PREMIS 3: {path.name}: {fault}"


def _run(*command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603


def section(judgements: Sequence[Judgement]) -> str:
    """Write what was judged as a part of the page."""
    rows = [
        f"| {one.label} | {one.files} | {one.described} | {one.reports} | {one.records} |"
        f" {'; '.join(one.faults) or 'none'} |"
        for one in judgements
    ]
    return _HEAD + "\n".join(rows) + "\n"


_HEAD = """
## Archive packages

bagit.py and sha256sum judge the bag, xmllint each MDTO file by the official schema, libxml2 the validation reports
(ETSI TS 119 102-2 v1.4.1) and records (PREMIS 3.0) by theirs. The statements and renewed papers stand above.

| package | files | MDTO | reports | records | faults |
|---|---|---|---|---|---|
"""
