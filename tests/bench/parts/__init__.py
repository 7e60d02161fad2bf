"""What is measured, part by part: which acts beside which, and what each row is held against."""
