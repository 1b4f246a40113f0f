"""XML of others, walked through within bounds: no document type, nothing deep, no tag that fills the memory."""

from collections.abc import Callable, Iterable
from xml.parsers import expat

from logs.errors import SotayError
from logs.spreadsheets.bounds import DEEPEST, LONGEST_TAG, Budget, too_big

Start = Callable[[str, dict[str, str]], None]
"""Told the name as it is written and the attributes."""
End = Callable[[str], None]
Text = Callable[[str], None]


def scan(
    chunks: Iterable[bytes], budget: Budget, start: Start, end: End | None = None, text: Text | None = None
) -> None:
    """Tell of every element and text of a document in UTF-8.

    Raises SotayError `table_too_big`, `table_unreadable` where it is no such document.
    """
    parser = expat.ParserCreate("utf-8")
    depth, left = 0, budget.elements

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, left
        depth += 1
        left -= 1
        if depth > DEEPEST or left < 0:
            raise too_big()
        start(name, attributes)

    def on_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name)

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > LONGEST_TAG:
                raise too_big()
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise SotayError("table_unreadable") from error
    budget.elements = left


def _refuse_doctype(*_declared: object) -> None:
    """Entities of a document type can stand for gigabytes; no workbook has one."""
    raise SotayError("table_unreadable")


def local(name: str) -> str:
    """A name without its prefix."""
    return name[name.find(":") + 1 :]
