"""What a table may hold at the most, so that reading any file ends within seconds and in little memory.

A notebook of 20,000 rows with 20 columns of long texts stays below every bound; they are checked before anything is
loaded, since a file of a few kilobytes can name cells, repeats and strings that no machine has room for.
"""

from logs.errors import SotayError

MOST_ROWS = 20_000  # that hold something
MOST_COLUMNS = 60  # what stands further to the right is not read
MOST_AREA = 600_000  # cells of the smallest rectangle around all that holds something, empty ones too
MOST_TEXT = 16_000_000  # characters, each cell by itself though many show one string
MOST_UNPACKED = 48_000_000  # bytes of the parts that are read
MOST_ELEMENTS = 2_500_000  # of XML
MOST_PARTS = 20_000  # files in a workbook's archive
MOST_MERGED = 50_000  # merged ranges
MOST_SHEETS = 200
MOST_PADDED = 50_000  # numbers shown with zeros before them
DEEPEST = 100  # elements in each other
LONGEST_TAG = 500_000  # bytes


class Budget:
    """What one file may still take of memory and time; what it takes is taken off."""

    def __init__(self) -> None:
        self.area = MOST_AREA
        self.bytes = MOST_UNPACKED
        self.elements = MOST_ELEMENTS
        self.text = MOST_TEXT
        self.merged = MOST_MERGED

    def take_bytes(self, count: int) -> None:
        """Unpacked bytes; raises SotayError `table_too_big`, as the others do."""
        self.bytes -= count
        if self.bytes < 0:
            raise too_big()

    def take_element(self) -> None:
        """An element of XML, or a record of an old workbook."""
        self.elements -= 1
        if self.elements < 0:
            raise too_big()

    def take_text(self, characters: int) -> None:
        """Text of cells."""
        self.text -= characters
        if self.text < 0:
            raise too_big()

    def take_area(self, rows: int, columns: int) -> None:
        """The rectangle around a sheet's cells."""
        self.check_area(rows, columns)
        self.area -= rows * columns

    def check_area(self, rows: int, columns: int) -> None:
        """Whether a rectangle that may still grow is within the bounds."""
        if rows * columns > self.area:
            raise too_big()

    def take_merged(self) -> None:
        """A merged range."""
        self.merged -= 1
        if self.merged < 0:
            raise too_big()


def too_big() -> SotayError:
    """What to raise where a file would take more than any table of an office does."""
    return SotayError("table_too_big")
