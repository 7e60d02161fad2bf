"""What a check of templates has to say: about which file, which paragraph, and how grave."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.findings import Severity
    from generator.wording.lines import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing found in a template.

    `check` names what spoke; `part` is "" for the body; `paragraph` is 0 where it is about the whole
    file; `words` are the first of that paragraph.
    """

    check: str
    severity: Severity
    message: str
    part: str = ""
    paragraph: int = 0
    words: str = ""

    def as_json(self) -> dict[str, str | int]:
        """Give the remark as in `sjablonen controleer --json`."""
        return asdict(self)


def at(line: Line | None, check: str, message: str, severity: Severity = "error") -> Remark:
    """Make a remark about a paragraph, or about the whole file."""
    if line is None:
        return Remark(check=check, severity=severity, message=message)
    return Remark(
        check=check, severity=severity, message=message, part=line.part, paragraph=line.number, words=line.first_words
    )  # fmt: skip
