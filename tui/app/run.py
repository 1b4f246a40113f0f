"""The app run on the book of a folder, which may be missing, damaged or open in another program."""

import sys
from pathlib import Path

from logs.book.book import LogBook
from logs.errors import SotayError
from tui.app.app import SotayApp
from tui.core.clock import now
from tui.core.settings import SettingsFile
from tui.text.errors.messages import error_sentence


def open_book(folder: Path) -> LogBook | None:
    """The book in `folder`: None where there is none yet nor a copy of one.

    It is opened for looking only where another program holds it. Raises SotayError where it cannot be opened at all.
    """
    now()  # an unreadable SOTAY_TODAY is told before the book is touched
    try:
        return LogBook.open(folder, clock=now)
    except SotayError as error:
        if error.code == "book_missing" and not error.params.get("copy"):
            return None
        if error.code != "book_in_use":
            raise
    return LogBook.open(folder, clock=now, read_only=True)


def run_app(folder: Path, settings: SettingsFile) -> int:
    """Open the app on the book in `folder`; returns the exit code: 3 where the book cannot be opened."""
    try:
        app = SotayApp(folder, open_book(folder), settings)
    except SotayError as error:
        sys.stderr.write(error_sentence(error) + "\n")
        return 3
    try:
        app.run()
    finally:
        if app.has_book:
            app.book.close()
    return app.return_code or 0
