"""The files that a report can be written as, each by a module that is imported when it is asked for."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from exports.paper import Paper
from logs.errors import SotayError

Writer = Callable[[Paper], bytes]

# By the ending of the file: where its writer is. A writer is a pure function from a paper to bytes.
_WRITERS = {
    ".docx": ("exports.document", "document_bytes"),
    ".xlsx": ("exports.spreadsheet", "workbook_bytes"),
    ".html": ("exports.page", "page_bytes"),
    ".csv": ("exports.table", "csv_bytes"),
    ".json": ("exports.table", "json_bytes"),
}
ENDINGS = tuple(_WRITERS)


def writer_of(path: Path) -> Writer:
    """The writer for a file of that name; raises SotayError `report_ending` (name, endings)."""
    ending = path.suffix.lower()
    if ending not in _WRITERS:
        raise SotayError("report_ending", name=path.name, endings=", ".join(ENDINGS))
    module, name = _WRITERS[ending]
    writer: Writer = getattr(import_module(module), name)
    return writer
