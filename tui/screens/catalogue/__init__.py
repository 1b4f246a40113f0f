"""The year's catalogue: looked at, changed, taken from a file, and begun for another year."""
