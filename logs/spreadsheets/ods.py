"""Workbooks of LibreOffice: all sheets, checked, since the reader of workbooks loads them all.

Cells and rows say how often they are repeated; the rectangle and the text that come of that are added up here first.
The reader tells no merged ranges of such a workbook: they are read here too.
"""

from logs.errors import SotayError
from logs.spreadsheets.archive import Archive, Copy
from logs.spreadsheets.bounds import MOST_ROWS, MOST_SHEETS, Budget, too_big
from logs.spreadsheets.sheet import CheckedSheet, Marks, RowMarks
from logs.spreadsheets.xml_scan import scan

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_LONGEST_NAME = 100  # characters of a sheet's name
_CELLS = ("table:table-cell", "table:covered-table-cell")
_VALUES = ("office:value", "office:string-value", "office:date-value", "office:time-value", "office:boolean-value")


def is_ods(archive: Archive) -> bool:
    """Whether the archive is such a workbook, or another document of LibreOffice."""
    return _CONTENT in archive and "mimetype" in archive


def check_ods(archive: Archive, budget: Budget) -> list[CheckedSheet]:
    """The sheets of the workbook.

    Raises SotayError `table_is_document`, `table_locked`, `table_unreadable`, `table_too_long`, `table_too_big`.
    """
    if b"".join(archive.chunks("mimetype")).strip() != _MIMETYPE.encode():
        raise SotayError("table_is_document")
    if _MANIFEST in archive:
        scan(archive.chunks(_MANIFEST), budget, _refuse_locked)
    check = _ContentCheck(budget)
    with Copy() as copy:
        copy.add("mimetype", _MIMETYPE)
        copy.add(_MANIFEST, "<manifest/>")
        scan(copy.copying(_CONTENT, archive.chunks(_CONTENT)), budget, check.start, check.end, check.characters)
    if not check.sheets:
        raise SotayError("table_unreadable")
    return [CheckedSheet(copy.bytes, place, marks) for place, marks in enumerate(check.sheets)]


def _refuse_locked(name: str, _attributes: dict[str, str]) -> None:
    if name == "manifest:encryption-data":
        raise SotayError("table_locked")


class _ContentCheck:
    """Adds up what the cells of all sheets take; `sheets` are what each says of its cells."""

    def __init__(self, budget: Budget) -> None:
        self.sheets: list[Marks] = []
        self._style = ""
        self._hidden_styles: set[str] = set()  # of sheets
        self._struck_styles: set[str] = set()  # of cells
        self._is_struck = False
        self._budget = budget
        self._row = self._column = self._columns = 0
        self._repeated_rows = self._repeated_columns = 1
        self._bottom = self._right = -1
        self._row_right = -1
        self._row_text = self._text = 0
        self._in_cell = False
        self._has_value = False
        self._row_marks = RowMarks(set())

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element of the content begins."""
        if name in _CELLS:
            self._in_cell = True
            self._is_struck = attributes.get("table:style-name") in self._struck_styles
            self._repeated_columns = _count(attributes, "table:number-columns-repeated")
            self._text = len(attributes.get("table:formula", "")) + sum(len(attributes.get(key, "")) for key in _VALUES)
            self._has_value = bool(self._text) or attributes.get("office:value-type") == "string"
            self._take_span(attributes)
        elif name == "table:table":
            self._start_sheet(attributes)
        elif name in ("table:table-row", "table:table-column") and self.sheets:
            self._start_line(name, attributes)
        elif name.startswith("style:"):
            self._take_style(name, attributes)
        elif name == "text:s" and self._in_cell:
            self._text += _count(attributes, "text:c")
        elif name == "text:span" and self._in_cell:
            self._take_words(attributes)

    def _take_words(self, attributes: dict[str, str]) -> None:
        is_struck = attributes.get("text:style-name") in self._struck_styles
        if is_struck and self.sheets and self._row < MOST_ROWS:
            self.sheets[-1].part_struck_rows.add(self._row)

    def _start_sheet(self, attributes: dict[str, str]) -> None:
        if len(self.sheets) >= MOST_SHEETS:
            raise too_big()
        is_hidden = attributes.get("table:style-name") in self._hidden_styles
        self.sheets.append(Marks(name=attributes.get("table:name", "")[:_LONGEST_NAME], is_hidden=is_hidden))
        self._row_marks = RowMarks(self.sheets[-1].struck_rows)
        self._row, self._bottom, self._right, self._columns = 0, -1, -1, 0

    def _start_line(self, name: str, attributes: dict[str, str]) -> None:
        """A row, or columns, which may be hidden."""
        is_hidden = attributes.get("table:visibility", "visible") != "visible"
        if name == "table:table-column":
            count = _count(attributes, "table:number-columns-repeated")
            if is_hidden:
                self.sheets[-1].hide_columns(self._columns, self._columns + count - 1)
            self._columns += count
            return
        self._repeated_rows = _count(attributes, "table:number-rows-repeated")
        self._column, self._row_right, self._row_text = 0, -1, 0
        if is_hidden:
            self.sheets[-1].hidden_rows.update(range(self._row, min(self._row + self._repeated_rows, MOST_ROWS)))

    def _take_style(self, name: str, attributes: dict[str, str]) -> None:
        if name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "style:text-properties" and _is_struck(attributes):
            self._struck_styles.add(self._style)

    def characters(self, text: str) -> None:
        """Text of an element."""
        if self._in_cell:
            self._text += len(text)

    def end(self, name: str) -> None:
        """An element ends."""
        if name in _CELLS:
            self._in_cell = False
            if self._has_value:
                self._row_right = self._column + self._repeated_columns - 1
                self._row_marks.add(self._row, is_struck=self._is_struck)
                self._row_text += self._text * self._repeated_columns
            self._column += self._repeated_columns
        elif name == "table:table-row":
            if self._row_right >= 0:
                self._bottom = self._row + self._repeated_rows - 1
                self._right = max(self._right, self._row_right)
                self._budget.check_area(self._bottom + 1, self._right + 1)
                self._budget.take_text(self._row_text * self._repeated_rows)
                if self._row >= MOST_ROWS and self._row_text:
                    raise SotayError("table_too_long", most=MOST_ROWS)
            self._row += self._repeated_rows
        elif name == "table:table" and self._bottom >= 0:
            self._budget.take_area(self._bottom + 1, self._right + 1)

    def _take_span(self, attributes: dict[str, str]) -> None:
        rows = _count(attributes, "table:number-rows-spanned")
        columns = _count(attributes, "table:number-columns-spanned")
        if rows * columns > 1 and self.sheets:
            self._budget.take_merged()
            self.sheets[-1].merged.append((self._row, self._column, self._row + rows - 1, self._column + columns - 1))


def _is_struck(attributes: dict[str, str]) -> bool:
    lines = ("style:text-line-through-style", "style:text-line-through-type")
    return any(attributes.get(name, "none") != "none" for name in lines)


def _count(attributes: dict[str, str], name: str) -> int:
    """A number of times, 1 where none is said."""
    text = attributes.get(name, "1")
    if not text.isdecimal() or len(text) > 9:
        raise SotayError("table_unreadable")
    return int(text)
