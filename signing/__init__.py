"""Bytes, identities and times; never imports `generator`."""
