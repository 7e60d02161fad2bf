"""Sign and judge each document once: what breaks here is the disk, and what is signed is the same each time."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from generator import delegation, examine, statement, void_make
from generator.archive import examine as packages
from generator.archive import legs as _legs  # noqa: F401 - its module is patched
from generator.archive import pakbon
from generator.archive import renew as _renewal  # noqa: F401 - its module is patched
from generator.archive import statement as sealing
from generator.dossier import sha256
from signing import elsewhere, lift, renew, sign
from signing import verify as verifying
from signing.sign import now


@contextmanager
def remembered() -> Iterator[None]:
    """Within the block, the same bytes give the same signature, statement and verdict."""
    with ExitStack() as hooks:
        for name in ("issue", "approve", "close"):
            hooks.enter_context(mock.patch.object(sign, name, _signing(getattr(sign, name))))
        hooks.enter_context(mock.patch.object(lift, "lift", _signing(lift.lift)))
        hooks.enter_context(mock.patch.object(void_make, "make", _stating(void_make.make)))
        hooks.enter_context(mock.patch.object(elsewhere, "accept", _accepting(elsewhere.accept)))
        hooks.enter_context(mock.patch.object(renew, "renew", _signing(renew.renew)))
        # not in a child either: Typst works in threads, which a fork leaves behind
        hooks.enter_context(mock.patch.object(sealing, "make", _laying(sealing.make)))
        judge = _judging_package(packages.examine_package)
        hooks.enter_context(mock.patch.object(sealing, "seal_all", _signing(sealing.seal_all)))
        for name in ("examine", "legs", "renew"):
            module = sys.modules[f"generator.archive.{name}"]
            hooks.enter_context(mock.patch.object(module, "examine_package", judge))
        for module in (examine, sealing, verifying):
            hooks.enter_context(mock.patch.object(module, "verify", _judging(module.verify)))
        hooks.enter_context(mock.patch.object(statement, "make", _stating(statement.make)))
        parse = _parsing(delegation.parse)
        for module in tuple(sys.modules.values()):
            if getattr(module, "parse", None) is delegation.parse and module is not delegation:
                hooks.enter_context(mock.patch.object(module, "parse", parse))
        yield


def _signing(real: Any) -> Any:
    made: dict[tuple[object, ...], Any] = {}

    def act(papers: Sequence[sign.Paper], *args: Any, clock: Any) -> Any:
        del clock  # the time of a signature is its own
        how = tuple(one if isinstance(one, str) else getattr(one, "policy", "") for one in args)
        keys = [(how, sha256(paper.pdf)) for paper in papers]
        new = {key: paper for key, paper in zip(keys, papers, strict=True) if key not in made}
        if new:
            made.update(zip(new, real(list(new.values()), *args, clock=now), strict=True))
        return [made[key] for key in keys]

    return act


def _laying(real: Any) -> Any:
    made: dict[str, sign.Paper] = {}

    def act(dossier: Any, facts: Any, tags: Any, *rest: Any, **more: Any) -> Any:
        key = sha256(repr((facts, sorted(tags.items()))).encode())
        if key not in made:
            made[key] = real(dossier, facts, tags, *rest, **more)
        return made[key]

    return act


def _judging_package(real: Any) -> Any:
    judged: dict[str, Any] = {}

    def act(path: Path, **rest: Any) -> Any:
        beside = path.with_name(f"{path.name}{pakbon.NAME_END}")
        seen = [(one.relative_to(path.parent), one) for one in (path, beside, *sorted(path.rglob("*")))]
        key = sha256(repr([(name, sha256(one.read_bytes())) for name, one in seen if one.is_file()]).encode())
        if key not in judged:
            judged[key] = real(path, **rest)
        return judged[key]

    return act


def _accepting(real: Any) -> Any:
    taken: dict[tuple[str, str], Any] = {}

    def act(paper: sign.Paper, data: bytes, *rest: Any, **more: Any) -> Any:
        key = (sha256(paper.pdf), sha256(data))
        if key not in taken:
            taken[key] = real(paper, data, *rest, **more)
        return taken[key]

    return act


def _judging(real: Any) -> Any:
    judged: dict[tuple[object, ...], Any] = {}

    def act(pdf: bytes, *, plan: Any = None, origin: Any = None, sealed: bool = True, **rest: Any) -> Any:
        key = (sha256(pdf), repr(plan), origin, sealed)
        if key not in judged:
            judged[key] = real(pdf, plan=plan, origin=origin, sealed=sealed, **rest)
        return judged[key]

    return act


def _stating(real: Any) -> Any:
    made: dict[tuple[object, ...], Any] = {}

    def act(dossier: Any, *facts: Any, **rest: Any) -> Any:
        key: tuple[object, ...] = tuple(
            sha256(path.read_bytes())
            for path in sorted(dossier.folder.rglob("*"))
            if path.is_file() and not path.name.startswith((".", "D14", "D15", "D16"))
        )
        key = (*key, repr(facts))
        if key not in made:
            made[key] = real(dossier, *facts, **rest)
        return made[key]

    return act


def _parsing(real: Any) -> Any:
    parsed: dict[str, Any] = {}

    def act(data: bytes) -> Any:
        key = sha256(data)
        if key not in parsed:
            parsed[key] = real(data)
        return parsed[key]

    return act
