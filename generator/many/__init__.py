"""Many of one kind of work: by more than one process here, or by machines elsewhere, with the same results."""
