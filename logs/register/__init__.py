"""A hundred thousand sessions, listed and searched in slices."""
