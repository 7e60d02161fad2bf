"""The page of `verifieer --html` before outside judges: the Nu HTML checker, and axe-core in Chromium (WCAG 2.2 AA).

Axe looks at every page twice: as wide as a screen and as narrow as 320 pixels (WCAG 1.4.10). A page with known
faults shows that both judges look at all.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from pathlib import Path
from typing import Any

from generator.judgement.page import render
from tests.generator.judgement.answers import EVERY, SETTING

HERE = Path(__file__).resolve().parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
WIDTHS = (1280, 320)
_PATIENCE = 300
_AXE = re.compile(r".*/axe\.min\.js$")
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_FOUND = re.compile(r'<pre id="found">(.*?)</pre>', re.DOTALL)
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# Of a policy Nu reads neither hashes nor `data:`. That the hash is right is a test of ours; Chromium heeds both.
_EXCUSED = (
    re.compile("^Inline style violates Content Security Policy"),
    re.compile("^Resource violates Content Security Policy.*image “data:image/png;base64,"),
)
_BROKEN = {
    "Nu": ("<h1 id", '<p><table></p><h1 id="a b" id'),
    "axe color-contrast": ("--quiet: #4a545e", "--quiet: #b4bcc4"),
    "axe html-has-lang": ('<html lang="nl">', "<html>"),
    "wide: at 320": ("<header>", '<header><pre style="width: 50rem">te breed</pre>'),
}


def missing() -> list[str]:
    """Name the programs that are not there."""
    absent = [name for name in ("java", "mvn") if shutil.which(name) is None]
    return absent if _chromium() else [*absent, "chromium"]


def count() -> int:
    """Count the pages that are judged."""
    return len(_pages()) + len(_BROKEN)


def faults(folder: Path) -> Iterator[str]:
    """Judge pages of every verdict, and say what is wrong; also where a page with a known fault is let through."""
    pages = dict(_pages())
    sound = pages["a valid paper"]
    broken = {name: sound.replace(good, bad, 1) for name, (good, bad) in _BROKEN.items()}
    for name, found in judge({**pages, **broken}, folder).items():
        if name in pages:
            yield from (f"page of {name}: {fault}" for fault in found)
        elif broken[name] == sound or not any(one.startswith(name) for one in found):
            yield f"page with a known fault: {name} was not found"


def judge(pages: Mapping[str, str], folder: Path) -> Mapping[str, list[str]]:
    """Give what Nu and axe have against each page, by its name."""
    class_path = _build(folder)
    places = {}
    for number, (name, html) in enumerate(pages.items()):
        places[name] = folder / f"page-{number}.html"
        places[name].write_text(html, encoding="utf-8")
    found: dict[str, list[str]] = {name: [] for name in pages}
    for name, fault in (*_nu(places, class_path), *_axe(pages, class_path, folder)):
        found[name].append(fault)
    return found


def _pages() -> Mapping[str, str]:
    return {
        "everything": render(EVERY.values(), SETTING),
        "a valid paper": render([EVERY["valid"]], SETTING),
        "a file that is no PDF": render([EVERY["unreadable"]], SETTING),
        "nothing": render([], SETTING),
    }


def _build(folder: Path) -> str:
    """Fetch the judges; gives the class path."""
    target = folder / "web"
    shutil.copytree(HERE / "web", target, dirs_exist_ok=True)
    command = ["mvn", "-q", "-B", "dependency:build-classpath", "-Dmdep.outputFile=classpath"]
    done = subprocess.run(command, cwd=target, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise SystemExit(f"the judges of web pages could not be built:\n{done.stdout}\n{done.stderr}")
    return (target / "classpath").read_text(encoding="utf-8").strip()


def _nu(places: Mapping[str, Path], class_path: str) -> Iterator[tuple[str, str]]:
    command = [
        "java", "-cp", class_path, "nu.validator.client.SimpleCommandLineValidator",
        "--format", "json", "--exit-zero-always", *map(str, places.values()),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_PATIENCE)  # noqa: S603
    answer = json.loads(done.stderr)
    names = {place.name: name for name, place in places.items()}
    for message in answer["messages"]:
        if not any(one.search(message["message"]) for one in _EXCUSED):
            yield (
                names[message["url"].rpartition("/")[2]],
                f"Nu: {message['message']} ({message.get('lastLine')})",
            )


def _axe(pages: Mapping[str, str], class_path: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Let axe look at each page in a frame of each width; the page's own policy would forbid axe itself."""
    script = _script(class_path)
    frames = []
    for number, (name, html) in enumerate(pages.items()):
        for width in WIDTHS:
            run = _RUN.replace("NAME", json.dumps(name)).replace("WIDTH", str(width))
            inner = folder / f"axe-{number}-{width}.html"
            asking = f"<script>{script}</script><script>{run}</script></body>"
            inner.write_text(_POLICY.sub("", html).replace("</body>", asking), encoding="utf-8")
            frames.append(f'<iframe src="{inner.name}" width="{width}" height="900"></iframe>')
    outer = folder / "axe.html"
    outer.write_text(_FRAME.replace("FRAMES", "".join(frames)), encoding="utf-8")
    answers = {(one["name"], one["width"]): one for one in _told(_chromium(), outer)}
    for name in pages:
        for width in WIDTHS:
            answer = answers.get((name, width))
            found = _said(answer) if answer and answer["passed"] else [f"axe at {width} pixels: no answer"]
            yield from ((name, one) for one in found)


def _said(answer: Mapping[str, Any]) -> Iterator[str]:
    for kind in ("violations", "unsure"):
        for rule, nodes in answer[kind]:
            # A sign beside a word is hidden from who cannot see it; axe will not judge a text of one letter.
            if meant := [node for node in nodes if not node.startswith(_SIGN)]:
                yield f"axe {rule} at {answer['width']} pixels ({kind}): {meant[:3]}"
    if answer["wide"] > answer["width"]:
        yield f"wide: at {answer['width']} pixels it is {answer['wide']} wide (WCAG 1.4.10)"


_SIGN = '<span aria-hidden="true">'
_RUN = """axe.run({runOnly: RULES}).then(found => {
  const told = list => list.map(one => [one.id, one.nodes.map(node => node.html.slice(0, 200))]);
  parent.postMessage({
    name: NAME, width: WIDTH, wide: document.documentElement.scrollWidth, passed: found.passes.length,
    violations: told(found.violations), unsure: told(found.incomplete),
  }, "*");
});""".replace("RULES", json.dumps(_RULES))
_FRAME = """<!doctype html><html lang="nl"><head><title>axe</title></head><body>FRAMES<pre id="found"></pre><script>
const answers = [];
addEventListener("message", event => {
  answers.push(event.data);
  document.getElementById("found").textContent = JSON.stringify(answers);
});
</script></body></html>"""


def _script(class_path: str) -> str:
    jar = next(path for path in class_path.split(":") if "axe-core" in path)
    with zipfile.ZipFile(jar) as archive:
        name = next(name for name in archive.namelist() if _AXE.match(name))
        return archive.read(name).decode("utf-8").replace("</script", "<\\/script")


def _told(program: str, page: Path) -> Sequence[Mapping[str, Any]]:
    command = [
        program, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--virtual-time-budget=60000", "--window-size=1800,1000", "--dump-dom", page.resolve().as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)  # noqa: S603
    found = _FOUND.search(done.stdout)
    told: Sequence[Mapping[str, Any]] = json.loads(unescape(found[1])) if found and found[1] else []
    return told


def _chromium() -> str:
    return next((found for name in CHROMIUM if (found := shutil.which(name))), "")
