"""What stands before, behind and between: other readers begin or end elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.attacks.model import Attack
from tests.attacks.scene import Scene


def around(change: Callable[[bytes], bytes]) -> Callable[[Scene], bytes]:
    return lambda scene: change(scene.sealed)


def another_behind(scene: Scene) -> bytes:
    """Put a whole other PDF behind it: who reads from the end sees that one."""
    return scene.sealed + scene.drafted


def another_before(scene: Scene) -> bytes:
    return scene.drafted + scene.sealed


def older_behind(scene: Scene) -> bytes:
    """Point to the table of an earlier revision, and end once more."""
    places = re.findall(rb"startxref\s+(\d+)", scene.sealed)
    return scene.sealed + b"startxref\n" + places[0] + b"\n%%EOF\n"


def older_in_place(scene: Scene) -> bytes:
    """Let the end of the file point to the table of an earlier revision."""
    first, *_, last = re.findall(rb"startxref\s+(\d+)", scene.sealed)
    head, end = (
        scene.sealed[: scene.sealed.rindex(b"startxref")],
        scene.sealed[scene.sealed.rindex(b"startxref") :],
    )
    return head + end.replace(last, first.rjust(len(last), b"0"), 1)


def cut(number: int) -> Callable[[bytes], bytes]:
    """Cut the file back by so many revisions."""

    def change(pdf: bytes) -> bytes:
        ends = [one.end() for one in re.finditer(rb"%%EOF\r?\n?", pdf)]
        return pdf[: ends[-1 - number]]

    return change


_JUNK = frozenset({"geen-pdf"})
_CUT = frozenset({"afgekapt"})
_BEHIND = frozenset({"niet-gedekt"})
# Read from the end it is a paper that nobody signed; read from the beginning it is another.
_UNSIGNED = frozenset({"dubbelzinnig", "niet-ondertekend"})
ATTACKS = (
    *(
        Attack(name=name, harm=around(change), codes=codes)
        for name, change, codes in (
            ("junk before the header", lambda pdf: b"GIF89a" + pdf, _JUNK),
            ("a line before the header", lambda pdf: b"\n" + pdf, _JUNK),
            ("a byte order mark before the header", lambda pdf: b"\xef\xbb\xbf" + pdf, _JUNK),
            (
                "another version in the header",
                lambda pdf: pdf.replace(b"%PDF-1.7", b"%PDF-1.4", 1),
                frozenset({"gewijzigd", "ander-document"}),
            ),
            ("a web page behind the end", lambda pdf: pdf + b"<html><body>Vervallen</body></html>", _CUT),
            ("an archive behind the end", lambda pdf: pdf + b"PK\x05\x06" + bytes(18), _CUT),
            ("zeros behind the end", lambda pdf: pdf + bytes(512), _CUT),
            ("empty lines behind the end", lambda pdf: pdf + b"\n\n\n", _BEHIND),
            ("a comment and an end behind the end", lambda pdf: pdf + b"% niets\n%%EOF\n", _BEHIND),
            (
                "an object and an end behind the end",
                lambda pdf: pdf + b"1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF\n",
                _BEHIND,
            ),
            ("cut back to before the archive time-stamp", cut(1), frozenset({"onvolledig"})),
            ("cut back to before the closing seal", cut(2), frozenset({"onvolledig"})),
            ("cut back to what the delegate signed", cut(3), frozenset({"onvolledig"})),
        )
    ),
    Attack(name="another PDF behind the end", harm=another_behind, codes=_UNSIGNED),
    Attack(name="another PDF before the beginning", harm=another_before, codes=frozenset({"onleesbaar"})),
    Attack(name="the end points to an earlier revision", harm=older_behind, codes=_UNSIGNED),
    Attack(name="the end points to an earlier revision, in place", harm=older_in_place, codes=_UNSIGNED),
)
