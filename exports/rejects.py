"""The lines of a file that were set aside, as they stand in it, so that they can be corrected and sent again."""

from collections.abc import Iterable, Iterator

from exports.reader import SetAside

_BOM = b"\xef\xbb\xbf"


def rejected_lines(data: bytes, set_aside: Iterable[SetAside]) -> Iterator[tuple[SetAside, str]]:
    """Each line set aside with its text in the file's bytes; bytes that are no UTF-8 are replaced."""
    lines = data.removeprefix(_BOM).split(b"\n")
    for left in set_aside:
        if 1 <= left.line <= len(lines):
            yield left, lines[left.line - 1].rstrip(b"\r").decode("utf-8", "replace")
