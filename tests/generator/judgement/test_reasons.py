"""Every code that the program can give is in the table, weighs something, and is explained to a layman."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from generator import belonging, void_examine
from generator.archive import agreement
from generator.judgement.explain import FILE, explained, explanations
from generator.judgement.overview import overview
from generator.judgement.words import STOPPED, UNFINISHED
from signing.reasons import REASONS, STEPS, sub_indication, verdict_of
from signing.report import LIFTABLE

ROOT = Path(__file__).resolve().parents[3]
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Where a code is no text in the call itself: the module, what is written there, and what it can be.
COMPUTED = {
    ("generator/belonging.py", "code"): {code for _, code, _ in belonging._MADE_FROM},
    ("generator/void_examine.py", "CODES[one.kind]"): set(void_examine.CODES.values()),
    ("generator/archive/agreement.py", "CODE"): {agreement.CODE},
}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for folder in ("generator", "signing"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            module = path.relative_to(ROOT).as_posix()
            yield module, tree_of(module)


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"))


def imported(tree: ast.Module, name: str) -> str:
    """Name the module of ours from which `name` comes; empty if it does not."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and any(alias.name == name for alias in node.names):
            return f"{(node.module or '').replace('.', '/')}.py"
    return ""


def codes_in(module: str, tree: ast.Module) -> set[str]:
    """Give every code with which a problem is made; raises `AssertionError` for one that cannot be read off."""
    found: set[str] = set()
    for call in calls(tree, "Problem"):
        given = next((keyword.value for keyword in call.keywords if keyword.arg == "code"), None)
        assert given is not None, f"{module}:{call.lineno}: a problem without a named code"
        found |= values(module, tree, given)
    return found


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def values(module: str, tree: ast.Module, given: ast.expr) -> set[str]:
    """Give what an expression can be: a text, one of two, a name of these, or what a function is called with."""
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        return {given.value}
    if isinstance(given, ast.IfExp):
        return values(module, tree, given.body) | values(module, tree, given.orelse)
    written = ast.unparse(given)
    if (module, written) in COMPUTED:
        return COMPUTED[module, written]
    if source := imported(tree, written):
        return values(source, tree_of(source), given)
    meant = [*assigned(tree, written), *handed_in(tree, given)]
    assert meant, f"{module}: which codes «{written}» can be, cannot be read off; name them in COMPUTED"
    return {code for one in meant for code in values(module, tree, one)}


def assigned(tree: ast.Module, name: str) -> Iterator[ast.expr]:
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.Assign)):
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = zip(target.elts, node.value.elts, strict=True)
                yield from (value for one, value in pairs if ast.unparse(one) == name)
            elif ast.unparse(target) == name:
                yield node.value


def handed_in(tree: ast.Module, given: ast.expr) -> Iterator[ast.expr]:
    """Give what the function around `given` is called with, where `given` is one of its parameters."""
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        names = [one.arg for one in function.args.args]
        if isinstance(given, ast.Name) and given.id in names and given in ast.walk(function):
            for call in calls(tree, function.name):
                yield call.args[names.index(given.id)]


FOUND = {module: found for module, tree in sources() if (found := codes_in(module, tree))}
CODES = set().union(*FOUND.values())


def test_codes_are_found() -> None:
    assert {"gewijzigd", "ongeldig", "niet-getoetst", "geweigerd", "mdto", "persoon-onbekend"} <= CODES
    assert len(CODES) > 80
    assert len(FOUND) > 15


@pytest.mark.parametrize("module", FOUND)
def test_every_code_is_in_the_table(module: str) -> None:
    """A code that is not there would make a verdict invalid, and nobody could say why."""
    assert FOUND[module] - REASONS.keys() == set()


def test_the_table_names_no_code_that_nobody_gives() -> None:
    assert REASONS.keys() - CODES == set()


def test_every_code_is_explained_and_nothing_else() -> None:
    assert list(explanations()) == [code for code in explanations() if code in REASONS]
    assert REASONS.keys() - explanations().keys() == set()


@pytest.mark.parametrize("code", sorted(REASONS))
def test_an_explanation_is_short_and_says_what_to_do(code: str) -> None:
    told = explained(code)
    assert _CODE.fullmatch(code)
    for text in (told.means, told.do):
        assert text.endswith(".")
        assert text[0].isupper()
        assert "  " not in text
        for sentence in re.split(r"(?<=[.?])\s+", text):
            assert len(sentence.split()) <= 25, f"too long to read: {sentence}"
    for jargon in ("hash", "CMS", "revisie", "DSS", "xref", "OCSP", "CRL", "byte"):
        assert jargon.lower() not in told.means.lower().split()


def test_what_is_invalid_never_sounds_reassuring() -> None:
    """The page of an employer must not make light of what is wrong, nor the other way about."""
    light = re.compile(r"geen probleem|maakt niet uit|niet erg|gewoon doorgaan")
    assert [code for code in REASONS if light.search(explained(code).means + explained(code).do)] == []
    harmless = {
        code for code in REASONS if re.search("Dat is geen fout|Er is niet geknoeid", explained(code).means)
    }
    assert harmless == {"onvolledig", *STOPPED}
    assert harmless <= UNFINISHED | STOPPED.keys()


def test_what_nobody_knows_is_not_to_be_trusted() -> None:
    assert verdict_of("een-code-van-morgen") == "invalid"
    assert sub_indication("een-code-van-morgen") == ""
    assert explained("een-code-van-morgen").do.startswith("Vertrouw er niet op.")


@pytest.mark.parametrize("code", sorted(REASONS))
def test_a_reason_has_a_step_and_a_ground(code: str) -> None:
    assert REASONS[code].step in STEPS
    assert REASONS[code].ground.strip()


def test_every_step_has_reasons_and_is_one_of_verification() -> None:
    """The numbers are those in the docstring of `verify`."""
    assert {reason.step for reason in REASONS.values()} == set(STEPS)
    said = ast.get_docstring(ast.parse((ROOT / "signing" / "verify.py").read_text(encoding="utf-8"))) or ""
    numbered = {int(number) for number in re.findall(r"^\((\d+)\)", said, re.MULTILINE)}
    assert numbered == {step for step in STEPS if 1 <= step <= 9}


def test_what_can_be_lifted_is_open() -> None:
    assert {verdict_of(code) for code in LIFTABLE} == {"indeterminate"}


def test_a_sub_indication_weighs_no_less_than_the_verdict() -> None:
    failed = {"FORMAT_FAILURE", "HASH_FAILURE", "SIG_CRYPTO_FAILURE", "REVOKED", "EXPIRED", "NOT_YET_VALID"}
    assert {code for code, one in REASONS.items() if one.sub in failed and one.verdict != "invalid"} == set()


def test_the_page_in_the_documentation_is_up_to_date() -> None:
    page = ROOT / "docs" / "redenen.md"
    assert page.read_text(encoding="utf-8") == overview(), "make docs"


def test_every_reason_is_on_that_page() -> None:
    assert all(f"| `{code}` |" in overview() for code in REASONS)


def test_the_explanations_go_along_with_the_program() -> None:
    assert FILE.is_file()
    assert FILE.is_relative_to(ROOT / "generator")
