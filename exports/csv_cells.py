"""Cells of CSV files for people: text that a spreadsheet would run as a formula is defused."""

_RUN = ("=", "+", "-", "@", "\t", "\r")


def csv_cell(value: object) -> object:
    """The value; text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_RUN) else value
