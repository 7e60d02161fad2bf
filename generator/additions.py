"""Which kinds of addition there are, and who reads them."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Literal, Protocol, cast

from generator import source
from generator.dossier import SOURCE, open_dossier, sha256
from generator.errors import InputRefused, InvalidFile
from generator.intake import take_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.addition import Addition
    from generator.delegation import Delegation
    from generator.findings import Finding

Kind = Literal["terugkoppeling", "terugname", "toezicht"]

# Imported when used: a dossier has no need of the word lists of the feedback.
_READERS: Mapping[Kind, str] = {
    "terugkoppeling": "generator.feedback",
    "terugname": "generator.withdrawal",
    "toezicht": "generator.supervision",
}


KINDS: tuple[Kind, ...] = tuple(_READERS)

COMMANDS: Mapping[Kind, str] = {
    "terugkoppeling": "delegatie terugkoppeling",
    "terugname": "delegatie neem-terug",
    "toezicht": "delegatie toezichtverslag",
}
_CALLED: Mapping[Kind, tuple[str, str]] = {
    "terugkoppeling": ("een terugkoppeling", "het terugkoppelingsbestand"),
    "terugname": ("een terugname", "het terugnamebestand"),
    "toezicht": ("een toezichtverslag", "het toezichtbestand"),
}


class Reader(Protocol):
    """A module that reads one kind of addition."""

    def read(
        self, data: bytes, *, delegation: Delegation, templates: Path | None
    ) -> tuple[Addition | None, tuple[Finding, ...]]:
        """Give the addition, if its file can be read as one, and everything found."""
        ...


def read(
    data: bytes, *, name: str, delegation: Delegation, templates: Path | None = None, again: bool = False
) -> Addition:
    """Read the file of an addition to `delegation`. Raises `InputRefused`, `InvalidFile`.

    `again`: its papers exist already; what is asked of new ones (a longer word list) is not asked of them.
    """
    series, _ = start_of(data, name=name)
    addition, findings = reader_of(series).read(data, delegation=delegation, templates=templates)
    if addition is None or (not again and any(finding.severity == "error" for finding in findings)):
        raise InvalidFile(name, findings)
    return addition


def reader_of(kind: Kind) -> Reader:
    """Give who reads this kind of addition."""
    return cast("Reader", import_module(_READERS[kind]))


def take_in_delegation(path: Path) -> bytes:
    """Read the delegation file of an addition, or that of its dossier, of which it must still be the file.

    Raises `InputRefused`, also for a dossier that was withdrawn: there is no delegation to add to.
    """
    try:
        if not os.path.isdir(path):  # noqa: PTH112 - a name that is too long is no reason to raise
            return take_in(path, limit=source.MAX_BYTES)
        data = take_in(path / SOURCE, limit=source.MAX_BYTES)
    except InputRefused as err:
        raise InputRefused(
            f"De delegatie «{path}» is niet te gebruiken. {err.message}",
            hint="Verbeter het pad achter «delegatie»; het geldt vanaf de map van het bestand waarin het staat.",
        ) from err
    from generator import void  # a file without a dossier has nothing that could be withdrawn

    dossier = open_dossier(path)
    if sha256(data) != dossier.manifest.source_sha256:
        raise InputRefused(
            f"{path / SOURCE} is niet het bestand waarmee dit dossier is gemaakt.",
            hint="Zet het dossier terug uit een kopie; `delegatie verifieer` zegt wat er nog meer mis is.",
        )
    if (withdrawn := void.find(dossier, "intrekking")) is not None:
        told = withdrawn.facts.told() if withdrawn.facts and withdrawn.believed else withdrawn.wrong
        raise InputRefused(
            f"Bij dossier {dossier.manifest.reference} worden geen papieren meer gemaakt. {told}",
            hint="Geef achter «delegatie» het dossier van een delegatie die geldt.",
        )
    return data


def refuse_addition(data: bytes, *, name: str) -> None:
    """Raise `InputRefused` for a file that says it is an addition, where a delegation is asked for."""
    root = source.read(data).root
    said = root.value.get("soort") if root is not None and isinstance(root.value, dict) else None
    kind = next((kind for kind in KINDS if kind == said), None)
    if kind is not None:
        raise InputRefused(
            f"Dit is {_CALLED[kind][0]} ({name}), geen delegatie.", hint=f"Gebruik `{COMMANDS[kind]}`."
        )


def start_of(data: bytes, *, name: str, wanted: Kind | None = None) -> tuple[Kind, str]:
    """Give what kind of addition a file is, and where it says its delegation is (still unchecked).

    `wanted` is the kind that was asked for, for messages. Raises `InputRefused`, `InvalidFile`.
    """
    text = source.read(data)
    if text.root is None:
        raise InvalidFile(name, text.findings)
    found = text.root.value if isinstance(text.root.value, dict) else {}
    kind, delegation = found.get("soort"), found.get("delegatie")
    series = next((series for series in _READERS if series == kind), None)
    if kind is None and "looptijd" in found:
        file = _CALLED[wanted][1] if wanted else "het bestand van de aanvulling"
        raise InputRefused(
            f"{name} is een delegatiebestand.",
            hint=f"Geef {file}; daarin staat achter «delegatie» waar dit bestand ligt.",
        )
    if series is None:
        raise InputRefused(
            f"{name} zegt niet welk soort aanvulling het is («soort»).",
            hint=f"Schrijf «soort: » met een van: {', '.join(_READERS)}.",
        )
    if not isinstance(delegation, str) or not delegation.strip():
        raise InputRefused(
            f"{name} zegt niet bij welke delegatie het hoort («delegatie»).",
            hint="Schrijf «delegatie: » met het delegatiebestand of de map van het dossier.",
        )
    return series, delegation
