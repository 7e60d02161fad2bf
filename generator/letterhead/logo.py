"""The logo: which pictures are taken, and how large they come out. The only module that knows Pillow."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from PIL import Image, UnidentifiedImageError

from generator.errors import InputRefused
from generator.intake import take_in

if TYPE_CHECKING:
    from pathlib import Path

_MOST_BYTES = 1_000_000
_MOST_PIXELS = 4000  # a side
_MOST_STRETCHED = 10
_HIGHEST, _WIDEST = 51.0, 170.0  # points: 1,8 by 6 centimetres
_ORIENTATION = 0x0112  # EXIF
_MODES = {"PNG": {"1", "L", "LA", "P", "RGB", "RGBA"}, "JPEG": {"L", "RGB"}}
_ICC_HEAD, _ICC_MAX = 128, 4  # bytes; the last version before iccMAX
_AGAIN = "Sla het logo opnieuw op als PNG, in RGB met 8 bits per kleur, en wijs dat bestand aan."


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture that both engines set as it is, and its size on paper in points."""

    data: bytes
    kind: Literal["png", "jpg"]
    width: float
    height: float


def read(path: Path) -> Logo:
    """Read the logo. Raises `InputRefused` for a file that is missing, damaged, too large, or odd."""
    try:
        data = take_in(path, limit=_MOST_BYTES)
    except InputRefused as err:
        raise InputRefused(
            f"Het logo «{path}» is niet te lezen. {err.message}",
            hint="Verbeter huisstijl.logo; het pad geldt vanaf de map van delegatie.toml.",
        ) from err
    if len(data) > _MOST_BYTES:
        raise InputRefused(
            f"Het logo «{path.name}» is groter dan 1 MB.", hint="Verklein het; het staat in ieder document."
        )
    try:
        with Image.open(BytesIO(data), formats=tuple(_MODES)) as image:
            _check(path.name, image)
            image.load()  # to the last byte: a damaged picture would come out as a gap, or not at all
            form, (width, height) = image.format, image.size
    except UnidentifiedImageError as err:
        raise InputRefused(f"Het logo «{path.name}» is geen PNG of JPEG.", hint=_AGAIN) from err
    except (OSError, SyntaxError, ValueError, struct.error, zlib.error, Image.DecompressionBombError) as err:
        # whatever Pillow raises for a damaged file
        raise InputRefused(f"Het logo «{path.name}» is beschadigd.", hint=_AGAIN) from err
    scale = min(_WIDEST / width, _HIGHEST / height)
    return Logo(data=data, kind="png" if form == "PNG" else "jpg", width=width * scale, height=height * scale)


def _check(name: str, image: Image.Image) -> None:
    """Refuse what PDF/A, Word and the two engines do not all show alike."""
    width, height = image.size
    if max(width, height) > _MOST_PIXELS:
        raise InputRefused(
            f"Het logo «{name}» meet {width} × {height} beeldpunten; elke zijde mag er {_MOST_PIXELS} hebben.",
            hint="Verklein het; het staat hooguit zes centimeter breed op papier.",
        )
    if max(width, height) > _MOST_STRETCHED * min(width, height):
        raise InputRefused(
            f"Het logo «{name}» is met {width} × {height} beeldpunten te langgerekt voor een briefhoofd.",
            hint="De langste zijde mag tien keer de kortste zijn.",
        )
    odd = ""
    if image.mode not in _MODES[str(image.format)]:
        odd = (
            "heeft 16 bits per kleur"
            if image.mode.startswith("I")
            else "heeft een andere kleurruimte dan RGB"
        )
    elif getattr(image, "n_frames", 1) > 1:
        odd = "beweegt"
    elif image.getexif().get(_ORIENTATION, 1) not in {0, 1}:
        odd = "is gedraaid opgeslagen (EXIF)"
    elif not _plain_profile(image.info.get("icc_profile")):
        odd = "heeft een kleurprofiel dat niet in een PDF/A past"
    if odd:
        raise InputRefused(f"Het logo «{name}» {odd}.", hint=_AGAIN)


def _plain_profile(profile: bytes | None) -> bool:
    """Whether a colour profile, if there is one, is an ordinary one of RGB or grey (ISO 19005-2, 6.2.4.2)."""
    if not profile:
        return True
    space, mark, version = profile[16:20], profile[36:40], profile[8:9]
    return (
        len(profile) > _ICC_HEAD
        and mark == b"acsp"
        and space in {b"RGB ", b"GRAY"}
        and version <= bytes([_ICC_MAX])
    )
