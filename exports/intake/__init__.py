"""Old notebooks, read into a book."""
