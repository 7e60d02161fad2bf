"""Arguments that are a path here, or a URL: what a command over many paths fetches, and where it puts what it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from generator.many.addresses import is_url

if TYPE_CHECKING:
    from os import PathLike
    from pathlib import Path


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
