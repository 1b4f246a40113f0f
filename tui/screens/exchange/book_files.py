"""What a book is written out as besides what goes up: a copy of it, pages to print, tables for other programs."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget

from exports.package.keys import Signer
from exports.paths import folder_for_files, save_new
from exports.report.blank_forms import LINES, blank_form, printed_register
from exports.report.build import reckon
from logs.maintenance.backups import default_name, make_backup
from logs.typed_values import read_count
from tui.core.i18n import N_, _
from tui.input.text_fields import ViInput
from tui.screens.exchange.hand_over import HandOverDialog
from tui.text.formats import number
from tui.widgets.form_line import FormLine
from tui.widgets.safe import Plain
from tui.widgets.ticks import Tick


class _OneFile(HandOverDialog[Path]):
    """Writes one file, and says what it is for."""

    ABOUT: ClassVar[str] = ""

    def paths(self, written: Path) -> Sequence[Path]:
        return [written]

    def words(self, written: Path, signer: Signer) -> Content:
        return Content(_(self.ABOUT))

    def body(self) -> Iterable[Widget]:
        yield Plain(_(self.ABOUT), classes="paragraph")
        yield self.folder_line()


class CopyDialog(_OneFile):
    """Writes a whole copy of the book."""

    NAME, HEADING = "copy", N_("Copy of the notebook, on a stick")
    ABOUT = N_(
        "The copy holds everything that the notebook holds, but not its key. Where the computer is lost, it is put "
        "back by “sotay restore FILE”."
    )
    GUIDE = "backup"

    def write(self, folder: Path, signer: Signer) -> Path:
        return make_backup(self.book, folder_for_files(folder, ".json") / default_name(self.book))


class PaperDialog(_OneFile):
    """Writes a page to print: a blank form, or the register with a code before each session."""

    NAME, HEADING = "pages", N_("Pages to print")
    ABOUT = N_("The page opens in a browser and is printed on A4 paper.")

    def body(self) -> Iterable[Widget]:
        yield from super().body()
        yield FormLine(_("Lines of a blank form"), ViInput(str(LINES), id="pages-lines", max_length=3))
        yield FormLine("", Tick(_("The register in its place, a code before each row"), id="pages-register"))

    def read_fields(self) -> None:
        self.is_register = self.query_one("#pages-register", Tick).value
        self.lines = min(200, max(1, read_count(self.text("lines") or str(LINES))))

    def write(self, folder: Path, signer: Signer) -> Path:
        book = self.book
        if self.is_register:
            name, page = _("register"), printed_register(reckon(book, book.directive.own_period))
        else:
            unit = book.units.get(book.owner.unit)
            title = unit.name if unit else book.owner.unit
            name, page = _("blank-form"), blank_form(book.directive, title, book.today(), lines=self.lines)
        path = folder_for_files(folder, ".html") / f"{name}-{book.owner.unit}.html"
        return save_new(path, page, taken="number", failed="report_failed")


class TablesDialog(_OneFile):
    """Writes what the book counts as Parquet files."""

    NAME, HEADING = "tables", N_("Tables for other programs (Parquet)")
    ABOUT = N_(
        "Sessions, themes and audiences as they count, for DuckDB, Python, R and the like; a folder of its own holds "
        "them. An earlier one of this notebook there is replaced."
    )
    GUIDE = "columnar"

    def write(self, folder: Path, signer: Signer) -> Path:
        from exports.columnar.schema import ABOUT
        from exports.columnar.writer import write_columnar

        to = folder / f"sotay-{self.book.owner.unit}-parquet"
        self.sessions = write_columnar(self.book, to).sessions
        return to / ABOUT

    def words(self, written: Path, signer: Signer) -> Content:
        return Content(_("Sessions: {n}").format(n=number(self.sessions)))
