"""A person's YAML file as a model: everything that is wrong with text and shape is a finding.

What all files share is here: the delegation file, and those of the papers that come after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from generator import source
from generator.nodes import START, Node, Path, Place
from generator.shape import shape_findings

if TYPE_CHECKING:
    from generator.findings import Finding

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where in the text each value of the file stands."""

    root: Node | None

    def of(self, path: Path, *, at_key: bool = False) -> Place:
        """Give line and column of the value at `path` (or its key); of what lacks it, where it is missing."""
        return START if self.root is None else self.root.place(path, at_key=at_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(Generic[M]):
    """What was read of a file.

    `value` is there if and only if text and shape are without findings. `draft` is what rules may look
    at: it also exists when the only fault is a superfluous or repeated key, so that a slip of the pen
    does not hide a graver fault.
    """

    value: M | None
    draft: M | None
    findings: tuple[Finding, ...]
    places: Places


def read_as(data: bytes, model: type[M]) -> Read[M]:
    """Read a file as `model`. Raises nothing: whatever is wrong is a finding."""
    text = source.read(data)
    if text.root is None:
        return Read(value=None, draft=None, findings=text.findings, places=Places(root=None))
    value: M | None = None
    draft: M | None = None
    findings = text.findings
    try:
        value = draft = model.model_validate(text.root.value)
    except ValidationError as err:
        findings += shape_findings(err, model, text.root)
        draft = _draft(text.root, model)
    return Read(
        value=None if findings else value, draft=draft, findings=findings, places=Places(root=text.root)
    )


def _draft(root: Node, model: type[M]) -> M | None:
    try:
        return model.model_validate(root.value, extra="ignore")
    except ValidationError:
        return None
