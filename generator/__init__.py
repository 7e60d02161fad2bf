"""A person's delegation file -> documents; knows nothing of keys."""
