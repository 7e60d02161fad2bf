"""The validation report of a signed PDF as other programs read it: ETSI TS 119 102-2, version 1.4.1."""

from signing.etsi.contents import Contents, contents
from signing.etsi.document import validation_report

__all__ = ["Contents", "contents", "validation_report"]
