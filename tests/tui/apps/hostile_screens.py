"""Every screen of the program on a book full of hostile text: F12 opens the next, F11 notes that it is painted.

`hostile_screens.py FOLDER` makes the books and files in FOLDER and writes there, into `at`, the screen that is shown.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tui.app.terminal import prepare_terminal

prepare_terminal()

import msgspec  # noqa: E402 noqa: E402
from textual.binding import Binding  # noqa: E402
from textual.screen import Screen  # noqa: E402

import tui.app.app  # noqa: E402
from exports.intake.workbook import workbook_of  # noqa: E402
from exports.merge.merge import plan_merge  # noqa: E402
from exports.official.letters import Letter  # noqa: E402
from exports.report.freezing import paper_of  # noqa: E402
from exports.report.narrative import write  # noqa: E402
from logs.book.book import LogBook  # noqa: E402
from logs.catalogue.directive import Directive, shipped  # noqa: E402
from logs.coverage.catalogue_change import change_to  # noqa: E402
from logs.errors import Notice, SotayError  # noqa: E402
from logs.model import Session  # noqa: E402
from logs.periods import read_period  # noqa: E402
from logs.progress.grid import grid_of  # noqa: E402
from logs.session.query import Query  # noqa: E402
from tests.exports.desk import KEYS, OFFICE, UNITS, Desk, package_of, session_of  # noqa: E402
from tests.tui.apps.hostile import HOSTILE  # noqa: E402
from tui.app.app import SotayApp  # noqa: E402
from tui.core.book_preferences import Preferences, SavedFilter  # noqa: E402
from tui.core.commands import Command  # noqa: E402
from tui.core.i18n import use_language  # noqa: E402
from tui.core.messages import Done, Failed  # noqa: E402
from tui.screens.catalogue.draft import SECTIONS, lines_of  # noqa: E402
from tui.screens.catalogue.entry import EntryDialog  # noqa: E402
from tui.screens.catalogue.files import FaultsDialog  # noqa: E402
from tui.screens.catalogue.preview import PreviewDialog, VersionsDialog, preview_of  # noqa: E402
from tui.screens.catalogue.screen import CatalogueScreen  # noqa: E402
from tui.screens.catalogue.unit import ChangeUnitDialog, UnitDialog  # noqa: E402
from tui.screens.catalogue.units import UnitsScreen  # noqa: E402
from tui.screens.common.ask import Ask, AskWhy  # noqa: E402
from tui.screens.common.calendar import CalendarDialog  # noqa: E402
from tui.screens.common.choose import ChooseDialog  # noqa: E402
from tui.screens.common.files import FilesDialog  # noqa: E402
from tui.screens.common.letter import LetterDialog  # noqa: E402
from tui.screens.common.printing import PrintDialog  # noqa: E402
from tui.screens.common.progress_bar import Working  # noqa: E402
from tui.screens.common.receipt_day import CorrectedDayDialog, PlannedDayDialog  # noqa: E402
from tui.screens.common.trust import PassphraseDialog  # noqa: E402
from tui.screens.common.written import WrittenDialog  # noqa: E402
from tui.screens.coverage.exemptions import ExemptDialog  # noqa: E402
from tui.screens.coverage.gaps import GapsScreen  # noqa: E402
from tui.screens.coverage.screen import CoverageScreen  # noqa: E402
from tui.screens.coverage.targets import TargetsScreen  # noqa: E402
from tui.screens.coverage.year_comparison import YearsScreen  # noqa: E402
from tui.screens.exchange.batches import BatchesScreen  # noqa: E402
from tui.screens.exchange.book_files import CopyDialog, PaperDialog, TablesDialog  # noqa: E402
from tui.screens.exchange.export import ExportDialog  # noqa: E402
from tui.screens.exchange.kit_receipts import KitDialog, ReceiptsDialog  # noqa: E402
from tui.screens.exchange.merge import MergeScreen  # noqa: E402
from tui.screens.exchange.offer import Offer, Terms  # noqa: E402
from tui.screens.guide.first_start import StartScreen  # noqa: E402
from tui.screens.guide.help import HelpScreen  # noqa: E402
from tui.screens.guide.jump import JumpScreen  # noqa: E402
from tui.screens.guide.palette import Palette  # noqa: E402
from tui.screens.guide.tour import TourScreen  # noqa: E402
from tui.screens.notebook.answers import WordDialog  # noqa: E402
from tui.screens.notebook.choose import NotebookFiles  # noqa: E402
from tui.screens.notebook.intake import IntakeDialog  # noqa: E402
from tui.screens.overview.screen import OverviewScreen  # noqa: E402
from tui.screens.progress.pace import PaceDialog  # noqa: E402
from tui.screens.progress.screen import ProgressScreen  # noqa: E402
from tui.screens.progress.silence import SilentScreen  # noqa: E402
from tui.screens.progress.totals import TotalsDialog  # noqa: E402
from tui.screens.progress.unit import UnitScreen  # noqa: E402
from tui.screens.questions.conflict import ConflictScreen  # noqa: E402
from tui.screens.questions.inbox import InboxScreen  # noqa: E402
from tui.screens.questions.unit_keys import UnitKeysDialog  # noqa: E402
from tui.screens.register.column_choice import ColumnsDialog, SortDialog  # noqa: E402
from tui.screens.register.filter import FilterDialog  # noqa: E402
from tui.screens.register.month import MonthScreen  # noqa: E402
from tui.screens.register.save_table import SaveTableDialog  # noqa: E402
from tui.screens.register.saved_filters import SavedFiltersDialog  # noqa: E402
from tui.screens.register.screen import RegisterScreen  # noqa: E402
from tui.screens.report.narrative import NarrativeDialog, beginnings_of  # noqa: E402
from tui.screens.report.office_settings import LetterheadDialog  # noqa: E402
from tui.screens.report.screen import ReportScreen  # noqa: E402
from tui.screens.report.write_dialog import WriteDialog  # noqa: E402
from tui.screens.session.change_field import ChangeFieldDialog  # noqa: E402
from tui.screens.session.form import SessionForm  # noqa: E402
from tui.screens.session.history import HistoryScreen  # noqa: E402
from tui.screens.session.hold import HoldDialog  # noqa: E402
from tui.screens.session.line import QuickLine  # noqa: E402
from tui.screens.session.reporter import ReporterDialog  # noqa: E402
from tui.screens.session.table_entry import PaperScreen  # noqa: E402
from tui.screens.settings.backups import CopiesDialog  # noqa: E402
from tui.screens.settings.check import CheckDialog  # noqa: E402
from tui.screens.settings.keys import KeysDialog, PressKey  # noqa: E402
from tui.screens.settings.screen import SettingsScreen  # noqa: E402
from tui.text.printed.print_view import PrintSheet  # noqa: E402
from tui.widgets.choice import Choice  # noqa: E402
from tui.widgets.safe import plain  # noqa: E402

BAD = "".join(text for text in HOSTILE if text.isprintable() or "\ud800" not in text)
"""Everything that can be stored, in one text; a lone surrogate cannot."""
LINE = BAD.replace("\n", "").replace("\r", "")
FILE = LINE.replace("/", "|")[:80] + ".jsonl"


def bad_catalogue() -> Directive:
    """The shipped catalogue, with hostile titles."""
    good = shipped()
    groups = [
        msgspec.structs.replace(group, title=LINE, themes=[_renamed(theme) for theme in group.themes])
        for group in good.groups
    ]
    return msgspec.structs.replace(
        good,
        groups=tuple(groups),
        audiences=tuple(map(_renamed, good.audiences)),
        forms=tuple(map(_renamed, good.forms)),
        documents=tuple(map(_renamed, good.documents)),
    )


def _renamed(item: Any) -> Any:
    names = [name for name in ("title", "title_en", "short", "number", "kind", "note") if hasattr(item, name)]
    return msgspec.structs.replace(item, **{name: LINE for name in names if isinstance(getattr(item, name), str)})


def bad_session(unit: str, attendance: int = 25) -> Session:
    """A session every text of which is hostile."""
    good = session_of(unit, attendance=attendance, audience={"DV": None})
    return msgspec.structs.replace(good, topic=LINE, place=LINE, notes=BAD, materials=BAD)


class Hostile:
    """A committee's book with hostile texts in every field, and files of hostile senders and names."""

    def __init__(self, folder: Path) -> None:
        units = tuple(msgspec.structs.replace(unit, name=LINE, aliases=(LINE,)) for unit in UNITS)
        self.desk = Desk(folder)
        self.book = self.desk.book(OFFICE, role="committee", units=units)
        unit = self.desk.book("CB01", units=units)
        first = unit.add(session_of("CB01", topic="[/foo][@click=app.quit]x[/]", audience={"DV": None}))
        self.desk.merge(self.book, self.desk.file(package_of(unit)), trust=KEYS)
        other = self.desk.clone(unit, "other")
        unit.edit(first.id, msgspec.structs.replace(first.session, attendance=77, place="[/foo]"))
        other.edit(first.id, msgspec.structs.replace(first.session, place="[@click=app.quit]x[/]"))
        self.desk.merge(self.book, self.desk.file(package_of(unit)), self.desk.file(package_of(other)))
        self.conflict = first.id
        self.files = [self.desk.file(self._package(unit), FILE), self.desk.file(b"\x1b[2J not a package", "x" + FILE)]
        self.desk.merge(self.book, *self.files)
        self.entry = self.book.add(bad_session(OFFICE, attendance=12))
        self.book.edit(self.entry.id, bad_session(OFFICE, attendance=13), reason=LINE)
        self.book.add(bad_session("CB02"))
        reporters = self.book.reporters.items()
        self.book.reference.reporters = {code: msgspec.structs.replace(one, name=LINE) for code, one in reporters}
        self.book.reference.directive = bad_catalogue()

    @staticmethod
    def _package(unit: LogBook) -> bytes:
        """The file of a sender who writes what the program would not let him type."""
        unit.add(bad_session("CB01", attendance=5))
        return package_of(unit)


def _notebook() -> bytes:
    """A table as it comes from the clipboard."""
    return f"Ngày\tĐơn vị\tChuyên đề\tSố người nghe\n12/5/2014\t{LINE}\t{LINE}\t{LINE}\n".encode()


def screens(made: Hostile) -> dict[type[Screen[Any]], Callable[[], Screen[Any]]]:
    """How to open every screen."""
    book = made.book
    return {
        OverviewScreen: lambda: OverviewScreen(book),
        RegisterScreen: lambda: RegisterScreen(book),
        CoverageScreen: lambda: CoverageScreen(book),
        MergeScreen: lambda: _with_plan(made),
        ProgressScreen: lambda: ProgressScreen(book),
        InboxScreen: lambda: InboxScreen(book),
        BatchesScreen: lambda: BatchesScreen(book),
        SessionForm: lambda: SessionForm(book, book.sessions.get(made.entry.id)),
        HistoryScreen: lambda: HistoryScreen(book, made.entry.id, LINE),
        ConflictScreen: lambda: ConflictScreen(book, made.conflict),
        ChooseDialog: lambda: ChooseDialog(LINE, [Choice(f"k{i}", text, text) for i, text in enumerate(HOSTILE)]),
        StartScreen: lambda: StartScreen(made.desk.folder / LINE.replace("/", "|")),
        ExportDialog: lambda: ExportDialog(book),
        KitDialog: lambda: KitDialog(book),
        CopyDialog: lambda: CopyDialog(book),
        PaperDialog: lambda: PaperDialog(book),
        TablesDialog: lambda: TablesDialog(book),
        CheckDialog: lambda: CheckDialog(book),
        UnitKeysDialog: lambda: UnitKeysDialog(book),
        ReceiptsDialog: lambda: ReceiptsDialog(book),
        FilesDialog: lambda: FilesDialog(made.files[0].parent, title=LINE, about=BAD),
        FilterDialog: lambda: FilterDialog(book, Query()),
        LetterDialog: lambda: LetterDialog(book, LINE, lambda: [Letter("CB01", LINE, LINE, (BAD, LINE))], FILE),
        WrittenDialog: lambda: WrittenDialog([made.files[0]], plain(BAD)),
        ReporterDialog: lambda: ReporterDialog(book, "CB01"),
        Ask: lambda: Ask(LINE, [("a", LINE), ("b", LINE)], detail=BAD),
        AskWhy: lambda: AskWhy(LINE, [("a", LINE), ("b", LINE)], detail=BAD),
        HelpScreen: lambda: HelpScreen(BAD, [(LINE, [Command("quit", "x", LINE, LINE, LINE)])]),
        Palette: lambda: Palette([Command("quit", "x", LINE, LINE, LINE)]),
        Working: lambda: Working(LINE, lambda _progress: None, can_stop=True),
        **_later_screens(made),
        **_catalogue_screens(made.book),
    }


def _catalogue_screens(book: LogBook) -> dict[type[Screen[Any]], Callable[[], Screen[Any]]]:
    """Those of the year's catalogue."""
    theme = lines_of(bad_catalogue(), SECTIONS[1])[1]
    return {
        CatalogueScreen: lambda: CatalogueScreen(book, bad_catalogue()),
        EntryDialog: lambda: EntryDialog(theme, LINE, lambda _values: shipped(), 2014),
        PreviewDialog: lambda: preview_of(change_to(book, shipped())),
        VersionsDialog: lambda: VersionsDialog(book),
        FaultsDialog: lambda: FaultsDialog(FILE, [Notice("catalogue_cell_day", {"cell": LINE, "value": LINE})]),
    }


def _later_screens(made: Hostile) -> dict[type[Screen[Any]], Callable[[], Screen[Any]]]:
    """Those of settings, printing, filters, typing and reports."""
    book, entries = made.book, made.book.find()
    day, command = book.today(), Command("quit", "x", LINE, LINE, LINE)
    sheet = PrintSheet(LINE, [LINE], [(LINE, False)], 1, lambda _row: [LINE], [LINE])
    chosen = Preferences(filters=(SavedFilter(LINE[:40], Query(text=LINE[:100])),))
    return {
        GapsScreen: lambda: GapsScreen(book),
        TargetsScreen: lambda: TargetsScreen(book),
        SilentScreen: lambda: SilentScreen(book),
        YearsScreen: lambda: YearsScreen(book),
        PaceDialog: lambda: PaceDialog(book),
        UnitScreen: lambda: UnitScreen(book, next(iter(grid_of(book).units))),
        PlannedDayDialog: lambda: PlannedDayDialog(book, FILE, day, day),
        CorrectedDayDialog: lambda: CorrectedDayDialog(book, FILE, day, day),
        TotalsDialog: lambda: TotalsDialog(book, "CB01"),
        ExemptDialog: lambda: ExemptDialog(book, "CB01", "LC-01"),
        ReportScreen: lambda: ReportScreen(book),
        WriteDialog: lambda: WriteDialog(paper_of(book, read_period("2014"))),
        NarrativeDialog: lambda: _narrative(book),
        LetterheadDialog: lambda: LetterheadDialog(book),
        QuickLine: lambda: QuickLine(book),
        PaperScreen: lambda: PaperScreen(book),
        CalendarDialog: lambda: CalendarDialog(day, day),
        ChangeFieldDialog: lambda: ChangeFieldDialog(book, entries),
        SaveTableDialog: lambda: SaveTableDialog(book, entries),
        SavedFiltersDialog: lambda: SavedFiltersDialog(book, chosen, Query(text=LINE)),
        ColumnsDialog: lambda: ColumnsDialog(("date",), ("date",)),
        SortDialog: lambda: SortDialog(chosen),
        UnitsScreen: lambda: UnitsScreen(book),
        ChangeUnitDialog: lambda: ChangeUnitDialog(book, book.units["CB01"]),
        MonthScreen: lambda: MonthScreen(book, made.entry.session.date, partial(RegisterScreen, book)),
        HoldDialog: lambda: HoldDialog(book, made.entry),
        UnitDialog: lambda: UnitDialog(book, book.units["CB01"], LINE),
        PassphraseDialog: lambda: PassphraseDialog(LINE, BAD),
        IntakeDialog: lambda: IntakeDialog(book, workbook_of(_notebook(), FILE), made.files[0]),
        NotebookFiles: NotebookFiles,
        WordDialog: lambda: WordDialog(LINE),
        PrintDialog: lambda: PrintDialog(sheet),
        SettingsScreen: lambda: SettingsScreen(book),
        CopiesDialog: lambda: CopiesDialog(book),
        KeysDialog: KeysDialog,
        PressKey: lambda: PressKey(command, [], {}),
        JumpScreen: lambda: JumpScreen(()),
        TourScreen: lambda: TourScreen("committee"),
    }


def _narrative(book: LogBook) -> NarrativeDialog:
    write(book, "2013", "weaknesses", LINE)
    return NarrativeDialog(book, beginnings_of(book, paper_of(book, read_period("2014")).report), "weaknesses")


def _with_plan(made: Hostile) -> MergeScreen:
    screen = MergeScreen(made.book)
    screen.offer = Offer(tuple(made.files), Terms(), plan_merge(made.book, made.files))
    return screen


class HostileApp(SotayApp):
    """The program, with a key that opens one screen after another."""

    CSS_PATH = str(Path(tui.app.app.__file__).with_name("app.tcss"))
    BINDINGS = [Binding("f12", "next", priority=True), Binding("f11", "note", priority=True)]  # noqa: RUF012

    def __init__(self, made: Hostile) -> None:
        super().__init__(made.desk.folder / OFFICE, made.book)
        self.made = made
        self.coming = iter(screens(made).items())
        self.shown = ""

    async def action_next(self) -> None:
        """Open the next screen, with a notice; after the last one, end."""
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        kind, make = next(self.coming, (None, None))
        if kind is None or make is None:
            self.exit(0)
            return
        self.shown = kind.__name__
        await self.push_screen(make())
        self.post_message(Done(LINE))
        self.post_message(Failed(SotayError("book_missing", path=LINE, name=LINE)))

    def action_note(self) -> None:
        """Note, once the screen is painted, which it is."""
        self.call_after_refresh(self._note)

    def _note(self) -> None:
        (self.made.desk.folder / "at").write_text(self.shown, encoding="utf-8")


if __name__ == "__main__":
    use_language("en")
    HostileApp(Hostile(Path(sys.argv[1]))).run()
