"""Mutants of our own sealed papers, thousands of them: none may be valid, none may break or hold up the judge."""
