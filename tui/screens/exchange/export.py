"""Export: what will go, where to and whether locked; afterwards the file, its counts and the fingerprint."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple

from textual import events, work
from textual.app import ComposeResult
from textual.containers import VerticalGroup, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Checkbox, Input

from exports.package.carried import Carried, carried
from exports.package.encryption import lock
from exports.package.keys import Signer, fingerprint
from exports.package.writer import Exported, export_book, marks_carried, texts_carried
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.periods import Period, read_period
from logs.questions.questions import Question
from logs.session.query import session_id_of
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.core.messages import told
from tui.core.open_questions import open_questions
from tui.core.reckoning import reckoned
from tui.input.text_fields import ViInput
from tui.screens.exchange.hand_over import HandOverDialog
from tui.screens.questions.inbox import InboxScreen
from tui.text.errors.messages import error_sentence, sentence
from tui.text.formats import moment, number, period_title
from tui.text.labels import lock_title
from tui.text.questions import kinds_words
from tui.text.values import titled
from tui.widgets.form_line import FormLine
from tui.widgets.panel import key_words
from tui.widgets.safe import Plain
from tui.widgets.ticks import Tick

Locker = Callable[[bytes], bytes]


def can_lock() -> bool:
    """Whether what locks files is installed."""
    return find_spec("pyrage") is not None


class LockFields(VerticalGroup):
    """One line as long as nothing is locked. Where the receiver's key is known it is locked to that, unasked."""

    def __init__(self, recipient: str) -> None:
        """`recipient` is the receiver's key, "" where there is none."""
        super().__init__(id="export-locking")
        self.recipient = recipient

    def compose(self) -> ComposeResult:
        label = _("Lock the file: only the office opens it") if self.recipient else _("Lock the file with a passphrase")
        yield FormLine("", Tick(label, id="export-lock"))
        first = ViInput(password=True, id="lock-first", placeholder=_("several words; it is not shown"))
        yield FormLine(_("Passphrase"), first)
        yield FormLine(_("The same once more"), ViInput(password=True, id="lock-second"))
        yield Plain(_("Let the receiver know it another way than the file goes, by telephone."), classes="hint")

    def on_mount(self) -> None:
        self._show()

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        event.stop()
        self._show()
        if event.value and not self.recipient:
            self.query_one("#lock-first").focus()

    def _show(self) -> None:
        asks = self.query_one(Tick).value and not self.recipient
        for widget in (*self.query("FormLine")[1:], *self.query(".hint")):
            widget.display = asks

    @property
    def by(self) -> Literal["", "recipient", "passphrase"]:
        """What the file is to be locked with; "" for nothing."""
        if not self.query_one(Tick).value:
            return ""
        return "recipient" if self.recipient else "passphrase"

    def locker(self) -> Locker | None:
        """What locks the file; None for nothing. Raises SotayError `passphrase_missing`, `passphrases_differ`."""
        if not self.by:
            return None
        if self.recipient:
            return partial(lock, recipient=self.recipient)
        first, second = (self.query_one(name, ViInput).value for name in ("#lock-first", "#lock-second"))
        if not first.strip():
            raise SotayError("passphrase_missing")
        if first != second:
            raise SotayError("passphrases_differ")
        return partial(lock, passphrase=first)


class _Going(NamedTuple):
    """What would go into a file: sessions and deletions, themes that do not apply, and parts of the report."""

    carried: Carried
    marks: int
    texts: int


def _going(book: LogBook, period: Period | None) -> _Going:
    under = book.under(book.reference.catalogue_named(period.name)) if period else book
    return _Going(carried(under, period), len(marks_carried(under)), len(texts_carried(book, period)))


class ExportDialog(HandOverDialog[Exported]):
    """Write the package to hand over; the result is what was written."""

    ABOUT = N_(
        "The file holds every complete session, not only the new ones, so that a lost file does no harm. "
        "Drafts stay here. Hand it over on a memory stick or by mail; the committee compares the fingerprint once."
    )
    NAME, HEADING = "export", N_("Export data for the committee")
    _QUESTIONS: ClassVar = Command(
        "questions", "f3", N_("Settle the open questions"), N_("Questions"), N_("about what would go out")
    )
    MENU = (*HandOverDialog.MENU[:2], _QUESTIONS, *HandOverDialog.MENU[2:])
    questions: tuple[Question, ...] = ()
    """The open ones of the book."""
    _asked: tuple[object, ...] = ()
    _going: _Going | None = None  # what was asked for, once it has come
    about: tuple[Question, ...] = ()
    """Those of them about what would go out."""

    def body(self) -> Iterable[Widget]:
        everything = _("empty: everything; or {year}-Q3, {year}-09").format(year=self.book.directive.head.year)
        self.nil_line = FormLine("", Tick(_("Nil report: there was no session"), id="export-nil"))
        figures = Tick(_("Figures only: totals of each unit, no sessions"), id="export-totals")
        self.totals_line = FormLine("", figures)
        yield VerticalScroll(
            Plain(id="export-what"),
            self.folder_line(),
            FormLine(_("Period"), ViInput("", placeholder=everything, id="export-period")),
            self.nil_line,
            self.totals_line,
            LockFields(kit.recipient if (kit := self.book.reference.kit) else ""),
            can_focus=False,
            id="export-form",
        )

    def on_mount(self) -> None:
        self.totals_line.display = self.book.owner.role == "committee"
        self.nil_line.display = False
        self.query_one(LockFields).display = can_lock()
        self._show_what()
        self._ask_what_is_open()

    @work(group="questions", exclusive=True)
    async def _ask_what_is_open(self) -> None:
        self.questions = await open_questions(self.book)
        self._show_what()

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Some may have been answered meanwhile."""
        if self.is_mounted:
            self._ask_what_is_open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The questions are offered where there are some."""
        if action == "questions":
            return bool(self.about)
        return super().check_action(action, parameters)

    def action_questions(self) -> None:
        """Answer what is open before the file is written."""
        self.app.push_screen(InboxScreen(self.book))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input.id == "export-period":
            self._show_what()

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        event.stop()
        self._show_what()

    def read_fields(self) -> None:
        self.period = self.text("period") or None
        self.nil, self.totals = (self.query_one(name, Tick).value for name in ("#export-nil", "#export-totals"))
        locking = self.query_one(LockFields)
        self.locked_by, self.locker = locking.by, locking.locker()

    def write(self, folder: Path, signer: Signer) -> Exported:
        return export_book(
            self.book, signer, folder, period=self.period, nil=self.nil, totals=self.totals, lock=self.locker
        )

    def words(self, written: Exported, signer: Signer) -> Content:
        sessions = _("figures only: {n}") if self.totals else "{n}"
        digits, is_lost = fingerprint(signer.public_key), signer.is_new and written.number > 1
        parts = [
            Content.styled(_("The file is written and was read back."), "bold $text-success"),
            _titled(_("File number"), number(written.number)),
            _titled(_("Sessions"), _("nil report") if written.nil else sessions.format(n=number(written.sessions))),
            _titled(_("Attendance"), number(written.attendance)),
            _titled(_("Fingerprint"), digits),
            *([Content.styled(sentence("key_made_anew", {"fingerprint": digits}), "$text-warning")] if is_lost else []),
            *([Content.styled(lock_title(self.locked_by), "$text-warning")] if self.locked_by else []),
            *(
                [_titled(_("Parts to hand over, all of them"), number(parts))]
                if (parts := len(written.paths)) > 1
                else []
            ),
            Content.styled(
                _("Hand this file over to the committee. When it asks by telephone, read the fingerprint out."),
                "$foreground-muted",
            ),
        ]
        return Content("\n").join(parts)

    @property
    def recipient(self) -> str:
        return self.book.reference.office.mail_to

    def paths(self, written: Exported) -> Sequence[Path]:
        return written.paths

    def _show_what(self) -> None:
        """What would go into the file now, as soon as that is known."""
        text = self.text("period")
        try:
            period = read_period(text) if text else None
        except SotayError as error:
            self.workers.cancel_group(self, "going")
            self._asked = ()
            self.query_one("#export-what", Plain).update(Content.styled(error_sentence(error), "$text-error"))
            return
        if (asked := (self.book.generation, period)) != self._asked:
            self._asked, self._going = asked, None
            self._reckon(period)
        self._tell_what(period)

    @work(group="going", exclusive=True)
    @told
    async def _reckon(self, period: Period | None) -> None:
        self._going = await reckoned(self.book, _going, period)
        self._tell_what(period)

    def _tell_what(self, period: Period | None) -> None:
        lines = [*_earlier(self.book, period)]
        if self._going is None:
            self.query_one("#export-what", Plain).update("\n".join((*lines, _("Reckoning …"))))
            return
        going, marks, texts = self._going
        counts = [
            _("Sessions: {n}").format(n=number(going.sessions)),
            _("Attendance: {n}").format(n=number(going.attendance)),
        ]
        if going.drafts:
            counts.append(_("Drafts left out: {n}").format(n=number(going.drafts)))
        if going.deleted:
            counts.append(_("Deletions told: {n}").format(n=number(going.deleted)))
        if marks:
            counts.append(_("Themes that do not apply: {n}").format(n=number(marks)))
        if texts:
            counts.append(_("Parts of the report written: {n}").format(n=number(texts)))
        what = Content("\n".join((*lines, " · ".join(counts))))
        self.about = tuple(
            asked for asked in self.questions if any(session_id_of(key) in going for key in asked.sessions)
        )
        self.refresh_bindings()
        if self.about:
            words = _("Not settled yet, about what would go out: {kinds}").format(kinds=kinds_words(self.about))
            open_ones = Content.styled(f"? {words}", "$text-warning")
            what = Content.assemble(what, "\n", open_ones, "  ", key_words((self._QUESTIONS.key, "")))
        self.query_one("#export-what", Plain).update(what)
        self.nil_line.display = not going.sessions  # there is nothing to say about it else
        if going.sessions:
            self.query_one("#export-nil", Tick).value = False


def _earlier(book: LogBook, period: Period | None) -> Iterable[str]:
    """The period that will stand in the file, and the last file written."""
    yield (
        period_title(period.name)
        if period
        else _("Everything logged under {title}").format(title=titled(book.directive.head))
    )
    exports = book.exchange.exports()
    if exports:
        last = exports[-1]
        yield _("Last file: no. {number}, {moment}").format(number=number(last.number), moment=moment(last.made))


def _titled(title: str, value: str) -> Content:
    return Content.assemble(Content.styled(f"{title}: ", "$foreground-muted"), value)
