"""Packages of the small dossier, made once a run; tests work on copies."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.archive.archive import archive
from generator.archive.make import House
from generator.archive.order import Form, Order
from generator.dossier import open_dossier
from signing.sign import now
from tests.ages import Ages
from tests.generator.archive.years import Years
from tests.workshop import ORGANISATION, Workshop

Pack = Callable[..., Path]


@pytest.fixture(scope="session")
def pack(workshop: Workshop) -> Pack:
    """Archive a folder in another; what is not said is as usual."""

    def packed(folder: Path, out: Path, **order: str) -> Path:
        return archive(
            open_dossier(folder),
            out,
            Order(**order),  # type: ignore[arg-type]
            workshop.key(ORGANISATION),
            workshop.services,
            house=House(templates=workshop.own),
            progress=lambda _text: None,
            clock=now,
        ).path

    return packed


@pytest.fixture(scope="session")
def packages(
    workshop: Workshop, pack: Pack, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Form], Path]:
    """The package of the small dossier in each form; never to be changed."""
    made: dict[Form, Path] = {}
    out = tmp_path_factory.mktemp("archief")

    def package(form: Form) -> Path:
        if form not in made:
            dossier = Path(shutil.copytree(workshop.small("verzegeld"), out / f"dossier-{form}"))
            made[form] = pack(dossier, out / form, form=form)
        return made[form]

    return package


@pytest.fixture
def package(packages: Callable[[Form], Path], tmp_path: Path) -> Path:
    """A copy of the package as a folder, to harm."""
    whole = packages("map")
    return Path(shutil.copytree(whole, tmp_path / whole.name))


@pytest.fixture(scope="session")
def years(ages: Ages, tmp_path_factory: pytest.TempPathFactory) -> Years:
    """The package through the years."""
    return Years(ages, tmp_path_factory.mktemp("pakketten"))
