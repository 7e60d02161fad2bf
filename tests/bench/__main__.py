"""Measure: `python -m tests.bench` in short, `python -m tests.bench docs/snelheid.md` all, and writes the page.

A missed target is told, and never fails the run: that depends on the machine. What breaks does.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.length import ALL, SHORT, Length
from tests.bench.page import PLOT, page, reasons
from tests.bench.parts.growing import growth, hands
from tests.bench.parts.judging import judging
from tests.bench.parts.living import lives
from tests.bench.parts.making import making, stages
from tests.bench.parts.signing import signing
from tests.bench.parts.starting import commands
from tests.bench.report import Report, this_machine
from tests.bench.stand import stand
from tests.bench.table import as_json, lines, shares

_PARTS = (commands, making, stages, signing, judging, growth, hands, lives)


def measure(length: Length) -> Report:
    """Measure everything, and print each table as soon as it is there. Raises `Failed`."""
    sections, why = [], reasons()
    with stand(length) as at:
        for part in _PARTS:
            sections.append(part(at))
            for line in (*lines(sections[-1], why), ""):
                sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    day = datetime.now(UTC).date()
    return Report(day=day, length=length.name, machine=this_machine(), sections=tuple(sections))


def main() -> None:
    """Measure, and write what was asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("page", nargs="?", type=Path, help="measure all, and write this page and its plot")
    parser.add_argument("--json", type=Path, default=Path("build/bench.json"), help="where the figures go")
    given = parser.parse_args()
    report = measure(ALL if given.page else SHORT)
    sys.stdout.writelines(f"{line}\n" for line in shares(report.million))
    given.json.parent.mkdir(parents=True, exist_ok=True)
    given.json.write_text(as_json(report), "utf-8")
    if given.page:
        write(report, given.page)


def write(report: Report, target: Path) -> None:
    """Write the page, and the plot beside it."""
    from tests.bench import plot

    target.with_name(PLOT).write_bytes(plot.plot(report.measures))
    target.write_text(page(report, reasons(), plot.words(report.measures)), "utf-8")


if __name__ == "__main__":
    main()
