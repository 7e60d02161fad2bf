"""Whose templates, letterhead and limits a command uses: what an option says, or else the configuration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from generator.cli.options import FOLDER, configuration
from generator.limits import Limits

if TYPE_CHECKING:
    from generator.letterhead.design import Letterhead
    from generator.settings import LetterheadEntry

F = TypeVar("F", bound=Callable[..., Any])

templates_option = click.option(
    "--sjablonen",
    "templates",
    type=FOLDER,
    help="Map met eigen sjablonen en catalogi; anders die uit de configuratie.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The folder of templates of one's own, if any, the letterhead as it is written, and the limits of the rules."""

    templates: Path | None = None
    written: LetterheadEntry | None = None
    limits: Limits = field(default_factory=Limits)

    def letterhead(self) -> Letterhead | None:
        """Read the letterhead, with its logo. Raises `InputRefused`."""
        from generator.letterhead.design import read

        return read(self.written)


def house_options(command: F) -> F:
    """Add `--sjablonen` and `--configuratie`; the command gets what they come to, as `house`."""

    @wraps(command)
    def housed(*args: object, templates: Path | None, configuratie: Path | None, **rest: object) -> object:
        return command(*args, house=find_house(templates, configuratie), **rest)

    return cast("F", templates_option(configuration(housed)))  # a command with the same name and help


def find_house(templates: Path | None, configuratie: Path | None) -> House:
    """Give the house of these two options. Raises `InputRefused`."""
    from generator.settings import load

    settings = load(configuratie)
    folder = templates or settings.templates
    if folder is not None:
        from generator import own_folder

        own_folder.require(folder)
    return House(templates=folder, written=settings.letterhead, limits=settings.limits)
