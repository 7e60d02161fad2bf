"""Where the wording is: beside the code in a checkout, inside the package in a wheel."""

from __future__ import annotations

from pathlib import Path

from generator.errors import SurroundingsFailed

INSTALLED = "_content"  # where a wheel keeps these folders


def content(folder: str) -> Path:
    """Give the content folder `templates` or `examples`.

    The package's own copy comes first: the parent of an installed package is site-packages,
    where a stranger may have left a folder of that name.
    """
    here = Path(__file__).resolve().parent
    for place in (here / INSTALLED / folder, here.parent / folder):
        if place.is_dir():
            return place
    raise SurroundingsFailed(
        f"De map «{folder}» van het programma ontbreekt.", hint="Installeer taakdelegatie opnieuw."
    )


def template_file(name: str, own: Path | None) -> Path:
    """Give a file of `templates/`: from a folder of one's own if it is there, else the program's.

    What neither has is given as the program's: whoever reads it says that it is missing.
    """
    if own is not None and (own / name).is_file():
        return own / name
    return content("templates") / name
