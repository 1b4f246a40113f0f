"""A whole year played through: reporters' books, their files with the usual mishaps, and the committee's merge."""
