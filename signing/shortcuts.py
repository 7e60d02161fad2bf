"""A few small things that the engines do sign by sign, done at once, with the very same outcome.

pyHanko reads hexadecimal strings and names one character at a time: a signature has some twenty thousand, and is read
several times in a verification. asn1crypto prepares the text of a name (RFC 4518, 2) and takes names apart each time
that two are compared: the same few names, hundreds of times in a chain. Together that was half of what judging took.
None can be given another way from outside, so the functions are replaced; a test holds them against the originals.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from functools import lru_cache
from typing import IO, Any, TypeAlias

from asn1crypto.parser import emit
from asn1crypto.x509 import NameTypeAndValue, RDNSequence
from pyhanko.pdf_utils import generic, misc

from signing.remembered import Remembered

_String: TypeAlias = generic.ByteStringObject | generic.TextStringObject

_DIGITS = re.compile(rb"[0-9A-Fa-f]*")
_SHORT_BLOCK, _FIRST_BLOCK, _LARGEST_BLOCK = 32, 256, 1 << 16
_MOST_TEXTS = 2000
_LONGEST_TEXT = 500  # of what is kept: a name in a certificate is a line
_UNIVERSAL, _CONSTRUCTED, _SEQUENCE = 0, 1, 16  # of ASN.1 (X.690, 8.1.2)
_LONGEST_NAME = 2000  # of what is kept: all lines of a name, as they are encoded

_read_hexadecimal: Callable[[IO[bytes]], _String] = generic.read_hex_string_from_stream
_decode_name: Callable[[bytes], generic.NameObject] = generic._decode_name  # noqa: SLF001 - replaced below
_read_until: Callable[..., tuple[bytes, bool]] = misc._read_until_class  # noqa: SLF001 - replaced below
_prepare: Callable[[object, str], str] = NameTypeAndValue._ldap_string_prep  # noqa: SLF001 - replaced below
_same: Callable[[RDNSequence, object], bool] = RDNSequence.__eq__
_hashed: Callable[[RDNSequence], str] = RDNSequence.hashable.fget
_SAME: Remembered[bool] = Remembered()
_HASHED: Remembered[str] = Remembered()


def read_hexadecimal(stream: IO[bytes]) -> _String:
    """Read a hexadecimal string (ISO 32000-1, 7.3.4.3), and stay right behind it.

    One that has anything in it but digits is read by pyHanko's own way, from its beginning. No more is read than a
    block beyond the last digit, so that a file full of strings without an end takes no longer than it did.
    """
    start = stream.tell()
    stream.read(1)
    parts: list[bytes] = []
    size = _FIRST_BLOCK
    while block := stream.read(size):
        found = _DIGITS.match(block)
        end = found.end() if found else 0
        parts.append(block[:end])
        if end < len(block):
            if block[end : end + 1] != b">":
                break
            digits = b"".join(parts)
            stream.seek(start + 1 + len(digits) + 1)
            return generic.pdf_string(binascii.unhexlify(digits + b"0" * (len(digits) % 2)))
        size = min(size * 2, _LARGEST_BLOCK)
    stream.seek(start)
    return _read_hexadecimal(stream)


def read_until(class_chars: bytes, stream: IO[bytes], maxchars: int | None = None) -> tuple[bytes, bool]:
    """Read up to any of `class_chars`, which is taken off the stream as well; true where the stream ended first."""
    if maxchars:
        return _read_until(class_chars, stream, maxchars)
    start = stream.tell()
    parts: list[bytes] = []
    size = _SHORT_BLOCK
    while block := stream.read(size):
        found = _any_of(class_chars).search(block)
        if found:
            parts.append(block[: found.start()])
            result = b"".join(parts)
            stream.seek(start + len(result) + 1)
            return result, False
        parts.append(block)
        size = min(size * 2, _LARGEST_BLOCK)
    return b"".join(parts), True


@lru_cache(maxsize=8)
def _any_of(signs: bytes) -> re.Pattern[bytes]:
    return re.compile(b"[" + re.escape(signs) + b"]")


def decode_name(name_bytes: bytes) -> generic.NameObject:
    """Read a name (ISO 32000-1, 7.3.5) from how it is written; raises what pyHanko's own raises, which is not kept."""
    if len(name_bytes) > _LONGEST_TEXT:
        return _decode_name(name_bytes)
    return generic.NameObject(_decoded(name_bytes))


@lru_cache(maxsize=_MOST_TEXTS)
def _decoded(written: bytes) -> str:
    return str(_decode_name(written))


@lru_cache(maxsize=_MOST_TEXTS)
def _prepared(text: str) -> str:
    return _prepare(None, text)


def prepared(_name: object, text: Any) -> str:  # noqa: ANN401 - whatever a stranger's certificate says
    """Prepare the text of a name for comparison; raises what asn1crypto's own raises, which is not kept."""
    if isinstance(text, str) and len(text) <= _LONGEST_TEXT:
        return _prepared(text)
    return _prepare(_name, text)


def same(name: RDNSequence, other: object) -> bool:
    """Compare two names (RFC 5280, 7.1), of the same bytes once; raises what asn1crypto's own raises, which is not kept."""
    ours, theirs = _written(name), _written(other)
    if ours is None or theirs is None:
        return _same(name, other)
    return _SAME.of((ours, theirs), lambda: _same(_fresh(ours), _fresh(theirs)))


def hashed(name: RDNSequence) -> str:
    """Give what stands for a name, of the same bytes once; raises what asn1crypto's own raises, which is not kept."""
    written = _written(name)
    return _hashed(name) if written is None else _HASHED.of(written, lambda: _hashed(_fresh(written)))


def _written(name: object) -> bytes | None:
    """Give the bytes of a name whose outcomes are kept; None for one that is none, or long."""
    if not isinstance(name, RDNSequence) or type(name) is not RDNSequence:
        return None
    contents = name.contents
    return contents if isinstance(contents, bytes) and len(contents) <= _LONGEST_NAME else None


def _fresh(written: bytes) -> RDNSequence:
    """Read a name anew: one that was altered keeps what its texts were, and would have that kept for other bytes."""
    return RDNSequence.load(emit(_UNIVERSAL, _CONSTRUCTED, _SEQUENCE, written))


def take() -> None:
    """Let the engines use these; more than once is no harm."""
    generic.read_hex_string_from_stream = read_hexadecimal
    generic._decode_name = decode_name  # noqa: SLF001
    misc._read_until_class = read_until  # noqa: SLF001
    NameTypeAndValue._ldap_string_prep = prepared  # noqa: SLF001
    RDNSequence.__eq__ = same
    RDNSequence.hashable = property(hashed)
