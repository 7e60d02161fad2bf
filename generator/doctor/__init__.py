"""Trying out, before it is needed, what this machine and the configuration are made of (`delegatie doctor`)."""
