"""What the settings screen lists: a person's choices, and what the book says of itself with where to change it."""

from dataclasses import dataclass
from typing import Any

from logs.book.book import LogBook
from logs.maintenance.backups import backups
from logs.store.location import folder_notices
from tui.core.i18n import _, language
from tui.core.settings import Settings
from tui.core.themes import LOOKS
from tui.text.errors.messages import sentence
from tui.text.formats import day, number
from tui.text.labels import role_title
from tui.text.values import titled, unit_title


@dataclass(frozen=True)
class SettingRow:
    """One line: a heading (no value), a choice (`field` of Settings and `options`), or a fact.

    `opens` is the action that Enter runs where there is more to see.
    """

    title: str
    value: str = ""
    about: str = ""
    field: str = ""
    options: tuple[tuple[Any, str], ...] = ()
    chosen: Any = None
    opens: str = ""

    @property
    def is_heading(self) -> bool:
        """Whether it only says what follows."""
        return not (self.value or self.field)


def setting_rows(book: LogBook, settings: Settings, look: str) -> list[SettingRow]:
    """Every line, from top to bottom; `look` is the theme in use, chosen or not."""
    return [
        SettingRow(_("Screen")),
        _choice(
            _("Language"),
            "language",
            (("vi", "Tiếng Việt"), ("en", "English")),
            language(),
            _("The language of the whole program. Commands take it from --lang or SOTAY_LANG."),
        ),
        _choice(
            _("Look"),
            "look",
            tuple((name, _(title)) for name, title in LOOKS.items()),
            look,
            _("Whatever the look, every mark is a sign or a word as well. F2 changes between light and dark."),
        ),
        _choice(
            _("Movement"),
            "animation",
            ((True, _("on")), (False, _("off"))),
            settings.animation,
            _("Smooth scrolling and fading. Off is better over a slow line."),
        ),
        _choice(
            _("Open with"),
            "opens",
            (("overview", _("Home")), ("register", _("Register"))),
            settings.opens,
            _("What is shown first when the notebook is opened."),
        ),
        SettingRow(_("Keyboard")),
        _choice(
            _("Vietnamese typing"),
            "typing",
            (("off", _("off")), ("telex", "Telex"), ("vni", "VNI")),
            settings.typing,
            _("For terminals without an input method. Leave it off where Unikey or the like is running."),
        ),
        SettingRow(
            _("Keys of the commands"),
            _("own keys: {n}").format(n=number(len(settings.keys))) if settings.keys else _("as usual"),
            _("Enter lists every command; each may have another key."),
            opens="keys",
        ),
        *_book_rows(book),
    ]


def _book_rows(book: LogBook) -> list[SettingRow]:
    """What the book says of itself."""
    owner, copies = book.owner, backups(book.folder)
    mine = next(
        (reporter.name for reporter in book.reporters.values() if reporter.code == owner.reporter), owner.reporter
    )
    unit = book.units.get(owner.unit)
    newest = (
        _("{n}, the newest of {day}").format(n=number(len(copies)), day=day(copies[-1].day)) if copies else _("none")
    )
    return [
        SettingRow(_("This notebook")),
        SettingRow(
            _("Whose it is"),
            f"{unit_title(unit) if unit else owner.unit} · {mine} · {role_title(owner.role)}",
            _("Unit and role were chosen when the notebook was made. Another unit needs another notebook: sotay init."),
        ),
        SettingRow(
            _("Reporters"),
            number(len(book.reporters)),
            _("Add one while logging a session, from the reporter's field."),
        ),
        SettingRow(
            _("Units"),
            number(len(book.units.keys() - ({owner.unit} if owner.role == "committee" else set()))),
            _("Which units report. Enter shows the list and changes it, takes it from a spreadsheet too."),
            opens="app.units",
        ),
        SettingRow(
            _("Catalogue"),
            f"{book.directive.head.year} · {titled(book.directive.head)}",
            _("Themes, forms and audiences come from it. Enter shows and changes it, takes it from a spreadsheet too."),
            opens="app.catalogue",
        ),
        SettingRow(
            _("New year"),
            _("opened from the catalogue of {year}").format(year=book.directive.head.year),
            _("Begins the catalogue of the next year from this one. What was logged stays with its own year."),
            opens="app.open_year",
        ),
        SettingRow(
            _("Folder"),
            str(book.folder),
            " ".join(
                [
                    *(f"! {sentence(notice.code, notice.params)}" for notice in folder_notices(book.folder)),
                    _("Everything is in this folder. To work on another one: sotay --book FOLDER, or SOTAY_BOOK."),
                ]
            ),
        ),
        SettingRow(
            _("Copies of the notebook"),
            newest,
            _("Made by itself every day and before each merge. Enter lists them and shows what putting one back does."),
            opens="copies",
        ),
    ]


def _choice(title: str, field: str, options: tuple[tuple[Any, str], ...], chosen: Any, about: str) -> SettingRow:
    value = next((name for key, name in options if key == chosen), str(chosen))
    return SettingRow(title, value, about, field, options, chosen)
