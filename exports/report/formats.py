"""The files that a report can be written as: which writer makes each, and how it is put on the disk."""

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from exports.paths import save_new
from exports.report.paper import Paper
from logs.errors import SotayError

Writer = Callable[[Paper], Iterable[bytes]]

# By the ending of the file: where its writer is, imported when it is asked for. A writer is a pure function of which
# comes the file, or its pieces where it may be large; for PDF it asks another program.
_WRITERS = {
    ".docx": ("exports.report.word.writer", "docx_bytes"),
    ".pdf": ("exports.report.pdf", "pdf_bytes"),
    ".xlsx": ("exports.report.xlsx", "workbook_bytes"),
    ".html": ("exports.report.html", "page_bytes"),
    ".csv": ("exports.report.csv_json", "csv_parts_of"),
    ".json": ("exports.report.csv_json", "json_parts"),
}
ENDINGS = tuple(_WRITERS)


def writer_of(path: Path) -> Writer:
    """The writer of the pieces of a file of that name.

    Raises SotayError `report_ending` (name, endings), `pdf_without_office` where this machine makes no PDF.
    """
    ending = path.suffix.lower()
    if ending not in _WRITERS:
        raise SotayError("report_ending", name=path.name, endings=", ".join(ENDINGS))
    place, name = _WRITERS[ending]
    module = import_module(place)
    if ending == ".pdf":
        module.find_office()
    writer: Callable[[Paper], bytes | Iterable[bytes]] = getattr(module, name)

    def pieces(paper: Paper) -> Iterable[bytes]:
        written = writer(paper)
        return (written,) if isinstance(written, bytes) else written

    return pieces


def save_paper(paper: Paper, to: Path) -> Path:
    """Write the paper as the file's ending says; returns its path, with a number where that name was taken.

    Raises SotayError as `save_papers` does.
    """
    return save_papers(paper, [to])[0]


def save_papers(paper: Paper, paths: Iterable[Path]) -> list[Path]:
    """The same for several files; all of them but pieces are made before the first is written.

    Raises SotayError as `writer_of` and the writers do, `report_failed` (path, detail).
    """
    made = [(path, writer_of(path)(paper)) for path in paths]
    return [save_new(path, data, taken="number", failed="report_failed") for path, data in made]
