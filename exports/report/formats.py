"""The files that a report can be written as: which writer makes each, and how it is put on the disk."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from exports.paths import save_new
from exports.report.paper import Paper
from logs.errors import SotayError

Writer = Callable[[Paper], bytes]

# By the ending of the file: where its writer is, imported when it is asked for. A writer is a pure function.
_WRITERS = {
    ".docx": ("exports.report.docx", "document_bytes"),
    ".xlsx": ("exports.report.xlsx", "workbook_bytes"),
    ".html": ("exports.report.html", "page_bytes"),
    ".csv": ("exports.report.csv_json", "csv_bytes"),
    ".json": ("exports.report.csv_json", "json_bytes"),
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


def save_paper(paper: Paper, to: Path) -> Path:
    """Write the paper as the file's ending says; returns its path, with a number where that name was taken.

    Raises SotayError `report_ending` (name, endings), `report_failed` (path, detail).
    """
    return save_new(to, writer_of(to)(paper), taken="number", failed="report_failed")
