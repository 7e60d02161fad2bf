"""Reading a person's file without being led astray by what stands at its path."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from generator.errors import InputRefused
from signing import regular

if TYPE_CHECKING:
    from pathlib import Path

_WHY = {
    errno.EISDIR: "Dit is een map, geen bestand. Noem het bestand in de map.",
    errno.ENODEV: "Dit is geen gewoon bestand, maar een apparaat of kanaal. Noem een bestand op schijf.",
    errno.ELOOP: "Deze koppeling verwijst naar zichzelf. Noem het bestand zelf.",
}
_OTHERWISE = "Dit bestand kan niet worden gelezen. Controleer de naam, de map en de schijf."


def take_in(path: Path, *, limit: int) -> bytes:
    """Give the bytes of a regular file, at most one more than `limit` so that the reader sees the excess.

    Raises `InputRefused` for what is missing, unreadable or no file. Never waits.
    """
    try:
        return regular.read(path, limit=limit)
    except FileNotFoundError as err:
        raise InputRefused("Dit bestand bestaat niet. Controleer de naam en de map.") from err
    except PermissionError as err:
        raise InputRefused("Dit bestand mag niet worden gelezen. Controleer de rechten.") from err
    except (OSError, ValueError) as err:  # ValueError: a NUL in the name
        code = getattr(err, "errno", None)
        raise InputRefused(_WHY.get(code or 0, _OTHERWISE)) from err
