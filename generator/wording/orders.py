"""The orders in a template, `{{ … }}` and `{% … %}`: which names they use, and which cannot be read.

They are read without being run, so that all of them are looked at: also those in a branch that no
example takes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import TemplateSyntaxError, nodes

from generator.template_language import FILTERS, environment, why_unreadable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

_ORDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_STATEMENT = re.compile(r"\{%-?\s*(?:p|tr|tc|r)?\s*(.*?)\s*-?%\}", re.DOTALL)
_LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_VALUE = "…"
_LONGEST = 120
_LOOPS = re.compile(r"\bfor\s+(\w+)\s+in\b")
_language = cache(environment)
# How a statement that is part of a pair is read by itself.
_WHOLE = {
    "if": "{{% {0} %}}{{% endif %}}",
    "elif": "{{% if x %}}{{% {0} %}}{{% endif %}}",
    "else": "{{% if x %}}{{% {0} %}}{{% endif %}}",
    "endif": "{{% if x %}}{{% {0} %}}",
    "for": "{{% {0} %}}{{% endfor %}}",
    "endfor": "{{% for x in y %}}{{% {0} %}}",
}
_CURLY = str.maketrans("‘’“”", "''\"\"")  # as docxtpl reads what Word makes of quotation marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A name as a template uses it, `taken[].tekst` for what is in a list."""

    name: str
    written: str


def own_words(text: str) -> str:
    """Give the words of a paragraph without its orders; where a value comes stands an ellipsis."""
    return _ORDER.sub(lambda order: _VALUE if order[0].startswith("{{") else "", text)


def unreadable(text: str) -> Iterator[str]:
    """Yield what is wrong with each order in a paragraph that cannot be read by itself."""
    rest = _LEFTOVER.search(_ORDER.sub("", text))
    if rest is not None:
        yield f"de opdracht is niet compleet: er staat een losse «{rest[0]}»"
    for order in _ORDER.findall(text):
        if not order.startswith("{#"):
            shown = order if len(order) <= _LONGEST else f"{order[:_LONGEST]}…"
            try:
                tree = _language().parse(_by_itself(order))
            except TemplateSyntaxError as err:
                yield f"de opdracht «{shown}» is niet te lezen{why_unreadable(err)}"
            except RecursionError:
                yield f"de opdracht «{shown}» is te ingewikkeld"
            else:
                for one in tree.find_all(nodes.Filter):
                    if one.name not in FILTERS:
                        yield f"de opdracht «{shown}» gebruikt «|{one.name}», dat er niet is"


def uses(source: str) -> list[Use]:
    """Give every name that a template's text uses.

    A text whose orders do not fit together gives none: rendering tells what is wrong.
    """
    try:
        tree = _language().parse(source)
    except (TemplateSyntaxError, RecursionError):
        return []
    found: list[Use] = []
    own = {one.target.name: "" for one in tree.find_all(nodes.Assign) if isinstance(one.target, nodes.Name)}
    _walk(tree, own, found)
    return found


def uses_apart(texts: Iterable[str]) -> list[Use]:
    """Give the names in each order by itself, for a template whose orders do not fit together."""
    orders = [order for text in texts for order in _ORDER.findall(text)]
    own = {name: "" for order in orders for name in _LOOPS.findall(order)}
    found: list[Use] = []
    for order in orders:
        try:
            tree = _language().parse(_by_itself(order))
        except (TemplateSyntaxError, RecursionError):
            continue
        _walk(tree, own | {"x": "", "y": ""}, found)
    return found


def unknown(name: str, known: Collection[str]) -> bool:
    """Whether no name in `known` is this one, a part of it, or what it is part of."""
    bare = name.removesuffix("[]")
    return not any(
        one in {name, bare, bare + "[]"} or one.startswith((bare + ".", bare + "[].")) for one in known
    )


def _by_itself(order: str) -> str:
    order = order.translate(_CURLY)
    statement = _STATEMENT.fullmatch(order)
    if statement is None:
        return order
    word = statement[1].split(maxsplit=1)[0] if statement[1] else ""
    return _WHOLE.get(word, "{{% {0} %}}").format(statement[1])


def _walk(node: nodes.Node, scope: Mapping[str, str], found: list[Use]) -> None:
    if isinstance(node, nodes.For):
        _walk(node.iter, scope, found)
        inner = dict(scope) | {"loop": ""}
        if isinstance(node.target, nodes.Name):
            inner[node.target.name] = _item(_path(node.iter, scope))
        for child in (*node.body, *([node.test] if node.test else ())):
            _walk(child, inner, found)
        for child in node.else_:
            _walk(child, scope, found)
        return
    path = _path(node, scope)
    if path:
        found.append(Use(name=path, written=_written(node)))
    if path is None or not isinstance(node, nodes.Getattr | nodes.Getitem | nodes.Name):
        for child in node.iter_child_nodes():
            _walk(child, scope, found)


def _path(node: nodes.Node, scope: Mapping[str, str]) -> str | None:
    """Give the name a node stands for; "" for what belongs to the template itself, None for no name."""
    match node:
        case nodes.Name(ctx="load"):
            return scope.get(node.name, node.name)
        case nodes.Getattr():
            return _inner(_path(node.node, scope), node.attr)
        case nodes.Getitem(arg=nodes.Const(value=str(key))):
            return _inner(_path(node.node, scope), key)
        case nodes.Getitem(arg=nodes.Const(value=int())):
            return _item(_path(node.node, scope))
        case nodes.Filter(name="first" | "last", node=nodes.Node() as inner):
            return _item(_path(inner, scope))
    return None


def _inner(path: str | None, key: str) -> str | None:
    return f"{path}.{key}" if path else path


def _item(path: str | None) -> str:
    return f"{path.removesuffix('[]')}[]" if path else ""


def _written(node: nodes.Node) -> str:
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{_written(node.node)}.{node.attr}"
        case nodes.Getitem(arg=nodes.Const(value=value)):
            return f"{_written(node.node)}[{value!r}]"
        case nodes.Filter(node=nodes.Node() as inner):
            return f"{_written(inner)}|{node.name}"
    return "…"
