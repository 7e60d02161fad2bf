"""Making a delegation file with its author: the questions, the draft that survives, the text with comments."""
