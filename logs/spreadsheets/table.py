"""A table that somebody keeps, as rows of text, whatever program wrote it."""

from collections.abc import Mapping

from logs.errors import SotayError
from logs.spreadsheets.bounds import Budget
from logs.spreadsheets.kinds import Kind, kind_of
from logs.spreadsheets.sheet import CheckedSheet, Sheet, filled, load_sheets

_NO_TABLES: Mapping[Kind, str] = {
    "pdf": "table_is_pdf",
    "html": "table_is_html",
    "picture": "table_is_picture",
    "rtf": "table_is_document",
    "xml": "table_is_xml",
    "archive": "table_is_archive",
    "database": "table_is_database",
}
_IN_COMPOUND_FILES = {
    "WordDocument": "table_is_document",
    "PowerPoint Document": "table_is_document",
    "EncryptedPackage": "table_locked",
}


def read_table(data: bytes) -> list[list[str]]:
    """The rows of the first sheet of a workbook that shows something, merged cells filled; as `read_sheets` else."""
    sheets = read_sheets(data)
    shown = (sheet for sheet in sheets if sheet.cells and not sheet.marks.is_hidden)
    return filled(next(shown, sheets[0]))


def read_sheets(data: bytes) -> list[Sheet]:
    """Every sheet of a workbook (.xlsx, .xls, .ods), or a CSV file as one of no name; at most 60 columns of each.

    What the file is tells its content, not its name. Letters of old fonts stay as they are.

    Raises SotayError `table_is_pdf` and others that name what else it is, `table_locked`, `table_unreadable`,
    `table_too_long` (most), `table_too_big`.
    """
    kind, budget = kind_of(data), Budget()
    if kind == "text":
        from logs.spreadsheets.delimited import rows_of_text  # noqa: PLC0415 - each kind of file brings its own reader

        return [Sheet(rows_of_text(data, budget))]
    if kind == "zip":
        return load_sheets(_of_archive(data, budget))
    if kind == "ole":
        return load_sheets(_of_compound_file(data, budget))
    raise SotayError(_NO_TABLES[kind])


def _of_archive(data: bytes, budget: Budget) -> list[CheckedSheet]:
    from logs.spreadsheets.archive import Archive  # noqa: PLC0415
    from logs.spreadsheets.ods import check_ods, is_ods  # noqa: PLC0415
    from logs.spreadsheets.xlsx import check_xlsx, is_office  # noqa: PLC0415

    archive = Archive(data, budget)
    if is_office(archive):
        return check_xlsx(archive, budget)
    if is_ods(archive):
        return check_ods(archive, budget)
    raise SotayError("table_is_archive")


def _of_compound_file(data: bytes, budget: Budget) -> list[CheckedSheet]:
    from logs.spreadsheets.compound_file import CompoundFile  # noqa: PLC0415
    from logs.spreadsheets.xls import check_xls, xls_stream  # noqa: PLC0415

    file = CompoundFile(data)
    name = xls_stream(file)
    if name is not None:
        return check_xls(file.stream(name), budget)
    raise SotayError(
        next((code for stream, code in _IN_COMPOUND_FILES.items() if stream in file.names), "table_unreadable")
    )
