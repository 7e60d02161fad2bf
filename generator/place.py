"""Put a dossier that was made in its folder: one process at a time, and never over what is signed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from generator import lock
from generator.dossier import Dossier, open_dossier
from generator.errors import InputRefused
from generator.files import create_folder, ensure_folder, restore_folder

if TYPE_CHECKING:
    from generator.pipeline import Made


def put(
    made: Made,
    out: Path,
    *,
    command: str,
    replace: bool,
    check: Callable[[Dossier], None] = lambda _old: None,
) -> Path:
    """Write what was made to its folder within `out`; with `replace` in the place of one that is not signed.

    `check` may refuse by what stands there. What a killed process left is put right first. Raises `InUse`,
    `InputRefused`, `SurroundingsFailed`.
    """
    folder = out / made.reference
    what = f"Dossier {made.reference}"
    ensure_folder(out)
    with ExitStack() as locks:
        locks.enter_context(lock.held(lock.beside(folder), command, what=what))
        restore_folder(folder)
        if folder.exists():
            if not replace:
                raise InputRefused(
                    f"{folder} bestaat al.",
                    hint="Kies een andere map, of vervang het dossier met --overschrijf.",
                )
            open_dossier(folder)  # a folder that is no dossier is left alone altogether
            locks.enter_context(lock.held(folder / lock.NAME, command, what=what))
            _refuse_signed(folder)
            check(open_dossier(folder))
        create_folder(folder, made.files, replace=replace)
    return folder


def standing(folder: Path, *, command: str) -> Dossier | None:
    """Open the dossier that stands at `folder`, if one does, after putting right what a killed process left.

    Raises `InUse`, `InputRefused` for what is no dossier, `SurroundingsFailed`.
    """
    if not folder.parent.is_dir():
        return None
    with lock.held(lock.beside(folder), command, what=f"Dossier {folder.name}"):
        restore_folder(folder)
        return open_dossier(folder) if folder.exists() else None


def _refuse_signed(folder: Path) -> None:
    from generator.standing import standings  # reads every PDF: only who replaces needs to know

    if any(one.state.signed for one in standings(open_dossier(folder))):
        raise InputRefused(
            f"{folder} bevat documenten die al zijn uitgegeven of getekend; die worden niet vervangen.",
            hint="Kies een andere map. Moet dit dossier echt weg, verwijder de map dan zelf.",
        )
