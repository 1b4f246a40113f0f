"""A session in one line: read, completed, guessed."""
