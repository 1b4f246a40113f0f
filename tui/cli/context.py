"""Which book a command works on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from logs.errors import SotayError
from tui.core.clock import now
from tui.core.i18n import _, use_language

if TYPE_CHECKING:
    from logs.book.book import LogBook


@dataclass(frozen=True)
class Settings:
    """What the options before the command say; `named` is whether they name the language."""

    folder: Path
    language: str
    named: bool = False


def settings() -> Settings:
    """The settings of the command that is running."""
    settings_here = click.get_current_context().find_object(Settings)
    assert settings_here is not None, "the program's own group sets them"  # noqa: S101
    return settings_here


def has_named_language() -> bool:
    """Whether the command line itself names the language: then a table is for people, its headings too."""
    return click.get_current_context().find_root().get_parameter_source("lang") is ParameterSource.COMMANDLINE


def today() -> Date:
    """The day it is; raises SotayError `today_unreadable`."""
    return now().date()


@contextmanager
def opened(*, read_only: bool = False) -> Iterator["LogBook"]:
    """The book, open until the block ends; what was found wrong with its files and put right is told on stderr.

    Raises SotayError (see `logs.store.storage`).
    """
    from logs.book.book import LogBook
    from logs.store.location import space_notices
    from tui.cli.output import say
    from tui.text.errors.messages import sentence

    now()  # an unreadable SOTAY_TODAY is told before the book is touched
    with LogBook.open(settings().folder, clock=now, read_only=read_only) as book:
        told = [*book.notices, *(() if read_only else space_notices(book.folder))]
        for notice in told:
            say(sentence(notice.code, notice.params))
        yield book
        # Tables are read when they are needed: damage may have come to light meanwhile.
        for notice in book.notices:
            if notice not in told:
                say(sentence(notice.code, notice.params))
        if not read_only:
            _copy_of_the_day(book)


def _copy_of_the_day(book: "LogBook") -> None:
    """Make the day's copy once the work is done; what stands in its way is told and changes nothing else."""
    from logs.maintenance.backups import daily_backup
    from tui.cli.output import say
    from tui.text.errors.messages import error_sentence

    try:
        daily_backup(book)
    except SotayError as error:
        say(error_sentence(error))


def open_app(folder: Path) -> int:
    """Open the app on the book in the folder, and return its exit code.

    It speaks the language of the person's settings unless an option names one.
    """
    from tui.app.terminal import objection, prepare_terminal
    from tui.core.paths import settings_path
    from tui.core.settings import SettingsFile

    kept = SettingsFile(settings_path())
    if kept.settings.language and not settings().named:
        use_language(kept.settings.language)
    if reason := objection():
        raise click.UsageError(reason)
    word = _("Opening…")
    click.echo(word, nl=False, err=True)
    prepare_terminal()
    from tui.app.run import run_app

    # Gone again, so that it is not the last word when the app has ended.
    click.echo(f"\r{' ' * len(word)}\r", nl=False, err=True)
    return run_app(folder, kept)
