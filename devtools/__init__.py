"""What stands behind dev.py: set-up, checks, packaging. Not part of the program."""
