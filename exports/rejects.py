"""The lines of a file that were not taken, as they stand in it, so that they can be mended and sent again."""

from collections.abc import Iterable, Iterator

from exports.lines import SetAside
from exports.seal import unseal


def rejected_lines(data: bytes, set_aside: Iterable[SetAside]) -> Iterator[tuple[SetAside, str]]:
    """Each line set aside with its text in the file's bytes; bytes that are no UTF-8 are shown as U+FFFD.

    Raises SotayError as `unseal` does.
    """
    sealed = unseal(data)
    lines = sealed.body.split(b"\n")
    for left in set_aside:
        yield left, lines[left.line - sealed.first].decode(errors="replace")
