"""Speed, measured in one run: each thing beside its peers, in processes of its own, in turns.

Absolute times belong to the machine; a ratio between two ways of doing the same on the same machine is what a
promise can be held to (design 6).
"""
