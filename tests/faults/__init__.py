"""What goes wrong, and what comes of it: every write of every step, every request of every service."""
