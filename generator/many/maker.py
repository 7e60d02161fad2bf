"""Makes the dossier of one delegation file and puts it in its folder, unless it stands there."""

from __future__ import annotations

from generator import catalogue, pipeline, place, source
from generator.additions import refuse_addition
from generator.conditions import require_same_bedrijfsarts
from generator.delegation import Delegation, parse
from generator.dossier import Dossier
from generator.errors import GeneratorError, InputRefused
from generator.failures import failure
from generator.intake import take_in
from generator.many.making import Outcome, Task
from generator.many.same import differences

_COMMAND = "genereer"


def perform(task: Task) -> Outcome:
    """Do what `generator.many.making.perform` promises."""
    if task.refusal:
        return Outcome(name=task.name, failure=task.refusal)
    data = b""
    try:
        data = take_in(task.path, limit=source.MAX_BYTES)
        return _standing(task, data) or _made(task, data)
    except InputRefused as err:
        skipped = _other(data) if task.found else ""
        return Outcome(name=task.name, skipped=skipped, failure=None if skipped else failure(err))
    except GeneratorError as err:
        return Outcome(name=task.name, failure=failure(err))
    except Exception as err:  # one bad file never stops the others
        if task.order.loud:
            raise
        return Outcome(name=task.name, failure=failure(err))


def _made(task: Task, data: bytes) -> Outcome:
    order = task.order
    refuse_addition(data, name=task.name)
    made = pipeline.make(
        data,
        name=task.name,
        templates=order.templates,
        only=order.only,
        test=order.test,
        engine=order.engine,
        letterhead=order.letterhead,
        limits=order.limits,
    )
    if task.reference not in (None, made.reference):
        raise InputRefused(
            f"Het kenmerk van {task.name} staat er niet eenduidig, of het bestand is tijdens deze opdracht gewijzigd.",
            hint="Zet «kenmerk: » met de waarde op één regel, aan het begin van het bestand, en geef de opdracht opnieuw.",
        )
    folder = place.put(
        made,
        order.out,
        command=_COMMAND,
        replace=order.replace,
        check=lambda old: require_same_bedrijfsarts(old, data),
    )
    return Outcome(
        name=task.name, folder=folder, partial=bool(made.left_out), warnings=_warnings(made, task.name)
    )


def _warnings(made: pipeline.Made, name: str) -> tuple[str, ...]:
    return tuple(
        f"{name}:{finding.line}: let op, {finding.rule}: {finding.message}"
        for finding in made.findings
        if finding.severity == "warning"
    )


def _standing(task: Task, data: bytes) -> Outcome | None:
    """Give the outcome for a dossier that stands there already; nothing where one is to be made."""
    order = task.order
    if not order.resume and task.stood:
        return None
    delegation = parse(data).delegation
    if delegation is None:
        return None  # making it says why
    old = place.standing(order.out / delegation.kenmerk, command=_COMMAND)
    if old is None:
        return None
    others = differences(old, data, delegation, order)
    if not others:
        return _kept(task, old, delegation)
    if order.replace:
        return None
    raise InputRefused(
        f"{old.folder} bestaat al, maar is anders gemaakt dan nu wordt gevraagd: {', '.join(others)}.",
        hint="Kies een andere map, of vervang het dossier met --overschrijf.",
    )


def _kept(task: Task, old: Dossier, delegation: Delegation) -> Outcome:
    ids = {one.id for one in old.manifest.documents}
    offered = catalogue.documents(task.order.templates)
    return Outcome(
        name=task.name,
        folder=old.folder,
        before=task.stood,
        partial=any(kind.applies(delegation) and kind.id not in ids for kind in offered),
    )


def _other(data: bytes) -> str:
    """Tell what a file is that was found beside delegation files; empty where it seems to be one, or cannot be read."""
    root = source.read(data).root if data else None
    if root is None:
        return ""
    if "soort" in root.keys and "bedrijfsarts" not in root.keys:
        return "dit is een aanvulling, geen delegatiebestand"
    return "dit is geen delegatiebestand" if root.keys.keys().isdisjoint(Delegation.model_fields) else ""
