"""The house: which way imports point, who knows which engine, and how long a module may be."""

from __future__ import annotations

import ast
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("generator", "signing")
    for path in (ROOT / folder).rglob("*.py")
)
# One engine, one place: a folder counts as a place where it is one reader.
HOMES = {
    "docxtpl": ("generator/word.py",),
    "jinja2": (
        "generator/word.py",
        "generator/template_language.py",
        "generator/wording/orders.py",
        "generator/judgement/page/language.py",
    ),
    "markupsafe": ("generator/judgement/page/",),
    # office/fonts.py gives LibreOffice the letters that the Typst wheel carries
    "typst": ("generator/typeset/engine.py", "generator/typeset/office/fonts.py", "signing/appearance.py"),
    "ruamel": ("generator/source.py", "generator/nodes.py"),
    "pydantic": (
        "generator/shape.py",
        "generator/parts.py",
        "generator/fields.py",
        "generator/judgement/answer.py",
        "generator/reading.py",
        "generator/feedback/",
        "generator/withdrawal.py",
        "generator/supervision.py",
    ),
    "pydantic_core": ("generator/shape.py", "generator/fields.py"),
    "aiohttp": ("signing/connections.py", "signing/csc_channel.py", "signing/network.py"),
    "bagit": ("signing/archive/bag.py",),
    "certomancer": ("signing/testpki.py",),
    "rfc8785": ("signing/ledger.py",),
    "pyhanko": ("signing/",),
    "pyhanko_certvalidator": ("signing/",),
    "pikepdf": (
        "generator/product.py",
        "generator/pdf_text.py",
        "generator/typeset/office/",
        "signing/archive/lifetime.py",
        "signing/evidence.py",
        "signing/fields.py",
        "signing/layout.py",
        "signing/preflight.py",
        "signing/resources.py",
        "signing/state.py",
    ),
    "lxml": (
        "generator/archive/markup.py",
        "generator/word.py",
        "generator/product.py",
        "generator/typeset/",
        "generator/wording/",
        "generator/letterhead/",
        "signing/etsi/",
        "signing/packet.py",
        "signing/trusted_list.py",
    ),
    "PIL": ("generator/letterhead/logo.py", "signing/pictures.py"),
    "pypdfium2": ("signing/pictures.py",),
    "cryptography": (
        "signing/card.py",
        "signing/keys.py",
        "signing/remote_signer.py",
        "signing/testpki_keys.py",
        "signing/token.py",
        "signing/trusted_list.py",
    ),
    "signxml": ("signing/trusted_list.py",),
    "pkcs11": ("signing/card.py", "signing/card_problems.py"),
    "asn1crypto": ("signing/", "generator/logbook.py", "generator/steps/permission.py"),
    "icalendar": ("generator/archive/calendar.py",),
    "click": ("generator/cli/",),
    "distributed": ("generator/many/cluster.py",),
    "fsspec": ("generator/many/urls.py",),
}
ANYONE = {"font_source_sans_pro"}


@cache
def imports(module: str) -> set[str]:
    """Every module that `module` names in an import, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def tops(module: str) -> set[str]:
    return {name.split(".")[0] for name in imports(module)}


def test_there_are_modules() -> None:
    assert len(MODULES) > 40


def test_signing_never_imports_generator() -> None:
    guilty = [module for module in MODULES if module.startswith("signing/") and "generator" in tops(module)]
    assert guilty == []


def test_the_product_never_imports_its_tests() -> None:
    assert [module for module in MODULES if "tests" in tops(module)] == []


def test_only_commands_know_the_commands() -> None:
    guilty = [
        module
        for module in MODULES
        if not module.startswith(("generator/cli/", "generator/__main__.py"))
        and any(name.startswith("generator.cli") for name in imports(module))
    ]
    assert guilty == []


@pytest.mark.parametrize("engine", HOMES)
def test_an_engine_is_known_in_its_own_place_only(engine: str) -> None:
    users = {module for module in MODULES if engine in tops(module)}
    strangers = {module for module in users if not module.startswith(HOMES[engine])}
    assert strangers == set()
    idle = [home for home in HOMES[engine] if not any(module.startswith(home) for module in users)]
    assert idle == [], "this table names a place that no longer uses the engine"


def test_every_engine_has_a_place() -> None:
    known = {*HOMES, *ANYONE, "generator", "signing", *sys.stdlib_module_names}
    strangers = {(module, name) for module in MODULES for name in tops(module) - known}
    assert strangers == set()


def test_commands_import_no_engine_with_the_module() -> None:
    """Engines load inside a command; at the top stand click, the standard library and our own light modules."""
    light = {
        "generator.days",
        "generator.errors",
        "generator.judgement.words",
        "generator.limits",
        "generator.many.addresses",
        "generator.many.start",
        "signing.errors",
    }
    for module in (module for module in MODULES if module.startswith("generator/cli/")):
        for node in ast.parse((ROOT / module).read_text(encoding="utf-8")).body:
            if (
                isinstance(node, ast.ImportFrom)
                and node.module
                and node.module.split(".")[0] in ("generator", "signing")
            ):
                assert node.module in light or node.module.startswith("generator.cli"), (
                    f"{module}: {node.module}"
                )


def test_no_module_is_longer_than_can_be_read() -> None:
    lengths = {module: len((ROOT / module).read_text(encoding="utf-8").splitlines()) for module in MODULES}
    long = {module: lines for module, lines in lengths.items() if lines > 300}
    assert long == {}, "split these: 300 lines is the most"


def test_every_module_says_what_it_is_for() -> None:
    silent = [m for m in MODULES if not ast.get_docstring(ast.parse((ROOT / m).read_text(encoding="utf-8")))]
    assert silent == []


def test_test_modules_have_names_of_their_own() -> None:
    """pytest imports tests by base name: two of one name would hide each other."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))
