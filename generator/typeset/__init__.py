"""From a Word document to a PDF: a strict reader, and an engine that sets what was read."""
