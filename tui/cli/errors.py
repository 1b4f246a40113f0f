"""The one place that turns an error of a command into a sentence on stderr and an exit code."""

import errno
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from logs.errors import SotayError
from tui.core.i18n import _

if TYPE_CHECKING:
    from logs.session.validation import Problem

REFUSED = 1
USAGE = 2
NO_BOOK = 3
INTERRUPTED = 130

_OPENING = frozenset({"book_missing", "book_in_use", "book_damaged", "book_newer", "book_folder"})


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """Input that cannot be saved, with every finding about it."""

    def __init__(self, problems: "Sequence[Problem]") -> None:
        super().__init__(problems[0].code)
        self.problems = tuple(problems)


def run(work: Callable[[], object], *, as_json: bool) -> int:
    """Do the work and return the exit code; what goes wrong is told in one or a few sentences, never a traceback."""
    try:
        outcome = work()
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return USAGE
    except click.ClickException as error:
        _usage(error, as_json)
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        _tell("interrupted", [_("Interrupted. What was saved before is kept.")], as_json)
        return INTERRUPTED
    except SotayError as error:
        from tui.text.errors.messages import error_sentence

        _tell(error.code, error_sentence(error).splitlines(), as_json)
        return NO_BOOK if error.code in _OPENING else REFUSED
    except Refused as error:
        from tui.text.errors.messages import problem_sentence

        _tell(error.problems[0].code, [problem_sentence(problem) for problem in error.problems], as_json)
        return REFUSED
    except Exception as error:  # noqa: BLE001 - the last resort: no traceback and no record contents reach a person
        if _reader_left(error):
            _forget_stdout()
            return REFUSED
        from tui.text.errors.messages import sentence

        _tell("unexpected", [sentence("unexpected", {"name": type(error).__name__})], as_json)
        return REFUSED
    return outcome if isinstance(outcome, int) else 0


def _reader_left(error: Exception) -> bool:
    """Whether the program that was to read the answer went away, such as `more` by its key q."""
    if isinstance(error, BrokenPipeError):
        return True
    # What Windows says of a pipe that nobody reads; of a file it would say which.
    return isinstance(error, OSError) and error.errno == errno.EINVAL and not error.filename and sys.platform == "win32"


def _forget_stdout() -> None:
    """Let what is left for a reader that went away go nowhere, so that the interpreter does not complain at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _usage(error: click.ClickException, as_json: bool) -> None:
    lines = [line for line in error.format_message().splitlines() if line.strip()]
    if isinstance(error, click.UsageError) and error.ctx is not None and not as_json:
        path = error.ctx.command_path
        lines.append(_("Try “{command} --help” to see how it is used.").format(command=path))
    _tell("usage", lines, as_json)


def _tell(code: str, sentences: Sequence[str], as_json: bool) -> None:
    if as_json:
        from tui.cli.output import as_document

        click.echo(as_document({"error": {"code": code, "message": " ".join(sentences)}}), err=True)
    else:
        from tui.cli.output import say

        for line in sentences:
            say(line)
