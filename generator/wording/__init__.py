"""The wording in `templates/`: what must be said, what may never be, which release it is, and how to read it."""
