"""Break a step at each change on the disk, look what stands there, and give the same command again."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.dossier import sha256
from generator.errors import GeneratorError
from signing.errors import SealingError
from tests.faults.disk import Change, full_from, watched
from tests.faults.packages import in_the_making, without_the_making
from tests.faults.scenes import Scene, Theatre
from tests.softhsm import MODULE

Files = Mapping[str, bytes]
_RANDOM = re.compile(r"[a-z0-9_]{8}(?=\.(?:nieuw|oud)\b)")
_MOMENT = re.compile(r"op \d+ \w+ \d{4}, \d\d\.\d\d uur \(UTC[+-]\d\d:\d\d\)")
_DAY = re.compile(r"\d\d-\d\d-\d{4}")
_ADDRESS = re.compile(r" ?127\.0\.0\.1(?::\d+)?")
LOCK = ".slot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """One place where a step broke: before which change, what was told, what stands, how it goes on."""

    change: Change
    told: str
    stands: str
    again: str


@dataclass
class Stage:
    """One scene, played in folders of its own; what was found of a state on the disk is found once."""

    theatre: Theatre
    scene: Scene
    folder: Path
    found: dict[str, tuple[str, str]] = field(default_factory=dict)
    count: int = 0

    def killed(self) -> list[Broken]:
        """Say of each change what a process that is killed just before it leaves behind.

        A kill leaves what was written, whatever the process would still have done: so one run, looked at
        before each change, shows what each kill leaves. `tests.faults.killing` really kills.
        """
        root = self.fresh()
        states: dict[str, Files] = {}
        changes: list[tuple[Change, str]] = []

        def seen(change: Change) -> None:
            left = files(root)
            key = digest(left)
            states.setdefault(key, left)
            changes.append((change, key))

        with watched(root, seen):
            self.scene.run(root)
        self.require_whole(root)
        return [self.broken(change, states[key], told="") for change, key in changes]

    def filled(self) -> list[Broken]:
        """Fill the disk before each change that needs room."""
        root, needing = self.fresh(), list[Change]()
        with watched(root, lambda change: needing.append(change) if change.needs_room else None):
            self.scene.run(root)
        self.require_whole(root)
        broken: list[Broken] = []
        for nth in self.tried(needing):
            root, met = self.fresh(), list[Change]()
            with watched(root, full_from(nth, met)):
                told = self.outcome(root, self.scene.run)
            broken.append(self.broken(met[0], files(root), told=told))
        return broken

    def tried(self, changes: Sequence[Change]) -> Iterator[int]:
        """Number the changes at which the disk is filled: all, but of those in the making one in so many."""
        inside = 0
        for nth, change in enumerate(changes, start=1):
            if in_the_making(change.target):
                inside += 1
                if inside % self.scene.stride:
                    continue
            yield nth

    def broken(self, change: Change, left: Files, *, told: str) -> Broken:
        """Look at what was left, and go on from there; each state once."""
        key = digest(left)
        if key not in self.found:
            self.found[key] = self.resumed(left)
        stands, again = self.found[key]
        return Broken(change=change, told=told, stands=stands, again=again)

    def resumed(self, left: Files) -> tuple[str, str]:
        """Lay out what was left, judge it, and give the same command: it must come to the same end."""
        root = self.fresh(empty=True)
        for name, data in left.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        stands = self.told(root)
        self.scene.look.require_nothing_lost(self.theatre, self.scene, root)
        again = self.outcome(root, self.scene.run)
        self.require_whole(root)
        return stands, again

    def fresh(self, *, empty: bool = False) -> Path:
        """Give a folder in which the dossier stands as at the start."""
        self.count += 1
        root = self.folder / f"{self.scene.name}-{self.count}"
        root.mkdir(parents=True)
        start = self.scene.start()
        if start is not None and not empty:
            shutil.copytree(start, root / self.scene.into)
        return root

    def outcome(self, root: Path, run: Callable[[Path], str]) -> str:
        """Give what a command tells, whether it worked or not; where and when it all is, is of no interest."""
        try:
            told = run(root)
        except (GeneratorError, SealingError) as err:
            told = err.message
        for place in (f"{root}/", f"{self.theatre.folder}/", f" {MODULE}"):
            told = told.replace(place, "")
        told = _ADDRESS.sub("", _DAY.sub("…", _MOMENT.sub("op …", told)))
        return " ".join(line.strip() for line in told.splitlines())

    def told(self, root: Path) -> str:
        """Say what stands in the folder."""
        return self.scene.look.told(self.theatre, self.scene, root)

    def require_whole(self, root: Path) -> None:
        """The end is that of a run in which nothing went wrong, and nothing else lies there."""
        self.scene.look.require_finished(self.theatre, self.scene, root)
        end = json.dumps([sorted(files(root)), self.scene.look.written(root)])
        assert self.found.setdefault("end", (end, ""))[0] == end


def files(root: Path) -> dict[str, bytes]:
    """Read all files below `root`."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def digest(left: Files) -> str:
    """Tell states apart; not by random names, nor by what a lock says of its holder."""
    parts = sorted(
        (_RANDOM.sub("", name), "" if Path(name).name.endswith(LOCK) else sha256(data))
        for name, data in without_the_making(left).items()
    )
    return sha256(repr(parts).encode())
