"""Reading a person's file without being led astray by what stands at its path."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from generator.errors import InputRefused

if TYPE_CHECKING:
    from pathlib import Path


def take_in(path: Path, *, limit: int) -> bytes:
    """Give the bytes of a regular file, at most one more than `limit` so that the reader sees the excess.

    Raises `InputRefused` for what is missing, unreadable or no file. Never waits: a named pipe without
    a writer would hold `open` for ever, and a device may act on being opened, so both are refused first.
    """
    try:
        _refuse_other_than_file(path.stat())
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as stream:
            # Once more on what was really opened: the path may have changed hands in between.
            _refuse_other_than_file(os.fstat(descriptor))
            return stream.read(limit + 1)
    except FileNotFoundError as err:
        raise InputRefused("Dit bestand bestaat niet. Controleer de naam en de map.") from err
    except PermissionError as err:
        raise InputRefused("Dit bestand mag niet worden gelezen. Controleer de rechten.") from err
    except (OSError, ValueError) as err:  # ValueError: a NUL in the name
        if getattr(err, "errno", None) == errno.ELOOP:
            raise InputRefused("Deze koppeling verwijst naar zichzelf. Noem het bestand zelf.") from err
        raise InputRefused(
            "Dit bestand kan niet worden gelezen. Controleer de naam, de map en de schijf."
        ) from err


def _refuse_other_than_file(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise InputRefused("Dit is een map, geen bestand. Noem het bestand in de map.")
    if not stat.S_ISREG(status.st_mode):
        raise InputRefused(
            "Dit is geen gewoon bestand, maar een apparaat of kanaal. Noem een bestand op schijf."
        )
