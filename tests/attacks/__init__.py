"""Attacks on sealed papers: each made by code from a paper of our own, each with the reason that must be given."""
