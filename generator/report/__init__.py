"""Checking many files at once: which files are meant, what is found in each, and how it is told."""
