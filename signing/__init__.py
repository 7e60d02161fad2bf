"""Bytes, identities and times; never imports `generator`."""

import logging

# The engines log what they think of a stranger's file; our report says it, so they stay silent
# unless the program that uses us sets up logging.
for _engine in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_engine).addHandler(logging.NullHandler())
