"""The verdict on one item in words, with its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.examine import Item

_LONGEST = 2000  # characters of a line: a stranger's name can be as long as a book


def lines(item: Item, parts: Sequence[Item] = ()) -> Sequence[str]:
    """Tell one item in Dutch: the verdict, each signature, each reason once.

    `parts` are the documents of a dossier or package: it is never called better than they are. Nothing that is told
    can act on the terminal, whoever wrote it.
    """
    from generator.judgement.words import Tally
    from generator.report.excerpt import printable
    from signing.appearance import dutch_moment

    told = [f"{Tally((item, *parts)).word:<21} {item.title}  ({item.path})"]
    for signature in item.signatures:
        when = f", {dutch_moment(signature.time)}" if signature.time else ""
        role = f" als {signature.role}" if signature.kind == "handtekening" and signature.role else ""
        level = f", PAdES {signature.level}" if signature.level else ""
        mark = {"valid": "goed", "invalid": "FOUT", "indeterminate": "open"}[signature.verdict]
        told.append(f"    {mark}  {signature.kind} van {signature.signer}{role}{when}{level}")
        told += [f"          {signature.qualified}"] if signature.qualified else []
        told += [f"          {problem.message} [{problem.code}]" for problem in signature.problems]
    told += [f"    {problem.message} [{problem.code}]" for problem in item.problems]
    return [printable(line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…") for line in told]
