"""The papers to mutate, made once."""

from __future__ import annotations

import pytest

from signing.testpki import TrialPki
from tests.attacks.scene import Scene
from tests.fuzz.model import Samples
from tests.fuzz.samples import of_scene


@pytest.fixture(scope="session")
def samples(pki: TrialPki, tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """A real paper at each stage; no dossier."""
    return of_scene(Scene(pki, tmp_path_factory.mktemp("mutanten")), pki)
