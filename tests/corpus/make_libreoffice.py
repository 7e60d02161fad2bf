"""Make the half of the corpus that LibreOffice can: `python tests/corpus/make_libreoffice.py`.

Converts every file in `sources/` with one soffice, in a profile of its own. What comes out differs
from run to run in dates only, so it is committed; tests read it and need no LibreOffice.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Convert every source."""
    soffice = shutil.which("soffice")
    if soffice is None:
        raise SystemExit("soffice (LibreOffice Writer) is not installed")
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("fodt", "html", "rtf"):
            reader = ["--infilter=HTML (StarWriter)"] if suffix == "html" else []
            sources = sorted((HERE / "sources").glob(f"*.{suffix}"))
            subprocess.run(  # noqa: S603
                [
                    soffice, f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless", *reader,
                    "--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, *map(str, sources),
                ],
                check=True,
                timeout=300,
            )  # fmt: skip
        for made in sorted(Path(folder).glob("*.docx")):
            shutil.copyfile(made, HERE / "docx" / f"lo-{made.name}")


if __name__ == "__main__":
    main()
