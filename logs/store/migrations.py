"""From every released format of a book to the next, a step each, so that a program opens the books of all before it.

What is added with a default is no new format: a program of the same format reads it. A new format is for what documents
of the former one do not say. It takes its number in `logs.store.snapshot`, its step here and a stored book in the
tests. The first line of book.json and the lines of the journal are the same in all formats.
"""

from collections.abc import Callable, Mapping

from logs.store import snapshot

# All tables of a book: each document encoded, under its id.
Documents = dict[str, dict[str, bytes]]
Step = Callable[[Documents], Documents]

# Under the number of a format, the step from it to the next. A step raises KeyError, ValueError or msgspec's errors
# where a document is not what its format says, and may change what it is given.
STEPS: Mapping[int, Step] = {
    # A session may be planned, and tell of its minutes, which a program of the first format cannot read.
    1: lambda tables: tables,
}


def is_older(form: int) -> bool:
    """Whether the format of that number is one from before the present one."""
    return form < snapshot.FORMAT


def upgraded(tables: Documents, form: int) -> Documents:
    """The tables of a book of the format of that number, as the present format has them; raises what a step raises."""
    for number in range(form, snapshot.FORMAT):
        tables = STEPS[number](tables)
    return tables
