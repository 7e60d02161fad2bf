"""Answers as they come from judging, made up: one of every verdict, with pictures."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import UTC, datetime

from generator.examine import Item
from generator.judgement.answer import Answer, Digest, Picture, Seen
from generator.judgement.page import Root, Setting
from signing.report import Problem, SignatureReport

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ROOTS = (Root(name="Uitgever van Nederland", sha256="ab" * 32),)
SETTING = Setting(at=AT, made=AT, roots=ROOTS, judge="Arbodienst De Dieze B.V.")


def problem(code: str, message: str = "") -> Problem:
    return Problem(code=code, message=message or f"Er is iets met {code}.")


def signature(field: str = "bedrijfsarts", *problems: Problem, signer: str = "") -> SignatureReport:
    kind = {
        "zegel_uitgifte": "certificering",
        "zegel_sluiting": "sluitzegel",
        "archieftijdstempel_1": "archieftijdstempel",
    }.get(field, "handtekening")
    names = {"bedrijfsarts": "A.M. de Vries", "taakgedelegeerde": "B. Jansen", "werkgever": "C. Bakker"}
    return SignatureReport(
        certificate="cd" * 32,
        field=field,
        role=field if kind == "handtekening" else "organisatie",
        signer=signer or names.get(field, "Arbodienst De Dieze B.V."),
        kind=kind,
        level="" if kind == "archieftijdstempel" else "B-LTA",
        time=AT,
        problems=problems,
    )


SIGNED = tuple(
    signature(field)
    for field in (
        "zegel_uitgifte",
        "taakgedelegeerde",
        "bedrijfsarts",
        "zegel_sluiting",
        "archieftijdstempel_1",
    )
)


def paper(
    *problems: Problem, signatures: tuple[SignatureReport, ...] = SIGNED, path: str = "pdf/D5.pdf"
) -> Item:
    return Item(path=path, title="D5 Geheimhouding", problems=problems, signatures=signatures)


def whole(*problems: Problem) -> Item:
    return Item(path="DLG-2026-0042", title="Dossier DLG-2026-0042", problems=problems, whole=True)


def answer(*items: Item, seen: tuple[Seen, ...] = ()) -> Answer:
    files = tuple(Digest(path=item.path, sha256="ef" * 32, size=184_320) for item in items if not item.whole)
    return Answer(items=items, seen=seen, files=files)


def picture(grey: int = 200, *, width: int = 60, height: int = 80) -> Picture:
    """Give one grey page."""
    rows = (b"\0" + bytes([grey]) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    png = (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(rows))
        + _chunk(b"IEND", b"")
    )
    return Picture(png=png, width=width, height=height)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def seen(
    *pages: Picture, field: str = "taakgedelegeerde", path: str = "pdf/D5.pdf", left_out: int = 0
) -> Seen:
    return Seen(path=path, field_name=field, pages=pages, left_out=left_out)


CHANGED = problem("gewijzigd", "De inhoud is gewijzigd.")
VALID = answer(
    paper(),
    seen=(
        seen(picture(250), picture(200), field="zegel_uitgifte"),
        seen(picture(250), picture(180)),
        seen(picture(250), picture(160), field="bedrijfsarts", left_out=3),
    ),
)
INVALID = answer(
    paper(
        problem("niet-gedekt"),
        signatures=(SIGNED[0], replace(SIGNED[1], problems=(CHANGED,), time=None), *SIGNED[2:]),
    )
)
OPEN = answer(paper(signatures=tuple(replace(one, problems=(problem("wortel-onbekend"),)) for one in SIGNED)))
UNFINISHED = answer(
    paper(
        problem("onvolledig", "Nog niet getekend: de bedrijfsarts."),
        problem("onvolledig", "Nog niet verzegeld."),
        signatures=SIGNED[:2],
    )
)
DECLINED = answer(whole(problem("geweigerd")), paper())
DOSSIER = answer(
    whole(*(problem("logboek", f"Regel {number} van het logboek klopt niet.") for number in range(30))),
    paper(),
    paper(path="pdf/D1.pdf"),
)
UNREADABLE = answer(paper(problem("geen-pdf"), signatures=()))
HOSTILE_TEXTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}",
    "omge\u202edraaid",
    "nul\0teken",
    "regel\neinde\u2028nog een",
    "half\udc80teken",
    "geen\uffffteken\ufdd0",
    "&amp;lt;b&amp;gt;",
    "lang" * 5_000,
)
HOSTILE = answer(
    *(
        Item(
            path=f"{text}.pdf",
            title=text,
            problems=(problem(text, text),),
            signatures=(
                replace(signature(text, problem("wortel-onbekend", text), signer=text), role=text, kind=text),
            ),
        )
        for text in HOSTILE_TEXTS
    ),
    seen=tuple(seen(picture(), field=text, path=f"{text}.pdf") for text in HOSTILE_TEXTS),
)
EVERY = {
    "valid": VALID,
    "invalid": INVALID,
    "open": OPEN,
    "unfinished": UNFINISHED,
    "declined": DECLINED,
    "dossier": DOSSIER,
    "unreadable": UNREADABLE,
    "hostile": HOSTILE,
}
