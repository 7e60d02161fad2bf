"""Mutants of a closed dossier: its books, its delegation file, its papers, each changed, exchanged or gone."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

from tests.fuzz import bytewise
from tests.fuzz.cms import gaps
from tests.fuzz.model import Kind, Mutant, NothingToDo, Samples

_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 10**30, 1.5, "", " ", "../../x", "/etc/passwd", "pdf", "\ud800", "\0", "x" * 5000, [], {}, [None], "D9",
    "D14",
)  # fmt: skip


def text(dice: Random, samples: Samples) -> Mutant:
    """Change the bytes of a file that is text."""
    files = _files(samples)
    name = dice.choice([one for one in files if not one.startswith(("pdf/", "word/"))])
    change = dice.choice(
        (bytewise.insert, bytewise.overwrite, bytewise.cut, bytewise.repeat, bytewise.zero, bytewise.flip)
    )
    files[name], note = change(dice, files[name])
    return Mutant(note=f"{name}: {note}", files=files)


def value(dice: Random, samples: Samples) -> Mutant:
    """Change a value in the manifest, or in a line of the ledger."""
    files = _files(samples)
    name = dice.choice([one for one in files if one.endswith((".json", ".jsonl"))])
    lines = [files[name]] if name.endswith(".json") else files[name].splitlines()
    number = dice.randrange(len(lines))
    told = json.loads(lines[number])
    note = _value(dice, told)
    lines[number] = json.dumps(told, indent=2 if name.endswith(".json") else None).encode(
        "utf-8", "surrogatepass"
    )
    files[name] = b"\n".join(lines) + b"\n"
    return Mutant(note=f"{name}: {note}", files=files)


def _value(dice: Random, told: Any) -> str:
    while True:
        keys: list[Any] = sorted(told) if isinstance(told, dict) else list(range(len(told)))
        if not keys:
            raise NothingToDo
        key = dice.choice(keys)
        if not (isinstance(told[key], (dict, list)) and told[key] and dice.random() < 0.8):
            break
        told = told[key]
    match dice.randrange(4):
        case 0:
            del told[key]
        case 1:
            told[key] = told[dice.choice(keys)]
        case 2 if isinstance(told, dict):
            told[str(dice.choice(_VALUES))] = told[key]
        case _:
            told[key] = dice.choice(_VALUES)
    return f"{key!r}"


def paper(dice: Random, samples: Samples) -> Mutant:
    """Change, exchange or take away a paper, or put another file beside it."""
    files = _files(samples)
    name, other = dice.choice(sorted(files)), dice.choice(sorted(files))
    match dice.randrange(5):
        case 0:
            del files[name]
            return Mutant(note=f"{name} is gone", files=files)
        case 1 if files[name] != files[other]:
            files[name], files[other] = files[other], files[name]
            return Mutant(note=f"{name} and {other} exchanged", files=files)
        case 2:
            files[f"{name.rpartition('/')[0] or 'pdf'}/D99-extra.pdf"] = files[name]
            return Mutant(note=f"{name} twice", files=files)
        case 3:
            files[name] = dice.choice(samples.victims).pdf
            return Mutant(note=f"{name} is a paper of another dossier", files=files)
        case _:
            change = dice.choice((bytewise.flip, bytewise.cut, bytewise.insert))
            files[name], note = change(dice, files[name])
            return Mutant(note=f"{name}: {note}", files=files)


def _files(samples: Samples) -> dict[str, bytes]:
    if samples.folder is None:
        raise NothingToDo
    return dict(samples.folder.files)


def harmless(name: str, was: bytes, now: bytes | None) -> bool:
    """Claim that a file of a dossier is, but for what nobody signed, what it was."""
    if now is None or len(was) != len(now) or not re.search(r"\.pdf$", name):
        return now == was
    start, end = gaps(was)[-1]
    return was[:start] == now[:start] and was[end:] == now[end:]


KINDS = (
    Kind(name="dossier: text", make=text),
    Kind(name="dossier: value", make=value),
    Kind(name="dossier: paper", make=paper),
)
