"""What is printed of screens: the sheet of a table, and of a month."""
