"""What stands in a folder with archive packages, and that nothing of it was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from generator.archive import examine, pakbon
from generator.archive.history import rounds
from generator.archive.package import opened
from generator.archive.swap import slip_beside
from signing.report import Problem
from tests.faults.dossiers import REFERENCE
from tests.workshop import snapshot

if TYPE_CHECKING:
    from tests.faults.scenes import Scene, Theatre

OUT = "archief"
_MAKING = re.compile(rf"(?P<top>{OUT}/\.(?P<name>[^/]+)\.[a-z0-9_]{{8}}\.(?:nieuw|oud))/(?P<inside>.+)")
_ASIDE = re.compile(r"\.(?P<name>.+)\.[a-z0-9_]{8}\.oud")


def told(_theatre: Theatre, scene: Scene, root: Path) -> str:
    """Say which packages stand in the folder, and whether each has its own pakbon."""
    names = [path.name for path in _packages(scene.start())] if scene.replaces else [scene.makes]
    said = [_told(root / OUT / name, renews=scene.replaces) for name in names]
    if len(said) > 1:
        return "; ".join(
            f"{Path(name).suffix[1:] or 'map'}: {one}" for name, one in zip(names, said, strict=True)
        )
    return said[0]


def require_nothing_lost(theatre: Theatre, scene: Scene, root: Path) -> None:
    """The dossier is as it was; each package is valid where it stands, or the old one lies whole beside its place."""
    start = scene.start()
    assert start is not None
    if scene.replaces:
        for path in _packages(start):
            if not (root / OUT / path.name).exists():
                (aside,) = [one for one in _beside(root / OUT) if _name_of(one) == path.name]
                assert snapshot(aside) == snapshot(path)
    else:
        there = {name: data for name, data in snapshot(root / REFERENCE).items() if name != ".slot"}
        assert there == snapshot(start)
    for path in _packages(root / OUT):
        problems = [one for one in _problems(theatre, path) if one.code != "pakbon"]
        assert problems == [], problems


def require_finished(theatre: Theatre, scene: Scene, root: Path) -> None:
    """Every package is valid and has its own pakbon."""
    require_nothing_lost(theatre, scene, root)
    for path in _packages(root / OUT):
        assert slip_beside(path).is_file()
        assert list(_problems(theatre, path)) == []


def written(root: Path) -> list[str]:
    """Give how often each package was renewed."""
    return [f"{path.name} {_rounds(path)}" for path in _packages(root / OUT)]


def in_the_making(target: str) -> bool:
    """Whether a file lies in the folder in which a package is being made."""
    return bool(re.match(rf"{OUT}/[^/]+/.", target))


def without_the_making(left: Mapping[str, bytes]) -> dict[str, bytes]:
    """Leave out how far a package was in the making, or an old one in being taken away: no command looks there.

    Only the pakbon that is kept there is looked at.
    """
    kept: dict[str, bytes] = {}
    for name, data in left.items():
        found = _MAKING.fullmatch(name)
        stands = found and any(
            one == f"{OUT}/{found['name']}" or one.startswith(f"{OUT}/{found['name']}/") for one in left
        )
        if (
            found
            and (stands or found["top"].endswith(".nieuw"))
            and not found["inside"].startswith("pakbon.")
        ):
            kept[found["top"]] = b""
        else:
            kept[name] = data
    return kept


def _told(path: Path, *, renews: bool) -> str:
    slip = slip_beside(path)
    if not path.exists():
        aside = renews and any(_name_of(one) == path.name for one in _beside(path.parent))
        stands = "het oude pakket staat nog terzijde" if aside else "er is nog geen pakket"
        its = "de pakbon van het nieuwe" if renews else "zijn pakbon"
        return f"{stands}; {its} staat er al" if slip.is_file() else stands
    stands = ("het nieuwe pakket" if _rounds(path) else "het oude pakket") if renews else "het pakket"
    if not slip.is_file():
        return f"{stands}, zonder pakbon"
    own = pakbon.read(slip.read_bytes()).sip_sha256 == examine.digest_of(path)
    return f"{stands}, met zijn pakbon" if own else f"{stands}; de pakbon van het nieuwe staat er al"


def _packages(out: Path | None) -> list[Path]:
    if out is None or not out.is_dir():
        return []
    return [
        path
        for path in sorted(out.iterdir())
        if path.name[0] != "." and not path.name.endswith(pakbon.NAME_END)
    ]


def _beside(out: Path) -> list[Path]:
    return [path for path in out.iterdir() if _ASIDE.fullmatch(path.name)]


def _name_of(aside: Path) -> str:
    found = _ASIDE.fullmatch(aside.name)
    return found["name"] if found else ""


def _problems(theatre: Theatre, path: Path) -> Iterator[Problem]:
    items = examine.examine_package(path, trust=theatre.workshop.trust, at=theatre.at, templates=theatre.own)
    for item in items:
        yield from (*item.problems, *(one for signed in item.signatures for one in signed.problems))


def _rounds(path: Path) -> int:
    with opened(path) as package:
        return len(rounds(package))
