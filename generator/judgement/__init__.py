"""Judging files that anyone may have made: in a process of their own, within bounds, and told so that a layman sees."""
