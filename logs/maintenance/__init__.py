"""Copies of a book, putting one back, and the check of all of it."""
