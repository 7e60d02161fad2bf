"""Files made to exhaust the reader are refused quickly, and within a bounded amount of memory."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import word_documents as make

from generator.errors import TemplateRefused
from generator.typeset.reader import read

GOOD = make.of("Tekst")
HEAD = b'<?xml version="1.0"?>'
NAMES = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _document(xml: bytes, *, stored: bool = False) -> bytes:
    """A DOCX with this main part, compressed unless `stored`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(stream, "w") as package:
        for name in old.namelist():
            data = xml if name == "word/document.xml" else old.read(name)
            package.writestr(name, data, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _many_members() -> bytes:
    """300,000 empty members: only a table of contents."""
    one = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    directory = one * 300_000
    return directory + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, len(directory), 0, 0)


def _hidden_count() -> bytes:
    """The same, counted as one."""
    data = _many_members()
    return data[:-14] + struct.pack("<2H", 1, 1) + data[-10:]


def _overlapping() -> bytes:
    """Members that all lay claim to the same compressed megabytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a", b"\0" * 60_000_000)
        first = package.infolist()[0]
        for number in range(300):
            again = zipfile.ZipInfo(f"b{number}")
            again.CRC, again.file_size, again.compress_size = first.CRC, first.file_size, first.compress_size
            again.header_offset, again.compress_type = first.header_offset, first.compress_type
            package.filelist.append(again)
    return stream.getvalue()


def _lying_size() -> bytes:
    """A member that says it is small and is not."""
    data = bytearray(_document(HEAD + b"<a>" + b"\0" * 50_000_000 + b"</a>"))
    place = data.index(b"PK\x01\x02")
    while b"document.xml" not in data[place + 46 : place + 80]:
        place = data.index(b"PK\x01\x02", place + 4)
    struct.pack_into("<L", data, place + 24, 300_000)
    return bytes(data)


def _laughs() -> bytes:
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    return HEAD + b'<!DOCTYPE x [<!ENTITY l0 "ha">' + entities + b"]><x>&l9;</x>"


BOMBS = {
    "many members": (_many_members, "meer onderdelen"),
    "many members, counted as one": (_hidden_count, "meer onderdelen"),
    "overlapping members": (_overlapping, "meer dan een Word-document"),
    "a high ratio": (lambda: _document(HEAD + b"<a>" + b" " * 15_000_000 + b"</a>"), "samengeperst"),
    "a size that lies": (_lying_size, "beschadigd"),
    "ZIP64": (lambda: GOOD[:-22] + b"PK\x06\x07" + b"\0" * 16 + GOOD[-22:], "ZIP64"),
    "a comment after the zip": (lambda: GOOD[:-2] + b"\x05\0hallo", "geen geldig"),
    "entities": (lambda: _document(_laughs()), "DOCTYPE"),
    "entities in UTF-16": (
        lambda: _document(_laughs().decode().replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16")), "DOCTYPE",
    ),
    "entities in an encoding that hides them": (
        lambda: _document(b"\x4c\x6f\xa7\x94\x93" + _laughs().decode().split("?>", 1)[0][5:].encode("cp037")
                          + ' encoding="cp037"?>'.encode("cp037") + _laughs().decode().split("?>", 1)[1].encode("cp037")),
        "",
    ),
    "an outer entity": (
        lambda: _document(HEAD + b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'), "DOCTYPE",
    ),
    "deep nesting": (lambda: _document(b"<a>" * 200_000 + b"</a>" * 200_000), ""),
    "tables in tables": (
        lambda: _document(
            HEAD + b"<w:document %s><w:body>" % NAMES + b"<w:tbl><w:tr><w:tc>" * 60 + b"<w:p/>"
            + b"</w:tc></w:tr></w:tbl>" * 60 + b"</w:body></w:document>"
        ),
        "w:tbl",
    ),
    "millions of elements": (lambda: _document(HEAD + b"<a>" + b"<b/>" * 3_000_000 + b"</a>", stored=True), "te veel"),
    "millions of attributes": (
        lambda: _document(HEAD + b"<a " + b" ".join(b'a%d=""' % n for n in range(1_200_000)) + b"/>", stored=True),
        "te veel",
    ),
    "a huge attribute": (lambda: _document(HEAD + b'<a b="' + b"x" * 9_000_000 + b'"/>', stored=True), "te lange"),
    "a huge element name": (lambda: _document(HEAD + b"<" + b"x" * 9_000_000 + b"/>", stored=True), ""),
}  # fmt: skip


@pytest.mark.parametrize("case", BOMBS)
def test_a_bomb_is_refused_in_time(case: str) -> None:
    bomb, says = BOMBS[case]
    data = bomb()
    start = time.process_time()
    with pytest.raises(TemplateRefused) as refused:
        read(data, name="bom.docx")
    assert time.process_time() - start < 2
    assert says in refused.value.message
    assert len(refused.value.message) < 1000


_MEASURE = """
import resource, sys
from generator.errors import TemplateRefused
from generator.typeset.reader import read
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read(sys.stdin.buffer.read(), name="bom.docx")
except TemplateRefused:
    pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_what_is_just_allowed_takes_bounded_memory() -> None:
    tags = b"<a>" + b'<b c=""/>' * 590_000 + b"</a>"
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _MEASURE], input=_document(HEAD + tags, stored=True), capture_output=True,
        check=True, timeout=60, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert int(run.stdout) < 400  # MB
