"""The two judgements as a part of the page: a row a file, and below them why they differ."""

from __future__ import annotations

from collections.abc import Sequence

from signing.reasons import REASONS
from tests.conformance import grounds
from tests.conformance.agreement import Agreement
from tests.conformance.trial import Kind, Mode, Ours

_HEAD = """
## Agreement with EU DSS

EU DSS and we judge the same files with the same root, as of the same moment: our own papers under way and sealed,
every attack of `tests/attacks`, and what other programs made ({programs}). EU DSS compares objects by its default
policy; it draws the pages too of what we call valid, and of what looks otherwise to us if the objects told it nothing.
It may be the milder of the two, for a reason
that stands below; that we call valid what it does not pass, or warns of, fails the build. Of an attack our verdict is
the one that its test holds us to.
"""
_PROGRAMS = "EU DSS itself, PDFBox, openssl, pyHanko's command, and its library as Acrobat writes"
_TITLES: dict[Kind, str] = {
    "as made": "Our own papers",
    "altered": "Attacks on our papers",
    "foreign": "By other programs",
}
# What EU DSS tells of many files, in fewer words.
_SHORTER = {
    "Document contains changes restricted by /DocMDP dictionary!": "/DocMDP",
    "Document contains changes restricted by /FieldMDP dictionary!": "/FieldMDP",
    "Document contains changes restricted by /SigFieldLock dictionary!": "/Lock",
    "The document contains undefined object modifications after the signature revision!": "undefined changes",
    "The computed message-imprint does not match the value extracted from the time-stamp!": "message imprint",
}
_MODES: tuple[Mode, ...] = ("in a dossier", "alone")


def section(found: Sequence[Agreement]) -> str:
    """Write all of it; the same judgements give the same text."""
    agreed = sum(one.agreed for one in found)
    stricter = sum(not one.agreed and not _valid(one) and not one.faults for one in found)
    warned = sum("warns" in one.used for one in found)
    counted = (
        f"\nOf {len(found)} files we agree on {agreed}. On {stricter} we are stricter, of which EU DSS warns of {warned}; "
        f"of {len(found) - agreed - stricter} that are valid EU DSS tells more than there is.\n"
    )
    parts = [_HEAD.format(programs=_PROGRAMS), counted]
    for kind, title in _TITLES.items():
        rows = [one for one in found if one.trial.kind == kind]
        modes = [mode for mode in _MODES if any(mode in one.ours for one in rows)]
        parts.append(
            f"\n### {title}\n\n| file | {' | '.join(f'ours, {mode}' for mode in modes)} | EU DSS | differs by |\n"
        )
        parts.append(f"|---|{'---|' * len(modes)}---|---|\n")
        parts += [_row(one, modes) for one in rows]
    used = {name for one in found for name in one.used}
    parts.append("\n### Why they differ\n\n| by | what EU DSS does, and we | clause |\n|---|---|---|\n")
    parts += [
        f"| {name} | {text} | {_clause(name)} |\n" for name, text in grounds.ALL.items() if name in used
    ]
    return "".join(parts)


def _valid(one: Agreement) -> bool:
    return any(mine.verdict == "valid" for mine in one.ours.values())


def _row(one: Agreement, modes: Sequence[Mode]) -> str:
    told = "; ".join((one.theirs.indication, *(_SHORTER.get(text, text) for text in one.theirs.told)))
    mine = " | ".join(_ours(one.ours.get(mode)) for mode in modes)
    because = ", ".join(one.used) or ("**fault**" if one.faults else "")
    return f"| {one.trial.name} | {mine} | {_cell(told)} | {because} |\n"


def _ours(one: Ours | None) -> str:
    if one is None:
        return "–"
    return f"{one.verdict}: {', '.join(one.codes)}" if one.codes else one.verdict


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ")


def _clause(name: str) -> str:
    """Give the clause of a standard, or where our own rule is told."""
    if name not in REASONS:
        return "as said"
    ground = REASONS[name].ground
    standard = ground.startswith(("EN ", "ETSI ", "ISO ", "RFC "))
    return ground if standard else "a rule of our own: [redenen.md](redenen.md)"
