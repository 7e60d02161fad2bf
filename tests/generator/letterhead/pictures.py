"""Logos of every kind: those that are taken, and those that are not."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, ImageCms

NAME, STREET = "Arbodienst & <Dieze>", "Waterkade 12"


def picture(
    mode: str = "RGB", size: tuple[int, int] = (60, 20), kind: str = "PNG", **settings: object
) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size, 0).save(stream, kind, **settings)
    return stream.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def hand_made(
    *, depth: int = 8, colour: int = 0, interlaced: int = 0, size: tuple[int, int] = (1, 1)
) -> bytes:
    """A PNG of kinds that Pillow does not write."""
    head = struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, interlaced)
    line = b"\0" + b"\x80" * (depth // 8 * {0: 1, 2: 3}[colour])
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(line))
        + chunk(b"IEND", b"")
    )


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return picture(kind="JPEG", exif=exif)


def moving() -> bytes:
    frames = [Image.new("RGB", (60, 20), colour) for colour in ("red", "blue")]
    stream = io.BytesIO()
    frames[0].save(stream, "PNG", save_all=True, append_images=frames[1:])
    return stream.getvalue()


def profile(space: str) -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(space)).tobytes()  # type: ignore[arg-type]


TAKEN = {
    "PNG": picture(),
    "PNG, see-through": picture("RGBA"),
    "PNG, grey and see-through": picture("LA"),
    "PNG of a palette": picture("P"),
    "PNG in black and white": picture("1"),
    "PNG of sixteen bits a colour": hand_made(depth=16, colour=2),
    "PNG, interlaced": hand_made(interlaced=1),
    "PNG with a profile": picture(icc_profile=profile("sRGB")),
    "JPEG": picture(kind="JPEG"),
    "JPEG in grey": picture("L", kind="JPEG"),
    "JPEG, progressive": picture(kind="JPEG", progressive=True),
    "JPEG with a profile": picture(kind="JPEG", icc_profile=profile("sRGB")),
}
REFUSED = {
    "no picture": (b"%PDF-1.7", "geen PNG of JPEG"),
    "empty": (b"", "geen PNG of JPEG"),
    "GIF": (picture("P", kind="GIF"), "geen PNG of JPEG"),
    "CMYK": (picture("CMYK", kind="JPEG"), "kleurruimte"),
    "grey of sixteen bits": (hand_made(depth=16), "16 bits"),
    "cut PNG": (picture(size=(300, 100))[:-40], "beschadigd"),
    "cut JPEG": (picture(kind="JPEG", size=(300, 100))[:-200], "beschadigd"),
    "a byte changed": (picture().replace(b"IDATx", b"IDATy"), "beschadigd"),
    "says it is huge": (hand_made(size=(60_000, 60_000)), "beeldpunten|beschadigd"),
    "too many pixels": (picture("1", (4001, 2000)), "4001 × 2000 beeldpunten"),
    "too many bytes": (picture() + bytes(1_000_000), "groter dan 1 MB"),
    "too wide": (picture(size=(101, 10)), "langgerekt"),
    "too tall": (picture(size=(10, 101)), "langgerekt"),
    "turned by EXIF": (turned(), "gedraaid"),
    "moving": (moving(), "beweegt"),
    "a profile of another space": (picture(icc_profile=profile("LAB")), "kleurprofiel"),
    "a profile that is none": (picture(icc_profile=b"profiel" * 40), "kleurprofiel"),
}
