"""Does the MDTO of a package agree with its files, with itself, and with the delegation file.

A package is a stranger's until it is judged: whatever a sidecar holds becomes a problem, never an exception.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

from generator.archive import mdto_reading
from generator.archive.mdto import Identificatie, Verwijzing
from generator.archive.mdto_reading import Described
from generator.archive.names import OF_FILE, OF_OBJECT, is_file_name, is_object_name, is_sidecar, sip_name
from generator.dossier import sha256
from generator.errors import GeneratorError
from generator.files import read_file
from signing.report import Problem

CODE = "mdto"
_MOST_BYTES = 4 << 20  # of one sidecar; ours have some 10 kB
_DEPTH = {1: "Dossier", 2: "Archiefstuk"}  # folders below data/


@dataclass(frozen=True, slots=True, kw_only=True)
class _Package:
    """What lies below `data/`, by relative path: folders, files that are no sidecar, and what sidecars say."""

    data: Path
    folders: tuple[str, ...]
    files: tuple[str, ...]
    sidecars: frozenset[str]
    said: Mapping[str, Described]  # by the path of what it describes; not of a sidecar that cannot be read

    @property
    def expected(self) -> Mapping[str, str]:
        """Give by path each sidecar that there should be, with the path of what it describes."""
        objects = {f"{path}/{PurePosixPath(path).name}{OF_OBJECT}": path for path in self.folders}
        return {**{f"{path}{OF_FILE}": path for path in self.files}, **objects}

    def below(self, folder: str, paths: Iterable[str]) -> tuple[str, ...]:
        """Give which of `paths` lie right in `folder`."""
        return tuple(path for path in paths if str(PurePosixPath(path).parent) == folder)


def problems(
    data: Path, *, reference: str, delegation: str, keep_until: date, signed: Mapping[str, str]
) -> Iterator[Problem]:
    """Hold every sidecar below `data` against its file, the other sidecars and what is known otherwise.

    `reference` is the dossier's, `delegation` that of the delegation it belongs to; `signed` gives, by path below
    `data`, the SHA-256 that the ledger knows of a paper.
    """
    folders, files, odd = _walk(data)
    yield from (_wrong(f"{_at(path)} is geen gewoon bestand.") for path in odd)
    package = _Package(
        data=data,
        folders=folders,
        files=tuple(path for path in files if not is_sidecar(path)),
        sidecars=frozenset(path for path in files if is_sidecar(path)),
        said={},
    )
    said: dict[str, Described] = {}
    for sidecar, path in package.expected.items():
        try:
            if sidecar in package.sidecars:
                said[path] = mdto_reading.read(read_file(data / sidecar, limit=_MOST_BYTES))
        except ValueError as err:
            yield _wrong(f"{_at(sidecar)} is geen bruikbare MDTO: {_shown(str(err))}.")
        except GeneratorError as err:
            yield _wrong(_shown(err.message))
    package = replace(package, said=said)
    yield from _layout(package, reference)
    yield from _places(package)
    yield from _names(package)
    yield from _identifications(package, reference)
    for path in package.files:
        yield from _file(package, path, signed)
    for path in package.folders:
        if path in said:
            yield from _object(package, path, keep_until)
    yield from _relation(package, reference, delegation)
    yield from (
        _wrong(f"{_at(path)} ontbreekt, terwijl het logboek het noemt.")
        for path in signed
        if path not in package.files
    )


def _walk(data: Path) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Give folders, regular files, and what is neither, by path below `data`; a link is never followed."""
    folders: list[str] = []
    files: list[str] = []
    odd: list[str] = []
    for place, inner, names in os.walk(data):
        for name in (*inner, *names):
            path = Path(place, name)
            told = path.relative_to(data).as_posix()
            try:
                mode = path.lstat().st_mode
            except OSError:
                mode = 0
            kind = folders if stat.S_ISDIR(mode) else files if stat.S_ISREG(mode) else odd
            kind.append(told)
    return tuple(sorted(folders)), tuple(sorted(files)), tuple(sorted(odd))


def _places(package: _Package) -> Iterator[Problem]:
    """Everything has its one sidecar, in its place, and every sidecar has what it describes."""
    for sidecar, path in package.expected.items():
        if sidecar not in package.sidecars:
            yield _wrong(f"{_at(path)} heeft geen MDTO-bestand («{_shown(PurePosixPath(sidecar).name)}»).")
    for sidecar in sorted(package.sidecars - package.expected.keys()):
        yield _wrong(f"{_at(sidecar)} beschrijft niets: er ligt geen bestand of map met die naam.")
    for path, described in package.said.items():
        wanted = "bestand" if path in package.files else "informatieobject"
        if described.soort != wanted:
            yield _wrong(f"Het MDTO-bestand van {_at(path)} beschrijft geen {wanted}.")


def _layout(package: _Package, reference: str) -> Iterator[Problem]:
    """One folder, the dossier's; in it the folders of the pieces; in those the files."""
    for path in package.folders:
        if len(PurePosixPath(path).parts) not in _DEPTH:
            yield _wrong(f"De map {_at(path)} ligt te diep: een pakket heeft een dossier met archiefstukken.")
    for path in package.files:
        if len(PurePosixPath(path).parts) != len(_DEPTH) + 1:
            yield _wrong(f"{_at(path)} ligt niet in de map van een archiefstuk.")
    if [path for path in package.folders if "/" not in path] != [sip_name(reference)]:
        yield _wrong(f"In data hoort één map te liggen, die van dossier {_shown(reference)}.")


def _names(package: _Package) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for path in (*package.folders, *package.files):
        name = PurePosixPath(path).name
        right = is_object_name(name) if path in package.folders else is_file_name(name)
        if not right:
            yield _wrong(f"{_at(path)} heeft een naam die in een aanlevering niet mag.")
        if (other := seen.setdefault(name.casefold(), path)) != path:
            yield _wrong(
                f"{_at(path)} heet hetzelfde als {_at(other)}; een naam is in een aanlevering uniek."
            )


def _identifications(package: _Package, reference: str) -> Iterator[Problem]:
    """Each is known by the dossier's reference and its own name, all from one source, and by nothing else."""
    source = {one.bron for described in package.said.values() for one in described.identificaties}
    if len(source) > 1:
        yield _wrong(f"De kenmerken komen uit verschillende bronnen: {_shown(', '.join(sorted(source)))}.")
    for path, described in package.said.items():
        parts = PurePosixPath(path).parts
        wanted = reference if len(parts) == 1 else f"{reference}/{parts[-1]}"
        if [one.kenmerk for one in described.identificaties] != [wanted]:
            found = ", ".join(one.kenmerk for one in described.identificaties)
            yield _wrong(
                f"{_at(path)} heeft in MDTO het kenmerk «{_shown(found)}»; dat hoort «{wanted}» te zijn."
            )


def _file(package: _Package, path: str, signed: Mapping[str, str]) -> Iterator[Problem]:
    described = package.said.get(path)
    if described is None or described.soort != "bestand":
        return
    try:
        content = read_file(package.data / path)
    except GeneratorError as err:
        yield _wrong(_shown(err.message))
        return
    name, digest = PurePosixPath(path).name, sha256(content)
    if described.naam != name:
        yield _wrong(f"{_at(path)} heet in MDTO «{_shown(described.naam)}».")
    if described.omvang != len(content):
        yield _wrong(f"{_at(path)} telt {len(content)} bytes; MDTO zegt {described.omvang}.")
    if described.sha256 != (digest,):
        yield _wrong(f"{_at(path)} heeft een andere SHA-256 dan MDTO zegt.")
    if path in signed and described.sha256 != (signed[path],):
        yield _wrong(f"De SHA-256 van {_at(path)} in MDTO is niet die waarmee het logboek sluit.")
    home = str(PurePosixPath(path).parent)
    yield from _link(package, path, "isRepresentatieVan", described.representatie_van, (home,))


def _object(package: _Package, path: str, keep_until: date) -> Iterator[Problem]:
    described = package.said[path]
    if described.soort != "informatieobject":
        return
    level = _DEPTH.get(len(PurePosixPath(path).parts))
    if described.aggregatieniveau != level:
        yield _wrong(f"{_at(path)} is in MDTO geen {level}, maar «{_shown(described.aggregatieniveau)}».")
    if described.waardering != "V" or described.bewaren_tot != keep_until.isoformat():
        yield _wrong(
            f"{_at(path)}: MDTO zegt «{_shown(described.waardering)} tot {_shown(described.bewaren_tot)}», het "
            f"delegatiebestand «V tot {keep_until.isoformat()}»."
        )
    home = str(PurePosixPath(path).parent)
    if home != ".":
        yield from _link(package, path, "isOnderdeelVan", described.onderdeel_van, (home,))
    yield from _link(
        package, path, "bevatOnderdeel", described.onderdelen, package.below(path, package.folders)
    )
    yield from _link(
        package,
        path,
        "heeftRepresentatie of aanvullendeMetagegevens",
        (*described.representaties, *described.aanvullende_metagegevens),
        package.below(path, package.files),
    )


def _link(
    package: _Package, path: str, name: str, found: Sequence[Verwijzing], targets: Sequence[str]
) -> Iterator[Problem]:
    """Hold the references of one kind against the sidecars of what they should point at, one each."""
    wanted = [package.said[target] for target in targets if target in package.said]
    if len(wanted) != len(targets):
        return  # that a sidecar is missing or cannot be read is told already
    expected = {_key(Verwijzing(naam=one.naam, identificatie=one.identificaties[0])) for one in wanted}
    told = [_key(one) for one in found]
    if set(told) != expected or len(told) != len(targets):
        yield _wrong(f"{_at(path)}: wat MDTO bij {name} noemt, is niet wat er in het pakket bij hoort.")


def _relation(package: _Package, reference: str, delegation: str) -> Iterator[Problem]:
    described = package.said.get(sip_name(reference))
    if described is None or reference == delegation:
        return
    if delegation not in [one.identificatie.kenmerk for one in described.gerelateerd if one.identificatie]:
        yield _wrong(
            f"MDTO van het dossier noemt de delegatie {_shown(delegation)} niet, waar het bij hoort."
        )


def _key(reference: Verwijzing) -> tuple[str, Identificatie | None]:
    return reference.naam, reference.identificatie


def _at(path: str) -> str:
    """Name a place as the whole package does: from its own folder."""
    return f"«data/{_shown(path)}»"


def _shown(text: str) -> str:
    """Show a stranger's text on one line, not too long, without characters that a screen would obey."""
    clean = "".join(one if one.isprintable() else "�" for one in text)
    return clean if len(clean) <= 200 else f"{clean[:200]}…"  # noqa: PLR2004


def _wrong(message: str) -> Problem:
    return Problem(code=CODE, message=message)
