"""Arguments that are a path here, or a URL: what a command over many paths fetches, and where it puts what it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from generator.many.addresses import is_url

if TYPE_CHECKING:
    from os import PathLike
    from pathlib import Path

    from generator.report.gather import Asked


class Elsewhere(click.Path):
    """A path as `click.Path` takes it, or a URL, which stays text."""

    def convert(
        self,
        value: str | PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | PathLike[str]:
        """Give the path, or the URL as it was written."""
        if isinstance(value, str) and is_url(value):
            return value
        return super().convert(value, param, ctx)


def parted(given: tuple[Path | str, ...]) -> tuple[list[Path], list[str]]:
    """Part the paths from the URLs."""
    return [one for one in given if not isinstance(one, str)], [one for one in given if isinstance(one, str)]


def beneath(url: str) -> list[Asked]:
    """Give the file at a URL, or every one in the folder there but those of a dossier.

    What cannot be reached is one that is refused: it does not stop the others. Raises `InputRefused`.
    """
    from generator.dossier import MANIFEST
    from generator.errors import SurroundingsFailed
    from generator.many.urls import listed
    from generator.report.gather import Asked

    try:
        names = listed(url, (".yaml", ".yml", MANIFEST))
    except SurroundingsFailed as err:
        return [Asked(name=url, refusal=f"{err.message} {err.hint}".rstrip())]
    dossiers = {name.rpartition("/")[0] for name in names if name.endswith(f"/{MANIFEST}")}
    return [
        Asked(name=name, found=name != url)
        for name in names
        if name == url or not (name.endswith(MANIFEST) or name.rpartition("/")[0] in dossiers)
    ]
