"""The commands for archive packages, as scenes: the dossier stays as it is, the package is whole or not there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from generator.archive import upkeep
from generator.archive.archive import archive
from generator.archive.glance import Glance, glances
from generator.archive.make import House
from generator.archive.order import Form, Order
from generator.archive.renew import renew
from generator.archive.swap import put_all_right
from generator.dossier import open_dossier
from generator.errors import SurroundingsFailed
from signing.increment import Services
from tests.faults import packages
from tests.faults.dossiers import REFERENCE
from tests.faults.packages import OUT
from tests.faults.scenes import Scene, Theatre

_STRIDE = 12  # full disks within the folder in which a package is made
_SILENT = {"progress": lambda _text: None}


class Archives:
    """Makes the packages that the scenes start from, each once."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre
        self.house = House(templates=theatre.own)
        self.key, self.services = theatre.seal, theatre.workshop.services

    def packed(self, *forms: Form) -> Path:
        """The folder with a package in each of these forms; never to be changed."""
        folder = self.theatre.folder / f"archief-{'-'.join(forms)}"
        if not folder.exists():
            for form in forms:
                self._archive(self.theatre.at_stage("verzegeld"), folder, form, self.services)
        return folder

    def archive(self, root: Path, services: Services | None = None, *, form: Form) -> str:
        done = self._archive(root / REFERENCE, root / OUT, form, services or self.services)
        return "gearchiveerd" if done else "was al gearchiveerd"

    def renew(self, root: Path, services: Services | None = None, *, form: Form) -> str:
        path = root / OUT / (REFERENCE if form == "map" else f"{REFERENCE}.{form}")
        put_all_right([path])
        return f"vernieuwd ({', '.join(self._renew(path, services or self.services))})"

    def renew_all(self, root: Path) -> str:
        """As `vernieuw` does it, on a folder of packages; what fails is told, and raised if all do."""
        put_all_right([root / OUT])
        work = upkeep.renewable(glances([root / OUT], at=self.theatre.at))
        done = list(upkeep.carry_out(work, self._each, clock=self.theatre.clock))
        failed = [one for one in done if one.exit_code]
        if len(failed) == len(done):
            raise SurroundingsFailed(failed[0].told)
        return f"vernieuwd: {len(done) - len(failed)} van {len(done)}" + "".join(
            f"; {one.told}" for one in failed
        )

    def _each(self, one: Glance) -> list[str]:
        return self._renew(one.path, self.services)

    def _renew(self, path: Path, services: Services) -> list[str]:
        return renew(
            path, self.key, services, order=Order(), house=self.house, clock=self.theatre.clock, **_SILENT
        )

    def _archive(self, dossier: Path, out: Path, form: Form, services: Services) -> bool:
        return archive(
            open_dossier(dossier), out, Order(form=form), self.key, services,
            house=self.house, clock=self.theatre.clock, **_SILENT,
        ).new  # fmt: skip


def scenes(theatre: Theatre) -> Iterator[Scene]:
    """Give the commands for packages."""
    made = Archives(theatre)
    for form, name in (("map", REFERENCE), ("tar", f"{REFERENCE}.tar")):
        yield Scene(
            name=f"archiveer-{form}",
            command=f"delegatie archiveer --vorm {form}",
            start=lambda: theatre.at_stage("verzegeld"),
            run=partial(made.archive, form=form),
            look=packages,
            makes=name,
            stride=_STRIDE,
        )
    for form in ("map", "zip"):
        yield Scene(
            name=f"vernieuw-{form}",
            command=f"delegatie vernieuw {REFERENCE}{'.zip' if form == 'zip' else ''}",
            start=partial(made.packed, form),
            run=partial(made.renew, form=form),
            look=packages,
            into=OUT,
            replaces=True,
            stride=_STRIDE,
        )
    yield Scene(
        name="vernieuw-beide",
        command=f"delegatie vernieuw {OUT}",
        start=partial(made.packed, "map", "zip"),
        run=made.renew_all,
        look=packages,
        into=OUT,
        replaces=True,
        stride=_STRIDE,
    )
