"""Templates tried on the program's own examples: what only shows when a document is really made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import additions, catalogue, dossier
from generator.delegation import parse
from generator.errors import GeneratorError, InputRefused
from generator.files import read_file
from generator.papers import Work
from generator.pipeline import versions
from generator.resources import content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.addition import Addition
    from generator.catalogue import DocumentKind
    from generator.delegation import Delegation


def tried(kind: DocumentKind, own: Path | None = None) -> list[str]:
    """Render one document with every example that it can be made for; give what was refused, each once."""
    told: dict[str, None] = {}
    for delegation, addition in examples(own):
        series = addition.series if addition else "dossier"
        if kind.series == series and (kind.applies(delegation) or kind.op_verzoek):
            try:
                _work(delegation, addition, own).render(kind)
            except GeneratorError as err:
                told[" ".join(f"{err.message} {err.hint}".split())] = None
    return list(told)


def examples(own: Path | None = None) -> Iterator[tuple[Delegation, Addition | None]]:
    """Yield the program's example delegations, and each example of an addition with its delegation."""
    folder = content("examples")
    later = []
    for path in sorted(folder.glob("*.yaml")):
        data = read_file(path)
        delegation = parse(data).delegation
        if delegation is None:
            later.append((path, data))
        else:
            yield delegation, None
    for path, data in later:
        try:
            _, where = additions.start_of(data, name=path.name)
            delegation = parse(read_file(folder / where)).delegation
            if delegation is not None:
                yield delegation, additions.read(data, name=path.name, delegation=delegation, templates=own)
        except (InputRefused, ImportError):
            continue  # no example of an addition, or one that does not go with this list of tasks


def _work(delegation: Delegation, addition: Addition | None, own: Path | None) -> Work:
    manifest = dossier.Manifest(
        reference=delegation.kenmerk,
        source_sha256="0" * 64,
        test=True,
        catalogue_sha256=catalogue.digest(own),
        tasks_sha256=catalogue.tasks_digest(own),
        versions=versions(),
        documents=(),
    )
    return Work(
        delegation=delegation,
        addition=addition,
        manifest=manifest,
        templates=own,
        progress=lambda _kind: None,
    )
