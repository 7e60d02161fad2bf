"""By whom, as of when and with which trust the judgement was made: the same for the whole page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Self

from signing.appearance import dutch_day, dutch_moment
from signing.identity import fingerprint, holder
from signing.policy import Trust

_TRIAL = "zonder rechtsgevolg"  # in every name of a trial PKI


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """A root that was trusted: whose it is, and the SHA-256 of its certificate."""

    name: str
    sha256: str

    @classmethod
    def of(cls, trust: Trust) -> tuple[Self, ...]:
        """Name every root of `trust`, in its order."""
        return tuple(cls(name=holder(root), sha256=fingerprint(root)) for root in trust.roots)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the page says of the judgement itself.

    `at` is the moment as of which was judged, a chosen day if `day`; `made` when. `judge` is who did it, if
    known; `lists` say which trusted lists counted.
    """

    at: datetime
    made: datetime
    day: bool = False
    roots: tuple[Root, ...] = ()
    lists: tuple[str, ...] = ()
    judge: str = ""

    @classmethod
    def of(cls, trust: Trust, *, at: datetime, made: datetime, day: bool = False, judge: str = "") -> Self:
        """Tell of a judgement with `trust`, whose roots and lists are named."""
        return cls(at=at, made=made, day=day, judge=judge, roots=Root.of(trust), lists=tuple(_lists(trust)))

    @property
    def as_of(self) -> str:
        """Tell the moment as of which was judged."""
        if not self.day:
            return dutch_moment(self.at)
        there = self.at.astimezone(UTC)
        return f"het einde van {dutch_day(there)} ({there:%H:%M:%S} UTC)"

    @property
    def made_at(self) -> str:
        """Tell when the page was made."""
        return dutch_moment(self.made)

    @property
    def trial(self) -> bool:
        """Whether a root of a trial PKI was trusted: nothing on the page has legal effect then."""
        return any(_TRIAL in root.name for root in self.roots)

    @property
    def program(self) -> str:
        """Name this program, with its version."""
        try:
            return f"delegatie {version('taakdelegatie')}"
        except PackageNotFoundError:  # run from a checkout that was never installed
            return "delegatie"


def _lists(trust: Trust) -> Iterator[str]:
    """Name the trusted lists that counted, each with its end; the services on them are too many to name."""
    if trust.lists is None:
        return
    for one in trust.lists.national:
        end = (
            f"tot en met {dutch_day(one.until.astimezone(UTC))}"
            if one.until
            else "zonder einde, en daarom gesloten"
        )
        yield f"{one.territory}, {end}"
    yield from (f"Niet meegeteld: {why}" for why in trust.lists.refused)
