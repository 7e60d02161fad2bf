"""What a letterhead is, and how papers name it."""

from __future__ import annotations

from dataclasses import replace

from generator.letterhead.design import Letterhead
from generator.letterhead.design import read as read_letterhead


def test_a_digest_tells_every_difference(letterhead: Letterhead) -> None:
    assert letterhead.logo is not None
    others = [
        replace(letterhead, name="Ander"),
        replace(letterhead, address=letterhead.address[:1]),
        replace(letterhead, logo=None),
        replace(letterhead, logo=replace(letterhead.logo, data=b"ander")),
        replace(letterhead, logo_text=""),
        replace(letterhead, colour=""),
    ]
    assert len({one.digest for one in (letterhead, *others)}) == len(others) + 1
    assert replace(letterhead).digest == letterhead.digest


def test_without_an_entry_there_is_no_letterhead() -> None:
    assert read_letterhead(None) is None
