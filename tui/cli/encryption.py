"""What locked files are locked with and opened with: the options, the files and the questions of commands."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import click

from logs.errors import SotayError
from tui.cli.options import PATH, option
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from logs.book.book import LogBook

passphrase_option = option(
    "--passphrase-file", metavar="FILE", type=PATH, help=N_("A text file of passphrases, one on each line.")
)
_MOST_BYTES = 10_000


class Locking(NamedTuple):
    """How a file is locked, and what it is locked with."""

    lock: Callable[[bytes], bytes]
    by: Literal["recipient", "passphrase"]


def locking(book: "LogBook", passphrase_file: Path | None, recipient: str) -> Locking:
    """With what is given; else to the office that the book's kit is from; else with a passphrase that is asked for.

    Raises SotayError `lock_missing`, `passphrases_differ` and as `_passphrases` does.
    """
    from exports.package.encryption import lock

    if passphrase_file:
        return Locking(partial(lock, passphrase=_passphrases(passphrase_file)[0]), "passphrase")
    if to := recipient or (kit.recipient if (kit := book.reference.kit) else ""):
        return Locking(partial(lock, recipient=to), "recipient")
    return Locking(partial(lock, passphrase=_new_passphrase()), "passphrase")


class Opener:
    """Opens files that come locked: as the book, with a file's passphrases, then with one that is asked for once.

    It asks only on a terminal, within `away`, during which nothing else is drawn there.
    """

    def __init__(
        self, book: "LogBook", passphrase_file: Path | None, away: Callable[[], AbstractContextManager[None]]
    ) -> None:
        from exports.package.keys import find_identity
        from tui.core.paths import keys_folder

        self._identity = partial(find_identity, keys_folder(), book.owner.book)
        self._passphrases = _passphrases(passphrase_file) if passphrase_file else ()
        self._away = away
        self._may_ask = _on_terminal()

    def __call__(self, data: bytes) -> bytes:
        """The bytes that were locked; raises SotayError as `exports.package.encryption.unlock` does."""
        from exports.package.encryption import unlock

        try:
            return unlock(data, passphrases=self._passphrases, identity=self._identity())
        except SotayError as error:
            if error.code != "file_locked" or not self._may_ask:
                raise
        self._may_ask = False
        with self._away():
            asked = _ask(_("Passphrase of the locked files"))
        self._passphrases = (*self._passphrases, asked)
        return unlock(data, passphrases=(asked,))


def _passphrases(path: Path) -> tuple[str, ...]:
    """The lines of a file; raises SotayError `path_missing`, `path_unreadable`, `passphrase_empty`."""
    from logs.store.files import unreadable

    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8-sig")
    except OSError as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError:
        raise SotayError("path_unreadable", path=str(path), detail="UTF-8") from None
    passphrases = tuple(line for line in text.splitlines() if line.strip())
    if not passphrases:
        raise SotayError("passphrase_empty", path=str(path))
    return passphrases


def _new_passphrase() -> str:
    """A passphrase typed twice; raises SotayError `lock_missing` where nobody can be asked, `passphrases_differ`."""
    if not _on_terminal():
        raise SotayError("lock_missing")
    first = _ask(_("Passphrase to lock with"))
    if first != _ask(_("The same once more")):
        raise SotayError("passphrases_differ")
    return first


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _ask(question: str) -> str:
    return str(click.prompt(question, hide_input=True, err=True))
