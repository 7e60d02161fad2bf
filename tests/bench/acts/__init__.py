"""What one process does once a round: our own, and that of the peers."""
