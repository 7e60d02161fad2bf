"""What an archive package stands on: the bag, its container, until when proofs hold. Nothing here knows of papers."""
