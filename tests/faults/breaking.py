"""Break a step at each change on the disk, look what stands there, and give the same command again."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator import logbook
from generator.dossier import LEDGER, open_dossier, sha256
from generator.errors import GeneratorError
from generator.examine import examine
from signing import ledger
from signing.errors import SealingError
from signing.state import state
from tests.faults.disk import Change, full_from, watched
from tests.faults.scenes import REFERENCE, Scene, Theatre
from tests.softhsm import MODULE

Files = Mapping[str, bytes]
_RANDOM = re.compile(r"[a-z0-9_]{8}(?=\.(?:nieuw|oud)\b)")
_MOMENT = re.compile(r"op \d+ \w+ \d{4}, \d\d\.\d\d uur \(UTC[+-]\d\d:\d\d\)")
_DAY = re.compile(r"\d\d-\d\d-\d{4}")
_ADDRESS = re.compile(r" ?127\.0\.0\.1(?::\d+)?")
LOCKS = (".slot", f".{REFERENCE}.slot")


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
        states: list[tuple[Change, Files]] = []
        with watched(root, lambda change: states.append((change, files(root)))):
            self.scene.run(root)
        self.require_whole(root)
        return [self.broken(change, state, told="") for change, state in states]

    def filled(self) -> list[Broken]:
        """Fill the disk before each change that needs room."""
        broken: list[Broken] = []
        while True:
            root, met = self.fresh(), list[Change]()
            with watched(root, full_from(len(broken) + 1, met)):
                told = self.outcome(root, self.scene.run)
            if not met:
                self.require_whole(root)
                return broken
            broken.append(self.broken(met[0], files(root), told=told))

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
        self.require_nothing_lost(root)
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
            shutil.copytree(start, root / REFERENCE)
        return root

    def outcome(self, root: Path, run: Callable[[Path], str]) -> str:
        """Give what a command tells, whether it worked or not; where and when it all is, is of no interest."""
        try:
            return run(root)
        except (GeneratorError, SealingError) as err:
            told = err.message
        for place in (f"{root}/", f"{self.theatre.folder}/", f" {MODULE}"):
            told = told.replace(place, "")
        told = _ADDRESS.sub("", _DAY.sub("…", _MOMENT.sub("op …", told)))
        return " ".join(line.strip() for line in told.splitlines())

    def told(self, root: Path) -> str:
        """Say what stands in the folder: how far each document is, and what the ledger says."""
        folder = root / REFERENCE
        if not folder.exists():
            aside = any(path.name.endswith(".oud") for path in root.iterdir())
            return "de map is er niet; de oude staat nog terzijde" if aside else "er is nog geen map"
        dossier = open_dossier(folder)
        stages: dict[str, list[str]] = {}
        for document in (*dossier.manifest.documents, *self.theatre.beside(dossier)):
            stage = state(dossier.read_pdf(document), document.plan).stage
            stages.setdefault(stage, []).append(document.id)
        written = (folder / LEDGER).read_bytes()
        lines, whole = ledger.read(written), ledger.read(logbook.read(dossier))
        waits = f", en {len(whole) - len(lines)} die ernaast wacht" if len(whole) > len(lines) else ""
        said = "; ".join(f"{named(ids)} {stage}" for stage, ids in stages.items())
        return f"{said}; logboek: {len(lines)} {'regel' if len(lines) == 1 else 'regels'}{waits}"

    def require_nothing_lost(self, root: Path) -> None:
        """What was there is there, and what has grown verifies: nothing worse than unfinished."""
        folder, start = root / REFERENCE, self.scene.start()
        if not folder.exists():
            assert start is None or any(path.name.endswith(".oud") for path in root.iterdir())
            return
        problems = [
            problem
            for item in examine(
                folder, trust=self.theatre.workshop.trust, at=self.theatre.at, templates=self.theatre.own
            )
            for problem in (*item.problems, *(one for s in item.signatures for one in s.problems))
            if problem.code not in self.scene.unfinished
        ]
        assert problems == [], problems
        if start is not None and not self.scene.replaces:
            for path in start.rglob("*.pdf"):
                assert (folder / path.relative_to(start)).read_bytes().startswith(path.read_bytes())

    def require_whole(self, root: Path) -> None:
        """The end is that of a run in which nothing went wrong, and nothing else lies there."""
        self.require_nothing_lost(root)
        there = files(root)
        lines = [
            (line.data["stap"], line.data["document"]) for line in ledger.read(there[f"{REFERENCE}/{LEDGER}"])
        ]
        end = json.dumps([sorted(there), sorted(map(str, lines))])
        assert self.found.setdefault("end", (end, ""))[0] == end


def named(ids: list[str]) -> str:
    """Name documents in a row."""
    *others, last = ids
    return f"{', '.join(others)} en {last}" if others else last


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
        (_RANDOM.sub("", name), b"" if Path(name).name in LOCKS else data) for name, data in left.items()
    )
    return sha256(repr(parts).encode())
