"""`delegatie status` only looks: it loads none of the engines that sign, judge, typeset or draw."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from generator.files import create_folder
from generator.pipeline import make
from tests.generator.example_file import text

_LOADED = """
import sys
from click.testing import CliRunner
from generator.cli.status import status
result = CliRunner().invoke(status, sys.argv[1:], catch_exceptions=False)
assert result.exit_code == 0, result.output
assert "wacht op uitgifte door de organisatie" in result.output
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_it_loads_no_engine(tmp_path: Path) -> None:
    made = make(text().encode(), name="in-dienst", only=("D5",))
    create_folder(tmp_path / made.reference, made.files, replace=False)
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _LOADED, str(tmp_path / made.reference)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    engines = {"pyhanko", "pyhanko_certvalidator", "aiohttp", "typst", "docxtpl", "pypdfium2", "cryptography"}
    assert engines & set(run.stdout.split()) == set()
