"""What a template may say, and how it is told that it may not: strict names, a sandbox, Dutch refusals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from html import unescape
from typing import TYPE_CHECKING, Any, NoReturn

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, pass_context
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import missing

from generator.errors import TemplateRefused

if TYPE_CHECKING:
    from jinja2.runtime import Context

FILTERS = ("capitalize", "first", "join", "last", "length", "lower", "upper")
FAILURES = (
    TemplateError, ArithmeticError, TypeError, ValueError, LookupError, AttributeError, RecursionError
)  # fmt: skip

# Inside values braces, tabs and line ends travel as private characters, so that a value is never
# taken for an order of the template and a line end never for the end of a paragraph.
AWAY = str.maketrans({"{": "\ue000", "}": "\ue001", "\n": "\ue002", "\t": "\ue003"})
PRIVATE = "\ue000\ue001\ue002\ue003"
PRINTED = "printed values"  # a context key that no template can write: what was printed, in order

# What Jinja says of an order, with what it names, and the same in Dutch. Doubled braces are braces.
_SYNTAX = tuple(
    (re.compile(pattern, re.DOTALL), dutch)
    for pattern, dutch in (
        (
            r"(?:Unexpected end of template|Encountered unknown tag 'end).*innermost block that needs to be closed is '(\w+)'",
            "bij {{% {0} … %}} hoort {{% end{0} %}}",
        ),
        (r"Encountered unknown tag 'end(\w+)'", "bij {{% end{0} %}} hoort {{% {0} … %}} ervoor"),
        (r"Encountered unknown tag '(else|elif)'", "bij {{% {0} %}} hoort {{% if … %}} ervoor"),
        (r"Encountered unknown tag '(\w+)'", "«{0}» is geen opdracht"),
        (r"Missing end of comment tag", "bij {{# hoort #}}"),
        (r"No filter named '(\w+)'", "«{0}» is geen bewerking die hier kan"),
        (r"unexpected char ['\"](.+)['\"] at \d+", "het teken «{0}» hoort hier niet"),
        (
            r"unexpected end of template|(?:.*got|unexpected) 'end of [a-z ]+'",
            "zij is niet af",
        ),
        (r".*got '([^']+)'", "«{0}» hoort hier niet"),
        (r"unexpected '([^']+)'", "«{0}» hoort hier niet"),
    )
)
_GUIDE = "Wat een sjabloon mag, staat in templates/README.md."


class UnknownNameError(UndefinedError):
    """A template asks for a name that does not exist."""

    def __init__(self, name: str, owner: object) -> None:
        super().__init__(name)
        self.name, self.owner = name, owner


class _Unknown(StrictUndefined):
    """Stricter than strict: asking whether a name exists is refused too, for that hides a typing error."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,  # noqa: ANN401  # Jinja's own signature
        name: str | None = None,
        exc: type[TemplateRuntimeError] = UndefinedError,
    ) -> None:
        super().__init__(hint, obj, name, exc)
        if issubclass(exc, SecurityError):
            raise exc(name)
        raise UnknownNameError(name or "", None if obj is missing else obj)


def environment() -> SandboxedEnvironment:
    """Give the language of the templates: names, a few filters, no functions."""
    language = SandboxedEnvironment(undefined=_Unknown, autoescape=True, finalize=_printed)
    language.globals.clear()
    language.filters = {key: language.filters[key] for key in FILTERS}
    return language


@pass_context
def _printed(context: Context, value: object) -> str:
    """Print text and whole numbers; anything else in a document is a mistake in the template."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(f"een waarde van de soort «{type(value).__name__}» is geen tekst")
    text = str(value)
    context[PRINTED].append(text)
    return text.translate(AWAY)


def refuse(name: str, source: str, err: Exception, context: Mapping[str, object]) -> NoReturn:
    """Say in Dutch which template, which paragraph and what; `err` knows the line, a line is a paragraph."""
    lines = source.split("\n")
    number = (err.lineno or 0) if isinstance(err, TemplateSyntaxError) else _line(err)
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    paragraph = " ".join(unescape(re.sub(r"<[^>]+>", "", line)).split())
    place = f"Sjabloon «{name}», bij «{paragraph}»" if paragraph else f"Sjabloon «{name}»"
    what, hint = _explain(err, paragraph, context)
    raise TemplateRefused(f"{place}: {what}.", hint=hint) from err


def _explain(err: Exception, paragraph: str, context: Mapping[str, object]) -> tuple[str, str]:
    match err:
        case UnknownNameError(owner=""):
            return f"de naam «{_in_full(err, paragraph)}» bestaat hier niet", (
                "Dit onderdeel is in het delegatiebestand niet ingevuld; zet er een {% if %} omheen."
            )
        case UnknownNameError():
            known = err.owner if isinstance(err.owner, Mapping) else context
            near = get_close_matches(err.name, [str(key) for key in known], n=1)
            hint = f"Is «{near[0]}» bedoeld?" if near else "De namen staan in templates/README.md."
            return f"de naam «{_in_full(err, paragraph)}» bestaat niet", hint
        case SecurityError():
            return f"«{err.message}» is in een sjabloon niet toegestaan", _GUIDE
        case TemplateSyntaxError():
            return f"deze opdracht is niet te lezen{why_unreadable(err)}", _GUIDE
        case _:
            return f"deze opdracht is niet uit te voeren ({err})", _GUIDE


def why_unreadable(err: TemplateSyntaxError) -> str:
    """Say in Dutch why an order cannot be read, to come after those words; nothing where Jinja's words are not known."""
    said = err.message or ""
    for pattern, dutch in _SYNTAX:
        if found := pattern.match(said):
            return ": " + dutch.format(*found.groups())
    return ""


def _in_full(err: UnknownNameError, paragraph: str) -> str:
    """Give the name as the template writes it, with what stands before its dot."""
    if err.owner is None:
        return err.name
    found = re.search(rf"[\w.\[\]']*\.{re.escape(err.name)}\b", paragraph)
    return found.group() if found else err.name


def _line(err: Exception) -> int:
    """Give the line of the template in which `err` arose, 0 when it is not known."""
    number, trace = 0, err.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            number = trace.tb_lineno
        trace = trace.tb_next
    return number
