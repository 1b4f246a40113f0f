"""The log book: what a session is, where it is kept and what it adds up to."""
