"""What each key of a person's file means, in Dutch: one text for the dialogue, editors and the manual."""
