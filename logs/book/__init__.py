"""The log book: every read and every write of a book."""
