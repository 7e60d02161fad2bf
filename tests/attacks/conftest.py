"""One scene for the run."""

from __future__ import annotations

import pytest

from signing.testpki import TrialPki
from tests.attacks.scene import Scene


@pytest.fixture(scope="session")
def scene(pki: TrialPki, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The papers that attacks are made from, each made when it is first asked for."""
    return Scene(pki, tmp_path_factory.mktemp("aanvallen"))
