"""Whether a dossier that stands was made from what is asked for now; then it need not be made again."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from generator import catalogue
from generator.dossier import Dossier, Manifest, sha256
from generator.papers import Engine
from generator.pipeline import chosen, versions
from generator.wording.releases import standing

if TYPE_CHECKING:
    from generator.delegation import Delegation
    from generator.many.making import Order


def differences(dossier: Dossier, data: bytes, delegation: Delegation, order: Order) -> list[str]:
    """Name, in Dutch, all that a dossier was made from otherwise than `order` asks; and what is gone from it.

    The same input gives the same bytes, so that where this names nothing, making it again would give what stands.
    Raises `InputRefused`, `TemplateRefused`, `SurroundingsFailed`.
    """
    then = dossier.manifest
    kinds = chosen(catalogue.documents(order.templates), delegation, order.only)
    templates = {kind.id: standing(kind.template, order.templates).sha256 for kind in kinds}
    letterhead = order.letterhead.digest if order.letterhead else None
    compared = {
        "het delegatiebestand": then.source_sha256 == sha256(data) and then.addition is None,
        "de catalogus": then.catalogue_sha256 == catalogue.digest(order.templates)
        and then.tasks_sha256 == catalogue.tasks_digest(order.templates),
        "de sjablonen": all(
            templates.get(one.id, one.template_sha256) == one.template_sha256 for one in then.documents
        ),
        "de keuze van documenten": list(templates) == [one.id for one in then.documents],
        "de huisstijl": then.letterhead_sha256 == letterhead,
        "de versie van het programma of de zetter": _versions(order.engine) == dict(then.versions),
        "--proef": then.test == order.test,
    }
    gone = [name for name in _files(then) if not (dossier.folder / name).is_file()]
    return [what for what, same in compared.items() if not same] + [f"{name} ontbreekt" for name in gone]


def _files(manifest: Manifest) -> list[str]:
    return [name for one in manifest.documents for name in (one.word, one.pdf)]


def _versions(engine: Engine) -> dict[str, str]:
    return versions() if engine == "typst" else {**versions(), "libreoffice": _libreoffice()}


@lru_cache(maxsize=1)
def _libreoffice() -> str:
    from generator.typeset.office import engine

    return engine.find().version()
