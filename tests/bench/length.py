"""How long to measure: enough to see what changed, or all that the page tells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """Rounds and numbers. `rounds` are of what takes up to a second or two, `few` of what takes longer."""

    name: str
    rounds: int
    few: int
    cold: int  # documents that LibreOffice converts in a round, each by a new process
    made: tuple[int, ...]  # dossiers one after the other, in one process
    papers: tuple[int, ...]  # the same, of one document each
    signed: tuple[int, ...]  # documents beside ten
    kinds: tuple[str, ...]  # of key, for which the peers sign too
    judged: tuple[int, ...]
    planned: tuple[int, ...]
    checked: tuple[int, ...]
    pages: tuple[int, ...]
    shared: int  # dossiers that one and two processes make


SHORT = Length(
    name="kort",
    rounds=3,
    few=1,
    cold=1,
    made=(1, 10),
    papers=(10,),
    signed=(),
    kinds=("rsa-2048",),
    judged=(1,),
    planned=(10,),
    checked=(10,),
    pages=(1, 30),
    shared=6,
)
ALL = Length(
    name="alles",
    rounds=5,
    few=1,
    cold=4,
    made=(1, 10, 100),
    papers=(10, 100, 1000),
    signed=(1, 100),
    kinds=("rsa-2048",),
    judged=(1, 10),
    planned=(10, 100, 1000),
    checked=(10, 100, 1000),
    pages=(1, 10, 100, 300),
    shared=24,
)
