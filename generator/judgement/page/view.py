"""An answer as the page tells it: verdicts in words, reasons with what they mean, signatures, pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.examine import Item
from generator.judgement.answer import Answer, Digest
from generator.judgement.explain import explained
from generator.judgement.page.gallery import Gallery, Wall
from generator.judgement.page.phrases import (
    EVERY_ONE,
    HEADINGS,
    KINDS,
    MEANS,
    MEANS_OF_A_PAPER,
    STANDS,
    TONES,
    WEIGHS,
    Tone,
    by,
)
from generator.judgement.words import STOPPED, UNFINISHED, Tally
from signing.appearance import dutch_moment
from signing.reasons import verdict_of
from signing.report import SignatureReport, sentence

_TONES: Mapping[str, Tone] = {"invalid": "bad", "indeterminate": "open"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One kind of reason: all that was said of it, what it means, and what to do."""

    number: int
    code: str
    tone: Tone
    weighs: str
    said: tuple[str, ...]
    means: str
    do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One signature, seal or time-stamp; `because` are the numbers of the reasons why it does not stand."""

    what: str
    who: str
    role: str
    when: str
    level: str
    qualified: str
    tone: Tone
    stands: str
    because: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A paper, a dossier or a package."""

    id: str
    title: str
    path: str
    whole: bool
    word: str
    tone: Tone
    means: str
    heading: str
    why: tuple[Why, ...]
    marks: tuple[Mark, ...]
    walls: tuple[Wall, ...]
    file: Digest | None

    @property
    def signed_by(self) -> tuple[str, ...]:
        """Name who signed, each once, as far as that stands; seals and time-stamps are no persons."""
        signed = (
            mark.who for mark in self.marks if mark.what == KINDS["handtekening"].what and mark.tone == "good"
        )
        return tuple(dict.fromkeys(signed))


def things(answer: Answer, number: int, gallery: Gallery) -> tuple[Thing, ...]:
    """Tell the answer with this number on the page; its first thing is what the path itself is.

    A whole is never called better than its parts, which come after it.
    """
    return tuple(
        _thing(
            item, answer, f"stuk-{number}-{position}", answer.items[position:] if item.whole else (), gallery
        )
        for position, item in enumerate(answer.items, start=1)
    )


def _thing(item: Item, answer: Answer, id_: str, parts: Sequence[Item], gallery: Gallery) -> Thing:
    together = (item, *parts)
    word = Tally(together).word
    why = _why(item)
    numbers = {one.code: one.number for one in why}
    return Thing(
        id=id_,
        title=item.title,
        path=item.path,
        whole=item.whole,
        word=word,
        tone=TONES[word],
        means=(MEANS if item.whole else MEANS_OF_A_PAPER)[word],
        heading=HEADINGS.get(word, ""),
        why=why,
        marks=tuple(_mark(one, item, numbers) for one in item.signatures),
        walls=tuple(_walls(item, answer, gallery)),
        file=next((one for one in answer.files if one.path == item.path), None),
    )


def _why(item: Item) -> tuple[Why, ...]:
    """Tell each kind of reason once, the gravest first."""
    said: dict[str, list[str]] = {}
    for problem in item.problems:
        said.setdefault(problem.code, []).append(problem.message)
    for code, told in _of_signatures(item):
        said.setdefault(code, []).append(told)
    gravest = sorted(said, key=lambda code: (_tone(code) != "bad", code in UNFINISHED))
    return tuple(
        Why(
            number=number,
            code=code,
            tone=_tone(code),
            weighs=_weighs(code),
            said=tuple(dict.fromkeys(said[code])),
            means=explained(code).means,
            do=explained(code).do,
        )
        for number, code in enumerate(gravest, start=1)
    )


def _tone(code: str) -> Tone:
    return "open" if code in UNFINISHED else _TONES[verdict_of(code)]


def _weighs(code: str) -> str:
    if code in UNFINISHED:
        return WEIGHS["unfinished"]
    return WEIGHS["stopped" if code in STOPPED else verdict_of(code)]


def _of_signatures(item: Item) -> Iterator[tuple[str, str]]:
    """Tell each problem of the signatures once, with those that have it."""
    found: dict[tuple[str, str], list[SignatureReport]] = {}
    for one in item.signatures:
        for problem in one.problems:
            found.setdefault((problem.code, problem.message), []).append(one)
    for (code, message), whose in found.items():
        every = 1 < len(whose) == len(item.signatures)
        named = EVERY_ONE if every else ", ".join(dict.fromkeys(map(by, whose)))
        yield code, sentence(f"{message} Bij: {named}")


def _mark(one: SignatureReport, item: Item, numbers: Mapping[str, int]) -> Mark:
    kind = KINDS.get(one.kind)
    what = kind.what if kind else one.kind
    stands, tone = _standing(one, item)
    when = "niet vast te stellen" if one.time is None else dutch_moment(one.time)
    return Mark(
        what=what,
        who=one.signer,
        role=one.role if one.kind == "handtekening" else "",
        when=f"uiterlijk {when}" if one.at_latest and one.time else when,
        level=one.level,
        qualified=one.qualified,
        tone=tone,
        stands=stands,
        because=tuple(sorted({numbers[problem.code] for problem in one.problems})),
    )


def _standing(one: SignatureReport, item: Item) -> tuple[str, Tone]:
    """Say whether a signature stands; one that is good in itself is no comfort where the paper is not."""
    if one.verdict == "valid":
        alone = _against_the_paper(item)
        return (STANDS["alone"], "open") if alone else (STANDS["valid"], "good")
    return STANDS[one.verdict], _TONES[one.verdict]


def _against_the_paper(item: Item) -> bool:
    found = Tally([item])
    return not found.unfinished and (found.verdict == "invalid" or bool(item.problems))


def _walls(item: Item, answer: Answer, gallery: Gallery) -> list[Wall]:
    signed = {one.field: one for one in item.signatures}
    walls = []
    for seen in answer.seen:
        if seen.path == item.path:
            report = signed.get(seen.field_name)
            told = by(report) if report else f"het veld «{seen.field_name}»"
            walls.append(gallery.hang(seen, by=told, title=item.title))
    return walls
