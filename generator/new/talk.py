"""The dialogue: asks, explains, refuses with reasons, goes back; every answer is saved before the next."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from generator import catalogue
from generator.new.question import schema_at
from generator.new.reply import Unclear, shown, understand
from generator.new.script import following
from generator.new.trial import Trial, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from pathlib import Path as FilePath

    from generator.catalogue import Task
    from generator.new.answers import Answers
    from generator.new.question import Question
    from generator.nodes import Path

_WIDTH = 78
_WRAP: Any = {"break_long_words": False, "break_on_hyphens": False}
_HELP, _BACK = "?", "<"


class Terminal(Protocol):
    """Where the dialogue takes place."""

    def say(self, text: str) -> None:
        """Show a line."""

    def ask(self, prompt: str) -> str:
        """Show a prompt and give the line that is typed. Raises `EOFError` when nobody is there any more."""


@dataclass(slots=True, kw_only=True)
class Talk:
    """A dialogue on `given`; `save` is called after each answer, `history` knows the way back."""

    given: Answers
    terminal: Terminal
    save: Callable[[Answers], None]
    today: date
    templates: FilePath | None = None
    history: list[Path] = field(default_factory=list)
    _earlier: dict[Path, Any] = field(default_factory=dict)
    _heading: Path = ()

    def run(self) -> None:
        """Ask until nothing is left to ask. Raises `EOFError`, `KeyboardInterrupt`, `SurroundingsFailed`."""
        trial = Trial(today=self.today, templates=self.templates)
        trial.start(self.given)
        while question := following(self.given, today=self.today):
            self._head(question)
            if self._one(question, trial):
                self.save(self.given)

    def _one(self, question: Question, trial: Trial) -> bool:
        """Ask one question once; tell whether the answers have changed."""
        proposal = self._earlier.get(question.path, question.proposal)
        self._offer(question)
        reply = self.terminal.ask(self._prompt(question, proposal)).strip()
        if reply == _HELP:
            self._explain(question)
            return False
        if reply == _BACK:
            return self._back(trial)
        try:
            value = self._value(reply, question, proposal)
        except Unclear as err:
            self._say(err.message, mark="! ")
            return False
        if not self._accepted(question, value, trial):
            return False
        settle(self.given, question, value)
        self.history.append(question.path)
        self._earlier.pop(question.path, None)
        return True

    def _value(self, reply: str, question: Question, proposal: Any) -> Any:  # noqa: ANN401
        if reply:
            return understand(reply, question, self._tasks())
        if proposal is None and not question.optional:
            raise Unclear(f"Hier is een antwoord nodig. Typ {_HELP} voor uitleg.")
        return proposal

    def _accepted(self, question: Question, value: Any, trial: Trial) -> bool:  # noqa: ANN401
        """Show what the models and rules say of an answer; an error refuses it, a warning asks once more."""
        new = trial.new_findings(self.given, question, value)
        errors = [finding for finding in new if finding.severity == "error"]
        for finding in errors or new:
            self._say(finding.message, mark="i " if finding.severity == "info" else "! ")
            if finding.rule not in ("SCHEMA", "YAML"):
                self._say(f"({finding.rule}; {finding.source})", mark="  ")
        if errors:
            self._say(
                f"Geef een ander antwoord, of ga met {_BACK} terug naar een eerder antwoord.", mark="  "
            )
            return False
        if any(finding.severity == "warning" for finding in new):
            kept = self.terminal.ask("  Toch zo laten (ja/nee) [nee]? ").strip().casefold() in ("ja", "j")
            if not kept:
                return False
        trial.keep()
        return True

    def _back(self, trial: Trial) -> bool:
        if not self.history:
            self._say("Dit is de eerste vraag.", mark="! ")
            return False
        path = self.history.pop()
        value = self.given.value(*path)
        if value not in (None, {}) and not isinstance(value, dict):
            self._earlier[path] = value
        self.given.remove(path)
        for length in range(len(path) - 1, 0, -1):  # the parts that only this answer made
            owner = path[:length]
            if owner in self.history or self.given.value(*owner) not in (None, {}, []):
                break
            self.given.remove(owner)
        trial.start(self.given)
        return True

    def _head(self, question: Question) -> None:
        """Say at the start of a part what it is and why it is there."""
        path = question.path
        heading = path[:2] if path[0] == "taken" else path[:1]
        if heading == self._heading:
            return
        first = heading[:1] != self._heading[:1]
        self._heading = heading
        part = schema_at(heading[:1])
        if first and ("properties" in part or "items" in part):
            self.terminal.say("")
            self.terminal.say(f"── {part['title']} ──")
            self._say(part["description"])
        if len(heading) > 1:
            chosen = self.given.value("taken")
            task = self._tasks().get(chosen[heading[1]]["taak"])
            text = task.tekst if task else chosen[heading[1]]["taak"]
            self.terminal.say("")
            self.terminal.say(f"Taak {int(heading[1]) + 1} van {len(chosen)}: {text}")

    def _offer(self, question: Question) -> None:
        """Show what can be chosen."""
        if question.kind == "taken":
            self._offer_tasks()
        elif question.kind == "keuze":
            found = schema_at(question.path)
            self.terminal.say(f"{found['title']}:")
            for number, (value, text) in enumerate(
                zip(found["enum"], found["enumDescriptions"], strict=True), start=1
            ):
                said = value if text == value else f"{value}: {text}"
                self._say(said, mark=f"  {number:>2}  ")

    def _offer_tasks(self) -> None:
        category = ("", "")
        for task in self._tasks().values():
            if (task.categorie, task.subcategorie) != category:
                category = (task.categorie, task.subcategorie)
                self.terminal.say(
                    " / ".join(part.replace("-", " ") for part in category if part).capitalize()
                )
            star = "*" if task.delegeerbaar else ("?" if task.bron_onzeker else "-")
            self._say(task.tekst, mark=f"  {task.nummer:>2} {star} ")
        self._say("* onder voorwaarden geheel of gedeeltelijk te delegeren · - niet te delegeren · ? onzeker")

    def _prompt(self, question: Question, proposal: Any) -> str:  # noqa: ANN401
        label = question.asks or _LABELS.get(question.kind, "") or str(schema_at(question.path)["title"])
        how = _HOW.get(question.kind, "")
        if question.kind == "keuze":
            label, how = "Keuze", f"1-{len(schema_at(question.path)['enum'])}"
        notes = [how] if how else []
        if question.optional and question.kind not in ("deel", "zelfde"):
            notes.append("mag leeg")
        asks = label.endswith("?")
        text = label.removesuffix("?") + (f" ({'; '.join(notes)})" if notes else "")
        if proposal is not None:
            text += f" [{shown(proposal)}]"
        return text + ("? " if asks else ": ")

    def _explain(self, question: Question) -> None:
        found = schema_at(question.path)
        self._say(found["description"], mark="? ")
        if question.kind == "vingerafdruk":
            self._say(
                "U kunt ook de naam van het bestand typen; dan rekent het programma het uit.", mark="  "
            )
        if question.kind == "duur":
            self._say("U kunt ook typen: wekelijks, 2 weken, maandelijks.", mark="  ")
        if "examples" in found and question.kind != "deel":
            self._say(f"Bijvoorbeeld: {shown(found['examples'][0])}", mark="  ")
        self._say(
            f"Enter neemt het antwoord tussen [ ] over; {_BACK} gaat een vraag terug; Ctrl-C stopt en bewaart.",
            mark="  ",
        )

    def _tasks(self) -> Mapping[str, Task]:
        return catalogue.tasks(self.templates)

    def _say(self, text: str, mark: str = "") -> None:
        # Control characters of an answer that comes back in a message stay off the terminal.
        seen = "".join(c if c.isprintable() else "\ufffd" for c in text)
        for line in textwrap.wrap(
            seen, _WIDTH, **_WRAP, initial_indent=mark, subsequent_indent=" " * len(mark)
        ):
            self.terminal.say(line)


_LABELS = {
    "taken": "Welke taken worden gedelegeerd?",
    "zelfde": "Is de bekwaamheid beoordeeld en bewezen als bij de vorige taak?",
}
_HOW = {
    "ja-nee": "ja/nee",
    "deel": "ja/nee",
    "zelfde": "ja/nee",
    "teksten": "scheid met ; als het er meer zijn",
    "data": "scheid met een komma of ; als het er meer zijn",
    "taken": "nummers, zoals 1, 2, 7",
}
